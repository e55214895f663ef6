"""Pruned styles draw every page as the whole ones do, pixel by pixel, in every state that a reader brings about."""

from itertools import cycle
from pathlib import Path

import pytest
from conftest import build, copy_of_the_sources
from test_pages import PAGES, screen


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The same site with its styles as the theme and the extensions bring them."""
    folder = tmp_path_factory.mktemp("whole")
    config = copy_of_the_sources(folder) / "_config.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("    prune: book/_ext\n", ""), encoding="utf-8")
    return build(config.parent, folder)


@pytest.fixture
def pictured(browser):
    """A function from a page of a site, and what a reader does there, to the picture on the screen."""

    def pictured(site, name, act, width, scheme, **options):
        page = browser.new_page(
            viewport={"width": width, "height": 844},
            device_scale_factor=0.5,  # four times as fast, and a change of place or colour still shows
            color_scheme=scheme,
            reduced_motion="reduce",
            offline=True,
        )
        page.goto((site / f"{name}.html").as_uri())
        page.evaluate("document.fonts.ready")
        act(page)
        picture = page.screenshot(animations="disabled", caret="hide", **options)
        page.context.close()
        return picture

    return pictured


@pytest.fixture
def differ(site, whole, pictured):
    """Whether no picture of one site equals any of the other's.

    A page that has moved draws an icon in one of two ways, by chance, so one picture of each is not enough.
    """

    def differ(*asked, **options):
        seen = {site: set(), whole: set()}
        for _ in range(6):
            for folder, pictures in seen.items():
                pictures.add(pictured(folder, *asked, **options))
            if set.intersection(*seen.values()):
                return False
        return True

    return differ


def open_all(page):
    """Open whatever is folded, and wait for all pictures."""
    page.evaluate("""async () => {
        document.querySelectorAll("details").forEach((details) => { details.open = true; });
        const pictures = [...document.images];
        for (const picture of pictures) {
            picture.loading = "eager";
            picture.decoding = "sync";
        }
        await Promise.all(pictures.map((picture) => picture.decode()));
    }""")


@pytest.mark.parametrize("name", [*PAGES, "search", "search-hi", "genindex"])
def test_page_looks_the_same(differ, name):
    assert not differ(name, open_all, *screen(name), full_page=True)


def press(selector):
    return lambda page: page.click(f"{selector} >> visible=true")


def scroll(page):
    page.mouse.wheel(0, 3000)
    page.wait_for_timeout(300)
    page.mouse.wheel(0, -500)


def copy(page):
    page.hover(".highlight >> nth=0")
    page.click(".copybtn >> nth=0")


def come_from_search(page):
    page.evaluate("localStorage.setItem('sphinx_highlight_terms', 'conv1x1')")
    page.reload()


STATES = {
    "chapters open": (390, press(".primary-toggle")),
    "contents open": (390, press(".secondary-toggle")),
    "chapters away": (1280, press(".primary-toggle")),
    "search": (390, lambda page: page.keyboard.press("Control+k")),
    "download": (390, press(".dropdown-download-buttons button")),
    "tooltip": (1280, lambda page: page.hover(".theme-switch-button")),
    "other theme": (1280, press(".theme-switch-button")),
    "copied": (1280, copy),
    "scrolled": (390, scroll),
    "focus": (1280, lambda page: page.keyboard.press("Tab")),
    "words found": (1280, come_from_search),
    "print": (1280, lambda page: page.emulate_media(media="print")),
}


@pytest.mark.parametrize("state, scheme", zip(STATES, cycle(["light", "dark"])))
def test_state_looks_the_same(site, pictured, differ, state, scheme):
    width, act = STATES[state]

    def act_and_wait(page):
        act(page)
        page.wait_for_timeout(1000)  # a tooltip comes after half a second

    chapter = "book/hi/03-numpy-from-scratch"
    plain, acted = (pictured(site, chapter, do, width, scheme) for do in (lambda page: None, act_and_wait))
    assert plain != acted, "the state shows"
    assert not differ(chapter, act_and_wait, width, scheme)


def test_site_has_only_what_its_pages_ask_for(site):
    static = site / "_static"
    texts = [path for path in site.rglob("*") if path.suffix in (".html", ".js", ".css")]
    text = "".join(path.read_text(encoding="utf-8") for path in texts)
    for path in static.rglob("*.*"):
        assert path.name in text or path.parent == static / "fonts", path
        assert path.suffix != ".map" and "fontawesome" not in path.name, path
    assert not list(Path(site, "_images").glob("*.png"))
