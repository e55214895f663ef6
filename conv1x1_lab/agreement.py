"""How far apart two right results may lie, and a comparison that says so.

A sum of floating-point numbers depends on the order in which it is added. Two right programs may
therefore differ, but not by any amount: with n terms, unit roundoff u and M = |W|·|x| + |b|,

    |y₁ − y₂| ≤ 2·γₙ·M,  γₙ = n·u / (1 − n·u)     a theorem, for every order of summation
    |y₁ − y₂| ≤ 4·√n·u·M                           sharper, since rounding errors partly cancel;
                                                   observed, not proved

The theorem holds while n·u is below 1 and no number overflows or falls below the smallest normal
one. The sharper rule fails where the roundings all go one way: in a long sum of equal numbers, such
as the gradient of a bias whose `grad_output` is constant.
"""

from dataclasses import dataclass

import numpy as np

from conv1x1_lab._contract import _checked, _checked_grad_output
from conv1x1_lab.numpy_conv import Gradients, conv1x1, conv1x1_backward

UNIT_ROUNDOFF = {np.dtype(np.float32): 2.0**-24, np.dtype(np.float64): 2.0**-53}


@dataclass(frozen=True)
class Comparison:
    """Where two results differ most, measured in the bound at that place."""

    fraction: float
    difference: float
    index: tuple[int, ...]

    @property
    def agree(self):
        return self.fraction <= 1

    def __str__(self):
        verdict = "agree" if self.agree else "DISAGREE"
        place = ", ".join(map(str, self.index))
        return f"{verdict}: the difference {self.difference:.3g} at [{place}] is {self.fraction:.3g} of the bound"


def bound(x, weight, bias=None, *, stride=1, padding=0, groups=1, rule="theorem"):
    """2·γₙ·M (rule "theorem") or 4·√n·u·M (rule "sqrt") for every output, n = C_in // groups + 1.

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
    sections 3.1 (γₙ) and 2.8 (the rule of thumb √n).

    Examples
    --------
    >>> x, weight = np.ones((3, 2, 2), np.float32), np.ones((5, 3), np.float32)
    >>> bound(x, weight).shape
    (5, 2, 2)
    """
    how = {"stride": stride, "padding": padding, "groups": groups}
    _checked(x, weight, bias, **how)
    factor = _factor(weight.shape[1] + 1, x.dtype, rule)
    return factor * conv1x1(*_magnitudes(x, weight, bias), **how)


def backward_bounds(grad_output, x, weight, *, stride=1, padding=0, groups=1, rule="theorem"):
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
    how = {"stride": stride, "padding": padding, "groups": groups}
    layer = _checked(x, weight, None, **how)
    _checked_grad_output(grad_output, x, layer)
    pixels = grad_output.size // max(1, len(weight))
    factors = [_factor(n, x.dtype, rule) for n in (len(weight) // layer.groups, pixels, pixels)]
    M = conv1x1_backward(*_magnitudes(grad_output, x, weight), **how)
    return Gradients(*(factor * m for factor, m in zip(factors, M)))


def _magnitudes(*arrays):
    return [None if a is None else np.abs(a).astype(np.float64) for a in arrays]


def _factor(n, dtype, rule):
    """What M is multiplied by, for sums of n terms."""
    if rule not in ("theorem", "sqrt"):
        raise ValueError(f"rule is {rule!r}, but it must be 'theorem' or 'sqrt'")
    if dtype not in UNIT_ROUNDOFF:
        raise TypeError(f"x has dtype {dtype}, but a bound is known for float32 and float64 only")
    u = UNIT_ROUNDOFF[dtype]
    if rule == "sqrt":
        return 4 * np.sqrt(n) * u
    if n * u >= 1:
        raise ValueError(f"a sum of {n} terms has no bound in {dtype}: n·u must be below 1")
    return 2 * n * u / (1 - n * u)


def compare(a, b, bound):
    """max |a − b| / bound, and where: the results agree where that is at most 1.

    Equal infinities and two NaNs differ by 0; a NaN against a number differs by infinity. Where
    the bound is 0 the results must be equal.

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
        The shapes differ, or the bound is negative or NaN somewhere.

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
    if not (bound >= 0).all():
        raise ValueError(f"bound is {bound.min()} somewhere, but it must be at least 0 everywhere")
    wide = np.result_type(a, b, np.float64)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        same = (a == b) | ((a != a) & (b != b))  # only NaN differs from itself
        difference = np.where(same, 0.0, np.abs(a.astype(wide) - b.astype(wide)))
        difference = np.where(np.isnan(difference), np.inf, difference)
        fraction = np.where(same, 0.0, difference / bound)
    # What differs, if only beyond float64, is over a bound of 0.
    fraction = np.where(np.isnan(fraction), np.inf, fraction)
    index = np.unravel_index(np.argmax(fraction), a.shape)
    return Comparison(float(fraction[index]), float(difference[index]), tuple(map(int, index)))
