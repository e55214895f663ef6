"""Boxes, suppression and average precision: cases by hand, a slow oracle by the definition, and planted faults."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conv1x1_lab import detection

# Corners and sizes in whole numbers, so that overlaps can be counted in unit squares.
BOX = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 5), st.integers(1, 5))
# Few different scores, so that many are equal.
RANKED = st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=12)


def squares(box):
    x, y, width, height = box
    return {(column, row) for column in range(x, x + width) for row in range(y, y + height)}


@pytest.mark.parametrize(
    "box, other, overlap",
    [
        ((0, 0, 4, 3), (0, 0, 4, 3), 1),
        ((0, 0, 4, 3), (1, 0, 4, 3), 9 / 15),
        ((0, 0, 4, 3), (2, 1, 4, 3), 4 / 20),
        ((0, 0, 4, 3), (4, 0, 4, 3), 0),  # they touch
        ((0, 0, 4, 3), (0, 9, 4, 3), 0),
        ((0, 0, 4, 4), (1, 1, 2, 2), 4 / 16),  # one in the other
    ],
)
def test_overlap_by_hand(box, other, overlap):
    assert detection.intersection_over_union([box], [other]).tolist() == [[overlap]]


@given(st.lists(BOX, max_size=4), st.lists(BOX, max_size=4))
def test_overlap_is_a_count_of_squares_and_symmetric(boxes, others):
    result = detection.intersection_over_union(boxes, others)
    counted = [len(squares(a) & squares(b)) / len(squares(a) | squares(b)) for a in boxes for b in others]
    np.testing.assert_allclose(result, np.reshape(counted, (len(boxes), len(others))), rtol=1e-12)
    np.testing.assert_array_equal(result, detection.intersection_over_union(others, boxes).T)


@pytest.mark.parametrize("far", [0, 1e17, -1e17, 1e308])
@pytest.mark.parametrize("side", [1, 1e-200, 1e200, 5e-324, 1e308])
def test_overlap_of_a_box_with_itself_is_1(far, side):
    """Where x + width is x again, and where an area is too small or too large for a number."""
    boxes = [(far, 0, 1, 1), (far, -far, side, 1), (0, far, side, side), (0, 0, 1 / max(side, 1e-300), side)]
    assert np.diag(detection.intersection_over_union(boxes, boxes)).tolist() == [1, 1, 1, 1]


@given(st.lists(BOX, max_size=4), st.lists(BOX, max_size=4), st.integers(-1000, 1000))
def test_overlap_does_not_depend_on_the_unit(boxes, others, exponent):
    def scaled(boxes):
        return np.reshape(boxes, (-1, 4)) * 2.0**exponent

    overlaps = detection.intersection_over_union(scaled(boxes), scaled(others))
    np.testing.assert_array_equal(overlaps, detection.intersection_over_union(boxes, others))


def test_overlap_of_boxes_of_unlike_sizes():
    assert detection.intersection_over_union([(0, 0, 1e300, 1e-300)], [(0, 0, 1e-300, 1e300)]).tolist() == [[0]]
    assert detection.intersection_over_union([(-1e308, 0, 1, 1)], [(1e308, 0, 1, 1)]).tolist() == [[0]]
    (half,) = detection.intersection_over_union([(3e200, 1e-200, 2e200, 1e-200)], [(3e200, 1e-200, 1e200, 1e-200)])[0]
    assert half == pytest.approx(0.5)


ROW = [(0, 0, 4, 3), (1, 0, 4, 3), (2, 0, 4, 3), (9, 0, 4, 3)]  # neighbours overlap by 0.6, the first and third by 1/3


def test_suppression_by_hand():
    def kept(scores, **threshold):
        return detection.non_maximum_suppression(ROW, scores, **threshold).tolist()

    assert kept([0.6, 0.9, 0.5, 0.1]) == [1, 3]
    assert kept([0.9, 0.6, 0.5, 0.1]) == [0, 2, 3], "one that is suppressed suppresses none"
    assert kept([0.5, 0.5, 0.5, 0.5]) == [0, 2, 3], "of equal scores the first"
    assert kept([0.9, 0.6, 0.5, 0.1], threshold=0.3) == [0, 3]
    assert kept([0.9, 0.6, 0.5, 0.1], threshold=0.7) == [0, 1, 2, 3]
    assert kept([0.9, 0.6, 0.5, 0.1], threshold=0.6) == [0, 2, 3], "at the threshold is too near"
    assert detection.non_maximum_suppression([], []).tolist() == []


@pytest.mark.parametrize(
    "scores, true_boxes, result",
    [
        ([0.9, 0.8, 0.7, 0.6], [(0, 0, 4, 3), (9, 0, 4, 3)], [True, False, False, True]),
        ([0.8, 0.9, 0.7, 0.6], [(0, 0, 4, 3)], [False, True, False, False]),  # the second hit is wrong
        ([0.5, 0.5, 0.5, 0.5], [(0, 0, 4, 3)], [True, False, False, False]),
        ([0.9, 0.8, 0.7, 0.6], [(0, 5, 4, 3)], [False] * 4),  # an object missed
        ([0.9, 0.8, 0.7, 0.6], [], [False] * 4),
        ([0.9, 0.8, 0.7, 0.6], ROW, [True] * 4),
    ],
)
def test_hits_by_hand(scores, true_boxes, result):
    assert detection.hits(ROW, scores, true_boxes).tolist() == result


def test_a_prediction_is_matched_with_the_object_that_it_overlaps_most():
    """The second overlaps the first object by 10/14 and the other by 8/16; it is meant for the first, which is taken."""
    true_boxes = [(0, 0, 6, 2), (3, 0, 6, 2)]
    assert detection.hits([(0, 0, 6, 2), (1, 0, 6, 2)], [0.9, 0.8], true_boxes).tolist() == [True, False]
    assert detection.hits([(2, 0, 6, 2), (3, 0, 6, 2)], [0.9, 0.8], true_boxes).tolist() == [True, False]


def test_no_predictions_hit_nothing():
    assert detection.hits([], [], ROW).shape == (0,)
    assert detection.average_precision([], [], objects=3) == 0


@pytest.mark.parametrize(
    "hits, objects, value",
    [
        ([True], 1, 1),
        ([False], 1, 0),
        ([True, False], 1, 1),  # one hit, one wrong after it
        ([False, True], 1, 1 / 2),
        ([True, True, True], 3, 1),  # perfect
        ([True, True], 4, 1 / 2),  # two objects missed
        ([True, False, True, False, True], 4, (1 + 2 / 3 + 3 / 5) / 4),
        ([False, True, True], 2, 2 / 3),  # what rises later counts from the first hit on
    ],
)
def test_average_precision_by_hand(hits, objects, value):
    scores = np.arange(len(hits), 0, -1)
    assert detection.average_precision(scores, hits, objects) == pytest.approx(value, abs=1e-12)
    assert detection.average_precision(scores[::-1], hits[::-1], objects) == pytest.approx(value, abs=1e-12)


def test_equal_scores_keep_their_order():
    assert detection.average_precision([0.5, 0.5], [True, False], 1) == 1
    assert detection.average_precision([0.5, 0.5], [False, True], 1) == 0.5


def by_definition(scores, hits, objects):
    """For each of the steps 1/objects of the recall: the highest precision at which it is reached, or 0."""
    order = sorted(range(len(hits)), key=lambda place: -scores[place])
    points = [(sum(hits[i] for i in order[:n]), n) for n in range(1, len(order) + 1)]
    return (
        sum(max((right / n for right, n in points if right >= step), default=0) for step in range(1, objects + 1))
        / objects
    )


@given(RANKED, st.integers(1, 5))
def test_average_precision_is_its_definition(ranked, missed):
    scores, hits = ([row[place] for row in ranked] for place in (0, 1))
    objects = sum(hits) + missed
    result = detection.average_precision(scores, hits, objects)
    assert result == pytest.approx(by_definition(scores, hits, objects), abs=1e-12)
    assert 0 <= result <= 1


@given(RANKED, st.integers(1, 5))
def test_only_the_order_of_the_scores_counts(ranked, missed):
    scores, hits = ([row[place] for row in ranked] for place in (0, 1))
    value = partial(detection.average_precision, hits=hits, objects=sum(hits) + missed)
    assert value(scores) == value(np.exp(np.array(scores, dtype=float)) - 100)


@given(RANKED, st.integers(1, 5))
def test_a_wrong_prediction_after_all_others_changes_nothing(ranked, missed):
    scores, hits = ([row[place] for row in ranked] for place in (0, 1))
    value = partial(detection.average_precision, objects=sum(hits) + missed)
    assert value([*scores, -1], [*hits, False]) == value(scores, hits)


CASE = [5, 4, 3, 2, 1], [True, False, False, True, True], 4


def not_interpolated(scores, hits, objects):
    curve = detection.precision_recall(scores, hits, objects)
    return float(curve.precision @ np.diff(curve.recall, prepend=0))


def eleven_points(scores, hits, objects):
    """VOC's measure before 2010."""
    curve = detection.precision_recall(scores, hits, objects)
    return np.mean([curve.precision[curve.recall >= r].max(initial=0) for r in np.linspace(0, 1, 11)])


