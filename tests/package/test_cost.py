"""What a convolution costs: by hand, counted one by one, PyTorch's own count, published numbers."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conv1x1_lab import cost

SIZES = st.integers(1, 40)


@st.composite
def layers(draw):
    groups = draw(st.integers(1, 6))
    channels = [groups * draw(st.integers(1, 12)) for _ in ("in", "out")]
    kernel_size = draw(st.integers(1, 7) | st.tuples(st.integers(1, 7), st.integers(1, 7)))
    return channels, {"kernel_size": kernel_size, "groups": groups}


def test_hand_computed_case():
    """4 channels in, 6 out, 2 groups: a filter sees 2 channels through 3×5 weights, at 2×7 pixels."""
    sizes = {"kernel_size": (3, 5), "groups": 2}
    assert cost.params(4, 6, **sizes) == 6 * 30 + 6
    assert cost.params(4, 6, **sizes, bias=False) == 6 * 30
    assert cost.macs(4, 6, 2, 7, **sizes) == 14 * 6 * 30


def test_every_multiplication_of_the_loops_is_counted():
    C, K, H, W = 3, 5, 4, 2
    image, weight = np.ones((C, H, W), int), np.ones((K, C), int)
    done = [image[c, h, w] * weight[k, c] for k, c, h, w in product(*map(range, (K, C, H, W)))]
    assert cost.macs(C, K, H, W) == len(done)
    assert cost.params(C, K, bias=False) == weight.size


@given(layers(), st.booleans())
def test_params_are_those_of_pytorchs_layer(layer, bias):
    nn = pytest.importorskip("torch.nn")
    channels, sizes = layer
    theirs = nn.Conv2d(*channels, **sizes, bias=bias, device="meta")
    assert cost.params(*channels, **sizes, bias=bias) == sum(parameter.numel() for parameter in theirs.parameters())


@given(layers(), SIZES, SIZES, st.integers(1, 3), st.integers(0, 3))
def test_macs_are_half_of_pytorchs_flops(layer, height, width, stride, padding):
    torch = pytest.importorskip("torch")
    from torch.utils.flop_counter import FlopCounterMode

    channels, sizes = layer
    theirs = torch.nn.Conv2d(*channels, **sizes, stride=stride, padding=padding, device="meta")
    image = torch.empty(1, channels[0], height + 6, width + 6, device="meta")
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        output = theirs(image)
    assert 2 * cost.macs(*channels, *output.shape[-2:], **sizes) == counter.get_total_flops()


@given(SIZES, SIZES, SIZES, st.integers(1, 7), SIZES, SIZES)
def test_forms_cost_what_their_definitions_say(C, K, mid, k, H, W):
    forms = {
        cost.plain(C, K, kernel_size=k): k * k * C * K,
        cost.bottleneck(C, K, mid_channels=mid, kernel_size=k): C * mid + k * k * mid * mid + mid * K,
        cost.depthwise_separable(C, K, kernel_size=k): k * k * C + C * K,
    }
    for form, weights in forms.items():
        assert (form[0].in_channels, form[-1].out_channels) == (C, K)
        assert all(layer.out_channels == following.in_channels for layer, following in zip(form, form[1:]))
        biases = sum(layer.out_channels for layer in form)
        assert sum(layer.params() for layer in form) == weights + biases
        assert sum(layer.params(bias=False) for layer in form) == weights
        assert sum(layer.macs(H, W) for layer in form) == H * W * weights


def total(form, size):
    return sum(layer.macs(size, size) for layer in form)


def test_bottleneck_of_resnet_50():
    plain, narrow = cost.plain(256, 256), cost.bottleneck(256, 256, mid_channels=64)
    assert f"{total(plain, 56) / total(narrow, 56):.2f}" == "8.47"
    assert sum(layer.params(bias=False) for layer in narrow) == 69_632


def test_inceptions_5x5_with_a_reduction():
    assert cost.macs(192, 32, 28, 28, kernel_size=5) == 120_422_400
    assert cost.macs(192, 16, 28, 28) + cost.macs(16, 32, 28, 28, kernel_size=5) == 12_443_648


def test_mobilenet_from_its_table():
    """The layers of models.mobilenet's table, counted from their shapes alone, cost what the built model costs."""
    models = pytest.importorskip("conv1x1_lab.models")
    layers, C, size = [(*cost.plain(3, 32), 112)], 32, 112
    for K, stride in models.mobilenet.TABLE:
        size //= stride
        layers += [(layer, size) for layer in cost.depthwise_separable(C, K)]
        C = K
    layers.append((cost.Layer(C, 1000), 1))
    counted = cost.summary(models.mobilenet.mobilenet(), (1, 3, 224, 224))
    assert sum(layer.macs(size, size) for layer, size in layers) == counted.macs
    assert sum(layer.params(bias=False) for layer, _ in layers) == counted.weights


