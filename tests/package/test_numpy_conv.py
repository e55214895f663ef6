"""The layer in NumPy: cases by hand, its definition over random layers, and what bad input gets."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from conv1x1_lab import conv1x1, conv1x1_backward, conv1x1_loops
from conv1x1_lab.numpy_conv import _lay_side_by_side

X = np.array([[[2, 0], [1, 1]], [[5, 1], [0, 3]], [[1, 2], [4, 0]]])  # (3, 2, 2)
WEIGHT = np.array([[1, 2, -1], [0, 1, 4]])
BIAS = np.array([3, -2])
BY_HAND = np.array([[[14, 3], [0, 10]], [[7, 7], [14, 1]]])


@pytest.mark.parametrize("layer", [conv1x1, conv1x1_loops])
def test_hand_computed_case(layer):
    assert_array_equal(layer(X, WEIGHT, BIAS), BY_HAND)
    assert_array_equal(layer(X, WEIGHT), BY_HAND - BIAS[:, None, None])
    assert_array_equal(layer(X[np.newaxis], WEIGHT[:, :, None, None], BIAS), BY_HAND[np.newaxis])


FLOATS = ("float32", "float64", "complex64", "complex128")
DTYPES = ("float16", *FLOATS, "int8", "int16", "int32", "int64", "uint8")


@st.composite
def layers(draw, dtypes=(*DTYPES, "uint16", "uint32", "uint64"), largest=5, biased=False, most_groups=3, least=1):
    """x, weight, bias of small whole numbers, so that every right result is equal to the last bit."""
    size = st.integers(least, largest)
    groups = draw(st.integers(1, most_groups))
    wide = draw(st.sampled_from([1, 1, 4]))  # with so many channels, small images are laid side by side
    channels, filters = groups * wide * draw(size), groups * wide * draw(size)
    batch = draw(st.sampled_from([(), (1,), (3,)] + [(0,)] * (least == 0)))

    def pair(least):
        return st.integers(least, 3) | st.tuples(st.integers(least, 3), st.integers(least, 3))

    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    dtype = np.dtype(draw(st.sampled_from(dtypes)))

    def whole(*shape):
        numbers = rng.integers(0 if dtype.kind == "u" else -9, 10, shape)
        return (numbers + 1j * rng.integers(-9, 10, shape) if dtype.kind == "c" else numbers).astype(dtype)

    x = whole(*batch, channels, draw(size), draw(size if wide == 1 else st.integers(least, 1)))
    view = draw(st.sampled_from(["as it is", "flipped", "channels last", "broadcast"]))
    if view == "flipped":
        x = x[..., ::-1, :].swapaxes(-1, -2)
    if view == "channels last":
        x = np.moveaxis(np.moveaxis(x, -3, -1).copy(), -1, -3)
    if view == "broadcast":
        x = np.broadcast_to(x[..., :1], x.shape)
    weight = whole(filters, channels // groups)
    if draw(st.booleans()):
        weight = weight[:, :, None, None]
    bias = whole(filters) if biased or draw(st.booleans()) else None
    return (x, weight, bias), {"stride": draw(pair(1)), "padding": draw(pair(0)), "groups": groups}


def by_definition(x, weight, bias, *, stride=1, padding=0, groups=1):
    """One output pixel after the other, from an image with its padding really around it."""
    (s0, s1), (p0, p1) = (size if isinstance(size, tuple) else (size, size) for size in (stride, padding))
    around = [(0, 0)] * (x.ndim - 2) + [(p0, p0), (p1, p1)]
    padded = np.pad(x, around)[..., ::s0, ::s1]
    weight = weight.reshape(weight.shape[:2])
    filters, width = weight.shape
    output = np.zeros(x.shape[:-3] + (filters,) + padded.shape[-2:], x.dtype)
    for k in range(filters):
        first = k // (filters // groups) * width
        for c in range(width):
            output[..., k, :, :] += weight[k, c] * padded[..., first + c, :, :]
        if bias is not None:
            output[..., k, :, :] += bias[k]
    return output


@given(layers(least=0))
def test_equals_the_definition(layer):
    arrays, how = layer
    before = [None if a is None else a.copy() for a in arrays]
    expected = by_definition(*arrays, **how)

    result = conv1x1(*arrays, **how)
    out = np.full_like(expected, 7)
    scattered = np.full(expected.shape[:-1] + (2 * expected.shape[-1],), 7, expected.dtype)[..., ::2]

    assert result.dtype == arrays[0].dtype
    assert_array_equal(result, expected)
    assert conv1x1(*arrays, **how, out=out) is out
    assert_array_equal(out, expected)
    assert_array_equal(conv1x1(*arrays, **how, out=scattered), expected)
    for array, unchanged in zip(arrays, before):
        if array is not None:
            assert_array_equal(array, unchanged)


@given(layers(most_groups=1))
def test_loops_are_the_definition(layer):
    (x, weight, bias), _ = layer
    with np.errstate(over="ignore"):  # integers wrap around; NumPy warns for single numbers
        by_loops = conv1x1_loops(x, weight, bias)
    assert_array_equal(by_loops, by_definition(x, weight, bias))


def test_padded_pixels_equal_the_bias():
    padded = conv1x1(X, WEIGHT, BIAS, padding=(1, 2))
    assert padded.shape == (2, 4, 6)
    assert_array_equal(padded[:, 1:3, 2:4], BY_HAND)
    padded[:, 1:3, 2:4] = BIAS[:, None, None]
    assert_array_equal(padded, np.broadcast_to(BIAS[:, None, None], padded.shape))


def test_float16_is_summed_in_float32_and_rounded_once():
    rng = np.random.default_rng(0)
    x, weight, bias = (rng.integers(-40, 41, s).astype(np.float16) for s in ((2, 512, 3, 4), (5, 512), 5))
    exact = conv1x1(*(array.astype(np.int64) for array in (x, weight, bias)))
    assert_array_equal(conv1x1(x, weight, bias), exact.astype(np.float16))


def backward_by_definition(grad_output, x, weight, **how):
    """Each gradient from its meaning: how the loss Σ O·G changes with one number of x, W or b.

    The layer is linear in each of the three, so a difference over a step of 1 is the derivative.
    """
    bias = np.zeros(len(weight), x.dtype)
    arrays = [x.copy(), weight.copy(), bias]
    gradients = [np.zeros(array.shape, x.dtype) for array in arrays]
    before = by_definition(*arrays, **how)
    for array, gradient in zip(arrays, gradients):
        for index in np.ndindex(array.shape):
            array[index] += 1
            change = by_definition(*arrays, **how) - before
            gradient[index] = (change.conj() * grad_output).sum(dtype=x.dtype)
            array[index] -= 1
    return gradients


@given(layers(dtypes=(*FLOATS, "int64"), largest=3), st.integers(0, 2**32 - 1))
@settings(max_examples=50)
def test_gradients_equal_their_definition(layer, seed):
    (x, weight, _), how = layer
    rng = np.random.default_rng(seed)
    grad_output = rng.integers(-9, 10, conv1x1(x, weight, **how).shape).astype(x.dtype)
    before = [array.copy() for array in (grad_output, x, weight)]
    found = conv1x1_backward(grad_output, x, weight, **how)
    for gradient, expected in zip(found, backward_by_definition(grad_output, x, weight, **how)):
        assert gradient.dtype == x.dtype
        assert_array_equal(gradient, expected)
    for array, unchanged in zip((grad_output, x, weight), before):
        assert_array_equal(array, unchanged)


def test_hand_computed_gradients():
    """G is 1 at one output: its gradients are that filter, that pixel, and 1."""
    grad_output = np.zeros_like(BY_HAND)
    grad_output[1, 0, 0] = 1
    found = conv1x1_backward(grad_output, X, WEIGHT)
    assert_array_equal(found.x[:, 0, 0], WEIGHT[1])
    assert_array_equal(found.x.sum(axis=(1, 2)), WEIGHT[1])
    assert_array_equal(found.weight, [[0, 0, 0], X[:, 0, 0]])
    assert_array_equal(found.bias, [0, 1])


@pytest.mark.parametrize("dtype", ["float16", "float32", "int16"])
@pytest.mark.parametrize("side", [1, 2, 9])
@pytest.mark.parametrize("batch", [1, 3, 40])
def test_small_images_are_laid_side_by_side_and_large_ones_are_not(batch, side, dtype):
    """The sums are the same, and so is the output."""
    rng = np.random.default_rng(batch)
    x, weight, bias, grad_output = (
        rng.integers(-9, 10, s).astype(dtype) for s in ((batch, 64, side, side), (48, 32), 48, (batch, 48, side, side))
    )
    assert _lay_side_by_side(batch, 64, 48, side * side, weight) == (batch > 1 and side < 3)
    g, columns, filters = (
        array.astype(float).reshape(shape)
        for array, shape in (
            (grad_output, (batch, 2, 24, -1)),
            (x, (batch, 2, 32, -1)),
            (weight, (2, 24, 32)),
        )
    )
    output = np.einsum("gkc,ngcp->ngkp", filters, columns).reshape(grad_output.shape) + bias[:, None, None]
    assert_array_equal(conv1x1(x, weight, bias, groups=2), output.astype(dtype))
    found = conv1x1_backward(grad_output, x, weight, groups=2)
    if dtype != "int16":  # which wraps around
        assert_array_equal(found.bias, grad_output.astype(float).sum(axis=(0, 2, 3)).astype(dtype))
    assert_array_equal(found.x, np.einsum("gkc,ngkp->ngcp", filters, g).reshape(x.shape).astype(dtype))
    grad_weight = np.einsum("ngkp,ngcp->gkc", g, columns).reshape(weight.shape)
    assert_array_equal(found.weight, grad_weight.astype(dtype if dtype != "int16" else int).astype(dtype))


@pytest.mark.parametrize("bias", [None, BIAS.astype(float)])
@pytest.mark.parametrize("channels, side", [(1, 3), (3, 1), (3, 2)])
def test_the_usual_call_equals_the_checked_one(channels, side, bias):
    """float64 at stride 1 takes the short way, if nothing speaks against it; whole numbers show that it is right."""
    rng = np.random.default_rng(0)
    x, weight = (rng.integers(-9, 10, shape).astype(float) for shape in ((5, channels, side, side), (2, channels)))
    short = conv1x1(x, weight, bias)
    assert_array_equal(short, by_definition(x, weight, bias))
    assert_array_equal(short, conv1x1(x, weight[:, :, None, None], bias))
    with pytest.raises(TypeError, match="stride is True"):
        conv1x1(x, weight, bias, stride=True)
    with pytest.raises(TypeError, match="groups is 1.0"):
        conv1x1(x, weight, bias, groups=1.0)


def test_only_the_gradients_needed_are_computed():
    grad_output = np.ones_like(BY_HAND)
    everything = conv1x1_backward(grad_output, X, WEIGHT)
    for name in ("x", "weight", "bias"):
        found = conv1x1_backward(grad_output, X, WEIGHT, needs={name})
        assert_array_equal(getattr(found, name), getattr(everything, name))
        assert [field for field in found._fields if getattr(found, field) is not None] == [name]


@pytest.mark.parametrize("side", [4, 9])
def test_float16_gradients_are_summed_in_float32_and_rounded_once(side):
    rng = np.random.default_rng(side)
    shapes = (4, 64, side, side), (4, 48, side, side), (64, 48)
    arrays = [rng.integers(-9, 10, shape).astype(np.float16) for shape in shapes]
    exact = conv1x1_backward(*(array.astype(np.int64) for array in arrays))
    for found, expected in zip(conv1x1_backward(*arrays), exact):
        assert found.dtype == np.float16
        assert_array_equal(found, expected.astype(np.float16))


@pytest.mark.parametrize("needs", [(), [], ("weight",), ["x", "bias"], frozenset({"x"}), {"x": 1}.keys()])
def test_needs_may_be_any_collection(needs):
    found = conv1x1_backward(np.ones_like(BY_HAND), X, WEIGHT, needs=needs)
    assert {name for name in found._fields if getattr(found, name) is not None} == set(needs)


def test_numpys_whole_numbers_are_whole_numbers():
    expected = conv1x1(X, WEIGHT, BIAS, stride=2, padding=(1, 0))
    found = conv1x1(X, WEIGHT, BIAS, stride=np.int64(2), padding=[np.int8(1), 0], groups=np.uint8(1))
    assert_array_equal(found, expected)
    wide = np.ones((200, 2, 2), F4), np.ones((4, 100), F4)
    assert_array_equal(conv1x1(*wide, groups=np.int8(2)), conv1x1(*wide, groups=2))
    with pytest.raises(ValueError, match="weight has 130 input channels .* in each of 2 groups"):
        conv1x1(np.ones((4, 2, 2), F4), np.ones((4, 130), F4), groups=np.uint8(2))


def test_infinity_is_an_answer_not_a_warning():
    x, weight = np.full((1, 2, 1, 1), 60000, np.float16), np.array([[1, 1], [1, -1]], np.float16)
    assert_array_equal(conv1x1(x, weight), np.array([np.inf, 0], np.float16).reshape(1, 2, 1, 1))
    big = np.full((1, 2, 3, 3), np.inf, F4)
    assert np.isnan(conv1x1(big, weight.astype(F4))[0, 1]).all()


@pytest.mark.parametrize("side", [1, 5, 8])
def test_gradients_are_contiguous(side):
    found = conv1x1_backward(np.ones((3, 4, side, side)), np.ones((3, 2, side, side)), np.ones((4, 2)))
    assert all(gradient.flags.c_contiguous for gradient in found)


def test_weight_gradient_has_the_shape_that_the_weight_came_in():
    found = conv1x1_backward(np.ones_like(BY_HAND), X, WEIGHT[:, :, None, None])
    assert found.weight.shape == (2, 3, 1, 1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("batch, channels, side", [(4, 64, 56), (64, 64, 7), (64, 512, 4), (3000, 64, 1), (9, 64, 1)])
def test_memory(dtype, batch, channels, side):
    """Beside the result, at most twice the weights, or 256 KiB: small images are copied a few at a time."""
    x, weight, bias = (np.ones(s, dtype) for s in ((batch, channels, side, side), (256, channels), 256))
    out = np.empty((batch, 256, side, side), dtype)
    most = max(2 * weight.nbytes, 2**18)

    def peak(**how):
        tracemalloc.start()
        conv1x1(x, weight, bias, **how)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(out=out) <= most
    assert peak() <= out.nbytes + most
    assert peak(stride=2) <= conv1x1(x, weight, bias, stride=2).nbytes + x.nbytes // 4 + most


@pytest.mark.parametrize(
    "dtype, x_shape, filters, how",
    [
        (np.float64, (64, 16, 32, 32), 16, {"stride": 8, "padding": 1}),
        (np.float64, (64, 16, 32, 32), 16, {"stride": 8}),
        (np.float64, (1, 256, 1, 1), 1, {"padding": 40}),
        (np.float16, (4, 64, 128, 128), 64, {}),
        (np.float16, (64, 1024, 2, 2), 1024, {}),
    ],
)
def test_memory_where_images_are_copied(dtype, x_shape, filters, how):
    """Twice an image, padded, and its output, where that is more; numbers are summed in float32 at least."""
    x, weight = np.ones(x_shape, dtype), np.ones((filters, x_shape[1]), dtype)
    size = max(4, x.itemsize)
    tracemalloc.start()
    output = conv1x1(x, weight, **how)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    side = x_shape[2] + 2 * how.get("padding", 0)
    image = (x_shape[1] * side**2 + output[0].size) * size
    assert peak <= output.nbytes + max(2 * weight.size * size, 2**18, 2 * image)


@pytest.mark.parametrize(
    "x_shape, filters",
    [
        ((0, 3, 2, 2), 4),
        ((0, 3, 9, 9), 4),
        ((2, 3, 0, 5), 4),
        ((2, 3, 4, 0), 4),
        ((2, 3, 2, 2), 0),
        ((0, 2, 2), 4),
        ((2, 0, 9, 9), 4),
    ],
)
def test_empty_axes_follow_the_mathematics(x_shape, filters):
    channels = x_shape[-3]
    bias = np.arange(filters, dtype=float)
    result = conv1x1(np.ones(x_shape), np.ones((filters, channels)), bias)
    assert result.shape == x_shape[:-3] + (filters,) + x_shape[-2:]
    assert_array_equal(result, np.broadcast_to(bias[:, None, None] + channels, result.shape))
    gradients = conv1x1_backward(np.ones_like(result), np.ones(x_shape), np.ones((filters, channels)))
    pixels = result[..., 0, :, :].size if filters else int(np.prod(x_shape)) // max(1, channels)
    assert_array_equal(gradients.x, np.full(x_shape, float(filters)))
    assert_array_equal(gradients.weight, np.full((filters, channels), float(pixels)))
    assert_array_equal(gradients.bias, np.full(filters, float(pixels)))


F4 = np.float32
ONE = np.ones((2, 4, 3, 3), F4), np.ones((6, 4), F4), np.ones(6, F4)

BAD_CALLS = {
    "x not an array": (([[[1.0]]], ONE[1]), {}, TypeError, "x must be a NumPy array, not list"),
    "x masked": ((np.ma.ones((4, 3, 3), F4), ONE[1]), {}, TypeError, "x must be a NumPy array, not MaskedArray"),
    "x of objects": ((ONE[0].astype(object), ONE[1]), {}, TypeError, "x has dtype object"),
    "x of truth values": ((ONE[0] > 0, ONE[1] > 0), {}, TypeError, "x has dtype bool"),
    "x in another byte order": ((ONE[0].astype(">f4"), ONE[1]), {}, TypeError, "x has dtype >f4"),
    "x of long doubles": ((ONE[0].astype(np.longdouble), ONE[1]), {}, TypeError, "x has dtype"),
    "x of two axes": ((ONE[0][0, 0], ONE[1]), {}, ValueError, r"x has shape \(3, 3\)"),
    "weight with a 3×3 kernel": (
        (ONE[0], np.ones((6, 4, 3, 3), F4)),
        {},
        ValueError,
        r"weight has shape \(6, 4, 3, 3\)",
    ),
    "weight of another dtype": (
        (ONE[0], ONE[1].astype(float)),
        {},
        TypeError,
        "weight has dtype float64, but x has dtype float32",
    ),
    "wrong channels": (
        (ONE[0], ONE[1][:, :3]),
        {},
        ValueError,
        r"weight has 3 input channels \(axis 1\), but x has 4 channels",
    ),
    "bias of another dtype": ((*ONE[:2], np.ones(6)), {}, TypeError, "bias has dtype float64"),
    "bias too long": (
        (*ONE[:2], np.ones(7, F4)),
        {},
        ValueError,
        r"bias has shape \(7,\), but weight has 6 output channels",
    ),
    "bias a column": ((*ONE[:2], np.ones((6, 1), F4)), {}, ValueError, r"bias has shape \(6, 1\)"),
    "stride 0": (ONE, {"stride": 0}, ValueError, "stride is 0, but it must be at least 1"),
    "stride a fraction": (ONE, {"stride": 1.5}, TypeError, "stride is 1.5, but it must be a whole number"),
    "stride a truth value": (ONE, {"stride": True}, TypeError, "stride is True, but it must be a whole number"),
    "stride of three": (
        ONE,
        {"stride": (1, 1, 1)},
        ValueError,
        r"stride is \(1, 1, 1\), but it must be one whole number or a pair",
    ),
    "padding negative": (ONE, {"padding": (0, -1)}, ValueError, "padding is -1, but it must be at least 0"),
    "padding a word": (ONE, {"padding": "same"}, TypeError, "padding is 'same', but it must be a whole number"),
    "groups 0": (ONE, {"groups": 0}, ValueError, "groups is 0, but it must be at least 1"),
    "groups that x does not allow": (
        ONE,
        {"groups": 3},
        ValueError,
        "groups is 3, but x has 4 channels, which it does not divide",
    ),
    "groups that weight does not allow": (
        ONE,
        {"groups": 4},
        ValueError,
        "groups is 4, but weight has 6 output channels",
    ),
    "channels of a group": (
        ONE,
        {"groups": 2},
        ValueError,
        r"weight has 4 input channels \(axis 1\) in each of 2 groups, but x has 4",
    ),
    "out not an array": (ONE, {"out": []}, TypeError, "out must be a NumPy array, not list"),
    "out of another shape": (
        ONE,
        {"out": np.ones((2, 6, 3, 4), F4)},
        ValueError,
        r"out has shape \(2, 6, 3, 4\), but the result has shape \(2, 6, 3, 3\)",
    ),
    "out of another dtype": (ONE, {"out": np.ones((2, 6, 3, 3))}, TypeError, "out has dtype float64"),
    "out masked": (ONE, {"out": np.ma.ones((2, 6, 3, 3), F4)}, TypeError, "out must be a NumPy array, not MaskedArray"),
    "out overlapping itself": (
        ONE,
        {"out": np.lib.stride_tricks.as_strided(np.zeros(108, F4), (2, 6, 3, 3), (216, 36, 0, 4))},
        ValueError,
        "out has strides .* by which its 432 bytes overlap",
    ),
    "out overlapping itself, and reaching far": (
        ONE,
        {"out": np.lib.stride_tricks.as_strided(np.zeros(9999, F4), (2, 6, 3, 3), (16000, 36, 0, 4))},
        ValueError,
        "out has strides .* by which its 432 bytes overlap",
    ),
    "padding beyond memory": (ONE, {"padding": 2**40}, ValueError, r"padding is \(1099511627776, 1099511627776\), but"),
    "a size beyond memory without padding": (
        (np.broadcast_to(F4(1), (2**40, 4, 2**17, 3)), ONE[1]),
        {},
        ValueError,
        r"x has shape \(1099511627776, 4, 131072, 3\), weight has 6 output channels, but images and outputs",
    ),
    "weight transposed, beside a bias for it": (
        (ONE[0], ONE[1].T, np.ones(6, F4)),
        {},
        ValueError,
        r"weight has 6 input channels \(axis 1\), but x has 4 channels",
    ),
    "x of five axes": ((ONE[0][None], ONE[1]), {}, ValueError, r"x has shape \(1, 2, 4, 3, 3\)"),
    "weight with a 3×1 kernel": (
        (ONE[0], np.ones((6, 4, 3, 1), F4)),
        {},
        ValueError,
        r"weight has shape \(6, 4, 3, 1\)",
    ),
    "stride NumPy's truth value": (ONE, {"stride": np.True_}, TypeError, "stride is .*True"),
    "out read-only": (ONE, {"out": np.broadcast_to(F4(1), (2, 6, 3, 3))}, ValueError, "out is read-only"),
}


GRAD = np.ones((2, 6, 3, 3), F4)

BAD_BACKWARD_CALLS = {
    "grad_output a list": (([], *ONE[:2]), {}, TypeError, "grad_output must be a NumPy array, not list"),
    "grad_output of another dtype": ((GRAD.astype(float), *ONE[:2]), {}, TypeError, "grad_output has dtype float64"),
    "grad_output of another shape": (
        (GRAD, *ONE[:2]),
        {"stride": 2},
        ValueError,
        r"grad_output has shape \(2, 6, 3, 3\), but the layer's output has shape \(2, 6, 2, 2\)",
    ),
    "grad_output of one image less an axis": (
        (GRAD[0], *ONE[:2]),
        {},
        ValueError,
        r"grad_output has shape \(6, 3, 3\)",
    ),
    "wrong channels": ((GRAD, ONE[0][:, :3], ONE[1]), {}, ValueError, "weight has 4 input channels"),
    "needs a word": (
        (GRAD, *ONE[:2]),
        {"needs": "weight"},
        ValueError,
        "needs is 'weight', but it must be a collection of 'x', 'weight', 'bias'",
    ),
    "needs a number": ((GRAD, *ONE[:2]), {"needs": 3}, ValueError, "needs is 3, but it must be a collection"),
    "needs what there is not": ((GRAD, *ONE[:2]), {"needs": ("w",)}, ValueError, r"needs is \('w',\)"),
}


@pytest.mark.parametrize("arrays, how, error, words", BAD_BACKWARD_CALLS.values(), ids=BAD_BACKWARD_CALLS)
def test_bad_input_of_the_backward_pass_is_named(arrays, how, error, words):
    with pytest.raises(error, match=words):
        conv1x1_backward(*arrays, **how)


@pytest.mark.parametrize("arrays, how, error, words", BAD_CALLS.values(), ids=BAD_CALLS)
def test_bad_input_is_named(arrays, how, error, words):
    with pytest.raises(error, match=words):
        conv1x1(*arrays, **how)


@pytest.mark.parametrize("axes", [(0, 1, 2, 3), (3, 1, 0, 2), (2, 3, 1, 0)])
def test_out_of_any_strides_that_do_not_overlap(axes):
    x, weight = ONE[:2]
    plain = conv1x1(x, weight)
    memory = np.zeros(tuple(2 * plain.shape[axis] for axis in axes), plain.dtype)
    out = memory[::2, ::-2, ::2, ::-2].transpose(np.argsort(axes))
    assert conv1x1(x, weight, out=out) is out
    np.testing.assert_array_equal(out, plain)


@pytest.mark.parametrize("dtype", [np.int8, np.float32])
def test_loops_go_beyond_the_largest_number_as_the_fast_form_does(dtype):
    x = np.full((1, 2, 2), 100 if dtype == np.int8 else 1e30, dtype)
    weight = np.full((1, 1), x[0, 0, 0])
    np.testing.assert_array_equal(conv1x1_loops(x, weight), conv1x1(x, weight))


@pytest.mark.parametrize("shared", ["x", "weight", "bias"])
def test_out_must_not_overlap_an_input(shared):
    memory = np.ones(36, F4)
    arrays = {"x": np.ones((4, 3, 3), F4), "weight": np.ones((4, 4), F4), "bias": np.ones(4, F4)}
    arrays[shared] = memory[: arrays[shared].size].reshape(arrays[shared].shape)
    with pytest.raises(ValueError, match=f"out shares memory with {shared}"):
        conv1x1(**arrays, out=memory.reshape(4, 3, 3))
    assert (memory == 1).all()
