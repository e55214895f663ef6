"""The bottleneck calculator, in a real browser: its numbers are those of conv1x1_lab.cost."""

import gzip
import re
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from built_site import ROOT, chapter

from conv1x1_lab import cost

ELEMENT = "bottleneck-calculator"
LARGEST = {"size": 1024, "inChannels": 8192, "outChannels": 8192, "mid": 8192}
START = {"size": 56, "inChannels": 256, "outChannels": 256, "mid": 64, "kernel": 3}
LABELS = {
    "en": ("height = width", "channels in", "channels out", "channels in the bottleneck", "kernel", "parameters"),
    "hi": ("ऊँचाई = चौड़ाई", "इनपुट चैनल", "आउटपुट चैनल", "बॉटलनेक के चैनल", "कर्नेल", "पैरामीटर"),
}

both_languages = pytest.mark.parametrize("language", ["en", "hi"])


@pytest.fixture
def calculator(site, page, language):
    page.goto((site / f"{chapter(language, 'channel-reduction')}.html").as_uri())
    return page.locator(ELEMENT)


def forms(shape):
    channels, kernel = (shape["inChannels"], shape["outChannels"]), {"kernel_size": shape["kernel"]}
    return {
        "plain": cost.plain(*channels, **kernel),
        "bottleneck": cost.bottleneck(*channels, mid_channels=shape["mid"], **kernel),
        "depthwiseSeparable": cost.depthwise_separable(*channels, **kernel),
    }


def counts(layer, size):
    return {"params": layer.params(), "macs": layer.macs(size, size)}


def costs(shape):
    """What the element's `costs` must be."""
    sizes = ("inChannels", "outChannels", "kernel", "groups")
    return {
        name: [
            dict(zip(sizes, (*layer[:2], layer.kernel_size[0], layer.groups))) | counts(layer, shape["size"])
            for layer in form
        ]
        for name, form in forms(shape).items()
    }


def written(count, language):
    """1,234,567 in English, 12,34,567 in Hindi."""
    if language == "en":
        return f"{count:,}"
    head, last = str(count)[:-3], str(count)[-3:]
    return ",".join([*re.findall(r"\d{1,2}(?=(?:\d\d)*$)", head), last])


def percent(part, whole, language):
    """Whole percents, two digits of what is below ten, and two decimals of what is nearly all."""
    share = Decimal(100 * part) / whole
    if share != 100 and abs(share - 100) < Decimal("0.5"):
        return f"{share.quantize(Decimal('0.01'), ROUND_HALF_UP).normalize():f}%"
    if share >= 10:
        return written(int(share.quantize(Decimal(1), ROUND_HALF_UP)), language) + "%"
    rounded = share.quantize(Decimal(1).scaleb(share.adjusted() - 1), ROUND_HALF_UP)
    return f"{rounded.normalize():f}%"


