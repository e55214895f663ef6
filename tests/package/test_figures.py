"""Figures: Hindi is shaped by a font that has it, in both languages nothing is a box."""

import pytest

plt = pytest.importorskip("matplotlib.pyplot")

from conv1x1_lab import figures, language


@pytest.fixture(autouse=True)
def style():
    with plt.rc_context():
        figures.use_style()
        yield
        plt.close("all")
        language.use("en")


def width_of(text):
    figure = plt.figure()
    box = figure.text(0, 0, text).get_window_extent(figure.canvas.get_renderer())
    return box.width


def test_devanagari_is_shaped():
    """A conjunct is narrower than its letters one by one."""
    assert width_of("क्ष") < width_of("क") + width_of("ष")


def test_hindi_words_do_not_change_latin_ones():
    english = width_of("channels")
    with plt.rc_context({"font.family": ["DejaVu Sans"]}):
        assert width_of("channels") == english


def test_say_chooses_the_language():
    assert language.say(en="channels", hi="चैनल") == "channels"
    language.use("hi")
    assert language.say(en="channels", hi="चैनल") == "चैनल"
    with pytest.raises(ValueError, match="language is 'fr', but it must be one of 'en', 'hi'"):
        language.use("fr")


def test_pixel_column_computes_what_it_shows():
    with figures.canvas(11, 6) as ax:
        figures.pixel_column(ax, [2, 5, 1], [[1, 2, -1], [0, 1, 4]], [3, -2], titles=("a", "b"), bias_name="bias")
    words = {text.get_text() for text in ax.texts}
    assert {"14", "7", "×−1", "bias −2"} <= words


def test_intervals_stand_against_what_does_not_matter(monkeypatch):
    monkeypatch.setattr(plt, "show", lambda: None)
    pytest.importorskip("scipy")
    from conv1x1_lab.comparison import Difference

    language.use("hi")
    figures.intervals({"a − b": Difference(0.012, 0.006, 0.018, 0.005), "c − b": Difference(0, -0.002, 0.002, 0.005)})
    ax = plt.gca()
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a − b", "c − b"]
    assert [line.get_xdata()[:2].tolist() for line in ax.lines[::2][:2]] == [[0.6, 1.8], [-0.2, 0.2]]
    assert ax.patches[0].get_x() == -0.5 and ax.patches[0].get_width() == 1
    assert "प्रतिशत" in ax.get_xlabel()


def test_cells_write_minus_signs_and_leave_hyphens():
    values = [[-3, 0.5], ["multiply-add", "-1.5"], ["ResNet-50", "1×1"], ["(-2)", "-x"], ["1e-05", ""]]
    with figures.canvas(3, 6) as ax:
        figures.cells(ax, values, at=(0, 0))
        figures.cells(ax, [[-7]], at=(0, 5))
    words = [text.get_text() for text in ax.texts]
    assert words == ["−3", "0.5", "multiply-add", "−1.5", "ResNet-50", "1×1", "(−2)", "−x", "1e−05", "", "−7"]


def test_architecture_draws_every_layer_and_leads_a_shortcut_around():
    layers = {"in": (0, 0, "(64 channels)"), "first": (1, 0, "1×1, 16"), "sum": (2, 0, "+")}
    figures.architecture(layers, [("in", "first"), ("first", "sum"), ("in", "sum")])
    (ax,) = plt.gcf().axes
    written = [text.get_text() for text in ax.texts]
    assert written[:3] == ["64 channels", "1×1, 16", "+"]
    assert len(written) == 3 + 2 + 3  # two straight arrows, and three pieces around
    boxes = [text.get_bbox_patch().get_facecolor() for text in ax.texts[:3]]
    assert boxes[1] == plt.matplotlib.colors.to_rgba(figures.BLUE) and boxes[0][3] == 0
