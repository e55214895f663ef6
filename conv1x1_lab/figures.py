"""The look of the course's figures, and the drawings that several chapters share.

Figures are drawn 5 inches wide, so that their words stay readable on a phone 360 pixels wide. The
colours are those of Okabe and Ito, which stay apart for colour-blind readers; no figure tells by
colour alone. A string must not mix `$…$` with Devanagari: matplotlib draws boxes for it.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import fontpkg_hind
import matplotlib.pyplot as plt
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle
from numpy.typing import ArrayLike

from conv1x1_lab import language

if TYPE_CHECKING:
    from conv1x1_lab.comparison import Difference

BLUE, ORANGE, GREEN, PINK = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
DARK, GREY, PALE, WHITE = "#222222", "#767676", "#EDEDED", "#FFFFFF"

STYLE = {
    # A list of families falls back letter by letter: Latin letters are the same in both languages.
    "font.family": ["DejaVu Sans", "Hind"],
    "font.size": 12,
    "figure.figsize": (5, 3),
    "figure.dpi": 144,
    "figure.facecolor": WHITE,
    "axes.prop_cycle": plt.cycler(color=[BLUE, ORANGE, GREEN, PINK]),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "image.cmap": "cividis",
}


def use_style() -> None:
    """Make the course's fonts, sizes and colours the default of every figure drawn from now on."""
    for weight in ("Regular", "Bold"):
        path = Path(fontpkg_hind.ROOT, "files", f"Hind-{weight}.ttf")
        font_manager.fontManager.addfont(path)
    plt.rcParams.update(STYLE)


@contextmanager
def canvas(width: float, height: float) -> Iterator[Axes]:
    """An empty drawing board, in units of one cell, y downwards; shown when the block ends.

    >>> with canvas(4, 2) as ax:
    ...     cells(ax, [[1, 2]], at=(0, 0))
    """
    figure, ax = plt.subplots(figsize=(5, 5 * height / width), layout="constrained")
    ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    ax.axis("off")
    yield ax
    plt.show()


def cells(
    ax: Axes,
    values: ArrayLike,
    at: tuple[float, float],
    *,
    colour: str = PALE,
    colours: ArrayLike | None = None,
    size: float = 1.0,
    fontsize: float = 12,
) -> None:
    """Draw a matrix as a grid of squares with its values in them.

    Parameters
    ----------
    values : array-like, shape (rows, columns)
        Numbers or words; "" leaves the square empty.
    at : (x, y)
        The upper left corner.
    colour : str
        Of every square, unless `colours` is given.
    colours : array-like of str, shape (rows, columns), optional
    size : float
        Of a square, in units of the canvas.
    """
    values = np.asarray(values)
    for (row, column), value in np.ndenumerate(values):
        x, y = at[0] + column * size, at[1] + row * size
        fill = colour if colours is None else colours[row][column]
        ax.add_patch(Rectangle((x, y), size, size, facecolor=fill, edgecolor=DARK, linewidth=1))
        ink = WHITE if fill in (BLUE, ORANGE, GREEN, DARK) else DARK
        ax.text(
            x + size / 2,
            y + size / 2,
            _with_minus(str(value)),
            color=ink,
            fontsize=fontsize,
            ha="center",
            va="center_baseline",
        )


def _with_minus(text):
    """A minus sign for each hyphen but those within words, as in ResNet-50."""
    return re.sub(r"(?<!\w)-|(?<=\de)-", "−", text)


def frame(
    ax: Axes, at: tuple[float, float], rows: int, columns: int, *, colour: str = ORANGE, size: float = 1.0
) -> None:
    """Draw a thick frame around a block of squares."""
    ax.add_patch(Rectangle(at, columns * size, rows * size, fill=False, edgecolor=colour, linewidth=3.5, zorder=3))


