"""What a call of the layer may be: its checks, and the errors that name argument, value and rule."""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

#: One whole number for both sides of an image, or a pair (height, width).
Size = int | tuple[int, int]

_DTYPES = frozenset(map(np.dtype, "e f d F D b h i q B H I Q".split()))  # float16 … uint64, in this byte order
_MOST_BYTES = np.iinfo(np.intp).max


class _Layer(NamedTuple):
    """A checked call: arrays in their full shapes, sizes as pairs."""

    x: np.ndarray  # (N, C_in, H, W)
    weight: np.ndarray  # (C_out, C_in / groups)
    bias: np.ndarray | None  # (C_out,)
    stride: tuple[int, int]
    padding: tuple[int, int]
    groups: int
    output_size: tuple[int, int]  # (H_out, W_out)


def _is_plain(x, weight, bias, stride, padding, groups):
    """Whether this is the most usual call: `_checked` would find nothing wrong, and nothing has to be copied."""
    return (
        type(x) is type(weight) is np.ndarray
        and type(stride) is type(padding) is type(groups) is int
        and (stride, padding, groups) == (1, 0, 1)
        and x.dtype.char in "fd"
        and x.dtype.isnative
        and weight.dtype == x.dtype
        and x.ndim == 4
        and weight.ndim == 2
        and x.shape[1] == weight.shape[1]
        and x.flags.c_contiguous
        and (bias is None or type(bias) is np.ndarray and bias.dtype == x.dtype and bias.shape == weight.shape[:1])
    )


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
    stride = _pair("stride", stride, least=1)
    padding = _pair("padding", padding, least=0)
    groups = _whole("groups", groups, least=1)
    _check_channels(x.shape[-3], weight.shape, groups)
    if bias is not None:
        bias = _array("bias", bias)
        _same_dtype("bias", bias, x)
        if bias.shape != weight.shape[:1]:
            raise ValueError(f"bias has shape {bias.shape}, but weight has {len(weight)} output channels")
    full = x if x.ndim == 4 else x[np.newaxis]
    output_size = tuple(map(_side, full.shape[2:], stride, padding))
    _check_memory(full, weight, padding, output_size)
    return _Layer(full, weight.reshape(weight.shape[:2]), bias, stride, padding, groups, output_size)


def _side(size, stride, padding):
    """How many output pixels a side has."""
    return (size + 2 * padding - 1) // stride + 1


def _check_channels(channels, weight_shape, groups):
    filters, width = weight_shape[:2]
    if channels % groups:
        raise ValueError(f"groups is {groups}, but x has {channels} channels, which it does not divide")
    if filters % groups:
        raise ValueError(f"groups is {groups}, but weight has {filters} output channels, which it does not divide")
    if width * groups != channels:
        of_a_group = f" in each of {groups} groups" if groups > 1 else ""
        raise ValueError(f"weight has {width} input channels (axis 1){of_a_group}, but x has {channels} channels")


def _check_memory(x, weight, padding, output_size):
    """The padded images and the output must be of a size that can be addressed."""
    N, C, H, W = x.shape
    padded = C * (H + 2 * padding[0]) * (W + 2 * padding[1])
    output = len(weight) * output_size[0] * output_size[1]
    if N * max(padded, output) * x.itemsize > _MOST_BYTES:
        and_padding = f" and padding is {padding}" if any(padding) else ""
        raise ValueError(
            f"x has shape {x.shape}, weight has {len(weight)} output channels{and_padding}, "
            "but images and outputs of this size are more than memory can hold"
        )


def _checked_out(out, shape, layer):
    _array("out", out)
    if out.shape != shape:
        raise ValueError(f"out has shape {out.shape}, but the result has shape {shape}")
    if out.dtype != layer.x.dtype:
        raise TypeError(f"out has dtype {out.dtype}, but the result has dtype {layer.x.dtype}")
    if not out.flags.writeable:
        raise ValueError("out is read-only, but the result is written to it")
    if _overlaps_itself(out):
        raise ValueError(
            f"out has strides {out.strides}, by which its {out.nbytes} bytes overlap, but each result needs a place"
        )
    for name in ("x", "weight", "bias"):
        source = getattr(layer, name)
        if source is not None and np.shares_memory(out, source):
            raise ValueError(f"out shares memory with {name}, but inputs are never modified")
    return out


def _overlaps_itself(array):
    """Whether two of its numbers may lie in one place: a step along an axis leads into what shorter steps fill."""
    filled = array.itemsize
    for step, size in sorted((abs(step), size) for step, size in zip(array.strides, array.shape) if size > 1):
        if step < filled and array.size:
            return True
        filled += step * (size - 1)
    return False


def _checked_grad_output(grad_output, x, layer):
    """`grad_output` with all four axes."""
    grad_output = _array("grad_output", grad_output)
    _same_dtype("grad_output", grad_output, x)
    shape = (*x.shape[:-3], len(layer.weight), *layer.output_size)
    if grad_output.shape != shape:
        raise ValueError(f"grad_output has shape {grad_output.shape}, but the layer's output has shape {shape}")
    return grad_output if grad_output.ndim == 4 else grad_output[np.newaxis]


def _checked_needs(needs):
    names = ("x", "weight", "bias")
    # A word is a collection, too, but of its letters.
    if isinstance(needs, str) or not isinstance(needs, Collection) or not all(name in names for name in needs):
        raise ValueError(f"needs is {needs!r}, but it must be a collection of {', '.join(map(repr, names))}")
    return needs


def _array(name, value):
    if type(value) is np.ndarray:
        return value
    if not isinstance(value, np.ndarray) or isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name} must be a NumPy array, not {type(value).__name__}")
    return np.asarray(value)  # a subclass, such as np.memmap


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
    """A whole number of Python's or NumPy's as Python's."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} is {value!r}, but it must be a whole number")
    if value < least:
        raise ValueError(f"{name} is {value}, but it must be at least {least}")
    return int(value)
