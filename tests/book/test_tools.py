"""The authors' tools: outputs are stored clean, code is carried across, drift is named."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import notebooks
import pytest

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


def test_differences_names_a_cell_that_does_not_reproduce(book):
    notebooks.run(book)
    assert notebooks.differences(book) == []
    notebook = notebooks.read(book)
    notebook.cells[2].outputs[0].text = "43\n"
    notebooks.write(book, notebook)
    assert notebooks.differences(book) == ["product"]


def test_wrong_stored_output_fails_as_a_test(book, tmp_path):
    """The guard of the whole book: pytest compares what a notebook prints with what it stores."""
    notebooks.run(book)
    alone = Path(shutil.copy(book, tmp_path / "alone.ipynb"))

    def outcome():
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--nbval",
            "--nbval-current-env",
            "-p",
            "no:cacheprovider",
            str(alone),
        ]
        return subprocess.run(command, capture_output=True, cwd=tmp_path, encoding="utf-8")

    right = outcome()
    assert right.returncode == 0, right.stdout
    notebook = notebooks.read(alone)
    notebook.cells[2].outputs[0].text = "43\n"
    notebooks.write(alone, notebook)
    wrong = outcome()
    assert wrong.returncode == 1
    assert "1 failed, 1 passed" in wrong.stdout
