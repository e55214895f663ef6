"""Is one method better than another? A paired difference, its interval, and one of three answers.

Every picture is tested by each method once in every repeat, by a run that has not seen it: the
pictures are cut into folds, and the run (r, f) is trained on all folds but f, from its own seed.
Two kinds of chance are in the result: which pictures happened to be there, and from which seeds the
runs started. The interval counts both.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from conv1x1_lab import language

DIFFERENCE = "a difference that matters"
NO_DIFFERENCE = "no difference that matters"
NOT_DECIDED = "not decided"

_IN_HINDI = {
    DIFFERENCE: "ऐसा अंतर जो मायने रखता है",
    NO_DIFFERENCE: "मायने रखने वाला कोई अंतर नहीं",
    NOT_DECIDED: "तय नहीं हुआ",
}


class Difference(NamedTuple):
    """a − b in the mean, its interval, and the smallest difference that would matter."""

    mean: float
    low: float
    high: float
    smallest: float

    @property
    def answer(self) -> str:
        """The interval against ±smallest: wholly beyond it, wholly within it, or neither."""
        if self.low >= self.smallest or self.high <= -self.smallest:
            return DIFFERENCE
        if -self.smallest < self.low and self.high < self.smallest:
            return NO_DIFFERENCE
        return NOT_DECIDED

    def __str__(self):
        """In percentage points, in the language chosen."""
        mean, low, high = (f"{round(100 * value, 1) + 0.0:+.1f}".replace("-", "−") for value in self[:3])
        return language.say(
            en=f"{mean} ({low} to {high}): {self.answer}", hi=f"{mean} ({low} से {high}): {_IN_HINDI[self.answer]}"
        )


def paired(a: ArrayLike, b: ArrayLike, folds: ArrayLike, smallest: float, *, level: float = 0.95) -> Difference:
    """mean(d) ± t·√(v_pictures / n + v_runs / (R·F)), where d = a − b.

    v_pictures is the variance of the pictures' means over the repeats. It contains, once, the chance
    that belongs to a picture in a run; v_runs, the variance of the runs of one fold about their mean,
    is therefore lessened by it (a two-way analysis of variance in each fold). t is Student's, with the
    degrees of freedom of Satterthwaite. The interval reaches at least as far as the rule of three,
    −ln(1 − level) / n ≈ 3 / n: outcomes that never differ on a few pictures may differ on others.

    Parameters
    ----------
    a, b : array, shape (R, n)
        The outcome of each method for each picture in each repeat: right or wrong, or a score from
        0 to 1. a[r, i] and b[r, i] are a pair.
    folds : array of int, shape (n,)
        The fold that each picture is in, the same in every repeat.
    smallest : float
        The smallest difference that would matter, 0.005 for half a percentage point: to be said
        before the result is seen.
    level : float
        How often such an interval holds the true difference.

    Returns
    -------
    Difference
        `mean`, `low`, `high` and `answer`; printed, they stand in percentage points, in the language chosen.

    Raises
    ------
    TypeError
        The outcomes are not numbers, the folds not whole ones.
    ValueError
        The shapes differ; there is one repeat only, one fold only, or a fold of one picture; an
        outcome is not from 0 to 1; `smallest` or `level` is out of its range.

    References
    ----------
    F. E. Satterthwaite, "An Approximate Distribution of Estimates of Variance Components",
    Biometrics Bulletin 2, 1946; A. Benavoli et al., "Time for a Change: a Tutorial for Comparing
    Multiple Classifiers Through Bayesian Analysis", Journal of Machine Learning Research 18, 2017
    (a smallest difference that matters, and three answers).

    Examples
    --------
    >>> chance = np.random.default_rng(0).random((2, 4, 200))
    >>> paired(chance[0] < 0.9, chance[1] < 0.5, np.arange(200) % 5, smallest=0.02).answer
    'a difference that matters'
    """
    difference, folds = _checked(a, b, folds, smallest, level)
    R, n = difference.shape
    parts = [difference[:, folds == fold] for fold in np.unique(folds)]  # (R, n_f) each
    of_pictures = difference.mean(axis=0).var(ddof=1) / n
    of_runs = max(0.0, float(np.mean([_variance_of_runs(part) for part in parts]))) / (R * len(parts))
    variance = of_pictures + of_runs
    mean = float(difference.mean())
    reach = -np.log(1 - level) / n  # of what differs more rarely, none may have been among n pictures
    if variance:
        freedom = variance**2 / (of_pictures**2 / (n - 1) + of_runs**2 / ((R - 1) * len(parts)))
        reach = max(reach, float(stats.t.ppf((1 + level) / 2, freedom) * np.sqrt(variance)))
    return Difference(mean, mean - reach, mean + reach, float(smallest))


def _variance_of_runs(part: NDArray) -> float:
    """How much the runs of one fold differ, without what single pictures contribute; it can come out below 0."""
    R, n = part.shape
    runs = part.mean(axis=1)
    rest = part - part.mean(axis=0) - runs[:, np.newaxis] + part.mean()  # what neither picture nor run explains
    return runs.var(ddof=1) - (rest**2).sum() / ((R - 1) * (n - 1)) / n


def _checked(a, b, folds, smallest, level):
    a, b, folds = _outcomes("a", a), _outcomes("b", b), np.asarray(folds)
    if a.shape != b.shape:
        raise ValueError(f"b has shape {b.shape}, but a has shape {a.shape}, and their outcomes must be pairs")
    if len(a) < 2:
        raise ValueError(f"a has {len(a)} repeat, but it takes 2 at least to see how much the runs differ")
    if folds.dtype.kind not in "iu":
        raise TypeError(f"folds has dtype {folds.dtype}, but it must be whole numbers")
    if folds.shape != a.shape[1:]:
        raise ValueError(f"folds has shape {folds.shape}, but a has {a.shape[1]} pictures")
    sizes = np.unique(folds, return_counts=True)[1]
    if len(sizes) < 2 or sizes.min() < 2:
        raise ValueError(f"folds have {sizes.tolist()} pictures, but there must be 2 folds of 2 pictures at least")
    if not 0 < smallest <= 1:
        raise ValueError(f"smallest is {smallest}, but it must be above 0, and at most 1")
    if not 0 < level < 1:
        raise ValueError(f"level is {level}, but it must lie between 0 and 1")
    return a - b, folds


def _outcomes(name, value):
    value = np.asarray(value)
    if value.dtype.kind not in "biuf":
        raise TypeError(f"{name} has dtype {value.dtype}, but outcomes must be numbers, or true and false")
    if value.ndim != 2 or not value.size:
        raise ValueError(f"{name} has shape {value.shape}, but it must be (repeats, pictures)")
    value = value.astype(np.float64)
    outside = ~((value >= 0) & (value <= 1))  # NaN too
    if outside.any():
        raise ValueError(f"{name} is {value[outside][0]} somewhere, but outcomes must be from 0 to 1")
    return value
