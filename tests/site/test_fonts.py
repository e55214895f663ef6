"""Formulas and Hindi stand in the fonts made for them, on the pages that need them and on no others."""

from statistics import median

import pytest
from built_site import CHAPTERS, HINDI, ROOT, SEARCH, language_of
from course_site import fonts, mathml
from fontTools.ttLib import TTFont

# The browser is asked about one element at a time, and tells of a formula or a listing as a whole.
PARTS = ":not(math *, pre *)"

# How far the words of a page rise and hang, in ems, and the line height in ems of each Hindi text.
LINES = """async () => {
  const devanagari = /[\\u0900-\\u097f]/;
  const ink = document.createElement("canvas").getContext("2d");
  let above = 0, below = 0;
  for (const weight of [400, 700]) {
    ink.font = `${weight} 1000px Hind`;
    await document.fonts.load(ink.font, "क");
    for (const word of document.body.innerText.split(/\\s+/).filter((word) => devanagari.test(word))) {
      above = Math.max(above, ink.measureText(word).actualBoundingBoxAscent / 1000);
      below = Math.max(below, ink.measureText(word).actualBoundingBoxDescent / 1000);
    }
  }
  const heights = {};
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    if (!devanagari.test(texts.currentNode.data) || parent.closest("script, style, svg, pre")) continue;
    const style = getComputedStyle(parent);
    if (style.lineHeight !== "normal")
      heights[texts.currentNode.data.trim()] = parseFloat(style.lineHeight) / parseFloat(style.fontSize);
  }
  return {above, below, heights};
}"""

# The letters, each with its signs, of every full line of the paragraphs.
LETTERS = """() => {
  const letters = new Intl.Segmenter("hi"), counts = [];
  for (const paragraph of document.querySelectorAll("article section > p")) {
    const range = document.createRange(), lines = new Map();
    const texts = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    while (texts.nextNode())
      for (const {segment, index} of letters.segment(texts.currentNode.data)) {
        range.setStart(texts.currentNode, index);
        range.setEnd(texts.currentNode, index + segment.length);
        const line = Math.round(range.getBoundingClientRect().bottom / 16);
        lines.set(line, (lines.get(line) ?? 0) + 1);
      }
    counts.push(...[...lines.values()].slice(0, -1));
  }
  return counts;
}"""


def families(page, selector):
    """The fonts that really draw the text of some elements, each with whether it came with the page."""
    browser = page.context.new_cdp_session(page)
    browser.send("DOM.enable")
    browser.send("CSS.enable")
    root = browser.send("DOM.getDocument")["root"]["nodeId"]
    nodes = browser.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})["nodeIds"]
    used = [font for node in nodes for font in browser.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]]
    browser.detach()
    return {(font["familyName"], font["isCustomFont"]) for font in used}


def visit(page, address):
    """Show a page; the fonts that it asks for."""
    asked = []
    page.on("request", lambda request: asked.append(request.url.split("/")[-1]))
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => null)")
    return sorted(name for name in asked if name.endswith(".woff2"))


@pytest.mark.parametrize("name", CHAPTERS)
def test_formulas_stand_in_the_math_font(site, page, name):
    asked = visit(page, (site / f"{name}.html").as_uri())
    assert page.locator("math").count()
    assert families(page, "math, math *") == {("STIX Two Math", True)}
    hind = [font for font in asked if font.startswith("Hind")]
    assert hind == ([] if language_of(name) == "en" else ["Hind-Bold.woff2", "Hind-Regular.woff2"]), (
        "Hind for Hindi alone"
    )


@pytest.mark.parametrize("name", HINDI)
def test_hindi_page_stands_in_hind(site, page, name):
    """In Hind, and in what draws the English page too: the system's figures, and its letters for code."""
    visit(page, (site / f"{name.replace('/hi/', '/en/')}.html").as_uri())
    latin = families(page, f"article {PARTS}")
    visit(page, (site / f"{name}.html").as_uri())
    assert families(page, f"body {PARTS}") - latin == {("Hind", True)}
    assert ("Hind", True) in families(page, "h1") & families(page, "article p") & families(page, ".sidebar-tree a")


def test_hind_is_asked_for_once_and_early(address, browser):
    """From a web server; over file:// a preload would be an error in the console."""
    page = browser.new_page()
    messages = []
    page.on("console", lambda message: message.type in ("warning", "error") and messages.append(message.text))
    asked = visit(page, f"{address}/{HINDI[0]}.html")
    preloads = page.locator("link[rel=preload][as=font]").evaluate_all(
        "links => links.map(link => link.href.split('/').pop())"
    )
    page.close()
    assert sorted(preloads) == ["Hind-Bold.woff2", "Hind-Regular.woff2"]
    assert [font for font in asked if font.startswith("Hind")] == sorted(preloads), "each once"
    assert messages == []


@pytest.mark.parametrize("name", [SEARCH["hi"], *HINDI])
def test_lines_of_hindi_are_easy_to_follow(site, page, name):
    """A line has room for the page's deepest word over its tallest, and 60 to 70 letters."""
    page.set_viewport_size({"width": 1440, "height": 900})
    visit(page, (site / f"{name}.html").as_uri())
    measured = page.evaluate(LINES)
    needed = measured["above"] + measured["below"]
    assert 1 < needed < 2
    assert {text: height for text, height in measured["heights"].items() if height < needed} == {}
    if name in HINDI:
        assert 60 <= median(page.evaluate(LETTERS)) <= 70


