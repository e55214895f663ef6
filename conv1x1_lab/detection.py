"""How good a detector is: the overlap of boxes, the suppression of double predictions, average precision.

A box is (x, y, width, height): its upper left corner and its size, y downwards, in any unit.
"""

from numbers import Real
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from conv1x1_lab._contract import _whole


def intersection_over_union(boxes: ArrayLike, others: ArrayLike) -> np.ndarray:
    """area(A ∩ B) / area(A ∪ B), for each box A with each other box B.

    Parameters
    ----------
    boxes : array-like, shape (N, 4)
        Each (x, y, width, height), the width and the height above 0.
    others : array-like, shape (M, 4)

    Returns
    -------
    ndarray of float64, shape (N, M)
        From 0, where they have no area in common, to 1, where they are the same.

    Raises
    ------
    TypeError
        The boxes are no array of numbers.
    ValueError
        A shape is another, a number is not finite, or a width or height is not above 0.

    References
    ----------
    M. Everingham et al., "The PASCAL Visual Object Classes (VOC) Challenge", International Journal of Computer
    Vision 88(2), 2010, section 4.2.

    Examples
    --------
    >>> intersection_over_union([(0, 0, 4, 2)], [(2, 0, 4, 2), (4, 0, 4, 2)]).round(3)
    array([[0.333, 0.   ]])
    """
    boxes, others = _boxes("boxes", boxes)[:, np.newaxis], _boxes("others", others)  # (N, 1, 4), (M, 4)
    # Measured in powers of two near the larger width and height: no digit changes, and no area over- or underflows.
    exponents = -np.frexp(np.maximum(boxes[..., 2:], others[..., 2:]))[1]  # (N, M, 2)
    sizes, other_sizes = np.ldexp(boxes[..., 2:], exponents), np.ldexp(others[..., 2:], exponents)
    # From the difference of the corners: x + width is x again where x is large.
    with np.errstate(over="ignore"):
        shifts = np.ldexp(others[..., :2] - boxes[..., :2], exponents)
    sides = np.minimum(sizes - np.maximum(shifts, 0), other_sizes + np.minimum(shifts, 0))
    common = np.maximum(sides, 0).prod(axis=2)  # (N, M)
    union = sizes.prod(axis=2) + other_sizes.prod(axis=2) - common
    # Two areas of 0 are left where each box is 10³⁰⁸ times as long as the other in one direction.
    return np.divide(common, union, out=np.zeros_like(common), where=union > 0)


def non_maximum_suppression(boxes: ArrayLike, scores: ArrayLike, *, threshold: float = 0.5) -> np.ndarray:
    """Go through the boxes by falling score; keep each that overlaps none of those kept by `threshold` or more.

    Parameters
    ----------
    boxes : array-like, shape (N, 4)
        As in `intersection_over_union`.
    scores : array-like, shape (N,)
        Of equal scores, the one that comes first goes first.
    threshold : float
        Of intersection over union, above 0 and at most 1.

    Returns
    -------
    ndarray of int64
        Where the kept ones are in `boxes`, by falling score.

    Raises
    ------
    TypeError
        As `intersection_over_union` does; the scores or `threshold` are no numbers.
    ValueError
        As `intersection_over_union` does; a score is not finite, or there are more or fewer of them than boxes;
        `threshold` is out of its range.

    References
    ----------
    P. Felzenszwalb et al., "Object Detection with Discriminatively Trained Part-Based Models", IEEE Transactions on
    Pattern Analysis and Machine Intelligence 32(9), 2010, section 7.2.

    Examples
    --------
    >>> non_maximum_suppression([(0, 0, 4, 4), (1, 0, 4, 4), (9, 9, 4, 4)], [0.6, 0.9, 0.5])
    array([1, 2])
    """
    _check_threshold(threshold)
    boxes = _boxes("boxes", boxes)
    scores = _scores(scores, len(boxes), "boxes")
    close = intersection_over_union(boxes, boxes) >= threshold
    kept = []
    for box in np.argsort(-scores, kind="stable"):
        if not close[box, kept].any():
            kept.append(box)
    return np.array(kept, dtype=np.int64)


def hits(boxes: ArrayLike, scores: ArrayLike, true_boxes: ArrayLike, *, threshold: float = 0.5) -> np.ndarray:
    """Which of an image's predictions of one class are hits.

    By falling score, each prediction is matched with the object that it overlaps most. It is a hit if their intersection
    over union is `threshold` or more and no prediction before it has hit this object: a second hit is wrong.

    Parameters
    ----------
    boxes, scores
        As in `non_maximum_suppression`.
    true_boxes : array-like, shape (M, 4)
        Of the objects; of two with the same overlap, the first is taken.
    threshold : float
        Above 0 and at most 1.

    Returns
    -------
    ndarray of bool, shape (N,)
        In the order of `boxes`.

    Raises
    ------
    TypeError, ValueError
        As `non_maximum_suppression` does.

    References
    ----------
    M. Everingham, J. Winn, "The PASCAL Visual Object Classes Challenge 2012 (VOC2012) Development Kit", 2012,
    section 3.4.

    Examples
    --------
    >>> hits([(0, 0, 4, 4), (1, 0, 4, 4), (9, 9, 4, 4)], [0.6, 0.9, 0.5], [(0, 0, 4, 4)])
    array([False,  True, False])
    """
    _check_threshold(threshold)
    overlaps = intersection_over_union(boxes, true_boxes)  # (N, M)
    scores = _scores(scores, len(overlaps), "boxes")
    is_hit = np.zeros(len(overlaps), dtype=bool)
    if overlaps.shape[1] == 0:
        return is_hit
    free = np.ones(overlaps.shape[1], dtype=bool)
    for box in np.argsort(-scores, kind="stable"):
        nearest = overlaps[box].argmax()
        is_hit[box] = free[nearest] and overlaps[box, nearest] >= threshold
        free[nearest] &= not is_hit[box]
    return is_hit


