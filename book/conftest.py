"""Figures are outputs too: nbval executes the cells and compares all that they store, but for pictures."""

import notebooks
import pytest
from nbval.plugin import IPyNbCell


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    yield
    if isinstance(item, IPyNbCell) and item.options["check"]:
        if unlike := notebooks.unlike_figures(item.cell.outputs, item.test_outputs):
            item.raise_cell_error("Figures differ", "\n".join(unlike))
