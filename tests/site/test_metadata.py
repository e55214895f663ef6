"""What search engines and messengers are told of a page; test_rebuild.py has what a site with an address tells."""

import re
import subprocess
import sys

import pytest
from built_site import CHAPTERS, PAGES, ROOT, language_of


def metadata(site, name):
    """The contents of a page's meta elements by name, and its links by relation."""
    source = (site / f"{name}.html").read_text(encoding="utf-8").partition("</head>")[0]
    metas = {}
    for meta in re.findall(r"<meta [^>]*>", source):
        attributes = dict(re.findall(r'([\w:-]+)="([^"]*)"', meta))
        metas[attributes.get("name") or attributes.get("property")] = attributes.get("content")
    return metas, re.findall(r'<link rel="(alternate|canonical)"(?: hreflang="(\w+)")? href="([^"]*)"', source)


@pytest.mark.parametrize("name", PAGES)
def test_description_is_in_the_page_s_language(site, name):
    metas, links = metadata(site, name)
    assert 40 < len(metas["description"]) <= 200
    assert metas["og:description"] == metas["description"]
    assert bool(re.search("[\u0900-\u097f]", metas["description"])) == (language_of(name) == "hi")
    assert metas["og:locale"] == ("hi_IN" if language_of(name) == "hi" else "en_GB")
    assert metas["og:title"]
    assert links == [], "links to the other language count only as full addresses"


def test_descriptions_differ(site):
    assert len({metadata(site, name)[0]["description"] for name in CHAPTERS}) == len(CHAPTERS)


def test_page_without_a_paragraph_is_described_by_its_title(tmp_path):
    (tmp_path / "index.md").write_text("# Only a title\n\n```\nand code\n```\n", encoding="utf-8")
    (tmp_path / "conf.py").write_text(
        f"import sys\nsys.path.append({str(ROOT / 'book' / '_ext')!r})\n"
        'extensions = ["myst_parser", "course_site.metadata"]\n',
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "sphinx", "-W", "-q", str(tmp_path), str(tmp_path / "out")]
    built = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert built.returncode == 0, built.stderr
    assert metadata(tmp_path / "out", "index")[0]["description"] == "Only a title"
