"""Pages for everybody: by keyboard, by screen reader, in both colour schemes, and on paper."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from test_pages import CHAPTERS, PAGES, screen

AXE = Axe()


@pytest.mark.parametrize("name", [*PAGES, "search", "search-hi"])
def test_axe_finds_nothing(site, page, name):
    width, scheme = screen(name)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto((site / f"{name}.html").as_uri())
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    page.wait_for_timeout(500)  # the copy buttons come late
    results = AXE.run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("name", PAGES)
def test_everything_is_reached_by_keyboard_and_seen(site, page, name):
    """Every link and button takes the focus in turn, and shows it."""
    page.set_viewport_size({"width": 1280, "height": 844})
    page.goto((site / f"{name}.html").as_uri())
    page.wait_for_timeout(500)
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


@pytest.mark.parametrize("name", CHAPTERS)
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
    for navigation in ("#pst-primary-sidebar", "#pst-secondary-sidebar", ".bd-header-article", ".prev-next-footer"):
        assert not page.locator(navigation).is_visible(), navigation
    assert not page.locator("button.copybtn, details.hide").first.is_visible()
