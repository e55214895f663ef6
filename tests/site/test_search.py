"""Search finds whole words in both languages, however they are inflected or spelled, from the disk."""

import json
import random
import unicodedata
from functools import cache

import pytest
import yaml
from built_site import CHAPTERS, ROOT, SEARCH, language_of
from course_site import search
from snowballstemmer.hindi_stemmer import HindiStemmer


def found(page, site, query, language):
    """The pages that a search leads to, in their order."""
    page.goto(f"{(site / SEARCH[language]).as_uri()}.html?q={query}")
    page.wait_for_function("document.querySelector('#search-results h2')?.textContent.match(/Results|परिणाम/)")
    return page.locator("ul.search li > a").evaluate_all("links => links.map(link => link.getAttribute('href'))")


@pytest.mark.parametrize(
    "language, query",
    [
        ("hi", "चैनलों"),
        ("hi", "परतें"),
        ("hi", "फिल्टर"),
        ("hi", "channels"),
        ("en", "channels"),
        ("en", "convolutions"),
    ],
)
def test_search_leads_to_pages_of_its_own_language(site, page, language, query):
    links = found(page, site, query, language)
    paths = [(site / SEARCH[language]).parent.joinpath(link.split("#")[0]).resolve() for link in links]
    assert {language_of(path.relative_to(site).as_posix()) for path in paths} == {language}
    page.goto(paths[0].as_uri())
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("inflected", ["चैनल", "चैनलों", "चैनलो"])
def test_inflected_words_find_the_same_pages(site, page, inflected):
    assert found(page, site, inflected, "hi") == found(page, site, "चैनल", "hi") != []


@pytest.mark.parametrize("missing", ["ऊँट", "चैन", "नल", "गिलहरी", "elephant", "hann"])
def test_words_that_do_not_occur_find_nothing(site, page, missing):
    assert found(page, site, missing, "hi") == []


def test_spellings_that_the_text_refuses_find_the_pages_of_their_term(site, page):
    """A heading that has the very words that were typed is listed besides; so pages are compared, not places in them."""

    @cache
    def pages(word):
        return {place.split("#")[0] for place in found(page, site, word, "hi")}

    glossary = yaml.safe_load((ROOT / "book" / "glossary.yml").read_text(encoding="utf-8"))
    text = "".join((ROOT / f"{name}.ipynb").read_text(encoding="utf-8") for name in CHAPTERS if "/hi/" in name)
    tried = 0
    for entry in glossary:
        for variant in entry.get("not", []):
            if entry["hi"] in text and " " not in entry["hi"]:
                tried += 1
                assert pages(entry["hi"]) <= pages(variant) != set(), variant
    assert tried > 20


def test_a_web_server_gives_excerpts_around_the_word(browser, address):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}/book/hi/search.html?q=श्वेतन")
        excerpt = page.locator("ul.search li p.context").first
        excerpt.wait_for()
        assert "श्वेत" in excerpt.inner_text()


def text_to_stem():
    """Every word of the book, and others."""
    book = " ".join(
        "".join(cell["source"])
        for name in CHAPTERS
        for cell in json.loads((ROOT / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    )
    rng = random.Random(1)
    letters = "कखगचटतनपमरलसहड़ढ़ज़फ़ािीुूेैोौंँ्ःअआइएओ\u200dx1"
    invented = ["".join(rng.choices(letters, k=rng.randint(1, 9))) for _ in range(3000)]
    return " ".join([book, *invented, unicodedata.normalize("NFD", book[:5000])]).lower()


def test_hindi_is_stemmed_as_snowball_does():
    snowball = HindiStemmer()
    words = {search.plain(word) for word in search.split(text_to_stem()) if search.is_hindi(word)}
    assert len(words) > 3000
    assert {word for word in words if search.stem_hindi(word) != snowball.stemWord(word)} == set()


def test_python_and_javascript_stem_alike(site, page):
    """The index is stemmed in Python and the question in JavaScript."""
    text = text_to_stem()
    page.goto((site / "book/hi/search.html").as_uri())
    stems = page.evaluate(
        "text => { const stemmer = new Stemmer(); return splitQuery(text).map(word => stemmer.stemWord(word)); }", text
    )
    both = search.HindiAndEnglish({})
    words = both.split(text)
    assert len(set(words)) > 3000
    assert stems == [both.stem(word) for word in words]
