"""The built pages, in a real browser, from the disk and without a network."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import overtaken

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted(f"book/{path.parent.name}/{path.stem}" for path in (ROOT / "book").glob("??/*.ipynb"))
PAGES = ["book/index", *CHAPTERS]


def screen(name):
    """The width and the scheme that a page is tried in: its twin in the other language gets the other ones."""
    number = sum(map(int, re.findall("[0-9]+", name.split("/")[-1])))
    return [(390, "dark"), (1280, "light")][(number + ("hi" in name)) % 2]


class Page(HTMLParser):
    """What a test asks of a page: its language, its links, its pictures, the words outside code."""

    def __init__(self, source):
        super().__init__()
        self.lang, self.links, self.pictures, self.words, self.inside = None, [], [], [], []
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "html":
            self.lang = attributes.get("lang")
        if tag == "a":
            self.links.append((attributes.get("class", ""), attributes.get("href", "")))
        if tag == "img":
            self.pictures.append(attributes)
        if tag in ("pre", "code", "script", "style"):
            self.inside.append(tag)

    def handle_endtag(self, tag):
        if self.inside and tag == self.inside[-1]:
            self.inside.pop()

    def handle_data(self, data):
        if not self.inside:
            self.words.append(data)


def read(site, name):
    return Page((site / f"{name}.html").read_text(encoding="utf-8"))


def test_front_page_leads_to_both_languages(site):
    assert (site / "index.html").exists()
    links = {link for _, link in read(site, "book/index").links}
    assert {"en/01-what-is-1x1.html", "hi/01-what-is-1x1.html"} <= links


@pytest.mark.parametrize("name", PAGES)
def test_page_speaks_its_language(site, name):
    page = read(site, name)
    assert page.lang == ("hi" if "/hi/" in name else "en")
    for kind, link in page.links:
        if re.search("(left|right)-(prev|next)", kind) and "/index" not in name:
            assert "../hi/" not in link and "../en/" not in link, "previous and next keep to the language"


@pytest.mark.parametrize("name", CHAPTERS)
def test_formulas_and_pictures_are_finished(site, name):
    page = read(site, name)
    assert not re.search(r"\$\$|\\(?:frac|sum|cdot|mathbf)", " ".join(page.words)), "raw LaTeX"
    assert page.pictures
    assert all(picture.get("alt", "").strip() and not picture["alt"].endswith(".png") for picture in page.pictures)


def troubles_of(page, own):
    """A list that fills with what goes wrong: requests beyond these addresses, missing files, errors."""
    troubles = []
    page.on("request", lambda request: request.url.startswith((*own, "data:")) or troubles.append(request.url))
    page.on("requestfailed", lambda request: overtaken(request) or troubles.append(f"failed: {request.url}"))
    page.on("console", lambda message: message.type == "error" and troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    return troubles


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_page_in_a_browser(site, page, name, scheme):
    """No request to another host, nothing missing, no error, and no page wider than a phone."""
    troubles = troubles_of(page, ["file:"])
    page.emulate_media(color_scheme=scheme)
    for width in (360, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto((site / f"{name}.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert troubles == []


@pytest.mark.parametrize("name", PAGES)
def test_page_from_a_web_server(browser, address, name):
    """The same, read to the end, so that every picture is fetched."""
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        troubles = troubles_of(page, [address])
        page.goto(f"{address}/{name}.html", wait_until="networkidle")
        for picture in page.locator("article img").all():
            picture.scroll_into_view_if_needed()
            page.wait_for_function(
                "picture => picture.complete && picture.naturalWidth > 0", arg=picture.element_handle()
            )
        assert troubles == []
