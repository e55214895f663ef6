"""How well a detector finds: the overlap of boxes, the suppression of double answers, average precision.

A box is (x, y, width, height): its upper left corner and its size, y downwards, in any unit.
"""

from typing import NamedTuple

import numpy as np

from conv1x1_lab._contract import _whole


def intersection_over_union(boxes, others):
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
    starts = np.maximum(boxes[..., :2], others[..., :2])
    ends = np.minimum(boxes[..., :2] + boxes[..., 2:], others[..., :2] + others[..., 2:])
    common = np.maximum(ends - starts, 0).prod(axis=2)  # (N, M)
    return common / (boxes[..., 2:].prod(axis=2) + others[..., 2:].prod(axis=1) - common)


def non_maximum_suppression(boxes, scores, *, threshold=0.5):
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


def hits(boxes, scores, true_boxes, *, threshold=0.5):
    """Which of an image's predictions of one class find an object.

    By falling score, each prediction is laid to the object that it overlaps most. It is a hit if their intersection
    over union is `threshold` or more and no prediction before it has hit this object: a second hit is wrong.

    Parameters
    ----------
    boxes, scores
        As in `non_maximum_suppression`.
    true_boxes : array-like, shape (M, 4)
        Of the objects; of two that are overlapped equally, the first is meant.
    threshold : float
        Above 0 and at most 1.

    Returns
    -------
    ndarray of bool, shape (N,)
        In the order of `boxes`.

    Raises
    ------
    ValueError
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
    found = np.zeros(len(overlaps), dtype=bool)
    if overlaps.shape[1] == 0:
        return found
    free = np.ones(overlaps.shape[1], dtype=bool)
    for box in np.argsort(-scores, kind="stable"):
        nearest = overlaps[box].argmax()
        found[box] = free[nearest] and overlaps[box, nearest] >= threshold
        free[nearest] &= not found[box]
    return found


class Curve(NamedTuple):
    """After each prediction, by falling score: hits so far / predictions so far, and hits so far / objects."""

    precision: np.ndarray
    recall: np.ndarray


def precision_recall(scores, hits, objects):
    """Precision and recall of the first 1, 2, …, N predictions, by falling score.

    Parameters
    ----------
    scores : array-like, shape (N,)
        Of the predictions of all images; equal scores keep their order.
    hits : array-like of bool, shape (N,)
        Which of them find an object.
    objects : int
        How many there are in all images, found or not; at least 1.

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
    if hits.size and hits.dtype != bool:
        raise TypeError(f"hits has dtype {hits.dtype}, but it must be of truth values")
    if hits.sum() > objects:
        raise ValueError(f"objects is {objects}, but there are {hits.sum()} hits, and no object is hit twice")
    order = np.argsort(-_scores(scores, len(hits), "hits"), kind="stable")
    so_far = np.cumsum(hits[order], dtype=float)
    return Curve(so_far / np.arange(1, len(hits) + 1), so_far / objects)


def average_precision(scores, hits, objects):
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
    boxes = np.asarray(boxes, dtype=float)
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


def _scores(scores, count, of):
    scores = np.asarray(scores, dtype=float)
    if scores.shape != (count,):
        raise ValueError(f"scores has shape {scores.shape}, but there are {count} {of}")
    if not np.isfinite(scores).all():
        raise ValueError(f"scores has a number that is not finite, at {np.isfinite(scores).argmin()}")
    return scores


def _check_threshold(threshold):
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold is {threshold}, but it must be above 0 and at most 1")