class Curve(NamedTuple):
    """After each prediction, by falling score: hits so far / predictions so far, and hits so far / objects."""

    precision: np.ndarray
    recall: np.ndarray


def precision_recall(scores: ArrayLike, hits: ArrayLike, objects: int) -> Curve:
    """Precision and recall of the first 1, 2, …, N predictions, by falling score.

    Parameters
    ----------
    scores : array-like, shape (N,)
        Of the predictions of all images; equal scores keep their order.
    hits : array-like of bool, shape (N,)
        Which of them are hits.
    objects : int
        How many there are in all images, detected or not; at least 1.

    Returns
    -------
    Curve
        Two ndarrays of float64, shape (N,).

    Raises
    ------
    TypeError
        `objects` is not a whole number, or `hits` are not truth values.
    ValueError
        `objects` is below 1 or below the number of hits; a score is not finite; there are more or fewer scores than
        hits.

    References
    ----------
    M. Everingham et al., "The PASCAL Visual Object Classes (VOC) Challenge", International Journal of Computer
    Vision 88(2), 2010, section 4.2.

    Examples
    --------
    >>> curve = precision_recall([0.9, 0.8, 0.7], [True, False, True], objects=4)
    >>> curve.precision.round(2), curve.recall
    (array([1.  , 0.5 , 0.67]), array([0.25, 0.25, 0.5 ]))
    """
    objects = _whole("objects", objects, least=1)
    hits = np.asarray(hits)
    if hits.ndim != 1:
        raise ValueError(f"hits has shape {hits.shape}, but it must be (N,)")
    if hits.size and hits.dtype != bool:
        raise TypeError(f"hits has dtype {hits.dtype}, but it must be of truth values")
    if hits.sum() > objects:
        raise ValueError(f"objects is {objects}, but there are {hits.sum()} hits, and no object is hit twice")
    order = np.argsort(-_scores(scores, len(hits), "hits"), kind="stable")
    so_far = np.cumsum(hits[order], dtype=float)
    return Curve(so_far / np.arange(1, len(hits) + 1), so_far / objects)


def average_precision(scores: ArrayLike, hits: ArrayLike, objects: int) -> float:
    """1/objects · Σ over the hits of the highest precision at this hit or after it.

    That is the area under the curve of precision over recall, once the curve is made never to rise again
    (interpolated at all points, as in VOC from 2010 on).

    Parameters
    ----------
    scores, hits, objects
        As in `precision_recall`.

    Returns
    -------
    float
        From 0 to 1, which only a detector has that ranks a hit of each object before all else.

    Raises
    ------
    TypeError, ValueError
        As `precision_recall` does.

    References
    ----------
    M. Everingham, J. Winn, "The PASCAL Visual Object Classes Challenge 2012 (VOC2012) Development Kit", 2012,
    section 3.4.1.

    Examples
    --------
    >>> round(average_precision([0.9, 0.8, 0.7], [True, False, True], objects=2), 4)  # (1 + 2/3) / 2
    0.8333
    """
    precision, recall = precision_recall(scores, hits, objects)
    highest = np.maximum.accumulate(precision[::-1])[::-1]
    return float(highest @ np.diff(recall, prepend=0))


def _boxes(name, boxes):
    boxes = _numbers(name, boxes)
    if boxes.size == 0:
        return np.zeros((0, 4))
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise ValueError(f"{name} has shape {boxes.shape}, but it must be (N, 4)")
    if not np.isfinite(boxes).all():
        raise ValueError(f"{name} has a number that is not finite, in box {np.isfinite(boxes).all(axis=1).argmin()}")
    small = (boxes[:, 2:] <= 0).any(axis=1)
    if small.any():
        raise ValueError(f"{name} has {boxes[small][0].tolist()}, but a width and a height must be above 0")
    return boxes


def _numbers(name, values):
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise TypeError(f"{name} is {values!r}, but it must be an array of numbers") from None


def _scores(scores, count, of):
    scores = _numbers("scores", scores)
    if scores.shape != (count,):
        raise ValueError(f"scores has shape {scores.shape}, but there are {count} {of}")
    if not np.isfinite(scores).all():
        raise ValueError(f"scores has a number that is not finite, at {np.isfinite(scores).argmin()}")
    return scores


def _check_threshold(threshold):
    if isinstance(threshold, bool) or not isinstance(threshold, Real):
        raise TypeError(f"threshold is {threshold!r}, but it must be a number")
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold is {threshold}, but it must be above 0 and at most 1")
