"""What search engines and messengers are told of a page, and what only a site with an address tells."""

import re

import pytest
from conftest import build, copy_of_the_sources
from test_pages import CHAPTERS, PAGES


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
    assert bool(re.search("[\u0900-\u097f]", metas["description"])) == ("/en/" not in name)
    assert metas["og:locale"] == ("hi_IN" if "/hi/" in name else "en_GB")
    assert metas["og:title"]
    assert links == [], "links to the other language count only as full addresses"


def test_descriptions_differ(site):
    assert len({metadata(site, name)[0]["description"] for name in CHAPTERS}) == len(CHAPTERS)


def test_a_site_with_an_address_says_it(tmp_path):
    sources = copy_of_the_sources(tmp_path)
    config = sources / "_config.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("\nhtml:\n", "\nhtml:\n  baseurl: https://example.org/1x1/\n"), encoding="utf-8")
    site = build(sources, tmp_path / "out")
    base = "https://example.org/1x1/book"
    metas, links = metadata(site, "book/hi/02-the-formula")
    assert sorted(links) == [
        ("alternate", "en", f"{base}/en/02-the-formula.html"),
        ("alternate", "hi", f"{base}/hi/02-the-formula.html"),
        ("canonical", "", f"{base}/hi/02-the-formula.html"),
    ]
    assert metas["og:url"] == f"{base}/hi/02-the-formula.html"
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert set(re.findall("<loc>(.*?)</loc>", sitemap)) == {f"https://example.org/1x1/{name}.html" for name in PAGES}
