"""The layer in PyTorch: as a function, as a module, and in the forms that equal it."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def conv1x1(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    groups: int = 1,
) -> Tensor:
    """O[n, k] = Σ_c x[n, c] · weight[k, c] + bias[k] at every pixel, by `F.conv2d`.

    Parameters and shapes are those of `conv1x1_lab.conv1x1`, with tensors for arrays.

    Raises
    ------
    TypeError
        `x`, `weight` or `bias` is not a tensor.
    ValueError
        `weight` has neither 2 axes nor 4 with a 1×1 kernel.
    RuntimeError
        Anything else does not fit: PyTorch checks it itself.

    Examples
    --------
    >>> conv1x1(torch.ones(2, 3, 4, 5), torch.ones(7, 3)).shape
    torch.Size([2, 7, 4, 5])
    """
    tensors = {"x": x, "weight": weight} if bias is None else {"x": x, "weight": weight, "bias": bias}
    for name, value in tensors.items():
        if not isinstance(value, Tensor):
            raise TypeError(f"{name} must be a tensor, not {type(value).__name__}")
    if weight.ndim != 2 and not (weight.ndim == 4 and weight.shape[2:] == (1, 1)):
        raise ValueError(
            f"weight has shape {tuple(weight.shape)}, but it must be (C_out, C_in // groups), "
            "with or without a 1×1 kernel's (1, 1) after it"
        )
    kernel = weight if weight.ndim == 4 else weight[:, :, None, None]  # (C_out, C_in/groups, 1, 1)
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

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        *,
        stride: int | tuple[int, int] = 1,
        padding: int | tuple[int, int] = 0,
        groups: int = 1,
        bias: bool = True,
    ):
        super().__init__(in_channels, out_channels, 1, stride=stride, padding=padding, groups=groups, bias=bias)


def _channels_last(x, weight, bias=None, *, stride=1):
    x = x.contiguous(memory_format=torch.channels_last)
    return F.conv2d(x, weight, bias, stride).contiguous()


def _linear(x, weight, bias=None, *, stride=1):
    pixels = x[:, :, ::stride, ::stride].movedim(1, -1)  # (N, H, W, C_in)
    return F.linear(pixels, weight.flatten(1), bias).movedim(-1, 1).contiguous()


def _einsum(x, weight, bias=None, *, stride=1):
    output = torch.einsum("kc,nchw->nkhw", weight.flatten(1), x[:, :, ::stride, ::stride])
    return (output if bias is None else output + bias[:, None, None]).contiguous()


def _matmul(x, weight, bias=None, *, stride=1):
    x = x[:, :, ::stride, ::stride]
    output = weight.flatten(1) @ x.flatten(2)  # (N, C_out, H·W)
    return (output if bias is None else output + bias[:, None]).unflatten(2, x.shape[2:])


def _baddbmm(x, weight, bias=None, *, stride=1):
    x = x[:, :, ::stride, ::stride]
    filters = weight.flatten(1).expand(len(x), -1, -1)  # (N, C_out, C_in)
    bias = x.new_zeros(()) if bias is None else bias[:, None]
    return torch.baddbmm(bias, filters, x.flatten(2)).unflatten(2, x.shape[2:])


#: Six ways to write the layer: name → function of (x, weight, bias=None, *, stride=1), with x
#: (N, C_in, H, W) and weight (C_out, C_in, 1, 1), as `Conv1x1` keeps it. From contiguous arrays each
#: makes a contiguous one. Only "conv2d" takes padding and groups, too.
FORMS = {
    "conv2d": F.conv2d,
    "channels_last": _channels_last,
    "linear": _linear,
    "einsum": _einsum,
    "matmul": _matmul,
    "baddbmm": _baddbmm,
}