def test_bytes_by_hand():
    """4 channels of 6×7 in, 6 channels out, 2 groups of a 3×2 kernel, stride 2 and 3, padding 1 and 0."""
    sizes = {"kernel_size": (3, 2), "stride": (2, 3), "padding": (1, 0), "groups": 2}
    read, written = 4 * 6 * 4, 6 * 3 * 2  # columns 0, 1, 3, 4 of 7 are read
    assert cost.bytes_moved(4, 6, (6, 7), **sizes) == 4 * (read + written + 6 * 12 + 6)
    assert cost.bytes_moved(4, 6, (6, 7), **sizes, bias=False, batch=5, itemsize=2) == 2 * (
        5 * (read + written) + 6 * 12
    )
    assert cost.intensity(4, 6, (6, 7), **sizes) == 2 * 6 * 6 * 12 / (4 * (read + written + 78))


@given(layers(), st.tuples(SIZES, SIZES), st.integers(1, 4), st.integers(0, 3), st.integers(1, 3))
def test_bytes_are_of_the_pixels_that_pytorch_looks_at(layer, size, stride, padding, batch):
    """A pixel is read if the output depends on it: its gradient under weights of 1 is above 0."""
    torch = pytest.importorskip("torch")
    channels, sizes = layer
    theirs = torch.nn.Conv2d(*channels, **sizes, stride=stride, padding=padding)
    torch.nn.init.ones_(theirs.weight)
    image = torch.zeros(batch, channels[0], size[0] + 6, size[1] + 6, requires_grad=True)
    output = theirs(image)
    (gradient,) = torch.autograd.grad(output.sum(), image)
    numbers = gradient.count_nonzero() + output.numel() + sum(parameter.numel() for parameter in theirs.parameters())
    counted = cost.bytes_moved(*channels, tuple(image.shape[-2:]), **sizes, stride=stride, padding=padding, batch=batch)
    assert counted == 4 * numbers


def pixels_read(size, kernel, stride, padding):
    """By the definition: every window of one axis is walked through, and what it meets is written down."""
    starts = range(-padding, size + padding - kernel + 1, stride)
    return {pixel for start in starts for pixel in range(start, start + kernel) if 0 <= pixel < size}, len(starts)


@given(st.integers(1, 30), st.integers(1, 9), st.integers(1, 12), st.integers(0, 12))
def test_bytes_are_of_the_pixels_in_any_window(size, kernel, stride, padding):
    assume(kernel <= size + 2 * padding)
    read, written = pixels_read(size, kernel, stride, padding)
    counted = cost.bytes_moved(
        1, 1, (size, 1), kernel_size=(kernel, 1), stride=stride, padding=(padding, 0), bias=False, itemsize=1
    )
    assert counted == len(read) + written + kernel


