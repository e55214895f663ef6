"""One copy of the sources, built with faults in it, mended and built again, and its links looked through.

The first build has an address, other words on one English and one Hindi page, another style, a Hindi formula that
can't be converted and a word of the interface without Hindi. The second has none of that, and is the same site, byte
for byte, as one built from nothing.
"""

import re

import pytest
from built_site import PAGES, build, chapter, copy_of_the_sources, run
from test_metadata import metadata

ADDRESS = "https://example.org/1x1/"


def chosen(sources, name):
    return sources / f"{name}.ipynb"


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """The sources as they were, by path, the folder of the builds, and what came of the first one."""
    folder = tmp_path_factory.mktemp("rebuild")
    sources = copy_of_the_sources(folder)
    book, hindi = sources / "book", chosen(sources, chapter("hi", "numpy-from-scratch"))
    before = {}
    for path, words, others in (
        (sources / "_config.yml", "\nhtml:\n", f"\nhtml:\n  baseurl: {ADDRESS}\n"),
        (chosen(sources, chapter("en", "the-formula")), "by hand", r"by elephants $\\Xi$"),
        (hindi, "पंक्ति", r"हाथी $\\nosuchcommand{x}$"),
        (book / "_static" / "course.css", "36rem", "35rem"),
        (book / "_locale" / "hi" / "LC_MESSAGES" / "sphinx.po", 'msgid "Previous"', 'msgid "Prev"'),
    ):
        before[path] = path.read_text(encoding="utf-8")
        assert words in before[path], path
        path.write_text(before[path].replace(words, others), encoding="utf-8")
    return before, folder, run(sources, folder)


def test_fault_in_a_hindi_page_fails_the_build_and_is_named(first):
    built = first[2]
    assert built.returncode != 0
    assert chapter("hi", "numpy-from-scratch") in built.stderr and "nosuchcommand" in built.stderr


def test_interface_word_without_hindi_fails_the_build_and_is_named(first):
    assert "'Previous' has no Hindi" in first[2].stderr


def test_a_site_with_an_address_says_it(first):
    site = first[1] / "_build" / "html"
    for language, other in (("en", "hi"), ("hi", "en")):
        here, there = chapter(language, "the-formula"), chapter(other, "the-formula")
        metas, links = metadata(site, here)
        assert sorted(links) == sorted(
            [
                ("alternate", language, f"{ADDRESS}{here}.html"),
                ("alternate", other, f"{ADDRESS}{there}.html"),
                ("canonical", "", f"{ADDRESS}{here}.html"),
            ]
        )
        assert metas["og:url"] == f"{ADDRESS}{here}.html"
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert sorted(re.findall("<loc>(.*?)</loc>", sitemap)) == sorted(f"{ADDRESS}{name}.html" for name in PAGES)


def files(site):
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and path.name not in (".buildinfo", "sitemap.xml")
    }


def test_rebuild_equals_a_clean_build(site, first):
    before, folder, _ = first
    faulty = files(folder / "_build" / "html")
    for path, text in before.items():
        path.write_text(text, encoding="utf-8")
    again, clean = files(build(folder / "sources", folder)), files(site)
    assert again.keys() == clean.keys()
    assert [name for name in clean if again[name] != clean[name]] == []
    for name in ("_static/course.css", f"{chapter('en', 'the-formula')}.html", f"{chapter('hi', 'the-formula')}.html"):
        assert faulty[name] != clean[name]


def test_all_links_are_looked_through(first):
    """Without asking their hosts: the test may not depend on a network."""
    before, folder, _ = first
    config = folder / "sources" / "_config.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text.replace("  config:\n", '  config:\n    linkcheck_ignore: ["https?://.*"]\n'), encoding="utf-8"
    )
    built = run(folder / "sources", folder, "--builder", "linkcheck")
    assert built.returncode == 0, built.stderr
    for output in (folder / "_build" / "html", folder / "_build" / "hi" / "html"):
        assert "https://arxiv.org/" in (output / "output.txt").read_text(encoding="utf-8") + (
            output / "output.json"
        ).read_text(encoding="utf-8")
