"""The interval covers what is true, equal methods are not told apart, and unequal ones are."""

import numpy as np
import pytest
from scipy.stats import norm

from conv1x1_lab.comparison import DIFFERENCE, NO_DIFFERENCE, NOT_DECIDED, Difference, paired

FOLDS, REPEATS = 5, 4


def planted(rng, pictures, difference, spread_of_runs):
    """Two methods right on 0.9 ± difference / 2 of all pictures; pictures are hard for both, or for one, or by chance."""
    folds = np.arange(pictures) % FOLDS
    hard = rng.normal(0, 1, pictures)
    spread = np.sqrt(1 + 0.3**2 + 0.5**2 + spread_of_runs**2)
    outcomes = []
    for right in (0.9 + difference / 2, 0.9 - difference / 2):
        for_one = rng.normal(0, 0.3, pictures)
        runs = rng.normal(0, spread_of_runs, (REPEATS, FOLDS))
        by_chance = rng.normal(0, 0.5, (REPEATS, pictures))
        outcomes.append(hard + for_one + runs[:, folds] + by_chance < norm.ppf(right) * spread)
    return *outcomes, folds


@pytest.mark.parametrize("spread_of_runs", [0, 0.1, 0.5])
@pytest.mark.parametrize(("pictures", "difference"), [(300, 0), (1000, 0), (1000, 0.03)])
def test_interval_holds_the_true_difference_in_93_to_99_of_100_simulations(pictures, difference, spread_of_runs):
    rng = np.random.default_rng(0)
    results = [paired(*planted(rng, pictures, difference, spread_of_runs), smallest=0.005) for _ in range(1000)]
    covered = np.mean([result.low <= difference <= result.high for result in results])
    assert 0.93 <= covered <= 0.99
    if difference == 0:
        assert np.mean([result.answer == DIFFERENCE for result in results]) <= 0.05


def nearest_mean(x, y, scale):
    """Which of two classes' means is nearer, in units of `scale`: a classifier without a start by chance."""
    means = np.stack([x[y == label].mean(axis=0) for label in (0, 1)]) / scale
    return lambda x: ((x[:, np.newaxis] / scale - means) ** 2).sum(axis=2).argmin(axis=1)


def cases(rng, n):
    y = rng.integers(0, 2, n)
    return rng.normal(0, 1, (n, 6)) * [1, 1, 1, 3, 3, 3] + 0.5 * y[:, np.newaxis], y


def accuracies(train, test):
    """Whether each test case is right, by means alone and by means measured in each feature's own spread."""
    (x, y), (x_test, y_test) = train, test
    return [nearest_mean(x, y, scale)(x_test) == y_test for scale in (np.ones(6), x.std(axis=0))]


def test_interval_holds_the_difference_of_two_real_learners():
    """The training sets of a cross-validation overlap, and the true difference is one over all training sets."""
    rng = np.random.default_rng(1)
    folds = np.arange(200) % FOLDS
    differences = []
    for _ in range(400):
        first, second = accuracies(cases(rng, 160), cases(rng, 2000))
        differences.append(first.mean() - second.mean())
    truth = np.mean(differences)
    covered = []
    for _ in range(400):
        x, y = cases(rng, 200)
        outcomes = np.zeros((2, 2, 200))
        for repeat in range(2):
            for fold in range(FOLDS):
                rest = np.flatnonzero(folds != fold)
                drawn = rng.permutation(rest)[: len(rest) - 8]  # what a seed does: another order, other cases left out
                for method, right in enumerate(accuracies((x[drawn], y[drawn]), (x[folds == fold], y[folds == fold]))):
                    outcomes[method, repeat, folds == fold] = right
        result = paired(*outcomes, folds, smallest=0.005)
        covered.append(result.low <= truth <= result.high)
    assert 0.93 <= np.mean(covered) <= 0.99