def shapes(count, seed):
    """Shapes of all magnitudes, the largest, and one that saves next to nothing."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        drawn = {name: int(largest ** rng.random()) for name, largest in LARGEST.items()}
        yield drawn | {"kernel": int(rng.choice([3, 5, 7]))}
    yield LARGEST | {"kernel": 7}
    yield START | {"mid": 229}  # just below the plain form


def set_shape(calculator, shape):
    calculator.evaluate("(element, shape) => { element.shape = shape; }", shape)


def fill(calculator, shape, language):
    for name, label in zip(START, LABELS[language]):
        if name == "kernel":
            calculator.get_by_label(label).select_option(str(shape[name]))
        else:
            calculator.get_by_label(label, exact=True).fill(str(shape[name]))


def assert_shown(calculator, shape, unit, language):
    """The totals, their shares of the plain form, the layers, and the verdict."""
    rows = calculator.get_by_role("listitem").all_inner_texts()
    totals = []
    for text, form in zip(rows, forms(shape).values(), strict=True):
        layers = [counts(layer, shape["size"])[unit] for layer in form]
        totals.append(sum(layers))
        assert re.findall(r"[\d,]+(?= ·)", text) == [written(sum(layers), language)]
        assert re.findall(r": ([\d,]+)$", text, re.M) == [written(count, language) for count in layers]
        shares = [percent(sum(layers), totals[0], language)]
        pointwise = sum(count for count, layer in zip(layers, form) if layer.kernel_size == (1, 1))
        shares += [percent(pointwise, sum(layers), language)] if pointwise else []
        assert re.findall(r"[\d.,]+%", text) == shares
    difference = totals[0] - totals[1]
    said = [written(abs(difference), language)] + ([percent(totals[1], totals[0], language)] if difference > 0 else [])
    status = calculator.get_by_role("status")
    assert re.findall(r"\d[\d,.]*%?", status.inner_text()) == (said if difference else [])
    assert status.get_attribute("class") == ("less" if difference > 0 else "more" if difference < 0 else "same")


@both_languages
def test_starts_with_the_block_of_resnet_50(calculator, language):
    assert calculator.evaluate("element => element.shape") == START
    assert_shown(calculator, START, "macs", language)


@pytest.mark.parametrize("language", ["en"])
def test_costs_are_those_of_the_package(calculator):
    tried = list(shapes(300, seed=0))
    told = calculator.evaluate(
        "(element, tried) => tried.map((shape) => { element.shape = shape; return element.costs; })", tried
    )
    assert told == [costs(shape) for shape in tried]


@both_languages
def test_what_is_typed_is_what_is_shown(calculator, language):
    for number, shape in enumerate(shapes(12, seed=1)):
        fill(calculator, shape, language)
        assert calculator.evaluate("element => element.costs") == costs(shape)
        assert_shown(calculator, shape, "macs" if number < 6 else "params", language)
        if number == 5:
            calculator.get_by_label(LABELS[language][-1]).check()
            assert_shown(calculator, shape, "params", language)


@both_languages
def test_bars_are_as_long_as_what_they_stand_for(calculator, language):
    shape = START | {"mid": 240}
    set_shape(calculator, shape)
    full, macs = calculator.locator(".track").first.bounding_box()["width"], costs(shape)
    largest = sum(layer["macs"] for layer in macs["bottleneck"])
    for bar, form in zip(calculator.locator(".bar").all(), macs.values(), strict=True):
        for part, layer in zip(bar.locator("i").all(), form, strict=True):
            assert part.bounding_box()["width"] == pytest.approx(full * layer["macs"] / largest, abs=3)


@both_languages
def test_slider_by_keyboard_finds_where_it_stops_to_pay(page, calculator, language):
    """229 channels still save, 230 do not; the page's answer has the counts of both, at one pixel."""
    slider, status = calculator.get_by_role("slider"), calculator.get_by_role("status")
    assert slider.get_attribute("max") == "256"
    set_shape(calculator, {"mid": 228})
    slider.focus()
    for mid, verdict in ((229, "less"), (230, "more")):
        page.keyboard.press("ArrowRight")
        assert calculator.evaluate("element => element.shape.mid") == mid
        assert status.get_attribute("class") == verdict
        assert_shown(calculator, START | {"mid": mid}, "macs", language)
        at_one_pixel = sum(layer.macs(1, 1) for layer in forms(START | {"mid": mid})["bottleneck"])
        assert written(at_one_pixel, language) in page.locator(f"{ELEMENT} ~ details").first.text_content()


@pytest.mark.parametrize("language", ["en"])
def test_exactly_as_much_is_said(calculator, language):
    shape = START | {"inChannels": 16, "outChannels": 20, "mid": 16}
    assert len({sum(layer.macs(1, 1) for layer in form) for form in list(forms(shape).values())[:2]}) == 1
    set_shape(calculator, shape)
    assert_shown(calculator, shape, "macs", language)


@both_languages
def test_wrong_input_is_named_and_nothing_is_counted(calculator, language):
    label = LABELS[language][1]
    status, field = calculator.get_by_role("status"), calculator.get_by_label(label, exact=True)
    for wrong in ("", "0", "-3", "1.5", "1e9", "8193"):
        field.fill(wrong)
        assert f"“{label}”" in status.inner_text() and "8,192" in status.inner_text(), wrong
        assert field.get_attribute("aria-invalid") == "true"
        assert calculator.evaluate("element => element.costs") is None
        assert not calculator.locator(".forms").is_visible()
        assert "NaN" not in calculator.evaluate("element => element.shadowRoot.textContent")
        field.fill("256")
        assert field.get_attribute("aria-invalid") == "false"
        assert_shown(calculator, START, "macs", language)


@both_languages
def test_kernel_is_one_of_three(calculator, language):
    set_shape(calculator, {"kernel": 4})
    assert f"“{LABELS[language][4]}”" in calculator.get_by_role("status").inner_text()
    assert calculator.evaluate("element => element.costs") is None


@both_languages
def test_without_the_script_a_table_has_the_same_numbers(calculator, language):
    rows = [row.text_content() for row in calculator.locator("tbody tr").all()]
    for row, form in zip(rows, costs(START).values(), strict=True):
        for unit in ("macs", "params"):
            assert written(sum(layer[unit] for layer in form), language) in row


@both_languages
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", [START, START | {"mid": 0}])
def test_is_accessible(page, calculator, language, scheme, shape):
    page.emulate_media(color_scheme=scheme)
    page.reload()
    set_shape(calculator, shape)
    found = Axe().run(page, context=ELEMENT)
    assert found.violations_count == 0, found.generate_report()


@both_languages
def test_fits_a_narrow_page_with_the_longest_numbers(page, calculator, language):
    set_shape(calculator, LARGEST | {"kernel": 7})
    for width in (320, 360, 1200):
        page.set_viewport_size({"width": width, "height": 800})
        panel = calculator.locator(".panel")
        assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth"), width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_is_light():
    script = ROOT / "book" / "_elements" / f"{ELEMENT}.js"
    assert len(gzip.compress(script.read_bytes())) <= 10_000
