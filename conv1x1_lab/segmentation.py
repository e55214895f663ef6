"""How well a mask agrees with the truth: pixel by pixel, and object by object."""

import numpy as np
from numpy.typing import ArrayLike


def dice(mask: ArrayLike, truth: ArrayLike) -> float:
    """2·|A ∩ B| / (|A| + |B|) of two masks; 1 where both are empty.

    Parameters
    ----------
    mask, truth : array of truth values, of one shape

    Returns
    -------
    float, from 0 to 1

    Raises
    ------
    TypeError, ValueError
        A mask is not of truth values, or the shapes differ.

    References
    ----------
    L. R. Dice, "Measures of the Amount of Ecologic Association Between Species", Ecology 26, 1945.

    Examples
    --------
    >>> dice([[True, True]], [[True, False]])
    0.6666666666666666
    """
    mask, truth = _mask("mask", mask), _mask("truth", truth)
    _same_shape(mask, truth)
    both = mask.sum() + truth.sum()
    return float(2 * (mask & truth).sum() / both) if both else 1.0


def object_f1(mask: ArrayLike, numbered: ArrayLike, *, threshold: float = 0.5) -> float:
    """2·hits / (objects found + objects there) = F1 of the objects; 1 where there is none at all.

    What hangs together in the mask, by sides or corners, is one object found. It is a hit if its
    intersection over union with one that is there lies above the threshold; from 1/2 on that can be
    true of one only.

    Parameters
    ----------
    mask : array of truth values, shape (H, W)
    numbered : array of whole numbers, shape (H, W)
        0 outside, and the same number from 1 on at every pixel of one object.
    threshold : float
        From 0.5 to below 1.

    Returns
    -------
    float, from 0 to 1

    Raises
    ------
    TypeError, ValueError
        An argument is one that the above rules out, or the shapes differ.

    References
    ----------
    J. C. Caicedo et al., "Nucleus segmentation across imaging experiments: the 2018 Data Science
    Bowl", Nature Methods 16, 2019 (objects matched by intersection over union).

    Examples
    --------
    >>> object_f1([[True, True, False, True]], [[1, 1, 0, 0]])
    0.6666666666666666
    """
    mask, numbered = _mask("mask", mask), np.asarray(numbered)
    if numbered.dtype.kind not in "iu":
        raise TypeError(f"numbered has dtype {numbered.dtype}, but it must be of whole numbers")
    if mask.ndim != 2:
        raise ValueError(f"mask has shape {mask.shape}, but it must be (H, W)")
    _same_shape(mask, numbered)
    if numbered.size and numbered.min() < 0:
        raise ValueError(f"numbered has {numbered.min()} somewhere, but it must be at least 0")
    if not 0.5 <= threshold < 1:
        raise ValueError(f"threshold is {threshold}, but it must be from 0.5 to below 1")
    from skimage.measure import label

    found, there = label(mask, connectivity=2), np.unique(numbered, return_inverse=True)[1].reshape(mask.shape)
    if numbered.size and numbered.min() > 0:
        there = there + 1  # no pixel is outside
    common = np.zeros((found.max(initial=0) + 1, there.max(initial=0) + 1))
    np.add.at(common, (found, there), 1)  # pixels of each pair of numbers
    union = common.sum(axis=1, keepdims=True) + common.sum(axis=0) - common
    hits = (common[1:, 1:] > threshold * union[1:, 1:]).sum()
    objects = common.shape[0] + common.shape[1] - 2
    return float(2 * hits / objects) if objects else 1.0


def _mask(name, value):
    value = np.asarray(value)
    if value.dtype != bool:
        raise TypeError(f"{name} has dtype {value.dtype}, but it must be of truth values")
    return value


def _same_shape(mask, other):
    if mask.shape != other.shape:
        raise ValueError(f"mask has shape {mask.shape}, but the truth has shape {other.shape}")
