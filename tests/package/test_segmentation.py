"""A mask is judged pixel by pixel and object by object, as counted by hand and by another way."""

import numpy as np
import pytest

pytest.importorskip("skimage")

from conv1x1_lab import data, segmentation

A = np.array([[0, 1, 1, 0], [0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 0, 0]]) == 1
B = np.array([[0, 1, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]) == 1


def test_dice_by_hand():
    assert segmentation.dice(A, B) == 2 * 2 / (5 + 3)
    assert segmentation.dice(A, ~A) == 0 and segmentation.dice(A, A) == 1
    assert segmentation.dice(A & B & ~A, np.zeros_like(A)) == 1, "nothing, and nothing found"


def slow_f1(mask, numbered):
    """Sets of pixels, grown from neighbour to neighbour, and every pair compared."""
    left, found = {(int(i), int(j)) for i, j in np.argwhere(mask)}, []
    while left:
        edge = [left.pop()]
        thing = set(edge)
        while edge:
            i, j = edge.pop()
            near = {(i + a, j + b) for a in (-1, 0, 1) for b in (-1, 0, 1)} & left
            left -= near
            thing |= near
            edge += near
        found.append(thing)
    there = [{(int(i), int(j)) for i, j in np.argwhere(numbered == n)} for n in np.unique(numbered) if n]
    hits = sum(2 * len(f & t) > len(f | t) for f in found for t in there)
    return 2 * hits / (len(found) + len(there)) if found or there else 1.0


@pytest.mark.parametrize("seed", range(12))
def test_objects_are_counted_as_by_sets_of_pixels(seed):
    rng = np.random.default_rng(seed)
    numbered = np.kron(rng.integers(0, 5, (3, 4)), np.ones((4, 5), dtype=int))
    mask = (numbered > 0) ^ (rng.random(numbered.shape) < 0.15)
    assert segmentation.object_f1(mask, numbered) == pytest.approx(slow_f1(mask, numbered))


def test_edges_of_the_objects_measure():
    nothing, all_ = np.zeros((3, 4), dtype=bool), np.ones((3, 4), dtype=int)
    assert segmentation.object_f1(nothing, 0 * all_) == 1
    assert segmentation.object_f1(nothing, all_) == 0 == segmentation.object_f1(~nothing, 0 * all_)
    assert segmentation.object_f1(~nothing, 7 * all_) == 1
    half = np.array([[1, 1, 0, 0]])
    assert segmentation.object_f1(half == 1, np.ones((1, 4), dtype=int)) == 0, "1/2 is not above 1/2"
    assert segmentation.object_f1(np.zeros((0, 3), dtype=bool), np.zeros((0, 3), dtype=int)) == 1


def test_nuclei_have_numbers():
    part, numbered = data.nuclei().test, data.nuclei(numbered=True).test
    assert np.array_equal(part.y, numbered.y > 0)
    assert len(np.unique(numbered.y)) > 40
    assert segmentation.object_f1(part.y[0] == 1, numbered.y[0]) < 1, "some nuclei touch"


@pytest.mark.parametrize(
    "mask, numbered, options, error, words",
    [
        (A.astype(int), A.astype(int), {}, TypeError, "mask has dtype int64"),
        (A, A.astype(float), {}, TypeError, "numbered has dtype float64"),
        (A[0], A[0].astype(int), {}, ValueError, r"mask has shape \(4,\)"),
        (A, np.ones((4, 5), int), {}, ValueError, r"mask has shape \(4, 4\), but the truth has shape \(4, 5\)"),
        (A, -A.astype(int), {}, ValueError, "numbered has -1 somewhere"),
        (A, A.astype(int), {"threshold": 0.3}, ValueError, "threshold is 0.3"),
        (A, A.astype(int), {"threshold": 1}, ValueError, "threshold is 1"),
    ],
)
def test_bad_input_is_named(mask, numbered, options, error, words):
    with pytest.raises(error, match=words):
        segmentation.object_f1(mask, numbered, **options)
    if not options and error is TypeError and "mask" in words:
        with pytest.raises(error, match=words):
            segmentation.dice(mask, mask)


def test_dice_needs_one_shape():
    with pytest.raises(ValueError, match=r"mask has shape \(4, 4\)"):
        segmentation.dice(A, A[:2])
