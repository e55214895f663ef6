"""The authors' tools: outputs are stored clean, code is carried across, drift is named."""

import base64
import io
import os
import shutil
import subprocess
import sys

import nbformat
import notebooks
import numpy as np
import pytest
from matplotlib.figure import Figure

CODE, TEXT = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell


@pytest.fixture
def book(tmp_path):
    """A book of one chapter: English with its Hindi twin, translated and executed."""
    for language, question in (("en", "Which pixel?"), ("hi", "कौन सा पिक्सेल?")):
        (tmp_path / language).mkdir()
        notebook = nbformat.v4.new_notebook(
            cells=[
                TEXT(question, id="title"),
                CODE(f'use = print; use("{language}")', id="language"),
                CODE("print(6 * 7)", id="product"),
            ]
        )
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebooks.write(tmp_path / language / "01-a.ipynb", notebook)
    english = tmp_path / "en" / "01-a.ipynb"
    notebooks.accept(english, notebooks.twin(english, "hi"), ["title"])
    return english


def change(path, cell_id, source):
    notebook = notebooks.read(path)
    next(cell for cell in notebook.cells if cell.id == cell_id).source = source
    notebooks.write(path, notebook)


def test_changed_english_makes_its_translation_stale(book):
    hindi = notebooks.twin(book, "hi")
    assert notebooks.stale(book, hindi) == []
    change(book, "title", "  Which pixel?\n")
    assert notebooks.stale(book, hindi) == [], "spaces around a text are no change"
    change(book, "title", "Which pixels?")
    assert notebooks.stale(book, hindi) == ["title"]
    notebooks.accept(book, hindi, ["title"])
    assert notebooks.stale(book, hindi) == []


def test_accept_refuses_a_cell_that_is_not_there(book):
    with pytest.raises(ValueError, match="01-a.ipynb has no text cell titel"):
        notebooks.accept(book, notebooks.twin(book, "hi"), ["titel"])


def test_sync_carries_code_and_keeps_words(book):
    notebook = notebooks.read(book)
    notebook.cells[2].source = "print(6 * 8)"
    notebook.cells[2].metadata["tags"] = ["hide-input"]
    notebook.cells.append(TEXT("The end.", id="end"))
    notebooks.write(book, notebook)

    notebooks.sync(book)
    hindi = notebooks.read(notebooks.twin(book, "hi"))

    assert [cell.id for cell in hindi.cells] == ["title", "language", "product", "end"]
    assert hindi.cells[0].source == "कौन सा पिक्सेल?"
    assert hindi.cells[1].source.endswith('use("hi")')
    assert hindi.cells[2].source == "print(6 * 8)" and hindi.cells[2].metadata.tags == ["hide-input"]
    assert notebooks.stale(book, notebooks.twin(book, "hi")) == ["end"], "not yet translated"


def test_sync_starts_a_new_twin(book):
    hindi = notebooks.twin(book, "hi")
    hindi.unlink()
    notebooks.sync(book)
    assert [cell.id for cell in notebooks.read(hindi).cells] == ["title", "language", "product"]
    assert notebooks.stale(book, hindi) == ["title"]


def test_run_stores_clean_outputs_and_twice_the_same(book):
    notebooks.run(book)
    first = book.read_bytes()
    notebook = notebooks.read(book)
    assert [cell.get("execution_count") for cell in notebook.cells] == [None, 1, 2]
    assert notebook.cells[2].outputs[0].text == "42\n"
    assert not notebooks.outdated(book)
    notebooks.run(book)
    assert book.read_bytes() == first
    change(book, "product", "print(43)")
    assert notebooks.outdated(book)


def pytest_of(notebook):
    """What pytest says of a notebook, with the settings that it has in book/."""
    shutil.copy(notebooks.BOOK / "conftest.py", notebook.parent)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", notebook.name],
        capture_output=True,
        cwd=notebook.parent,
        env={**os.environ, "PYTHONPATH": str(notebooks.BOOK / "_tools")},
        encoding="utf-8",
    )


def test_wrong_stored_output_fails_as_a_test(book):
    """The guard of the whole book: pytest compares what a notebook prints and draws with what it stores."""
    draw = "from matplotlib import pyplot as plt\nplt.plot([0, 1], [0, {}])\nplt.show()"
    notebook = notebooks.read(book)
    notebook.cells += [CODE(draw.format(1), id="line"), CODE(draw.format(2), id="changing")]
    notebook.cells[4].metadata["tags"] = ["nbval-ignore-output"]
    notebooks.write(book, notebook)
    notebooks.run(book)
    right = pytest_of(book)
    assert right.returncode == 0, right.stdout

    notebook = notebooks.read(book)
    _, _, product, line, changing = (cell.get("outputs") for cell in notebook.cells)
    product[0].text = "43\n"
    line[0].data, changing[0].data = changing[0].data, line[0].data
    notebooks.write(book, notebook)
    wrong = pytest_of(book)
    assert wrong.returncode == 1
    assert "2 failed, 2 passed" in wrong.stdout, wrong.stdout
    assert "Figures differ" in wrong.stdout
    assert notebooks.differences(book) == ["product", "line"]


def figure(*, moved=0.0, label="97", hue="C0", steps=1.0, brightest=1.0, dot=True, wider=0):
    """A stored output: a line, a dot, a number and an image, 720 pixels wide."""
    drawn = Figure(figsize=(5 + wider / 144, 3), dpi=144)
    left, right = drawn.subplots(1, 2)
    drawn.subplots_adjust(
        left=0.1 + moved / 720, right=0.9 + moved / 720, bottom=0.1 + moved / 432, top=0.9 + moved / 432
    )
    left.plot([0, 1], [0, steps], color=hue)
    left.plot([0.2], [0.8], "s", color="black" if dot else "none", markersize=5)
    left.set(xlim=(0, 1), ylim=(0, 1), title=label)
    right.imshow(np.arange(12).reshape(3, 4) / 11, vmin=0, vmax=brightest)
    file = io.BytesIO()
    drawn.savefig(file)
    return nbformat.v4.new_output("display_data", {"image/png": base64.b64encode(file.getvalue()).decode()})


@pytest.mark.parametrize("change", [{}, {"moved": 0.5}, {"moved": 1}, {"wider": 1}])
def test_figure_drawn_a_pixel_away_is_alike(change):
    assert notebooks.unlike_figures([figure()], [figure(**change)]) == []


@pytest.mark.parametrize(
    "change",
    [
        {"moved": 3},
        {"wider": 3},
        {"label": "98"},
        {"hue": "C1"},
        {"steps": 0.98},
        {"brightest": 1.2},
        {"dot": False},
    ],
)
def test_changed_figure_is_unlike(change):
    stored, fresh = [figure()], [figure(**change)]
    assert notebooks.unlike_figures(stored, fresh) and notebooks.unlike_figures(fresh, stored)


def test_missing_figure_is_unlike():
    assert notebooks.unlike_figures([figure()], []) == ["1 figures are stored, 0 were drawn"]
