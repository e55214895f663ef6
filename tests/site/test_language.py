"""A Hindi page is Hindi throughout, an English one English, and each leads to the other."""

import re

import pytest
from test_pages import CHAPTERS, PAGES

HINDI = [name for name in CHAPTERS if "/hi/" in name]

# Of everything around the text: what is read and what is heard.
FRAME = """() => {
  const article = document.querySelector("article.bd-article");
  const titles = "nav.bd-links a, .page-toc a, .prev-next-title";
  const skipped = `script, style, noscript, pre, code, math, kbd, .language-switch, ${titles}`;
  const said = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    const inText = article && article.contains(parent) && !parent.closest("button, summary, .admonition-title");
    if (!inText && !parent.closest(skipped)) said.push(texts.currentNode.textContent);
  }
  const attributes = ["title", "aria-label", "placeholder", "data-tooltip", "data-bs-title", "data-bs-original-title"];
  for (const attribute of attributes)
    for (const element of document.querySelectorAll(`[${attribute}]`))
      if (!element.matches(".language-switch, .left-prev, .right-next")) said.push(element.getAttribute(attribute));
  return said.map((words) => words.trim()).filter(Boolean);
}"""

NAMES = re.compile(r"\.ipynb|\.pdf|PDF|CC BY|MIT|Hind|STIX Two Math|OFL|JavaScript|C\d\d")


@pytest.mark.parametrize("name", [*HINDI, "search-hi"])
def test_nothing_around_a_hindi_text_is_english(site, page, name):
    page.goto((site / f"{name}.html").as_uri())
    page.wait_for_timeout(500)  # the copy buttons come late
    said = page.evaluate(FRAME)
    assert len(said) > 10
    assert [words for words in said if re.search("[A-Za-z]{2}", NAMES.sub("", words))] == []


@pytest.mark.parametrize("name", [*CHAPTERS, "search", "search-hi"])
def test_sidebar_has_the_chapters_of_one_language(site, page, name):
    page.goto((site / f"{name}.html").as_uri())
    links = page.locator("nav.bd-links li.toctree-l1 a").evaluate_all("links => links.map(link => link.href)")
    language = "hi" if "hi" in name.split("/")[1:2] or name == "search-hi" else "en"
    chapters = [link for link in links if not link.endswith(("index.html", "#"))]
    assert len(chapters) >= len(HINDI) - 1
    assert all(f"/{language}/" in link for link in chapters)


def test_copying_code_speaks_hindi(site, page):
    page.goto((site / f"{HINDI[0]}.html").as_uri())
    button = page.locator("button.copybtn").first
    assert button.get_attribute("data-tooltip") == "कॉपी कीजिए"
    button.click(force=True)
    assert re.search("[\u0900-\u097f]", button.get_attribute("data-tooltip"))


@pytest.mark.parametrize("name", CHAPTERS)
def test_switch_leads_to_the_same_section_and_back(site, page, name):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((site / f"{name}.html").as_uri())
    section = page.locator("article section section[id]").nth(3)
    identity = section.get_attribute("id")
    section.evaluate("section => section.scrollIntoView({behavior: 'instant'})")
    for there in ("en", "hi") if "/hi/" in name else ("hi", "en"):
        assert page.locator(".language-switch").is_visible()
        # Not by the mouse: bringing the sticky header "into view" would scroll the page.
        page.locator(".language-switch").evaluate("link => link.click()")
        page.wait_for_url(f"**/{there}/*#{identity}")
        assert page.locator("html").get_attribute("lang") == there
        assert abs(page.locator(f"section#{identity}").bounding_box()["y"]) < 200


@pytest.mark.parametrize("name", PAGES)
def test_front_page_remembers_nothing(site, page, name):
    """Nothing but the colours that a reader chose is stored, and no page leads elsewhere by itself."""
    page.goto((site / f"{name}.html").as_uri())
    page.goto((site / "book" / "index.html").as_uri())
    page.wait_for_timeout(100)
    assert page.url.endswith("book/index.html")
    assert set(page.evaluate("Object.keys(localStorage)")) <= {"mode", "theme"}
