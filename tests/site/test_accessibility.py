"""Pages for everybody: by keyboard, by screen reader, in both colour schemes, and on paper."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from built_site import CHAPTERS, KINDS, PAGES, SEARCH, chapter, screen

AXE = Axe()

# Of the words of the listings, the first of each colour is kept and the others become plain text: axe takes its time by
# the number of elements, and they are most of a page.
EACH_COLOUR_ONCE = """() => {
  const seen = new Set();
  for (const word of document.querySelectorAll("pre span")) {
    if (seen.has(word.className)) word.replaceWith(word.textContent);
    seen.add(word.className);
  }
}"""


def violations(page):
    page.evaluate(EACH_COLOUR_ONCE)
    results = AXE.run(page)
    return results.generate_report() if results.violations_count else None


@pytest.mark.parametrize("name", [*PAGES, *SEARCH.values()])
def test_axe_finds_nothing(site, page, name):
    width, scheme = screen(name)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto((site / f"{name}.html").as_uri())
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    if name in CHAPTERS:
        page.locator("button.copybtn").first.wait_for(state="attached")
    assert violations(page) is None


@pytest.mark.parametrize("name", KINDS)
def test_everything_is_reached_by_keyboard_and_seen(site, page, name):
    """Every link and button takes the focus in turn, and shows it."""
    page.set_viewport_size({"width": 1280, "height": 844})
    page.goto((site / f"{name}.html").as_uri())
    if name in CHAPTERS:
        page.locator("button.copybtn").first.wait_for(state="attached")
    wanted = page.evaluate("""() => [...document.querySelectorAll("a[href], button, input, summary")]
        .filter(element => element.checkVisibility({checkVisibilityCSS: true}) && !element.disabled)
        .map((element, i) => { element.dataset.stop = i; return element.outerHTML.slice(0, 80); })""")
    reached, unseen = set(), []
    for _ in range(3 * len(wanted)):
        page.keyboard.press("Tab")
        stop, seen = page.evaluate("""() => {
            const element = document.activeElement.shadowRoot?.activeElement ?? document.activeElement;
            const style = getComputedStyle(element);
            const seen = style.outlineStyle != "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow != "none";
            return [element.dataset.stop, seen || element == document.body];
        }""")
        if not seen:
            unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
        if stop is not None:
            if int(stop) in reached and len(reached) == len(wanted):
                break
            reached.add(int(stop))
    assert [wanted[i] for i in range(len(wanted)) if i not in reached] == []
    assert sorted(set(unseen)) == []


@pytest.fixture(params=["en", "hi"])
def reading(request, site, page):
    """A chapter on a phone."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((site / f"{chapter(request.param, 'channel-reduction')}.html").as_uri())
    return page


@pytest.mark.parametrize("drawer", ["chapters", "contents"])
def test_drawers_open_and_close_by_keyboard(reading, drawer):
    button, panel = reading.locator(f".bar [popovertarget={drawer}]"), reading.locator(f"#{drawer}")
    assert not panel.is_visible()
    button.focus()
    reading.keyboard.press("Enter")
    assert panel.is_visible()
    assert violations(reading) is None
    reading.keyboard.press("Escape")
    assert not panel.is_visible()
    assert button.evaluate("button => button === document.activeElement")
    reading.keyboard.press("Space")
    reading.keyboard.press("Tab")
    assert panel.locator(".close").evaluate("button => button === document.activeElement")
    reading.keyboard.press("Enter")
    assert not panel.is_visible()


def test_drawer_of_contents_closes_behind_who_chose_a_section(reading):
    reading.locator(".bar [popovertarget=contents]").click()
    link = reading.locator("#contents .toc-tree li li a").nth(2)
    target = link.get_attribute("href")
    link.click()
    assert not reading.locator("#contents").is_visible()
    reading.wait_for_function("id => Math.abs(document.querySelector(id).getBoundingClientRect().y) < 200", arg=target)


def test_drawer_of_chapters_opens_at_the_current_one(site, page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((site / f"{CHAPTERS[-1]}.html").as_uri())
    page.locator(".bar [popovertarget=chapters]").click()
    box = page.locator("#chapters .current-page").bounding_box()
    assert 0 <= box["y"] < 844 - box["height"]


def test_pages_are_read_without_javascript(site, browser):
    page = browser.new_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto((site / f"{chapter('hi', 'channel-reduction')}.html").as_uri())
    assert page.locator("article p").first.is_visible()
    page.locator("details.sd-dropdown summary").first.click()
    assert page.locator("details.sd-dropdown p.sd-card-text").first.is_visible()
    page.locator(".bar [popovertarget=chapters]").click()
    page.locator("#chapters .sidebar-tree a").nth(1).click()
    page.wait_for_url(f"**/{CHAPTERS[len(CHAPTERS) // 2]}.html")
    page.close()


@pytest.mark.parametrize("name", [name for name in KINDS if name in CHAPTERS])
def test_a_chapter_prints_open_and_without_navigation(site, page, name):
    page.goto((site / f"{name}.html").as_uri())
    solutions = page.locator("details.sd-dropdown:not([open])")
    before = solutions.count()
    assert before >= 2
    page.evaluate(
        "addEventListener('beforeprint', () => closed = document.querySelectorAll('.sd-dropdown:not([open])').length)"
    )
    page.pdf()
    assert page.evaluate("closed") == 0
    assert solutions.count() == before
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert page.locator("details.sd-dropdown p.sd-card-text").first.is_visible()
    for navigation in ("#chapters", "#contents", "header.bar", ".related-pages", ".back-to-top"):
        assert not page.locator(navigation).is_visible(), navigation
    assert not page.locator("button.copybtn, details.hide").first.is_visible()
