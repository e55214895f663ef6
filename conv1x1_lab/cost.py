"""What a convolution costs, from shapes alone: parameters, multiply-adds, bytes, operations a byte.

A multiply-add is one multiplication with the addition that goes with it, and so two operations.
Three forms of a k×k convolution are here as tables of their layers: `plain`, `bottleneck` and
`depthwise_separable`. `summary` counts a whole PyTorch model; only then is PyTorch imported.
"""

import copy
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

import numpy as np

from conv1x1_lab._contract import _pair, _whole


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


def bytes_moved(
    in_channels,
    out_channels,
    input_size,
    *,
    kernel_size=1,
    stride=1,
    padding=0,
    groups=1,
    bias=True,
    batch=1,
    itemsize=4,
):
    """itemsize · (numbers read from the input + parameters + numbers written to the output).

    Every number is moved once, which is the least that a program can do. Pixels that a stride
    leaps over are not read; padding is in no memory.

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


def intensity(in_channels, out_channels, input_size, *, kernel_size=1, stride=1, padding=0, groups=1, batch=1, **how):
    """2·macs / bytes_moved: operations a byte, two for each multiply-add.

    A machine that can do R operations in the time in which it moves a byte waits for its memory
    where a layer has fewer, and for its arithmetic where it has more.

    Parameters
    ----------
    in_channels, out_channels, input_size, kernel_size, stride, padding, groups, batch, **how
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
    shape = {"kernel_size": kernel_size, "groups": groups}
    moved = bytes_moved(
        in_channels, out_channels, input_size, stride=stride, padding=padding, batch=batch, **shape, **how
    )
    _, output_size = _sides(input_size, kernel_size, stride, padding)
    return 2 * int(batch) * macs(in_channels, out_channels, *output_size, **shape) / moved


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