def test_bytes_of_large_sizes_are_computed_at_once():
    """Nothing is walked through: these would take hours."""
    assert cost.bytes_moved(1, 1, (10**12, 1), bias=False, itemsize=1) == 2 * 10**12 + 1
    assert cost.bytes_moved(1, 1, 4, padding=10**12, bias=False, itemsize=1) == 16 + (4 + 2 * 10**12) ** 2 + 1
    assert cost.intensity(1, 1, (10**20, 1), kernel_size=(3, 1), stride=10**20, bias=False, itemsize=1) == 6 / (
        3 + 1 + 3
    )


def test_common_layers_have_7_to_193_operations_a_byte():
    bench = pytest.importorskip("conv1x1_lab.bench")
    found = [
        bench.intensity(layer) for layer in bench.LAYERS if min(layer.in_channels, layer.out_channels, layer.height) > 1
    ]
    assert 7 < min(found) < max(found) < 193
    assert cost.intensity(12, 4, 2000, bias=False) == pytest.approx(1.5, abs=1e-4)


def test_numpy_integers_give_python_integers_that_do_not_overflow():
    large = np.int32(2**20)
    assert cost.macs(large, large, large, large, kernel_size=np.int8(3)) == 9 * 2**80
    assert type(cost.params(np.int8(100), np.int8(100))) is int
    assert all(type(size) is int for size in cost.bottleneck(np.int64(2), np.int8(3), mid_channels=np.uint8(4))[0][:2])


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: cost.params(0, 1), ValueError, "in_channels is 0, but it must be at least 1"),
        (lambda: cost.params(1, True), TypeError, "out_channels is True, but it must be a whole number"),
        (lambda: cost.params(4.0, 1), TypeError, "in_channels is 4.0, but it must be a whole number"),
        (
            lambda: cost.params(4, 6, groups=3),
            ValueError,
            "groups is 3, but in_channels is 4, which it does not divide",
        ),
        (
            lambda: cost.params(6, 4, groups=3),
            ValueError,
            "groups is 3, but out_channels is 4, which it does not divide",
        ),
        (lambda: cost.params(1, 1, bias="no"), TypeError, "bias is 'no', but it must be True or False"),
        (lambda: cost.params(1, 1, kernel_size=(3, 0)), ValueError, "kernel_size is 0, but it must be at least 1"),
        (
            lambda: cost.params(1, 1, kernel_size=(3, 3, 3)),
            ValueError,
            "kernel_size is (3, 3, 3), but it must be one whole",
        ),
        (lambda: cost.macs(1, 1, 0, 1), ValueError, "height is 0, but it must be at least 1"),
        (lambda: cost.macs(1, 1, 1, "9"), TypeError, "width is '9', but it must be a whole number"),
        (lambda: cost.macs(1, 1, 1, 1, groups=0), ValueError, "groups is 0, but it must be at least 1"),
        (lambda: cost.bottleneck(1, 1, mid_channels=0), ValueError, "mid_channels is 0, but it must be at least 1"),
        (lambda: cost.plain(1, 1, kernel_size=None), TypeError, "kernel_size is None, but it must be a whole number"),
        (lambda: cost.bytes_moved(1, 1, 0), ValueError, "input_size is 0, but it must be at least 1"),
        (lambda: cost.bytes_moved(1, 1, 3, padding=-1), ValueError, "padding is -1, but it must be at least 0"),
        (lambda: cost.bytes_moved(1, 1, 3, stride=0), ValueError, "stride is 0, but it must be at least 1"),
        (lambda: cost.bytes_moved(1, 1, 3, batch=0), ValueError, "batch is 0, but it must be at least 1"),
        (
            lambda: cost.intensity(1, 1, (8, 3), kernel_size=6, padding=1),
            ValueError,
            "kernel_size is 6, but the padded input is 5",
        ),
        (lambda: cost.intensity(1, 1, 3, itemsize=True), TypeError, "itemsize is True, but it must be a whole number"),
        (lambda: cost.depthwise_separable(-1, 1), ValueError, "in_channels is -1, but it must be at least 1"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(message)
