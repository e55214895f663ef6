"""The layer in NumPy: the definition as loops, and the same sums as one matrix product."""

import math
from typing import NamedTuple

import numpy as np


class _Layer(NamedTuple):
    """A checked call: arrays in their full shapes, sizes as pairs."""

    x: np.ndarray  # (N, C_in, H, W)
    weight: np.ndarray  # (C_out, C_in / groups)
    bias: np.ndarray | None  # (C_out,)
    stride: tuple[int, int]
    padding: tuple[int, int]
    groups: int


def conv1x1_loops(x, weight, bias=None):
    """O[n, k, h, w] = Σ_c x[n, c, h, w] · weight[k, c] + bias[k], one loop an index.

    For reading and for checking; `conv1x1` computes the same thousands of times faster.

    Parameters
    ----------
    x : ndarray, shape (N, C_in, H, W) or (C_in, H, W)
    weight : ndarray, shape (C_out, C_in) or (C_out, C_in, 1, 1)
    bias : ndarray, shape (C_out,), optional

    Returns
    -------
    ndarray, shape (N, C_out, H, W) or (C_out, H, W), in the dtype of `x`

    Raises
    ------
    TypeError, ValueError
        As `conv1x1` does.

    Examples
    --------
    >>> x = np.ones((2, 3, 4, 5))
    >>> conv1x1_loops(x, np.ones((7, 3))).shape
    (2, 7, 4, 5)
    """
    layer = _checked(x, weight, bias, stride=1, padding=0, groups=1)
    N, C, H, W = layer.x.shape
    K = len(layer.weight)
    output = np.zeros((N, K, H, W), x.dtype)
    for n in range(N):
        for k in range(K):
            for h in range(H):
                for w in range(W):
                    for c in range(C):
                        output[n, k, h, w] += layer.x[n, c, h, w] * layer.weight[k, c]
                    if layer.bias is not None:
                        output[n, k, h, w] += layer.bias[k]
    return output.reshape(x.shape[:-3] + (K, H, W))


