"""A chapter's number is that of its file: in its title, in every link to it, wherever prose names it."""

import re

import notebooks
import pytest

BOOK = notebooks.BOOK
ROOT = BOOK.parent
BOTH = notebooks.notebooks("en") + notebooks.notebooks("hi")
each_notebook = pytest.mark.parametrize("path", BOTH, ids=lambda path: f"{path.parent.name}-{path.stem}")

LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*\.ipynb)(?:#[^)\s]*)?\)")
WORD = r"(?:\b[Cc]hapters?|अध्याय)[ \u00a0]"
LIST = re.compile(rf"{WORD}(\d+(?:(?:, and | and |, और | और | to | से |, )\d+)*)")
NEEDS = re.compile(r"^\*\*(?:You need\*\*|पहले से चाहिए:\*\*).*$", re.MULTILINE)


def number(path):
    return int(path.name[:2])


EXISTING = set(map(number, BOTH))


def title(path):
    """The words of a chapter's first heading, behind its number."""
    return notebooks.read(path).cells[0].source.splitlines()[0].partition(". ")[2]


def named(text):
    """The chapters that a text names, also those between two ends.

    >>> sorted(named("chapters 1 to 3, and 9"))
    [1, 2, 3, 9]
    """
    chapters = set()
    for run in LIST.findall(text):
        for part in re.split(r",? and |,? और |, ", run):
            ends = [int(end) for end in re.findall(r"\d+", part)]
            chapters |= set(range(ends[0], ends[-1] + 1))
    return chapters


def wrong_links(text, folder):
    """The links of a text, in a file of this folder, that don't lead where their words say."""
    wrong = []
    for words, address in LINK.findall(text):
        path = (folder / address).resolve()
        if not path.exists():
            wrong.append(f"{address}: no such file")
        elif named(words) and number(path) not in named(words):
            wrong.append(f"[{words}] leads to chapter {number(path)}")
        elif any(quoted != title(path) for quoted in re.findall("“(.*?)”", words)):
            wrong.append(f"[{words}] leads to “{title(path)}”")
    return wrong


def texts(path):
    """What a reader sees of a notebook, by cell; what is further to read has chapters of its own."""
    for cell in notebooks.read(path).cells:
        if cell.id != "further-reading":
            yield cell.id, "\n".join([cell.source, cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")])


def sources():
    """The files beside the notebooks whose words a reader may meet."""
    patterns = ("*.md", "book/**/*.md", "book/_downloads/*.html", "book/_elements/*.js", "conv1x1_lab/**/*.py")
    return [path for pattern in patterns for path in ROOT.glob(pattern)]


def needed(aims):
    """The chapters that a chapter's aims say must be known before it."""
    return set().union(*map(named, NEEDS.findall(aims)))


@each_notebook
def test_title_begins_with_the_number_of_the_file(path):
    assert notebooks.read(path).cells[0].source.startswith(f"# {number(path)}. ")


def test_sphinx_does_not_number_again():
    for contents in [ROOT / "_toc.yml", *BOOK.glob("**/_toc.yml")]:
        assert "numbered" not in contents.read_text(encoding="utf-8"), contents


@each_notebook
def test_links_lead_where_their_words_say(path):
    assert {cell: wrong for cell, text in texts(path) if (wrong := wrong_links(text, path.parent))} == {}


@each_notebook
def test_only_chapters_that_exist_are_named(path):
    assert {cell: lost for cell, text in texts(path) if (lost := named(text) - EXISTING)} == {}


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_other_files_name_chapters_that_exist(path):
    text = path.read_text(encoding="utf-8")
    assert named(text) <= EXISTING
    assert wrong_links(text, path.parent) == []


@each_notebook
def test_what_a_chapter_needs_comes_before_it(path):
    assert all(chapter < number(path) for chapter in needed(dict(texts(path))["aims"]))


@pytest.mark.parametrize("english", notebooks.notebooks("en"), ids=lambda path: path.stem)
def test_both_languages_name_the_same_chapters(english):
    hindi = {cell: named(text) for cell, text in texts(notebooks.twin(english, "hi"))}
    assert {cell: named(text) for cell, text in texts(english)} == hindi


@pytest.mark.parametrize(
    "text, chapters",
    [
        ("Chapter 9 counts it", {9}),
        ("**You need** chapters 1, 2 and 5, and the product of matrices.", {1, 2, 5}),
        ("chapters 1 to 4, and 9", {1, 2, 3, 4, 9}),
        ("**पहले से चाहिए:** अध्याय 1 से 4, और 9\u00a0।", {1, 2, 3, 4, 9}),
        ("अध्याय 8 से सिखाए हुए मॉडल, और अध्याय\u00a012", {8, 12}),
        ("this chapter has 9 tables, इस अध्याय में 9 तालिकाएँ", set()),
    ],
)
def test_chapters_named_in_prose_are_found(text, chapters):
    assert named(text) == chapters


@pytest.mark.parametrize("words", ["Chapter 8", "अध्याय 10", "chapters 10 to 12", "Chapter 9, “Another title”"])
def test_link_with_a_wrong_number_or_title_is_found(words):
    assert len(wrong_links(f"See [{words}](09-channel-reduction.ipynb#by-hand).", BOOK / "en")) == 1


def test_link_to_a_lost_file_is_found():
    assert wrong_links("[Chapter 6](06-channel-reduction.ipynb)", BOOK / "en") == [
        "06-channel-reduction.ipynb: no such file"
    ]


def test_right_link_is_not():
    path = BOOK / "en" / "09-channel-reduction.ipynb"
    for words in ("Chapter 9", "chapters 9 to 11", "the calculator", f"Chapter 9, “{title(path)}”"):
        assert wrong_links(f"[{words}]({path.name})", path.parent) == []


@pytest.mark.parametrize("aims", ["**You need** chapters 1 and 9.", "**पहले से चाहिए:** अध्याय 1 और 9\u00a0।"])
def test_what_is_needed_is_read_from_both_languages(aims):
    assert needed(f"**After this chapter** you know chapter 12.\n\n{aims}\n\n**Time:** 5 minutes.") == {1, 9}
