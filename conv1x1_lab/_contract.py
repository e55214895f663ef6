"""What a call of the layer may be: its checks, and the errors that name argument, value and rule."""

from typing import NamedTuple

import numpy as np

_DTYPES = frozenset(
    np.dtype(f"{kind}{size}")
    for kind, sizes in {"f": (2, 4, 8), "c": (8, 16), "i": (1, 2, 4, 8), "u": (1, 2, 4, 8)}.items()
    for size in sizes
)


class _Layer(NamedTuple):
    """A checked call: arrays in their full shapes, sizes as pairs."""

    x: np.ndarray  # (N, C_in, H, W)
    weight: np.ndarray  # (C_out, C_in / groups)
    bias: np.ndarray | None  # (C_out,)
    stride: tuple[int, int]
    padding: tuple[int, int]
    groups: int


def _checked(x, weight, bias, stride, padding, groups):
    """The call as a `_Layer`, or the error that says what is wrong with it."""
    x = _array("x", x)
    weight = _array("weight", weight)
    if x.dtype not in _DTYPES:
        raise TypeError(f"x has dtype {x.dtype}, but it must be one of {', '.join(sorted(map(str, _DTYPES)))}")
    if x.ndim not in (3, 4):
        raise ValueError(f"x has shape {x.shape}, but it must be (N, C_in, H, W) or (C_in, H, W)")
    if weight.ndim != 2 and not (weight.ndim == 4 and weight.shape[2:] == (1, 1)):
        raise ValueError(
            f"weight has shape {weight.shape}, but it must be (C_out, C_in // groups), "
            "with or without a 1×1 kernel's (1, 1) after it"
        )
    _same_dtype("weight", weight, x)
    if bias is not None:
        bias = _array("bias", bias)
        _same_dtype("bias", bias, x)
        if bias.shape != weight.shape[:1]:
            raise ValueError(f"bias has shape {bias.shape}, but weight has {len(weight)} output channels")
    stride = _pair("stride", stride, least=1)
    padding = _pair("padding", padding, least=0)
    groups = _whole("groups", groups, least=1)
    _check_channels(x.shape[-3], weight.shape, groups)
    sides = list(map(_side, x.shape[-2:], stride, padding))
    if (len(x) if x.ndim == 4 else 1) * max(1, len(weight), x.shape[-3]) * sides[0] * sides[1] * x.itemsize > np.iinfo(
        np.intp
    ).max:
        raise ValueError(
            f"padding is {padding}, but an output of {sides[0]}×{sides[1]} pixels is more than memory can hold"
        )
    full = x if x.ndim == 4 else x[np.newaxis]
    return _Layer(full, weight.reshape(weight.shape[:2]), bias, stride, padding, groups)


def _check_channels(channels, weight_shape, groups):
    filters, width = weight_shape[:2]
    if channels % groups:
        raise ValueError(f"groups is {groups}, but x has {channels} channels, which it does not divide")
    if filters % groups:
        raise ValueError(f"groups is {groups}, but weight has {filters} output channels, which it does not divide")
    if width * groups != channels:
        fed = f" in each of {groups} groups" if groups > 1 else ""
        raise ValueError(f"weight has {width} input channels (axis 1){fed}, but x has {channels} channels")


def _checked_out(out, shape, layer):
    _array("out", out)
    if out.shape != shape:
        raise ValueError(f"out has shape {out.shape}, but the result has shape {shape}")
    if out.dtype != layer.x.dtype:
        raise TypeError(f"out has dtype {out.dtype}, but the result has dtype {layer.x.dtype}")
    if not out.flags.writeable:
        raise ValueError("out is read-only, but the result is written to it")
    if out.size and _overlaps_itself(out):
        raise ValueError(f"out has strides {out.strides}, by which it overlaps itself, but each result needs a place")
    for name in ("x", "weight", "bias"):
        source = getattr(layer, name)
        if source is not None and np.shares_memory(out, source):
            raise ValueError(f"out shares memory with {name}, but inputs are never modified")
    return out


def _overlaps_itself(array):
    """Whether two numbers of the array may share memory: a stride does not reach over the axes within it."""
    reach = array.itemsize
    for stride, size in sorted((abs(stride), size) for stride, size in zip(array.strides, array.shape) if size > 1):
        if stride < reach:
            return True
        reach += (size - 1) * stride
    return False


def _checked_grad_output(grad_output, x, layer):
    grad_output = _array("grad_output", grad_output)
    _same_dtype("grad_output", grad_output, x)
    sides = map(_side, layer.x.shape[2:], layer.stride, layer.padding)
    shape = x.shape[:-3] + (len(layer.weight), *sides)
    if grad_output.shape != shape:
        raise ValueError(f"grad_output has shape {grad_output.shape}, but the layer's output has shape {shape}")
    return grad_output.reshape(len(layer.x), *shape[-3:])


def _checked_needs(needs):
    names = ("x", "weight", "bias")
    if not isinstance(needs, (tuple, list, set, frozenset)) or not all(
        isinstance(name, str) and name in names for name in needs
    ):
        raise ValueError(f"needs is {needs!r}, but it must be a collection of {', '.join(map(repr, names))}")
    return needs


def _array(name, value):
    if not isinstance(value, np.ndarray) or isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name} must be a NumPy array, not {type(value).__name__}")
    return np.asarray(value)


def _same_dtype(name, value, x):
    if value.dtype != x.dtype:
        raise TypeError(f"{name} has dtype {value.dtype}, but x has dtype {x.dtype}, and nothing is promoted")


def _pair(name, value, least):
    """(value, value) for one number, the pair itself for a pair."""
    if not isinstance(value, (tuple, list)):
        size = _whole(name, value, least)
        return size, size
    if len(value) != 2:
        raise ValueError(f"{name} is {value}, but it must be one whole number or a pair (height, width)")
    return _whole(name, value[0], least), _whole(name, value[1], least)


def _whole(name, value, least):
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} is {value!r}, but it must be a whole number")
    if value < least:
        raise ValueError(f"{name} is {value}, but it must be at least {least}")
    return int(value)


def _side(size, stride, padding):
    """How many output pixels a side has."""
    return (size + 2 * padding - 1) // stride + 1
