"""The notebooks are tests: nbval executes every cell and compares what it puts out; here its figures, too."""

import notebooks
import pytest
from nbval.plugin import IPyNbCell


def pytest_configure(config):
    config.option.nbval = True
    config.option.nbval_current_env = True
    config.option.nbval_cell_timeout = 120


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    yield
    if isinstance(item, IPyNbCell) and item.options["check"]:
        if unlike := notebooks.unlike_figures(item.cell.outputs, item.test_outputs):
            item.raise_cell_error("Figures differ", "\n".join(unlike))
