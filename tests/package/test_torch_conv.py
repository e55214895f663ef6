"""The layer in PyTorch: its forms are one layer, the module is PyTorch's own, and NumPy equals it."""

import numpy as np
import pytest

pytest.importorskip("torch")

import torch
from hypothesis import given
from numpy.testing import assert_array_equal
from test_numpy_conv import DTYPES, FLOATS, layers
from torch import nn

from conv1x1_lab import conv1x1, conv1x1_backward, torch_conv


def whole_numbers(*shape):
    return torch.randint(-9, 10, shape, generator=torch.Generator().manual_seed(sum(shape))).double()


@pytest.mark.parametrize("bias", [None, whole_numbers(5)])
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("form", torch_conv.FORMS)
def test_forms_equal_conv2d(form, stride, bias):
    x, weight = whole_numbers(2, 3, 5, 6), whole_numbers(5, 3, 1, 1)
    result = torch_conv.FORMS[form](x, weight, bias, stride=stride)
    assert torch.equal(result, nn.functional.conv2d(x, weight, bias, stride=stride))
    assert result.is_contiguous()


@pytest.mark.parametrize("shape", [(2, 3, 4, 6), (3, 4, 6)])
def test_function_takes_the_weight_in_both_shapes(shape):
    x, weight = whole_numbers(*shape), whole_numbers(5, 3, 1, 1)
    expected = nn.functional.conv2d(x, weight)
    assert torch.equal(torch_conv.conv1x1(x, weight), expected)
    assert torch.equal(torch_conv.conv1x1(x, weight[:, :, 0, 0]), expected)


def test_module_is_conv2d_with_a_1x1_kernel():
    ours = torch_conv.Conv1x1(4, 6, stride=2, padding=1, groups=2)
    theirs = nn.Conv2d(4, 6, 1, stride=2, padding=1, groups=2)
    theirs.load_state_dict(ours.state_dict())
    x = whole_numbers(2, 4, 5, 7).float()
    assert torch.equal(ours(x), theirs(x))
    assert torch_conv.Conv1x1(4, 6, bias=False).bias is None


def test_weight_must_be_1x1():
    with pytest.raises(ValueError, match=r"weight has shape \(5, 3, 3, 3\)"):
        torch_conv.conv1x1(whole_numbers(3, 4, 4), whole_numbers(5, 3, 3, 3))


def test_what_is_no_tensor_is_named():
    tensors = {"x": whole_numbers(3, 4, 4), "weight": whole_numbers(5, 3), "bias": whole_numbers(5)}
    for name in tensors:
        with pytest.raises(TypeError, match=f"{name} must be a tensor, not ndarray"):
            torch_conv.conv1x1(**(tensors | {name: tensors[name].numpy()}))


@given(layers(dtypes=DTYPES))
def test_numpy_equals_pytorch(layer):
    arrays, how = layer
    tensors = [None if array is None else torch.from_numpy(array.copy()) for array in arrays]
    assert_array_equal(conv1x1(*arrays, **how), torch_conv.conv1x1(*tensors, **how).numpy())


def test_numpy_rounds_float16_as_pytorch_does():
    """Whole numbers, whose sums float32 holds exactly, so that only the one rounding is left."""
    rng = np.random.default_rng(0)
    arrays = [rng.integers(-40, 41, shape).astype(np.float16) for shape in ((2, 512, 3, 4), (5, 512), 5)]
    expected = torch_conv.conv1x1(*map(torch.from_numpy, arrays)).numpy()
    assert_array_equal(conv1x1(*arrays), expected)


def test_numpy_refuses_a_tensor():
    with pytest.raises(TypeError, match="x must be a NumPy array, not Tensor"):
        conv1x1(torch.ones(4, 3, 3), np.ones((6, 4)))


class NumPyConv1x1(torch.autograd.Function):
    """Our forward and backward pass as PyTorch calls them."""

    @staticmethod
    def forward(context, x, weight, bias, stride, padding, groups):
        context.save_for_backward(x, weight)
        context.how = {"stride": stride, "padding": padding, "groups": groups}
        arrays = (tensor.detach().numpy() for tensor in (x, weight, bias))
        return torch.from_numpy(conv1x1(*arrays, **context.how))

    @staticmethod
    def backward(context, grad_output):
        arrays = (tensor.detach().resolve_conj().numpy() for tensor in (grad_output, *context.saved_tensors))
        return *map(torch.from_numpy, conv1x1_backward(*arrays, **context.how)), None, None, None


@pytest.mark.parametrize("dtype", [torch.float64, torch.complex128])
@pytest.mark.parametrize("stride, padding, groups", [(1, 0, 1), ((2, 1), (0, 2), 2)])
def test_gradients_pass_pytorchs_finite_differences(dtype, stride, padding, groups):
    generator = torch.Generator().manual_seed(0)
    shapes = ((2, 4, 3, 5), (6, 4 // groups), (6,))
    arrays = [torch.randn(shape, dtype=dtype, generator=generator, requires_grad=True) for shape in shapes]
    assert torch.autograd.gradcheck(NumPyConv1x1.apply, (*arrays, stride, padding, groups))


@given(layers(dtypes=FLOATS, biased=True))
def test_gradients_equal_autograd(layer):
    arrays, how = layer
    tensors = [torch.from_numpy(array.copy()).requires_grad_() for array in arrays]
    output = torch_conv.conv1x1(*tensors, **how)
    grad_output = torch.randint(-9, 10, output.shape, generator=torch.Generator().manual_seed(1)).to(output.dtype)
    expected = torch.autograd.grad(output, tensors, grad_output)
    found = conv1x1_backward(grad_output.numpy(), *arrays[:2], **how)
    for ours, theirs in zip(found, expected):
        assert_array_equal(ours, theirs.numpy())


def test_no_channels_give_the_bias_where_pytorch_gives_nothing():
    """The one place where the layer does not follow PyTorch: an empty sum is 0."""
    bias = np.array([1.0, 2.0])
    ours = conv1x1(np.ones((1, 0, 2, 2)), np.ones((2, 0)), bias)
    theirs = torch_conv.conv1x1(torch.ones(1, 0, 2, 2), torch.ones(2, 0), torch.tensor([1.0, 2.0]))
    assert_array_equal(ours, np.broadcast_to(bias[:, None, None], (1, 2, 2, 2)))
    assert theirs.numel() == 0
