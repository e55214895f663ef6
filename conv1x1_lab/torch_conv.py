"""The layer in PyTorch: as a function, as a module, and in the forms that equal it."""

import torch
import torch.nn.functional as F
from torch import nn


def conv1x1(x, weight, bias=None, *, stride=1, padding=0, groups=1):
    """O[n, k] = Σ_c x[n, c] · weight[k, c] + bias[k] at every pixel, by `F.conv2d`.

    Parameters and shapes are those of `conv1x1_lab.conv1x1`, with tensors for arrays.

    Raises
    ------
    TypeError
        `weight` is not a tensor.
    ValueError
        `weight` has not 2 axes, nor 4 with a 1×1 kernel. All else PyTorch checks itself, and
        raises a RuntimeError.

    Examples
    --------
    >>> conv1x1(torch.ones(2, 3, 4, 5), torch.ones(7, 3)).shape
    torch.Size([2, 7, 4, 5])
    """
    if not isinstance(weight, torch.Tensor):
        raise TypeError(f"weight must be a tensor, not {type(weight).__name__}")
    if weight.ndim != 2 and not (weight.ndim == 4 and weight.shape[2:] == (1, 1)):
        raise ValueError(
            f"weight has shape {tuple(weight.shape)}, but it must be (C_out, C_in // groups), with or without a 1×1 kernel's (1, 1) after it"
        )
    kernel = weight.reshape(*weight.shape[:2], 1, 1)  # (C_out, C_in/groups, 1, 1)
    return F.conv2d(x, kernel, bias, stride=stride, padding=padding, groups=groups)


class Conv1x1(nn.Conv2d):
    """`nn.Conv2d` with a 1×1 kernel: C_out·C_in/groups weights, and C_out biases.

    Examples
    --------
    >>> layer = Conv1x1(64, 32)
    >>> sum(parameter.numel() for parameter in layer.parameters())
    2080
    >>> layer(torch.ones(1, 64, 8, 8)).shape
    torch.Size([1, 32, 8, 8])
    """

    def __init__(self, in_channels, out_channels, *, stride=1, padding=0, groups=1, bias=True):
        super().__init__(in_channels, out_channels, 1, stride=stride, padding=padding, groups=groups, bias=bias)


def _linear(x, weight, bias=None):
    last = x.movedim(-3, -1)  # (…, H, W, C_in)
    return F.linear(last, weight, bias).movedim(-1, -3)  # (…, C_out, H, W)


def _einsum(x, weight, bias=None):
    output = torch.einsum("kc,...chw->...khw", weight, x)
    return output if bias is None else output + bias[:, None, None]


def _matmul(x, weight, bias=None):
    output = weight @ x.flatten(-2)  # (…, C_out, H·W)
    output = output.unflatten(-1, x.shape[-2:])
    return output if bias is None else output + bias[:, None, None]


#: Four ways to write the layer at stride 1: name → function of (x, weight, bias), with x
#: (N, C_in, H, W) or (C_in, H, W) and weight (C_out, C_in).
FORMS = {"conv2d": conv1x1, "linear": _linear, "einsum": _einsum, "matmul": _matmul}