def test_fonts_are_light_and_bring_their_licences(site):
    folder, english = site / "book" / "hi" / "_static" / "fonts", site / "_static" / "fonts"
    weights = {font.name: font.stat().st_size for font in folder.glob("*.woff2")}
    assert weights.keys() == {"Hind-Bold.woff2", "Hind-Regular.woff2", "STIXTwoMath.woff2"}
    assert weights["Hind-Bold.woff2"] + weights["Hind-Regular.woff2"] < 80_000
    assert weights["STIXTwoMath.woff2"] < 40_000
    assert [font.name for font in english.glob("*.woff2")] == ["STIXTwoMath.woff2"]
    for place, family, owner in (
        (folder, "Hind", "Indian Type Foundry"),
        (folder, "STIXTwoMath", "The STIX Fonts Project Authors"),
        (english, "STIXTwoMath", "The STIX Fonts Project Authors"),
    ):
        licence = (place / f"{family}-OFL.txt").read_text(encoding="utf-8")
        assert owner in licence.splitlines()[0] and "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_a_font_is_cut_anew_only_when_more_is_needed(tmp_path):
    font = tmp_path / "math.woff2"
    fonts.write_subset(fonts.STIX, font, "x𝑥√")
    first = font.stat().st_mtime_ns
    fonts.write_subset(fonts.STIX, font, "x𝑥√")
    assert font.stat().st_mtime_ns == first
    fonts.write_subset(fonts.STIX, font, "x𝑥√∑")
    assert fonts.code_points(font) == set(map(ord, "x𝑥√∑"))


@pytest.fixture
def boxes(page, tmp_path):
    """A function that draws a formula as the site does; the boxes of some of its elements, in ems."""
    style = (ROOT / "book" / "_static" / "course.css").read_text(encoding="utf-8")
    (tmp_path / "fonts").mkdir()

    def boxes(latex, *selectors):
        formula = mathml.convert(latex, None, displaystyle=True)
        html = f'<!doctype html><meta charset="utf-8"><style>{style} math {{font-size: 100px}}</style>{formula}'
        (tmp_path / "formula.html").write_text(html, encoding="utf-8")
        characters = fonts.math_characters(html)
        fonts.write_subset(fonts.STIX, tmp_path / "fonts" / "STIXTwoMath.woff2", characters, fonts.draw_as_tex)
        assert visit(page, (tmp_path / "formula.html").as_uri()) == ["STIXTwoMath.woff2"]
        assert families(page, "math, math *") == {("STIX Two Math", True)}
        found = [page.locator(selector).evaluate_all(BOXES) for selector in selectors]
        assert all(found)
        return found

    return boxes


BOXES = """elements => elements.map((element) => {
  const {top, bottom, right, height} = element.getBoundingClientRect();
  return {top: top / 100, bottom: bottom / 100, right: right / 100, height: height / 100};
})"""


@pytest.mark.parametrize(
    "latex, script",
    [
        (r"x_i \; y_i \; \hat{y}_i", "msub > :last-child"),
        (r"x^2 \; f^2 \; (x)^2 \; \hat{W}^2", "msup > :last-child"),
    ],
)
def test_scripts_of_single_characters_stand_level(boxes, latex, script):
    [scripts] = boxes(latex, script)
    assert len(scripts) > 2
    assert len({round(box["top"], 2) for box in scripts}) == 1


def test_prime_is_raised_once(boxes):
    [[letter], [prime]] = boxes("f'", "mi", "mo")
    assert letter["top"] - prime["top"] < 0.2 and prime["height"] > 0.25


@pytest.mark.parametrize(
    "under", ["n", r"\frac{a}{b}", r"\frac{\frac{a}{b}}{\frac{a}{b}}", r"\begin{matrix} 1 \\ 2 \\ 3 \\ 4 \end{matrix}"]
)
def test_root_ends_with_what_is_under_it(boxes, under):
    [[root], [*_, last]] = boxes(rf"\sqrt{{{under}}} u", "msqrt", "msqrt > *")
    assert abs(root["right"] - last["right"]) < 0.1
    assert root["bottom"] - last["bottom"] < 0.4


def test_brackets_stretch_and_small_fractions_stay_small(boxes):
    [brackets, [fraction]] = boxes(r"\left\lfloor \frac{H}{s} \right\rfloor", "mo", "mfrac")
    assert all(bracket["height"] > fraction["height"] for bracket in brackets)
    [[small]] = boxes(r"\tfrac{1}{2}", "mfrac")
    assert small["height"] < 1.3


def test_no_circle_is_drawn_under_a_square(site):
    """In a Hindi line browsers take ² and ³ for signs of a missing letter, and put ◌ there if the font has it."""
    for weight in ("Regular", "Bold"):
        font = TTFont(site / "book" / "hi" / "_static" / "fonts" / f"Hind-{weight}.woff2")
        assert ord("²") in font.getBestCmap() and ord("◌") not in font.getBestCmap()