def conv1x1(x, weight, bias=None, *, stride=1, padding=0, groups=1, out=None):
    """O = W·X + b at every pixel: each output channel is a weighted sum of input channels.

    O[n, k, i, j] = Σ_c x[n, c, i·stride − padding, j·stride − padding] · weight[k, c] + bias[k],
    where x is 0 outside the image, so that a padded pixel equals the bias. With groups, output
    channel k sums over the input channels of its own group only.

    Parameters
    ----------
    x : ndarray, shape (N, C_in, H, W) or (C_in, H, W)
        float16 (summed in float32, rounded once), float32, float64, complex or integer
        (which wraps around). Never modified; any strides.
    weight : ndarray, shape (C_out, C_in // groups) or (C_out, C_in // groups, 1, 1)
        In the dtype of `x`, as `bias` too: nothing is promoted.
    bias : ndarray, shape (C_out,), optional
    stride, padding : int or pair of int
        In pixels, along height and width.
    groups : int
        A divisor of C_in and of C_out.
    out : ndarray, optional
        Where to put the result: of its shape and dtype, sharing no memory with the inputs.

    Returns
    -------
    ndarray, shape (N, C_out, H_out, W_out) or (C_out, H_out, W_out)
        H_out = (H + 2·padding − 1) // stride + 1. An empty sum is 0: with C_in = 0 every pixel
        equals the bias (PyTorch 2.13 returns an empty tensor there).

    Raises
    ------
    TypeError
        An argument is not an array (or a whole number), or its dtype is not that of `x`.
    ValueError
        A shape or a size does not fit; the message names the argument, its value and the rule.

    References
    ----------
    M. Lin, Q. Chen, S. Yan, "Network In Network", 2013, arXiv:1312.4400, section 3.1.

    Examples
    --------
    >>> x = np.ones((2, 3, 4, 5), np.float32)
    >>> weight = np.ones((7, 3), np.float32)
    >>> conv1x1(x, weight).shape
    (2, 7, 4, 5)
    >>> conv1x1(x, weight, stride=2, padding=1).shape
    (2, 7, 3, 4)
    """
    layer = _checked(x, weight, bias, stride, padding, groups)
    sampled = _sampled(layer.x, layer.stride, layer.padding)
    N, C, H, W = sampled.shape
    K, G, P = len(layer.weight), layer.groups, H * W
    shape = x.shape[:-3] + (K, H, W)
    if out is None:
        output = np.empty(shape, x.dtype)
    else:
        output = _checked_out(out, shape, layer)

    columns = sampled.reshape(N, G, C // G, P)  # (N, G, C/G, P): a pixel is a column
    filters = layer.weight.reshape(G, K // G, C // G)  # (G, K/G, C/G)
    bias = 0 if layer.bias is None else layer.bias.reshape(G, K // G, 1)
    if x.dtype == np.float16:
        product = np.matmul(filters.astype(np.float32), columns.astype(np.float32)) + bias
        output[...] = product.reshape(shape)
    elif output.flags.c_contiguous:
        product = output.reshape(N, G, K // G, P)
        np.matmul(filters, columns, out=product)
        product += bias
    else:
        output[...] = (np.matmul(filters, columns) + bias).reshape(shape)
    return output


def _sampled(x, stride, padding):
    """The pixels that the layer reads, (N, C, H_out, W_out): a view where nothing is padded."""
    if padding == (0, 0):
        return x[:, :, :: stride[0], :: stride[1]]
    inside, taken, sizes = [], [], []
    for size, s, p in zip(x.shape[2:], stride, padding):
        first = -(-p // s)  # the first output position that lies on the image
        taken.append(slice(first * s - p, None, s))
        inside.append(slice(first, first + len(range(first * s - p, size, s))))
        sizes.append((size + 2 * p - 1) // s + 1)
    sampled = np.zeros(x.shape[:2] + tuple(sizes), x.dtype)
    sampled[:, :, inside[0], inside[1]] = x[:, :, taken[0], taken[1]]
    return sampled


def _checked(x, weight, bias, stride, padding, groups):
    """The call as a `_Layer`, or the error that says what is wrong with it."""
    x = _array("x", x)
    weight = _array("weight", weight)
    if x.dtype.kind not in "fciu" or x.dtype.itemsize > (16 if x.dtype.kind == "c" else 8):
        raise TypeError(f"x has dtype {x.dtype}, but it must be a float, complex or integer dtype of NumPy up to 64 bits a part")
    if x.ndim not in (3, 4):
        raise ValueError(f"x has shape {x.shape}, but it must be (N, C_in, H, W) or (C_in, H, W)")
    if weight.ndim != 2 and not (weight.ndim == 4 and weight.shape[2:] == (1, 1)):
        raise ValueError(f"weight has shape {weight.shape}, but it must be (C_out, C_in // groups), with or without a 1×1 kernel's (1, 1) after it")
    _same_dtype("weight", weight, x)
    if bias is not None:
        bias = _array("bias", bias)
        _same_dtype("bias", bias, x)
        if bias.shape != weight.shape[:1]:
            raise ValueError(f"bias has shape {bias.shape}, but weight has {len(weight)} output channels, so it must be ({len(weight)},)")
    stride = _pair("stride", stride, least=1)
    padding = _pair("padding", padding, least=0)
    _whole("groups", groups, least=1)
    _check_channels(x.shape[-3], weight.shape, groups)
    full = x if x.ndim == 4 else x[np.newaxis]
    return _Layer(full, weight.reshape(weight.shape[:2]), bias, stride, padding, int(groups))


def _check_channels(channels, weight_shape, groups):
    for name, count in (("x", channels), ("weight", weight_shape[0])):
        if count % groups:
            side = "channels" if name == "x" else "output channels"
            raise ValueError(f"groups is {groups}, but {name} has {count} {side}, which it does not divide")
    if weight_shape[1] * groups != channels:
        fed = f" in each of {groups} groups" if groups > 1 else ""
        raise ValueError(f"weight has {weight_shape[1]} input channels (axis 1){fed}, but x has {channels} channels")


def _checked_out(out, shape, layer):
    if not isinstance(out, np.ndarray):
        raise TypeError(f"out must be a NumPy array, not {type(out).__name__}")
    if out.shape != shape:
        raise ValueError(f"out has shape {out.shape}, but the result has shape {shape}")
    if out.dtype != layer.x.dtype:
        raise TypeError(f"out has dtype {out.dtype}, but the result has dtype {layer.x.dtype}")
    if not out.flags.writeable:
        raise ValueError("out is read-only, but the result is written to it")
    for name in ("x", "weight", "bias"):
        source = getattr(layer, name)
        if source is not None and np.shares_memory(out, source):
            raise ValueError(f"out shares memory with {name}, but inputs are never modified")
    return out


def _array(name, value):
    if not isinstance(value, np.ndarray) or isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name} must be a NumPy array, not {type(value).__name__}")
    return np.asarray(value)


def _same_dtype(name, value, x):
    if value.dtype != x.dtype:
        raise TypeError(f"{name} has dtype {value.dtype}, but x has dtype {x.dtype}; nothing is promoted, so convert one of them")


def _pair(name, value, least):
    """(value, value) for one number, the pair itself for a pair."""
    pair = value if isinstance(value, (tuple, list)) else (value, value)
    if len(pair) != 2:
        raise ValueError(f"{name} is {value}, but it must be one whole number or a pair (height, width)")
    return tuple(_whole(name, entry, least) for entry in pair)


def _whole(name, value, least):
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} is {value!r}, but it must be a whole number")
    if value < least:
        raise ValueError(f"{name} is {value}, but it must be at least {least}")
    return int(value)
