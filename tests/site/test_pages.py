"""The built pages, in a real browser, from the disk and without a network."""

import re

import pytest
from built_site import CHAPTERS, KINDS, PAGES, SEARCH, language_of, overtaken, read, screen


def links(site, name):
    return [link["href"] for link in read(site, name).select("a[href]")]


def test_front_pages_lead_to_both_languages(site):
    assert (site / "index.html").exists()
    assert "hi/index.html" in links(site, "book/index")
    assert "../index.html" in links(site, "book/hi/index")


def test_every_internal_link_and_picture_leads_somewhere(site):
    """Between the two builds, too, which Sphinx can't see."""
    for name in [*PAGES, *SEARCH.values()]:
        pictures = [picture["src"] for picture in read(site, name).select("img[src]")]
        for link in [*links(site, name), *pictures]:
            address, _, fragment = link.partition("#")
            if re.match("[a-z]+:", address):
                continue
            path = (site / f"{name}.html").parent.joinpath(address).resolve() if address else site / f"{name}.html"
            assert path.is_file(), (name, link)
            if fragment and path.suffix == ".html":
                there = path.relative_to(site).with_suffix("").as_posix()
                assert read(site, there).find(id=fragment), (name, link)


@pytest.mark.parametrize("name", [*PAGES, *SEARCH.values()])
def test_page_speaks_its_language(site, name):
    page = read(site, name)
    assert page.html["lang"] == language_of(name)
    for link in page.select(".related-pages a"):
        assert not re.search("/(en|hi)/", link["href"]), "previous and next keep to the language"


@pytest.mark.parametrize("name", [*PAGES, *SEARCH.values()])
def test_page_has_no_litter(site, name):
    page = read(site, name)
    assert len(page.select("meta[name=viewport]")) == 1
    assert len(page.select("h1")) == 1
    ids = [element["id"] for element in page.select("[id]")]
    assert sorted(ids) == sorted(set(ids))
    assert not page.select("[id*=placement], [class*=ethical]")


def test_site_has_only_what_its_pages_ask_for(site):
    assert not list(site.rglob("genindex.html")) + list(site.rglob("py-modindex.html"))
    assert not list(site.rglob("jupyter_execute")) + list(site.rglob("*.mo"))
    for folder in (site, site / "book" / "hi"):
        assert not list(folder.joinpath("_images").glob("*.png"))


@pytest.mark.parametrize("name", CHAPTERS)
def test_formulas_and_pictures_are_finished(site, name):
    page = read(site, name)
    words = [text for text in page.find_all(string=True) if not text.find_parent(["pre", "code", "script", "style"])]
    assert not re.search(r"\$\$|\\(?:frac|sum|cdot|mathbf)", " ".join(words)), "raw LaTeX"
    pictures = page.select("img")
    assert pictures
    assert all(picture.get("alt", "").strip() and not picture["alt"].endswith(".png") for picture in pictures)


def troubles_of(page, own):
    """A list that fills with what goes wrong: requests beyond these addresses, missing files, errors."""
    troubles = []
    page.on("request", lambda request: request.url.startswith((*own, "data:")) or troubles.append(request.url))
    page.on("requestfailed", lambda request: overtaken(request) or troubles.append(f"failed: {request.url}"))
    page.on("console", lambda message: message.type == "error" and troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    return troubles


@pytest.mark.parametrize("name", PAGES)
def test_page_in_a_browser(site, page, name):
    """No request to another host, nothing missing, no error, and no page wider than a phone."""
    troubles = troubles_of(page, ["file:"])
    page.emulate_media(color_scheme=screen(name)[1])
    page.goto((site / f"{name}.html").as_uri())
    for width in (360, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert troubles == []


@pytest.mark.parametrize("name", KINDS)
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