#: Kinds of PyTorch layers whose multiply-adds are counted, and kinds that have parameters but none.
CONVOLUTIONS = ("Conv1d", "Conv2d", "Conv3d")
TRANSPOSED = ("ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d")
WITHOUT_MACS = ("BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "GroupNorm", "LayerNorm", "RMSNorm", "PReLU")


class Row(NamedTuple):
    """One use of a layer in a model.

    `params` are counted at a layer's first use; `weights` are those of them that are neither biases
    nor a normalisation's. `output_shape` is None where no single tensor comes out, `macs` where they
    are not counted. `pointwise` says whether the layer is a 1×1 convolution.
    """

    name: str
    kind: str
    output_shape: tuple[int, ...] | None
    params: int
    weights: int
    macs: int | None
    pointwise: bool


@dataclass(frozen=True)
class Summary:
    """The layers of a model in the order of their use, and the totals; printed, it is a table."""

    rows: tuple[Row, ...]

    @property
    def params(self):
        return sum(row.params for row in self.rows)

    @property
    def weights(self):
        return sum(row.weights for row in self.rows)

    @property
    def macs(self):
        return sum(row.macs for row in self.rows if row.macs is not None)

    @property
    def pointwise_macs(self):
        """The share of 1×1 convolutions in the multiply-adds that are counted, from 0 to 1."""
        return sum(row.macs for row in self.rows if row.pointwise) / max(1, self.macs)

    @property
    def pointwise_weights(self):
        """The share of 1×1 convolutions in the weights, from 0 to 1."""
        return sum(row.weights for row in self.rows if row.pointwise) / max(1, self.weights)

    def __str__(self):
        total = Row("total", "", (), self.params, self.weights, self.macs, False)
        cells = [("layer", "kind", "output", "params", "macs", "1×1"), *map(_cells, (*self.rows, total))]
        widths = [max(map(len, column)) for column in zip(*cells)]
        layout = "{:{}}  {:{}}  {:{}}  {:>{}}  {:>{}}  {:{}}"
        lines = [layout.format(*(part for pair in zip(line, widths) for part in pair)).rstrip() for line in cells]
        lines.append(
            f"1×1: {self.pointwise_macs:.1%} of the multiply-adds, {self.pointwise_weights:.1%} of the weights."
        )
        lines.append("A multiply-add for each use of a weight; none for biases, normalisation and activations.")
        missing = sorted({row.name or row.kind for row in self.rows if row.macs is None})
        if missing:
            lines.append(f"Not counted, so there may be more multiply-adds: {', '.join(missing)}.")
        return "\n".join(lines)


def _cells(row):
    shape = "–" if row.output_shape is None else "×".join(map(str, row.output_shape))
    macs = "not counted" if row.macs is None else f"{row.macs:,}"
    return row.name, row.kind, shape, f"{row.params:,}", macs, "yes" if row.pointwise else ""


def summary(model, input_shape):
    """The layers of a PyTorch model: for each use its output's shape, parameters and multiply-adds.

    A copy of the model without its numbers is run in evaluation mode, which takes no memory and
    computes nothing (PyTorch's meta device); the model stays as it is. Its own hooks run on the copy.

    Counted is a multiply-add for each use of a weight of a convolution or `Linear`, over all
    images of the input. A layer that is used twice has its multiply-adds twice and its parameters
    once. Every other layer with parameters is in the table too: with no multiply-adds if it
    normalises or activates, as "not counted" if its kind is unknown or if it was never called. What
    has no parameters is not there, and so attention's products of activations are not seen.

    A convolution is a 1×1 if its kernel is one pixel, whatever its stride and groups; a `Linear` if
    it is applied to every pixel or token of (N, …, C). On (N, C) it is a dense layer, which has
    the whole image before it.

    Parameters
    ----------
    model : torch.nn.Module
        Takes one tensor of floating-point numbers.
    input_shape : sequence of int
        With the batch axis: (1, 3, 224, 224).

    Returns
    -------
    Summary

    Raises
    ------
    TypeError
        `model` is not a module, or a size is not a whole number.
    ValueError
        A size is below 1.

    References
    ----------
    A. Howard et al., "MobileNets", 2017, arXiv:1704.04861: table 2 is such a count.

    Examples
    --------
    >>> from torch import nn
    >>> print(summary(nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, 4, 1)), (1, 3, 10, 10)))
    layer  kind        output   params    macs  1×1
    0      Conv2d 3×3  1×8×8×8     224  13,824
    2      Conv2d 1×1  1×4×8×8      36   2,048  yes
    total                          260  15,872
    1×1: 12.9% of the multiply-adds, 12.9% of the weights.
    A multiply-add for each use of a weight; none for biases, normalisation and activations.
    """
    import torch

    if not isinstance(model, torch.nn.Module):
        raise TypeError(f"model must be a torch.nn.Module, not {type(model).__name__}")
    shape = [_whole("input_shape", size, least=1) for size in input_shape]
    empty = _without_numbers(model)
    names = {module: name for name, module in empty.named_modules() if _is_layer(module)}
    rows, called, seen = [], set(), set()

    def list_use(module, inputs, output):
        called.add(module)
        rows.append(_row(names[module], module, inputs, output, seen))

    for module in names:
        module.register_forward_hook(list_use)
    dtype = next((p.dtype for p in empty.parameters() if p.is_floating_point()), torch.float32)
    with torch.no_grad(), torch.device("meta"):
        empty(torch.empty(shape, dtype=dtype))
    never = [_row(name, module, (), None, seen) for module, name in names.items() if module not in called]
    return Summary((*rows, *(row for row in never if row.params)))


def _without_numbers(model):
    """A copy in evaluation mode, whose parameters and buffers have shapes only."""
    from torch import nn

    memo = {id(buffer): buffer.detach().to("meta") for buffer in model.buffers()}
    memo |= {id(parameter): nn.Parameter(parameter.detach().to("meta"), False) for parameter in model.parameters()}
    return copy.deepcopy(model, memo).eval()


def _is(module, kinds):
    from torch import nn

    return isinstance(module, tuple(getattr(nn, kind) for kind in kinds))


def _is_layer(module):
    return any(True for _ in module.parameters(recurse=False)) or _is(module, ("Linear", *CONVOLUTIONS, *TRANSPOSED))


def _row(name, module, inputs, output, seen):
    """A row of the table; parameters in `seen` were counted before, and new ones are added to it."""
    new = {part: parameter for part, parameter in module.named_parameters(recurse=False) if parameter not in seen}
    seen.update(new.values())
    weights = () if _is(module, WITHOUT_MACS) else [p.numel() for part, p in new.items() if not part.endswith("bias")]
    shape = tuple(output.shape) if hasattr(output, "shape") else None
    macs = None if output is None else _macs(module, inputs, output)
    pointwise = macs is not None and (
        _is(module, ("Linear",)) and len(shape) > 2 or _is(module, CONVOLUTIONS) and prod(module.kernel_size) == 1
    )
    return Row(name, _kind(module), shape, sum(p.numel() for p in new.values()), sum(weights), macs, pointwise)


def _macs(module, inputs, output):
    if _is(module, WITHOUT_MACS):
        return 0
    if _is(module, ("Linear",)):
        return output.numel() * module.in_features
    if _is(module, CONVOLUTIONS):
        return output.numel() * module.in_channels // module.groups * prod(module.kernel_size)
    if _is(module, TRANSPOSED):
        return inputs[0].numel() * module.out_channels // module.groups * prod(module.kernel_size)
    return None


def _kind(module):
    kind = type(module).__name__
    if _is(module, (*CONVOLUTIONS, *TRANSPOSED)):
        kind += " " + "×".join(map(str, module.kernel_size))
        kind += f", {module.groups} groups" if module.groups > 1 else ""
    return kind


def _sides(input_size, kernel_size, stride, padding):
    """How many rows and columns of the input are read, and how many the output has."""
    sizes = _pair("input_size", input_size, least=1)
    pairs = [_pair("kernel_size", kernel_size, 1), _pair("stride", stride, 1), _pair("padding", padding, 0)]
    sides = [_side(*axis) for axis in zip(sizes, *pairs)]
    return tuple(zip(*sides))


def _side(size, kernel, stride, padding):
    if kernel > size + 2 * padding:
        raise ValueError(f"kernel_size is {kernel}, but the padded input is {size + 2 * padding} pixels across")
    starts = range(-padding, size + padding - kernel + 1, stride)
    read = {place for start in starts for place in range(max(start, 0), min(start + kernel, size))}
    return len(read), len(starts)


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
