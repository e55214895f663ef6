"""What a convolution costs, from shapes alone: its parameters and its multiply-adds.

A multiply-add is one multiplication with the addition that goes with it. Three forms of a k×k
convolution are here as tables of their layers: `plain`, `bottleneck` and `depthwise_separable`.
"""

from typing import NamedTuple

import numpy as np

from conv1x1_lab.numpy_conv import _pair, _whole


def params(in_channels, out_channels, *, kernel_size=1, groups=1, bias=True):
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


def macs(in_channels, out_channels, height, width, *, kernel_size=1, groups=1):
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

    def params(self, *, bias=True):
        return params(**self._asdict(), bias=bias)

    def macs(self, height, width):
        return macs(height=height, width=width, **self._asdict())


def plain(in_channels, out_channels, *, kernel_size=3):
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


def bottleneck(in_channels, out_channels, *, mid_channels, kernel_size=3):
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


def depthwise_separable(in_channels, out_channels, *, kernel_size=3):
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