def of_the_hits(scores, hits, objects):
    return detection.average_precision(scores, hits, sum(hits))


@pytest.mark.parametrize("fault", [not_interpolated, eleven_points, of_the_hits])
def test_planted_faults_differ_from_the_definition(fault):
    assert detection.average_precision(*CASE) == pytest.approx(by_definition(*CASE), abs=1e-12)
    assert abs(fault(*CASE) - by_definition(*CASE)) > 0.004


@pytest.mark.parametrize(
    "call, error, words",
    [
        (
            lambda: detection.intersection_over_union([(0, 0, 1)], ROW),
            ValueError,
            r"boxes has shape \(1, 3\), but it must be \(N, 4\)",
        ),
        (
            lambda: detection.intersection_over_union(ROW, [(0, 0, 0, 1)]),
            ValueError,
            r"others has \[0.0, 0.0, 0.0, 1.0\], but a width",
        ),
        (
            lambda: detection.intersection_over_union([(0, 0, np.nan, 1)], ROW),
            ValueError,
            "boxes has a number that is not finite, in box 0",
        ),
        (
            lambda: detection.non_maximum_suppression(ROW, [1, 2]),
            ValueError,
            r"scores has shape \(2,\), but there are 4 boxes",
        ),
        (
            lambda: detection.non_maximum_suppression(ROW, [1, 2, np.inf, 4]),
            ValueError,
            "scores has a number that is not finite, at 2",
        ),
        (
            lambda: detection.non_maximum_suppression(ROW, [1, 2, 3, 4], threshold=0),
            ValueError,
            "threshold is 0, but it must be above 0",
        ),
        (lambda: detection.hits(ROW, [1, 2, 3, 4], ROW, threshold=50), ValueError, "threshold is 50, .* and at most 1"),
        (lambda: detection.average_precision([1], [True], 0), ValueError, "objects is 0, but it must be at least 1"),
        (
            lambda: detection.average_precision([1], [True], 1.0),
            TypeError,
            "objects is 1.0, but it must be a whole number",
        ),
        (
            lambda: detection.average_precision([1, 2], [True, True], 1),
            ValueError,
            "objects is 1, but there are 2 hits",
        ),
        (
            lambda: detection.intersection_over_union("box", []),
            TypeError,
            "boxes is 'box', but it must be an array of numbers",
        ),
        (
            lambda: detection.hits([(0, 0, 1, 1)], ["high"], []),
            TypeError,
            r"scores is \['high'\], but it must be an array of numbers",
        ),
        (
            lambda: detection.non_maximum_suppression([], [], threshold="half"),
            TypeError,
            "threshold is 'half', but it must be a number",
        ),
        (lambda: detection.precision_recall([1], True, 1), ValueError, r"hits has shape \(\), but it must be \(N,\)"),
        (
            lambda: detection.average_precision([1, 2], [0.5, 1.0], 1),
            TypeError,
            "hits has dtype float64, but it must be of truth values",
        ),
        (
            lambda: detection.average_precision([1], [True, False], 1),
            ValueError,
            r"scores has shape \(1,\), but there are 2 hits",
        ),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()