def pixel_column(
    ax: Axes, pixel: ArrayLike, weight: ArrayLike, bias: ArrayLike, *, titles: tuple[str, str], bias_name: str
) -> None:
    """One pixel's column of channels becoming another column: a line for every weight.

    Parameters
    ----------
    pixel : array-like, shape (C,)
    weight : array-like, shape (K, C)
    bias : array-like, shape (K,)
    titles : (str, str)
        Above the left and the right column.
    bias_name : str
        What the bias is called beside its output.

    References
    ----------
    The layer as "a weighted sum over channels, followed by non-linearity": Network In Network,
    section 3.1, arXiv:1312.4400.
    """
    pixel, weight, bias = np.asarray(pixel), np.asarray(weight), np.asarray(bias)
    outputs = weight @ pixel + bias
    C, K = len(pixel), len(outputs)
    left, right = 1.0, 8.0
    tops = {"in": 1.65 + 1.5 * np.arange(C), "out": 1.65 + 1.5 * np.arange(K) + 0.75 * (C - K)}
    inks = (BLUE, ORANGE, GREEN, PINK)
    for k in range(K):
        for c in range(C):
            start, end = (left + 1, tops["in"][c] + 0.5), (right, tops["out"][k] + 0.5)
            style = "-" if k % 2 == 0 else "--"
            ax.plot(*zip(start, end), color=inks[k], linewidth=2, linestyle=style)
            share = 0.22 + 0.17 * k
            x, y = (a + share * (b - a) for a, b in zip(start, end))
            ax.text(
                x,
                y,
                _with_minus(f"×{weight[k, c]}"),
                color=inks[k],
                ha="center",
                va="center",
                bbox={"facecolor": WHITE, "edgecolor": "none", "pad": 1},
            )
        ax.text(right + 1.15, tops["out"][k] + 0.5, _with_minus(f"{bias_name} {bias[k]}"), color=inks[k], va="center")
    for c in range(C):
        cells(ax, [[pixel[c]]], at=(left, tops["in"][c]))
    for k in range(K):
        cells(ax, [[outputs[k]]], at=(right, tops["out"][k]), colours=[[inks[k]]])
    for x, title in zip((left, right), titles):
        ax.text(x + 0.5, 0.75, title, ha="center", va="center")


def stack(
    ax: Axes, at: tuple[float, float], rows: int, columns: int, *, pixel: tuple[int, int], colours: Sequence[str]
) -> None:
    """A feature map as its channels, one sheet behind the other, with one pixel marked on each.

    Parameters
    ----------
    at : (x, y)
        The upper left corner of the foremost sheet, which is channel 0.
    pixel : (row, column)
    colours : list of str
        Of the marked pixel, one for each channel.
    """
    for channel, colour in reversed(list(enumerate(colours))):
        x, y = at[0] + 0.8 * channel, at[1] - 0.8 * channel
        fills = np.full((rows, columns), PALE)
        fills[pixel] = colour
        cells(ax, np.full((rows, columns), ""), at=(x, y), colours=fills)


def box(
    ax: Axes, at: tuple[float, float], *, height: float, width: float, depth: float, labels: tuple[str, str, str]
) -> None:
    """A block of numbers seen from its front, whose depth is its channels.

    Parameters
    ----------
    at : (x, y)
        The upper left corner of the front.
    height, width, depth : float
        Of the drawing.
    labels : (str, str, str)
        What is written beside the height, below the width and along the depth.
    """
    x, y = at
    slope = 0.5 * depth
    front = Rectangle((x, y), width, height, facecolor=PALE, edgecolor=DARK, linewidth=1.2)
    top = [(x, y), (x + slope, y - slope), (x + slope + width, y - slope), (x + width, y)]
    side = [
        (x + width, y),
        (x + width + slope, y - slope),
        (x + width + slope, y + height - slope),
        (x + width, y + height),
    ]
    ax.add_patch(front)
    ax.add_patch(Polygon(top, facecolor="#D5E5F0", edgecolor=DARK, linewidth=1.2))
    ax.add_patch(Polygon(side, facecolor="#BBD3E4", edgecolor=DARK, linewidth=1.2))
    ax.text(x - 0.2, y + height / 2, labels[0], ha="right", va="center")
    ax.text(x + width / 2, y + height + 0.5, labels[1], ha="center", va="center")
    ax.text(x + width + slope + 0.25, y + height - slope / 2 + 0.35, labels[2], ha="left", va="center", color=BLUE)


def arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """An arrow from one (x, y) to another."""
    ax.annotate("", xy=end, xytext=start, arrowprops={"arrowstyle": "-|>", "lw": 2, "color": DARK})


def architecture(layers: dict[str, tuple[float, float, str]], arrows: list[tuple[str, str]]) -> None:
    """A network as boxes and arrows, from top to bottom; a 1×1 convolution is a filled box, so that it stands out.

    Parameters
    ----------
    layers : dict from a name to (row, column, words)
        Where the middle of each layer is, in rows from the top and columns from the left, and what stands in it.
        Words that begin with 1×1 fill the box. A single sign, such as + or ×, is drawn as a circle; words between
        brackets stand without a box.
    arrows : list of (name, name)
        From a layer to a lower one. One that would run through other boxes is drawn around them on the right.
    """
    rows, columns = (1 + max(place[axis] for place in layers.values()) for axis in (0, 1))
    _, ax = plt.subplots(figsize=(5, 0.66 * rows + 0.1), layout="constrained")
    ax.set(xlim=(-0.55, columns - 0.45), ylim=(rows - 0.5, -0.5))
    ax.axis("off")
    drawn = {name: _layer(ax, *layer, fontsize=12 if columns <= 3 else 10) for name, layer in layers.items()}
    for start, end in arrows:
        (top, column, _), (bottom, other, _) = layers[start], layers[end]
        if any(top < row < bottom and place == column == other for row, place, _ in layers.values()):
            side = column + (0.28 if columns == 1 else 0.48)
            _line(ax, (column, top), (side, top), "-", patchA=drawn[start])
            _line(ax, (side, top), (side, bottom), "-")
            _line(ax, (side, bottom), (other, bottom), "-|>", patchB=drawn[end])
        else:
            _line(ax, (column, top), (other, bottom), "-|>", patchA=drawn[start], patchB=drawn[end])
    plt.show()


def intervals(differences: dict[str, "Difference"]) -> None:
    """Each difference with its interval, in percentage points, and a grey band of those that don't matter.

    Parameters
    ----------
    differences : dict from words to comparison.Difference
        All against the same smallest difference that matters.
    """
    figure, ax = plt.subplots(figsize=(5, 1.3 + 0.55 * len(differences)), layout="constrained")
    for row, found in enumerate(differences.values()):
        mean, low, high, smallest = (round(100 * value, 2) for value in found)
        ax.plot([low, high], [row, row], "|-", color=BLUE, linewidth=2.5, markersize=12, markeredgewidth=2.5)
        ax.plot(mean, row, "o", color=BLUE, markersize=8)
    ax.axvspan(-smallest, smallest, color=PALE)
    ax.axvline(0, color=DARK, linewidth=1)
    ax.set_yticks(range(len(differences)), differences)
    ax.set_ylim(len(differences) - 0.5, -0.5)
    ax.set_xlabel(language.say(en="difference, percentage points", hi="अंतर, प्रतिशत-बिंदु"))
    plt.show()


def _layer(ax, row, column, words, fontsize):
    """Write the words, and return the patch around them."""
    bare, filled = words.startswith("("), words.startswith("1×1")
    shape = {
        "boxstyle": "circle,pad=0.2" if len(words) == 1 else "round,pad=0.35",
        "linewidth": 1,
        "facecolor": "none" if bare else BLUE if filled else PALE,
        "edgecolor": "none" if bare else DARK,
    }
    text = ax.text(
        column,
        row,
        words.strip("()"),
        ha="center",
        va="center",
        fontsize=fontsize,
        bbox=shape,
        color=WHITE if filled else DARK,
        fontweight="bold" if filled else "normal",
    )
    return text.get_bbox_patch()


def _line(ax, start, end, style, **patches):
    look = {"arrowstyle": style, "linewidth": 1.5, "color": DARK, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", xy=end, xytext=start, arrowprops={**look, **patches})
