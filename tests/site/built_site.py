"""The pages of the site by name, and how the site is built from the sources and from changed copies of them."""

import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted(f"book/{path.parent.name}/{path.stem}" for path in (ROOT / "book").glob("??/*.ipynb"))
HINDI = [name for name in CHAPTERS if "/hi/" in name]
PAGES = ["book/index", "book/hi/index", *CHAPTERS]
SEARCH = {"en": "search", "hi": "book/hi/search"}


def chapter(language, topic):
    """The name of the page with this topic, whatever its number.

    >>> chapter("hi", "the-formula").partition("/hi/")[2].lstrip("0123456789")
    '-the-formula'
    """
    [name] = [name for name in CHAPTERS if re.fullmatch(rf"book/{language}/\d+-{topic}", name)]
    return name


# A page of each kind, in turn in English and in Hindi: what all pages of a kind share is tried on these.
KINDS = ["book/index", SEARCH["hi"], chapter("en", "what-is-1x1"), chapter("hi", "channel-reduction")]


def language_of(name):
    return "hi" if name.startswith("book/hi/") else "en"


def screen(name):
    """The width and the scheme that a page is tried in: its twin in the other language gets the other ones."""
    number = sum(map(int, re.findall("[0-9]+", name.split("/")[-1])))
    return [(390, "dark"), (1280, "light")][(number + (language_of(name) == "hi")) % 2]


def run(sources, folder, *options):
    """Build these sources, as a rebuild where the folder has a build; the process, which tells what was wrong."""
    jupyter_book = shutil.which("jupyter-book", path=Path(sys.executable).parent)
    command = [jupyter_book, "build", str(sources), "--path-output", str(folder), "-W", "--keep-going", "-n", "-q"]
    return subprocess.run([*command, *options], capture_output=True, encoding="utf-8")


def build(sources, folder):
    """The folder of the site of these sources; a warning is a failure."""
    built = run(sources, folder)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder / "_build" / "html"


def copy_of_the_sources(folder):
    """A copy of all that a build reads, for a test that changes it."""
    ignored = shutil.ignore_patterns(".*", "_build", "__pycache__", "*.egg-info", "tests")
    return Path(shutil.copytree(ROOT, folder / "sources", ignore=ignored))


@cache
def read(site, name):
    """A page of the site, parsed; not to be changed, since all tests share it."""
    return BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def overtaken(request):
    """Whether a request ended because the reader went on to another page; one for a missing file fails otherwise."""
    return request.failure == "net::ERR_ABORTED"
