"""A Hindi page is Hindi throughout, an English one English, and each leads to the other."""

import re

import pytest
from built_site import CHAPTERS, HINDI, KINDS, PAGES, SEARCH, language_of, read

# Of everything around the text: what is read and what is heard.
FRAME = """() => {
  const article = document.querySelector("article");
  const titles = ".sidebar-tree li + li a, .toc-tree a, .related-pages .title";
  const skipped = `script, style, noscript, pre, code, math, kbd, .language-switch, ${titles}`;
  const said = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    const inText = article && article.contains(parent) && !parent.closest("button, summary, .admonition-title");
    if (!inText && !parent.closest(skipped)) said.push(texts.currentNode.textContent);
  }
  const attributes = ["title", "aria-label", "placeholder", "data-tooltip", "alt"];
  for (const attribute of attributes)
    for (const element of document.querySelectorAll(`[${attribute}]`))
      if (!element.matches(".language-switch, article img")) said.push(element.getAttribute(attribute));
  return said.map((words) => words.trim()).filter(Boolean);
}"""

NAMES = re.compile(r"CC BY|MIT|Hind|STIX Two Math|OFL|JavaScript|C\d\d")


@pytest.mark.parametrize("name", [*HINDI, "book/hi/search"])
def test_nothing_around_a_hindi_text_is_english(site, page, name):
    page.goto((site / f"{name}.html").as_uri())
    if name in CHAPTERS:
        page.locator("button.copybtn").first.wait_for(state="attached")
    said = page.evaluate(FRAME)
    assert len(said) > 10
    assert [words for words in said if re.search("[A-Za-z]{2}", NAMES.sub("", words))] == []


@pytest.mark.parametrize("name", [*PAGES, *SEARCH.values()])
def test_sidebar_has_the_chapters_of_one_language(site, name):
    path = (site / f"{name}.html").resolve()
    links = [
        path.parent.joinpath(link["href"].split("#")[0]).resolve()
        for link in read(site, name).select(".sidebar-tree a")
    ]
    there = [other for other in PAGES if language_of(other) == language_of(name)]
    shown = [path if link.is_dir() else link for link in links]  # the page's own link is "#"
    assert shown == [site.resolve() / f"{other}.html" for other in there]


def test_copying_code_speaks_hindi(site, page):
    page.goto((site / f"{HINDI[0]}.html").as_uri())
    button = page.locator("button.copybtn").first
    assert button.get_attribute("data-tooltip") == "कॉपी कीजिए"
    button.click(force=True)
    assert re.search("[\u0900-\u097f]", button.get_attribute("data-tooltip"))


@pytest.mark.parametrize("name", HINDI)
def test_sections_have_one_name_in_both_languages(site, name):
    """For the switch, which leads to the section that is read."""
    hindi, english = (read(site, twin).select("article section[id]") for twin in (name, name.replace("/hi/", "/en/")))
    assert [section["id"] for section in hindi] == [section["id"] for section in english]


@pytest.mark.parametrize("name", [name for name in KINDS if name in CHAPTERS])
def test_switch_leads_to_the_same_section_and_back(site, page, name):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((site / f"{name}.html").as_uri())
    section = page.locator("article section section[id]").nth(3)
    identity = section.get_attribute("id")
    section.evaluate("section => section.scrollIntoView({behavior: 'instant'})")
    for there in ("en", "hi") if language_of(name) == "hi" else ("hi", "en"):
        assert page.locator(".language-switch").is_visible()
        # Not by the mouse: bringing the sticky header "into view" would scroll the page.
        page.locator(".language-switch").evaluate("link => link.click()")
        page.wait_for_url(f"**/{there}/*#{identity}")
        assert page.locator("html").get_attribute("lang") == there
        page.wait_for_function(
            "id => Math.abs(document.getElementById(id).getBoundingClientRect().y) < 200", arg=identity
        )


@pytest.mark.parametrize("language", ["en", "hi"])
def test_switch_between_front_pages_and_between_searches(site, page, language):
    for here, there in (("book/index", "book/hi/index"), ("search", "book/hi/search")):
        here, there = (here, there) if language == "en" else (there, here)
        page.goto((site / f"{here}.html").as_uri())
        page.locator(".language-switch").click()
        page.wait_for_url((site / f"{there}.html").as_uri())


@pytest.mark.parametrize("name", KINDS)
def test_front_page_remembers_nothing(site, page, name):
    """Nothing but the colours that a reader chose is stored, and no page leads elsewhere by itself."""
    page.goto((site / f"{name}.html").as_uri())
    page.goto((site / "book" / "index.html").as_uri())
    page.wait_for_timeout(100)
    assert page.url.endswith("book/index.html")
    assert set(page.evaluate("Object.keys(localStorage)")) <= {"mode", "theme"}
