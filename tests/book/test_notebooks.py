"""Each chapter is one notebook in two languages: the same cells, the same code, nothing stale."""

import re
import unicodedata
from pathlib import Path

import notebooks
import pytest

ENGLISH = notebooks.notebooks("en")
BOTH = ENGLISH + notebooks.notebooks("hi")
NAME = re.compile(r"(?![0-9a-f]{8}$)[a-z][a-z0-9]*(-[a-z0-9]+){0,4}")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DEVANAGARI = re.compile(r"[\u0900-\u097f]")
DISPLAY = re.compile(r"\$\$(.+?)\$\$", re.S)
INLINE = re.compile(r"(?<![\\$])\$(?!\$)(.+?)(?<![\\$])\$")
TAGS = {"hide-input", "remove-cell", "nbval-ignore-output"}

each_chapter = pytest.mark.parametrize("english", ENGLISH, ids=lambda path: path.stem)
each_notebook = pytest.mark.parametrize("path", BOTH, ids=lambda path: f"{path.parent.name}-{path.stem}")


def cells(path, kind):
    return [cell for cell in notebooks.read(path).cells if cell.cell_type == kind]


def outside_code(text):
    return re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.S)


def pictures(cell):
    return sum("image/png" in output.get("data", {}) for output in cell.outputs)


def test_every_chapter_has_a_twin():
    assert ENGLISH, "no notebooks found"
    assert [path.name for path in ENGLISH] == [path.name for path in notebooks.notebooks("hi")]


@each_chapter
def test_twins_have_the_same_cells(english):
    for original, twin in zip(
        notebooks.read(english).cells, notebooks.read(notebooks.twin(english, "hi")).cells, strict=True
    ):
        assert (original.id, original.cell_type) == (twin.id, twin.cell_type)
        assert original.metadata.get("tags") == twin.metadata.get("tags"), original.id
        if original.cell_type == "markdown":
            assert DISPLAY.findall(original.source) == DISPLAY.findall(twin.source), original.id
        elif original.id == "language":
            assert (original.source, twin.source) == ('language.use("en")', 'language.use("hi")')
        else:
            assert original.source == twin.source, original.id
            assert pictures(original) == pictures(twin), original.id


@each_chapter
def test_no_translation_is_stale(english):
    assert notebooks.stale(english, notebooks.twin(english, "hi")) == []


@each_notebook
def test_cell_ids_are_readable_and_unique(path):
    ids = [cell.id for cell in notebooks.read(path).cells]
    assert len(set(ids)) == len(ids)
    for name in ids:
        assert NAME.fullmatch(name) and not UUID.fullmatch(name), name


@pytest.mark.parametrize(
    "made_up", ["a1b2c3d4", "ac0d1f2e-1111-4222-8333-0123456789ab", "Setup", "one_pixel", "one--pixel", ""]
)
def test_made_up_ids_are_refused(made_up):
    assert not NAME.fullmatch(made_up) or UUID.fullmatch(made_up)


@each_notebook
def test_every_chapter_has_its_parts(path):
    ids = [cell.id for cell in notebooks.read(path).cells]
    assert ids[:4] == ["title", "aims", "setup", "language"]
    assert ids[-1] == "further-reading" and "summary" in ids
    exercises = [cell for cell in cells(path, "markdown") if cell.id.startswith("exercise-")]
    assert 2 <= len(exercises) <= 4
    for exercise in exercises:
        assert ":::{dropdown}" in exercise.source, exercise.id


@each_notebook
def test_outputs_are_those_of_a_fresh_run(path):
    code = cells(path, "code")
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not notebooks.outdated(path), "the code has changed: make notebooks"
    for cell in code:
        for output in cell.outputs:
            assert output.output_type != "error", cell.id
            assert output.get("name") != "stderr", cell.id


@each_notebook
def test_nothing_is_stored_that_changes_from_run_to_run(path):
    notebook = notebooks.read(path)
    assert set(notebook.metadata.language_info) & {"version"} == set()
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"tags", "mystnb", "translates"}, cell.id
        assert set(cell.metadata.get("tags", ())) <= TAGS, cell.id
        for output in cell.get("outputs", ()):
            assert " at 0x" not in str(output.get("data", {}).get("text/plain")), cell.id


@each_notebook
def test_every_figure_has_an_alternative_in_its_language(path):
    for cell in cells(path, "code"):
        alternative = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
        assert bool(pictures(cell)) == bool(alternative), cell.id
        if alternative:
            assert len(alternative) > 60, cell.id
            assert bool(DEVANAGARI.search(alternative)) == (path.parent.name == "hi"), cell.id


@each_notebook
def test_formulas_and_titles_are_plain(path):
    for cell in cells(path, "markdown"):
        text = outside_code(cell.source)
        for formula in DISPLAY.findall(text) + INLINE.findall(DISPLAY.sub("", text)):
            assert not DEVANAGARI.search(formula), f"{cell.id}: Devanagari in the formula {formula}"
        for title in re.findall(r"^#+ .*|^:::\{\w+\} .*", text, re.M):
            assert "$" not in title, f"{cell.id}: a formula in the title {title}"


@each_notebook
def test_text_is_in_one_language(path):
    for cell in cells(path, "markdown"):
        has_hindi = bool(DEVANAGARI.search(cell.source))
        assert has_hindi == (path.parent.name == "hi"), cell.id


@each_notebook
def test_text_is_in_unicode_nfc(path):
    raw = Path(path).read_text(encoding="utf-8")
    assert raw == unicodedata.normalize("NFC", raw)
