"""What a convolution costs, from shapes alone: parameters, multiply-adds, bytes, operations a byte.

A multiply-add is one multiplication with the addition that goes with it, and so two operations.
Three forms of a k×k convolution are here as tables of their layers: `plain`, `bottleneck` and
`depthwise_separable`. A whole PyTorch model is counted by `summary`.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from conv1x1_lab._contract import _pair, _whole

if TYPE_CHECKING:
    import torch

    from conv1x1_lab.summary import Summary

Size = int | tuple[int, int]


def params(in_channels: int, out_channels: int, *, kernel_size: Size = 1, groups: int = 1, bias: bool = True) -> int:
    """C_out · C_in/groups · k_h·k_w weights, and C_out biases.

    Parameters
    ----------
    in_channels, out_channels : int
        At least 1 each.
    kernel_size : int or pair of int
        In pixels, along height and width.
    groups : int
        A divisor of both numbers of channels.
    bias : bool
        Whether each output channel has one.

    Returns
    -------
    int

    Raises
    ------
    TypeError
        A size is not a whole number, or `bias` neither True nor False.
    ValueError
        A size is below 1, or `groups` does not divide the channels.

    References
    ----------
    A. Howard et al., "MobileNets", 2017, arXiv:1704.04861, section 3.1.

    Examples
    --------
    >>> params(64, 32)
    2080
    >>> params(256, 256, kernel_size=3, bias=False)
    589824
    """
    if not isinstance(bias, (bool, np.bool_)):
        raise TypeError(f"bias is {bias!r}, but it must be True or False")
    weights = _weights(in_channels, out_channels, kernel_size, groups)
    return weights + int(out_channels) if bias else weights


def macs(
    in_channels: int, out_channels: int, height: int, width: int, *, kernel_size: Size = 1, groups: int = 1
) -> int:
    """H_out·W_out · C_out · C_in/groups · k_h·k_w multiply-adds for one image.

    Each weight is used once at every pixel of the output, padded or not. A bias is added without
    a multiplication, and not counted.

    Parameters
    ----------
    in_channels, out_channels, kernel_size, groups
        As in `params`.
    height, width : int
        Of the output, in pixels; at least 1 each.

    Returns
    -------
    int

    Raises
    ------
    TypeError, ValueError
        As `params` does.

    References
    ----------
    A. Howard et al., "MobileNets", 2017, arXiv:1704.04861, section 3.1.

    Examples
    --------
    >>> macs(64, 32, 32, 32)
    2097152
    """
    height, width = _whole("height", height, least=1), _whole("width", width, least=1)
    return height * width * _weights(in_channels, out_channels, kernel_size, groups)


def bytes_moved(
    in_channels: int,
    out_channels: int,
    input_size: Size,
    *,
    kernel_size: Size = 1,
    stride: Size = 1,
    padding: Size = 0,
    groups: int = 1,
    bias: bool = True,
    batch: int = 1,
    itemsize: int = 4,
) -> int:
    """itemsize · (numbers read from the input + parameters + numbers written to the output).

    Every number is moved once, which is the least that a program can do. Pixels that a stride
    skips are not read; padding is in no memory.

    Parameters
    ----------
    in_channels, out_channels, kernel_size, groups, bias
        As in `params`.
    input_size : int or pair of int
        Height and width of the input in pixels, before padding; `macs` takes those of the output.
    stride : int or pair of int
        At least 1.
    padding : int or pair of int
        On each side, at least 0.
    batch : int
        The number of images; the parameters are read once for all of them.
    itemsize : int
        Bytes of one number: 4 for float32.

    Returns
    -------
    int

    Raises
    ------
    TypeError
        A size is not a whole number, or `bias` neither True nor False.
    ValueError
        A size is too small, `groups` does not divide the channels, or the kernel does not fit
        into the padded input.

    References
    ----------
    S. Williams, A. Waterman, D. Patterson, "Roofline: An Insightful Visual Performance Model for
    Multicore Architectures", Communications of the ACM 52(4), 2009.

    Examples
    --------
    >>> bytes_moved(64, 32, (32, 32))
    401536
    >>> 4 * (64 * 32 * 32 + params(64, 32) + 32 * 32 * 32)
    401536
    """
    parameters = params(in_channels, out_channels, kernel_size=kernel_size, groups=groups, bias=bias)
    batch, itemsize = _whole("batch", batch, least=1), _whole("itemsize", itemsize, least=1)
    read_size, output_size = _sides(input_size, kernel_size, stride, padding)
    numbers = int(in_channels) * prod(read_size) + int(out_channels) * prod(output_size)
    return itemsize * (batch * numbers + parameters)


def intensity(
    in_channels: int,
    out_channels: int,
    input_size: Size,
    *,
    kernel_size: Size = 1,
    stride: Size = 1,
    padding: Size = 0,
    groups: int = 1,
    bias: bool = True,
    batch: int = 1,
    itemsize: int = 4,
) -> float:
    """2·macs / bytes_moved: operations a byte, two for each multiply-add.

    A machine that can do R operations in the time in which it moves a byte waits for its memory
    where a layer has fewer, and for its arithmetic where it has more.

    Parameters
    ----------
    in_channels, out_channels, input_size, kernel_size, stride, padding, groups, bias, batch, itemsize
        As in `bytes_moved`.

    Returns
    -------
    float

    Raises
    ------
    TypeError, ValueError
        As `bytes_moved` does.

    References
    ----------
    S. Williams, A. Waterman, D. Patterson, "Roofline: An Insightful Visual Performance Model for
    Multicore Architectures", Communications of the ACM 52(4), 2009.

    Examples
    --------
    >>> 2 * macs(64, 32, 32, 32) / bytes_moved(64, 32, (32, 32)) == intensity(64, 32, (32, 32))
    True
    >>> round(intensity(64, 64, (32, 32))), round(intensity(64, 64, (32, 32), kernel_size=3, padding=1, groups=64))
    (16, 2)
    """
    moved = bytes_moved(
        in_channels,
        out_channels,
        input_size,
        kernel_size=kernel_size,
        stride=stride,
        padding=padding,
        groups=groups,
        bias=bias,
        batch=batch,
        itemsize=itemsize,
    )
    _, output_size = _sides(input_size, kernel_size, stride, padding)
    image = macs(in_channels, out_channels, *output_size, kernel_size=kernel_size, groups=groups)
    return 2 * int(batch) * image / moved


class Layer(NamedTuple):
    """One layer of a form: the sizes that `params` and `macs` take.

    Examples
    --------
    >>> layer = Layer(64, 32)
    >>> layer.params(), layer.macs(32, 32)
    (2080, 2097152)
    """

    in_channels: int
    out_channels: int
    kernel_size: tuple[int, int] = (1, 1)
    groups: int = 1

    def params(self, *, bias: bool = True) -> int:
        return params(**self._asdict(), bias=bias)

    def macs(self, height: int, width: int) -> int:
        return macs(height=height, width=width, **self._asdict())


def plain(in_channels: int, out_channels: int, *, kernel_size: Size = 3) -> tuple[Layer, ...]:
    """k×k: one layer, (C_in → C_out).

    The layers of all three forms have stride 1 and a padding that keeps height and width.

    Parameters
    ----------
    in_channels, out_channels, kernel_size
        As in `params`.

    Returns
    -------
    tuple of Layer

    Raises
    ------
    TypeError, ValueError
        As `params` does.

    Examples
    --------
    >>> sum(layer.macs(56, 56) for layer in plain(256, 256))
    1849688064
    """
    in_channels, out_channels, kernel_size = _sizes(in_channels, out_channels, kernel_size)
    return (Layer(in_channels, out_channels, kernel_size),)


def bottleneck(in_channels: int, out_channels: int, *, mid_channels: int, kernel_size: Size = 3) -> tuple[Layer, ...]:
    """1×1, k×k, 1×1: (C_in → C_mid → C_mid → C_out).

    Parameters
    ----------
    in_channels, out_channels, kernel_size
        As in `plain`.
    mid_channels : int
        Read and made by the k×k layer; at least 1.

    Returns
    -------
    tuple of Layer

    Raises
    ------
    TypeError, ValueError
        As `params` does.

    References
    ----------
    K. He et al., "Deep Residual Learning", 2015, arXiv:1512.03385, figure 5.

    Examples
    --------
    >>> sum(layer.macs(56, 56) for layer in bottleneck(256, 256, mid_channels=64))
    218365952
    """
    in_channels, out_channels, kernel_size = _sizes(in_channels, out_channels, kernel_size)
    mid_channels = _whole("mid_channels", mid_channels, least=1)
    return (
        Layer(in_channels, mid_channels),
        Layer(mid_channels, mid_channels, kernel_size),
        Layer(mid_channels, out_channels),
    )


def depthwise_separable(in_channels: int, out_channels: int, *, kernel_size: Size = 3) -> tuple[Layer, ...]:
    """k×k on each channel by itself, then 1×1: (C_in → C_in → C_out).

    Parameters
    ----------
    in_channels, out_channels, kernel_size
        As in `plain`.

    Returns
    -------
    tuple of Layer

    Raises
    ------
    TypeError, ValueError
        As `params` does.

    References
    ----------
    A. Howard et al., "MobileNets", 2017, arXiv:1704.04861, section 3.1.

    Examples
    --------
    >>> sum(layer.macs(56, 56) for layer in depthwise_separable(256, 256))
    212746240
    """
    in_channels, out_channels, kernel_size = _sizes(in_channels, out_channels, kernel_size)
    return (
        Layer(in_channels, in_channels, kernel_size, groups=in_channels),
        Layer(in_channels, out_channels),
    )


def summary(model: torch.nn.Module, input_shape: Sequence[int]) -> Summary:
    """The layers of a PyTorch model with parameters and multiply-adds: `conv1x1_lab.summary.summary`.

    It stands in a module of its own, imported at the first call, so that the arithmetic of shapes needs no PyTorch.
    """
    from conv1x1_lab.summary import summary

    return summary(model, input_shape)


def _sides(input_size, kernel_size, stride, padding):
    """How many rows and columns of the input are read, and how many the output has."""
    sizes = _pair("input_size", input_size, least=1)
    pairs = [_pair("kernel_size", kernel_size, 1), _pair("stride", stride, 1), _pair("padding", padding, 0)]
    sides = [_side(*axis) for axis in zip(sizes, *pairs)]
    return tuple(zip(*sides))


def _side(size, kernel, stride, padding):
    """How many pixels of an axis lie in any window, and how many windows there are."""
    if kernel > size + 2 * padding:
        raise ValueError(f"kernel_size is {kernel}, but the padded input is {size + 2 * padding} pixels across")
    windows = (size + 2 * padding - kernel) // stride + 1
    end = (windows - 1) * stride + kernel  # of the last window, counted from the start of the padding

    def read_before(place):
        whole, rest = divmod(min(place, end), stride)
        return whole * min(kernel, stride) + min(rest, kernel)

    return read_before(padding + size) - read_before(padding), windows


def _weights(in_channels, out_channels, kernel_size, groups):
    in_channels, out_channels, (k_h, k_w) = _sizes(in_channels, out_channels, kernel_size)
    groups = _whole("groups", groups, least=1)
    for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
        if channels % groups:
            raise ValueError(f"groups is {groups}, but {name} is {channels}, which it does not divide")
    return out_channels * (in_channels // groups) * k_h * k_w


def _sizes(in_channels, out_channels, kernel_size):
    in_channels = _whole("in_channels", in_channels, least=1)
    out_channels = _whole("out_channels", out_channels, least=1)
    return in_channels, out_channels, _pair("kernel_size", kernel_size, least=1)
