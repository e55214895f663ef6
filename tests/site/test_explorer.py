"""The explorer of the first chapters, in the built pages: its photograph, its layer, what it says."""

import gzip
import re

import notebooks
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from built_site import ROOT, chapter
from numpy.testing import assert_allclose, assert_array_equal
from playwright.sync_api import expect
from skimage import data

from conv1x1_lab import conv1x1

SCRIPT = notebooks.BOOK / "_elements" / "conv1x1-explorer.js"
TOPICS = ("what-is-1x1", "the-formula")
NOTEBOOKS = [ROOT / f"{chapter(language, topic)}.ipynb" for language in ("en", "hi") for topic in TOPICS]
NAMES = {
    "en": ("photograph; the arrow keys choose a pixel", "blue W[1, 2]", "bias b[1]", "ReLU: negative → 0"),
    "hi": ("फ़ोटो; तीर वाली कुंजियों से पिक्सेल चुनिए", "नीला W[1, 2]", "बायस b[1]", "ReLU: ऋणात्मक → 0"),
}
both_languages = pytest.mark.parametrize("language", ["en", "hi"])


@pytest.fixture(scope="module")
def photograph():
    """Blocks of 8×8 pixels of the astronaut, their mean from 0 to 1 in hundredths, (3, 48, 48)."""
    blocks = data.astronaut()[:384, 32:416].astype(int).reshape(48, 8, 48, 8, 3).sum(axis=(1, 3))
    whole = 64 * 255
    return np.moveaxis((200 * blocks + whole) // (2 * whole), -1, 0) / 100


@pytest.fixture
def explorer(site, page):
    return visit(page, site, chapter("en", "what-is-1x1"))


def visit(page, site, name):
    """The explorer of a page, once its photograph is decoded."""
    page.goto((site / f"{name}.html").as_uri())
    page.wait_for_function("customElements.get('conv1x1-explorer') !== undefined")
    return page.locator("conv1x1-explorer")


def ask(explorer, name):
    return np.array(explorer.evaluate(f"element => Array.from(element.{name})"))


def layer(rng):
    return rng.integers(-20, 21, (2, 3)) / 10, rng.integers(-10, 11, 2) / 10


def expected(photograph, weight, bias, relu):
    output = conv1x1(photograph, weight, bias)
    return np.maximum(output, 0) if relu else output


def written(number, digits):
    return re.sub(r"^-(0\.0*)$", r"\1", f"{number:.{digits}f}").replace("-", "−")


def sum_in_words(k, pixel, weight, bias, relu):
    def bracketed(number):
        return f"({written(number, 1)})" if number < 0 else written(number, 1)

    products = " + ".join(f"{written(x, 2)}·{bracketed(w)}" for x, w in zip(pixel, weight))
    total = pixel @ weight + bias
    words = f"O[{k}] = Σ I[c]·W[{k}, c] + b[{k}] = {products} + {bracketed(bias)} = {written(total, 3)}"
    return words + (f" → max(0, {written(total, 3)}) = {written(max(total, 0), 3)}" if relu else "")


def point(page, explorer, selector, h, w):
    box = explorer.locator(selector).bounding_box()
    page.mouse.move(box["x"] + (w + 0.5) / 48 * box["width"], box["y"] + (h + 0.5) / 48 * box["height"])


def test_photograph_is_what_the_recipe_makes(explorer, photograph):
    assert_array_equal(ask(explorer, "image"), photograph.ravel())


@pytest.mark.parametrize("relu", [False, True])
def test_output_is_that_of_the_layer(explorer, photograph, relu):
    rng = np.random.default_rng(3)
    for _ in range(5):
        weight, bias = layer(rng)
        explorer.evaluate(
            "(element, layer) => Object.assign(element, layer)",
            {"weight": weight.tolist(), "bias": bias.tolist(), "relu": relu},
        )
        assert_allclose(ask(explorer, "output"), expected(photograph, weight, bias, relu).ravel(), rtol=0, atol=1e-12)


def test_sliders_and_maps_follow_the_reader(explorer, photograph):
    weight, bias = layer(np.random.default_rng(4))
    for k in range(2):
        for c in range(3):
            explorer.locator(f"#w{k}{c}").fill(str(weight[k, c]))
        explorer.locator(f"#b{k}").fill(str(bias[k]))
    explorer.locator("#w00").press("ArrowRight")
    weight[0, 0] += 0.1
    output = expected(photograph, weight, bias, relu=False)
    assert_allclose(ask(explorer, "output"), output.ravel(), rtol=0, atol=1e-12)

    light = np.minimum(np.abs(output), 1)[..., np.newaxis]
    colours = np.where(output[..., np.newaxis] < 0, np.array([60, 150, 255]) * light, 255 * light)
    for k, beyond in enumerate((np.abs(output) > 1).mean(axis=(1, 2))):
        map_ = explorer.locator(f"[aria-label='output O[{k}]']")
        drawn = np.array(map_.evaluate("canvas => Array.from(canvas.getContext('2d').getImageData(0, 0, 48, 48).data)"))
        assert_allclose(drawn.reshape(48, 48, 4)[..., :3], colours[k], atol=0.51)
        expect(explorer.locator("fieldset figcaption").nth(k)).to_contain_text(
            f"{np.ceil(100 * beyond):.0f}% beyond ±1"
        )

    explorer.locator("button").click()
    assert explorer.evaluate("element => [element.weight, element.bias]") == [[[0.3, 0.6, 0.1], [-1, 0, 1]], [0, 0]]


@both_languages
@pytest.mark.parametrize("relu", [False, True])
def test_sum_of_the_chosen_pixel(site, page, photograph, language, relu):
    explorer = visit(page, site, chapter(language, "what-is-1x1"))
    explorer.scroll_into_view_if_needed()
    weight, bias = layer(np.random.default_rng(5))
    explorer.evaluate(
        "(element, layer) => Object.assign(element, layer)", {"weight": weight.tolist(), "bias": bias.tolist()}
    )
    if relu:
        explorer.get_by_role("checkbox").check()

    def assert_shown(h, w):
        for k in range(2):
            said = " ".join(explorer.locator(".sum").nth(k).inner_text().split())
            assert said == sum_in_words(k, photograph[:, h, w], weight[k], bias[k], relu)
        place = {"en": f"row h = {h}, column w = {w}", "hi": f"पंक्ति h = {h}, स्तंभ w = {w}"}[language]
        assert explorer.locator(".photo figcaption").inner_text() == place
        return place

    point(page, explorer, ".photo .map", 12, 30)
    assert_shown(12, 30)
    page.mouse.down()
    page.mouse.up()
    point(page, explorer, "fieldset .map >> nth=1", 3, 1)
    assert_shown(3, 1)
    page.mouse.move(0, 0)
    place = assert_shown(12, 30)
    for key, (h, w) in {
        "ArrowDown": (13, 30),
        "ArrowLeft": (13, 29),
        "End": (13, 47),
        "ArrowRight": (13, 47),
        "ArrowUp": (12, 47),
        "Home": (12, 0),
    }.items():
        explorer.get_by_role("application").press(key)
        place = assert_shown(h, w)
    total = expected(photograph, weight, bias, relu)[:, 12, 0]
    expect(explorer.get_by_role("status").last).to_contain_text(place)
    for k in range(2):
        expect(explorer.get_by_role("status").last).to_contain_text(f"O[{k}] {written(total[k], 3)}")


def test_finger_chooses_on_the_photograph_and_scrolls_beside_it(explorer):
    actions = explorer.locator(".map").evaluate_all("maps => maps.map(map => getComputedStyle(map).touchAction)")
    assert actions == ["none"] + ["pan-y"] * 5


def test_each_keeps_its_own_weights_wherever_it_is_put(page, explorer):
    weights = page.evaluate("""() => {
        const first = document.querySelector("conv1x1-explorer"), second = first.cloneNode(true);
        document.querySelector("article").append(second);
        second.weight = [[2, 0, 0], [0, 2, 0]];
        second.remove();
        document.querySelector("article").prepend(second);
        return [first.weight, second.weight];
    }""")
    assert weights == [[[0.3, 0.6, 0.1], [-1, 0, 1]], [[2, 0, 0], [0, 2, 0]]]


@both_languages
def test_controls_have_names_in_the_language_of_the_page(site, page, language):
    visit(page, site, chapter(language, "what-is-1x1"))
    for role, name in zip(("application", "slider", "slider", "checkbox"), NAMES[language]):
        expect(page.locator("conv1x1-explorer").get_by_role(role, name=name, exact=True)).to_have_count(1)


@both_languages
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(site, page, language, scheme):
    page.emulate_media(color_scheme=scheme)
    visit(page, site, chapter(language, "the-formula"))
    results = Axe().run(page, context="conv1x1-explorer")
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("name", [chapter("en", "what-is-1x1"), chapter("hi", "the-formula")])
@pytest.mark.parametrize("width", [320, 700, 1200])
def test_nothing_sticks_out(site, page, name, width):
    page.set_viewport_size({"width": width, "height": 844})
    explorer = visit(page, site, name)
    explorer.evaluate(
        "element => Object.assign(element, {weight: [[-1.9, -1.9, -1.9], [-1.9, -1.9, -1.9]], bias: [-1, -1], relu: true})"
    )
    sticking = explorer.evaluate("""element => {
        const inner = element.shadowRoot.querySelector(".panel").getBoundingClientRect();
        return [...element.shadowRoot.querySelectorAll(".panel *:not(.mark, .spoken)")]
            .filter(part => part.getBoundingClientRect().right > inner.right).map(part => part.outerHTML.slice(0, 60));
    }""")
    assert sticking == []


@both_languages
def test_words_stand_in_where_the_script_does_not_run(site, browser, language):
    page = browser.new_page(java_script_enabled=False)
    page.goto((site / f"{chapter(language, 'what-is-1x1')}.html").as_uri())
    assert page.locator("conv1x1-explorer td").filter(has_text="= 0.467").is_visible()
    page.close()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_sums_in_the_text_are_right(path, photograph):
    text = next(cell.source for cell in notebooks.read(path).cells if cell.id == "explorer")
    number = r"\(?(−?\d+(?:\.\d+)?)\)?"
    product = rf"{number}·{number}"
    sums = re.findall(rf"{product} \+ {product} \+ {product} ([+−]) {number} = {number}", text)
    assert len(sums) >= 3
    pixels = photograph.reshape(3, -1).T
    for *factors, sign, bias, total in sums:
        x0, w0, x1, w1, x2, w2, bias, total = (float(text.replace("−", "-")) for text in (*factors, bias, total))
        assert np.isclose(x0 * w0 + x1 * w1 + x2 * w2 + (bias if sign == "+" else -bias), total, rtol=0, atol=1e-12)
        assert (pixels == (x0, x1, x2)).all(axis=1).any(), "no pixel of the photograph"


def test_script_is_small():
    assert len(gzip.compress(SCRIPT.read_bytes())) <= 12_000
