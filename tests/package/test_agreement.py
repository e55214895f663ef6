"""Right results lie within the bound; planted faults do not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conv1x1_lab import agreement, conv1x1, conv1x1_loops

RULES = ("theorem", "sqrt")


def random_layer(seed, channels, dtype=np.float32, filters=8, pixels=(5, 6), positive=False):
    rng = np.random.default_rng(seed)
    arrays = (rng.standard_normal(s) for s in ((2, channels, *pixels), (filters, channels), filters))
    return [(np.abs(a) if positive else a).astype(dtype) for a in arrays]


@given(st.integers(0, 2**32 - 1), st.integers(1, 600), st.sampled_from([np.float32, np.float64]), st.booleans())
def test_numpy_agrees_with_every_form_of_pytorch(seed, channels, dtype, positive):
    torch = pytest.importorskip("torch")
    from conv1x1_lab import torch_conv

    arrays = random_layer(seed, channels, dtype, positive=positive)
    ours = conv1x1(*arrays)
    x, weight, bias = map(torch.from_numpy, arrays)
    tensors = x, weight[:, :, None, None], bias
    for rule in RULES:
        limit = agreement.bound(*arrays, rule=rule)
        for name, form in torch_conv.FORMS.items():
            theirs = form(*tensors)
            found = agreement.compare(ours, theirs, limit)
            assert found.agree, f"{name}, {rule}: {found}"


def test_theorem_holds_against_exact_sums():
    arrays = random_layer(3, 200)
    exact = conv1x1_loops(*(a.astype(np.float64) for a in arrays))
    found = agreement.compare(conv1x1(*arrays), exact, agreement.bound(*arrays) / 2)
    assert 0 < found.fraction < 1


UNITS = {np.float32: 2.0**-24, np.float64: 2.0**-53}


@pytest.mark.parametrize("dtype", UNITS)
def test_bounds_by_hand(dtype):
    """3 channels in 2 filters, 5 pixels in each of 2 images, all sizes 2: M and n are known."""
    u = UNITS[dtype]
    x, weight, bias = (np.full(shape, -2, dtype) for shape in ((2, 3, 1, 5), (2, 3), 2))
    grad_output = np.full((2, 2, 1, 5), 2, dtype)

    def expected(n, M, rule):
        return 4 * np.sqrt(n) * u * M if rule == "sqrt" else 2 * n * u / (1 - n * u) * M

    for rule in RULES:
        found = agreement.bound(x, weight, bias, rule=rule)
        np.testing.assert_allclose(found, np.full((2, 2, 1, 5), expected(3 + 1, 3 * 4 + 2, rule)), rtol=1e-14)
        backward = agreement.backward_bounds(grad_output, x, weight, rule=rule)
        np.testing.assert_allclose(backward.x, np.full(x.shape, expected(2, 2 * 4, rule)), rtol=1e-14)
        np.testing.assert_allclose(backward.weight, np.full((2, 3), expected(10, 10 * 4, rule)), rtol=1e-14)
        np.testing.assert_allclose(backward.bias, np.full(2, expected(10, 10 * 2, rule)), rtol=1e-14)


def test_a_sum_of_too_many_terms_has_no_bound():
    x, weight = np.zeros((2**24, 0, 1), np.float32), np.zeros((0, 2**24), np.float32)
    with pytest.raises(ValueError, match="a sum of 16777217 terms has no bound in float32"):
        agreement.bound(x, weight)
    assert agreement.compare(np.ones((0, 2)), np.ones((0, 2)), 0.0).agree


FAULTS = {
    "a channel dropped": lambda x, w, b: (x, np.where(np.arange(w.shape[1]) == 7, 0, w).astype(w.dtype), b),
    "no bias": lambda x, w, b: (x, w, None),
    "weights transposed": lambda x, w, b: (x, np.ascontiguousarray(w.T), b),
    "weights in float16": lambda x, w, b: (x, w.astype(np.float16).astype(w.dtype), b),
    "one wrong pixel": lambda x, w, b: (np.where(np.arange(x.size).reshape(x.shape) == 11, 9, x).astype(x.dtype), w, b),
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("fault", FAULTS)
def test_planted_faults_are_caught(fault, rule):
    arrays = random_layer(5, 64, filters=64)
    limit = agreement.bound(*arrays, rule=rule)
    right = conv1x1(*arrays)
    assert agreement.compare(right, conv1x1_loops(*arrays), limit).agree
    assert not agreement.compare(right, conv1x1(*FAULTS[fault](*arrays)), limit).agree


def test_comparison_says_where_and_how_much():
    a = np.zeros((2, 3))
    b = a.copy()
    b[1, 2], b[0, 1] = 0.5, 0.4
    limit = np.array([[1.0, 0.1, 1.0], [1.0, 1.0, 1.0]])
    found = agreement.compare(a, b, limit)
    assert (found.index, found.difference, found.agree) == ((0, 1), 0.4, False)
    assert str(found) == "DISAGREE: the difference 0.4 at [0, 1] is 4 of the bound"


@pytest.mark.parametrize(
    "a, b, agree",
    [
        (np.nan, np.nan, True),
        (np.inf, np.inf, True),
        (np.nan, 1.0, False),
        (np.inf, -np.inf, False),
        (np.inf, 1.0, False),
        (1.0, 1.0, True),
        (1e308, -1e308, False),
        (2**53, 2**53 + 1, False),
    ],
)
def test_what_is_not_finite(a, b, agree):
    assert agreement.compare(np.array([a]), np.array([b]), np.array([0.0])).agree is agree


def test_a_bound_of_nan_is_a_bound_where_both_results_are_nan():
    x, weight = np.array([[[np.nan, np.inf, 1.0]]]), np.array([[0.0], [2.0]])
    result = conv1x1(x, weight)  # inf·0 is NaN
    limit = agreement.bound(x, weight)
    assert np.isnan(limit).any() and agreement.compare(result, result.copy(), limit).agree
    other = np.where(np.isnan(result), 1.0, result)
    assert not agreement.compare(result, other, limit).agree
    with pytest.raises(ValueError, match="bound is nan somewhere"):
        agreement.compare(other, other, limit)


@pytest.mark.parametrize("dtypes", [("int64", "int64"), ("uint64", "uint64"), ("int64", "uint64"), ("int8", "int64")])
def test_whole_numbers_are_compared_exactly(dtypes):
    largest = min(2**60, *(np.iinfo(dtype).max - 1 for dtype in dtypes))
    a, b = np.array([5, largest], dtypes[0]), np.array([5, largest + 1], dtypes[1])
    found = agreement.compare(a, b, 0.5)
    assert (found.difference, found.fraction, found.index) == (1.0, 2.0, (1,))
    assert agreement.compare(np.array([-128], "int8"), np.array([127], "int8"), 1.0).difference == 255


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("dtype", UNITS)
def test_the_bound_holds_below_the_smallest_normal_number(dtype, rule):
    """The products are 1.96 times the smallest number above 0: each is rounded by a part of its own size."""
    smallest = float(np.finfo(dtype).smallest_subnormal)
    x = np.full((3, 1, 1), 1.4 * 2.0 ** (np.log2(smallest) // 2), dtype)
    weight = np.full((1, 3), 1.4 * 2.0 ** (np.log2(smallest) - np.log2(smallest) // 2), dtype)
    exact = 3 * float(x[0, 0, 0] / smallest) * float(weight[0, 0])  # in units of `smallest`
    result = conv1x1(x, weight).item() / smallest
    limit = agreement.bound(x, weight, rule=rule).item() / smallest
    assert 0.1 < abs(result - exact) <= limit <= 5
    gradients = agreement.backward_bounds(np.zeros((1, 1, 1), dtype), x, weight, rule=rule)
    assert [g.max() / smallest for g in gradients] == pytest.approx([1, 1, 1])


def test_why_complex_numbers_have_no_bound():
    arrays = [array.astype(complex) for array in random_layer(0, 3)]
    with pytest.raises(TypeError, match="x has dtype complex128.* errs by up to √2·γ₂.* three real products"):
        agreement.bound(*arrays)


def test_bad_input_is_named():
    x, weight, bias = random_layer(0, 3)
    with pytest.raises(ValueError, match="rule is 'exact', but it must be 'theorem' or 'sqrt'"):
        agreement.bound(x, weight, bias, rule="exact")
    with pytest.raises(TypeError, match="x has dtype int64, but the bound is one for float32 and float64 only"):
        agreement.bound(*(array.astype(np.int64) for array in (x, weight, bias)))
    with pytest.raises(ValueError, match=r"a has shape \(2,\), b \(3,\)"):
        agreement.compare(np.ones(2), np.ones(3), 1.0)
    with pytest.raises(ValueError, match="bound is -1.0 somewhere"):
        agreement.compare(np.ones(2), np.zeros(2), -1.0)
    with pytest.raises(ValueError, match="but they must be equal"):
        agreement.compare(np.ones(2), np.ones(2), np.ones(3))


@pytest.mark.parametrize(
    "arrays, words",
    [
        ((np.ones((3, 2, 2), np.float32), np.ones((4, 3))), "weight has dtype float64"),
        ((np.ones((3, 2, 2), np.float32), [[1.0, 2, 3]]), "weight must be a NumPy array, not list"),
        (([[[1.0]]], np.ones((4, 1))), "x must be a NumPy array, not list"),
    ],
)
def test_a_layer_that_is_refused_has_no_bound(arrays, words):
    with pytest.raises(TypeError, match=words):
        agreement.bound(*arrays)
    with pytest.raises(TypeError, match=words):
        agreement.backward_bounds(np.ones((4, 2, 2), np.float32), *arrays)


def test_bounds_of_groups_count_the_terms_of_one_group():
    x, weight, grad_output = (np.ones(shape) for shape in ((4, 3, 3), (6, 2), (6, 3, 3)))
    grouped = agreement.backward_bounds(grad_output, x, weight, groups=2, rule="sqrt")
    np.testing.assert_allclose(grouped.x, 4 * np.sqrt(3) * 2.0**-53 * 3)
