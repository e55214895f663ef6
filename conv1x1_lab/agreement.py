"""How far apart two right results may lie, and a comparison that says so.

A sum of floating-point numbers depends on the order in which it is added. Two right programs may
therefore differ, but not by any amount: with n terms, unit roundoff u and M = |W|·|x| + |b|,

    |y₁ − y₂| ≤ 2·γₙ·M + n·η/(1 − n·u),  γₙ = n·u/(1 − n·u)     a theorem, for every order of summation
    |y₁ − y₂| ≤ 4·√n·u·M + n·η/(1 − n·u)                        a rule, since rounding errors partly cancel

where η is the smallest number above 0: below the smallest normal number a product is rounded to a
multiple of it. The theorem holds while n·u is below 1 and no number overflows.

The rule's √n is proved, with a high probability and another constant than 4, for rounding errors that are
independent in the mean. It fails where they all go one way: in a long sum of equal numbers, such as the
gradient of a bias whose `grad_output` is constant. For n below 4 it says less than the theorem.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from conv1x1_lab._contract import Size, _checked, _checked_grad_output
from conv1x1_lab.numpy_conv import Gradients, conv1x1, conv1x1_backward

UNIT_ROUNDOFF = {np.dtype(np.float32): 2.0**-24, np.dtype(np.float64): 2.0**-53}


@dataclass(frozen=True)
class Comparison:
    """Where two results differ most, measured in the bound at that place."""

    fraction: float
    difference: float
    index: tuple[int, ...]

    @property
    def agree(self) -> bool:
        return self.fraction <= 1

    def __str__(self):
        verdict = "agree" if self.agree else "DISAGREE"
        place = ", ".join(map(str, self.index))
        return f"{verdict}: the difference {self.difference:.3g} at [{place}] is {self.fraction:.3g} of the bound"


def bound(
    x: NDArray,
    weight: NDArray,
    bias: NDArray | None = None,
    *,
    stride: Size = 1,
    padding: Size = 0,
    groups: int = 1,
    rule: str = "theorem",
) -> NDArray[np.float64]:
    """2·γₙ·M (rule "theorem") or 4·√n·u·M (rule "sqrt") for every output, n = C_in // groups + 1.

    To both a little is added for numbers near 0: see the module's text.

    Parameters
    ----------
    x, weight, bias, stride, padding, groups
        The layer whose results are to be compared, as in `conv1x1`; float32 or float64.
    rule : "theorem" or "sqrt"

    Returns
    -------
    ndarray of float64, in the output's shape

    Raises
    ------
    TypeError
        The dtype is neither float32 nor float64.
    ValueError
        The rule is unknown, n·u is not below 1, or the layer is one that `conv1x1` refuses.

    References
    ----------
    N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., SIAM 2002,
    sections 3.1 (γₙ) and 2.8 (the rule of thumb √n). N. J. Higham, T. Mary, "A New Approach to
    Probabilistic Rounding Error Analysis", SIAM Journal on Scientific Computing 41(5), 2019 (√n proved).

    Examples
    --------
    >>> x, weight = np.ones((3, 2, 2), np.float32), np.ones((5, 3), np.float32)
    >>> bound(x, weight).shape
    (5, 2, 2)
    """
    options = {"stride": stride, "padding": padding, "groups": groups}
    _checked(x, weight, bias, **options)
    factor, near_zero = _factors(weight.shape[1] + 1, x.dtype, rule)
    return factor * conv1x1(*_magnitudes(x, weight, bias), **options) + near_zero


def backward_bounds(
    grad_output: NDArray,
    x: NDArray,
    weight: NDArray,
    *,
    stride: Size = 1,
    padding: Size = 0,
    groups: int = 1,
    rule: str = "theorem",
) -> Gradients:
    """The bounds for the three gradients, as `Gradients`: M is the backward pass of magnitudes.

    The sums have n = C_out // groups terms for x, and n = N·H_out·W_out for weight and bias.

    Parameters
    ----------
    grad_output, x, weight, stride, padding, groups
        As in `conv1x1_backward`; float32 or float64.
    rule : "theorem" or "sqrt"

    Returns
    -------
    Gradients of float64, in the gradients' shapes

    Raises
    ------
    TypeError, ValueError
        As `bound` does.
    """
    options = {"stride": stride, "padding": padding, "groups": groups}
    layer = _checked(x, weight, None, **options)
    _checked_grad_output(grad_output, x, layer)
    pixels = grad_output.size // max(1, len(weight))
    factors = [_factors(n, x.dtype, rule) for n in (len(weight) // layer.groups, pixels, pixels)]
    M = conv1x1_backward(*_magnitudes(grad_output, x, weight), **options)
    return Gradients(*(factor * m + near_zero for (factor, near_zero), m in zip(factors, M)))


def _magnitudes(*arrays):
    return [None if a is None else np.abs(a).astype(np.float64) for a in arrays]


def _factors(n, dtype, rule):
    """What M is multiplied by, and what is added to it, for sums of n terms."""
    if rule not in ("theorem", "sqrt"):
        raise ValueError(f"rule is {rule!r}, but it must be 'theorem' or 'sqrt'")
    if dtype not in UNIT_ROUNDOFF:
        reason = " only"
        if dtype.kind == "c":
            reason = (
                ": a complex product errs by up to √2·γ₂, not u, of its size, and PyTorch's conv2d makes it "
                "of three real products, whose errors M does not count"
            )
        raise TypeError(f"x has dtype {dtype}, but the bound is one for float32 and float64{reason}")
    u = UNIT_ROUNDOFF[dtype]
    if n * u >= 1:
        raise ValueError(f"a sum of {n} terms has no bound in {dtype}: n·u must be below 1")
    near_zero = n / (1 - n * u) * float(np.finfo(dtype).smallest_subnormal)
    return (4 * np.sqrt(n) * u if rule == "sqrt" else 2 * n * u / (1 - n * u)), near_zero


def compare(a: ArrayLike, b: ArrayLike, bound: ArrayLike) -> Comparison:
    """max |a − b| / bound, and where: the results agree where that is at most 1.

    Equal infinities and two NaNs differ by 0, whatever the bound is there; a NaN against a number
    differs by infinity. Where the bound is 0 the results must be equal. Whole numbers are compared
    exactly, however large.

    Parameters
    ----------
    a, b : arrays of one shape
        NumPy's, or PyTorch's on the CPU that need no gradient.
    bound : array of that shape, or one number

    Returns
    -------
    Comparison
        `agree`, `fraction` (of the bound), `difference` and `index` of the worst place; printed,
        it is a sentence.

    Raises
    ------
    ValueError
        The shapes differ, or the bound is negative or, between two numbers, NaN somewhere.

    Examples
    --------
    >>> print(compare(np.array([1.0, 2.0]), np.array([1.0, 2.5]), 0.25))
    DISAGREE: the difference 0.5 at [1] is 2 of the bound
    """
    a, b, bound = (np.asarray(array) for array in (a, b, bound))
    if a.shape != b.shape or bound.shape not in ((), a.shape):
        raise ValueError(
            f"a has shape {a.shape}, b {b.shape} and bound {bound.shape}, but they must be equal (or the bound one number)"
        )
    if a.size == 0:
        return Comparison(0.0, 0.0, ())
    bound = np.broadcast_to(bound, a.shape)
    not_a_number = (a != a) | (b != b)  # only NaN differs from itself
    wrong = ~(bound >= 0) & ~(np.isnan(bound) & not_a_number)
    if wrong.any():
        raise ValueError(f"bound is {bound[wrong][0]} somewhere, but it must be at least 0 everywhere")
    same = (a == b) | ((a != a) & (b != b))
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        difference = np.where(same, 0.0, _distance(a, b))
        difference = np.where(np.isnan(difference), np.inf, difference)
        fraction = np.where(same, 0.0, difference / bound)
    # What differs, if only beyond float64, is over a bound of 0; and no NaN is within a bound.
    fraction = np.where(np.isnan(fraction), np.inf, fraction)
    index = np.unravel_index(np.argmax(fraction), a.shape)
    return Comparison(float(fraction[index]), float(difference[index]), tuple(map(int, index)))


def _distance(a, b):
    """|a − b| in float64 or wider, without a rounding of whole numbers before they are subtracted."""
    if a.dtype.kind in "iu" and b.dtype.kind in "iu":
        return np.abs(a.astype(object) - b.astype(object)).astype(np.float64)  # Python's integers
    wide = np.result_type(a, b, np.float64)
    return np.abs(a.astype(wide) - b.astype(wide))