def test_equal_methods_are_shown_equal_with_enough_pictures_and_better_ones_better():
    rng = np.random.default_rng(2)
    answers = {
        (pictures, difference): {
            paired(*planted(rng, pictures, difference, 0.05), smallest=0.02).answer for _ in range(20)
        }
        for pictures, difference in [(5000, 0), (5000, 0.05), (100, 0)]
    }
    assert answers[5000, 0] == {NO_DIFFERENCE}
    assert answers[5000, 0.05] == {DIFFERENCE}
    assert answers[100, 0] == {NOT_DECIDED}


@pytest.mark.parametrize(
    ("low", "high", "answer"),
    [
        (0.5, 2, DIFFERENCE),
        (-2, -0.5, DIFFERENCE),
        (-0.4, 0.4, NO_DIFFERENCE),
        (0.1, 0.4, NO_DIFFERENCE),
        (0.4, 2, NOT_DECIDED),
        (-0.5, 0.4, NOT_DECIDED),
        (-2, 2, NOT_DECIDED),
    ],
)
def test_three_answers(low, high, answer):
    assert Difference((low + high) / 2, low, high, smallest=0.5).answer == answer


def test_exchanged_methods_give_the_opposite():
    a, b, folds = planted(np.random.default_rng(3), 300, 0.02, 0.1)
    one, other = paired(a, b, folds, smallest=0.01), paired(b, a, folds, smallest=0.01)
    assert (other.mean, other.low, other.high) == (-one.mean, -one.high, -one.low)
    assert one.low < paired(a, b, folds, smallest=0.01, level=0.5).low < one.mean == pytest.approx(a.mean() - b.mean())


@pytest.mark.parametrize(("pictures", "answer"), [(100, NOT_DECIDED), (5000, NO_DIFFERENCE)])
def test_outcomes_that_never_differ_show_little_on_few_pictures(pictures, answer):
    """Where 3 pictures of 100 differ, none of 100 drawn differs in 5 of 100 draws: 0.97 ** 100 = 0.048."""
    right = np.ones((REPEATS, pictures))
    result = paired(right, right, np.arange(pictures) % FOLDS, smallest=0.01)
    assert result.answer == answer
    assert (1 - result.high) ** pictures == pytest.approx(0.05, rel=0.05)


RIGHT = np.ones((2, 6))


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"b": np.ones((2, 5))}, ValueError, r"b has shape \(2, 5\), but a has shape \(2, 6\)"),
        ({"a": RIGHT[:1], "b": RIGHT[:1]}, ValueError, "a has 1 repeat, but it takes 2"),
        ({"a": np.ones(6)}, ValueError, r"a has shape \(6,\), but it must be \(repeats, pictures\)"),
        ({"a": np.full((2, 6), np.nan)}, ValueError, "a is nan somewhere, but outcomes must be from 0 to 1"),
        ({"a": 100 * RIGHT}, ValueError, "a is 100.0 somewhere, but outcomes must be from 0 to 1"),
        ({"b": np.full((2, 6), "right")}, TypeError, "b has dtype <U5, but outcomes must be numbers"),
        ({"folds": np.arange(5)}, ValueError, r"folds has shape \(5,\), but a has 6 pictures"),
        ({"folds": np.arange(6) / 2}, TypeError, "folds has dtype float64, but it must be whole numbers"),
        ({"folds": np.zeros(6, int)}, ValueError, r"folds have \[6\] pictures, but there must be 2 folds"),
        ({"folds": np.arange(6)}, ValueError, "but there must be 2 folds of 2 pictures"),
        ({"smallest": 0}, ValueError, "smallest is 0, but it must be above 0"),
        ({"smallest": np.nan}, ValueError, "smallest is nan, but it must be above 0"),
        ({"level": 1}, ValueError, "level is 1, but it must lie between 0 and 1"),
    ],
)
def test_what_cannot_be_compared_is_refused(changed, error, message):
    arguments = {"a": RIGHT, "b": RIGHT, "folds": np.arange(6) // 3, "smallest": 0.01} | changed
    with pytest.raises(error, match=message):
        paired(**arguments)
