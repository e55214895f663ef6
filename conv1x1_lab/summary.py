"""What a PyTorch model costs, layer by layer: each layer's output shape, parameters and multiply-adds."""

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

import torch
from torch import nn

from conv1x1_lab._contract import _whole

#: Layers whose multiply-adds are counted, and layers that have parameters but no multiply-adds.
CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
TRANSPOSED = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)
COUNTED = (nn.Linear, *CONVOLUTIONS, *TRANSPOSED)
WITHOUT_MACS = (
    nn.BatchNorm1d,
    nn.BatchNorm2d,
    nn.BatchNorm3d,
    nn.GroupNorm,
    nn.LayerNorm,
    nn.RMSNorm,
    nn.PReLU,
)


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
    def params(self) -> int:
        return sum(row.params for row in self.rows)

    @property
    def weights(self) -> int:
        return sum(row.weights for row in self.rows)

    @property
    def macs(self) -> int:
        return sum(row.macs for row in self.rows if row.macs is not None)

    @property
    def pointwise_macs(self) -> float:
        """The share of 1×1 convolutions in the multiply-adds that are counted, from 0 to 1."""
        return sum(row.macs for row in self.rows if row.pointwise) / max(1, self.macs)

    @property
    def pointwise_weights(self) -> float:
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


def summary(model: nn.Module, input_shape: Sequence[int]) -> Summary:
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
        `model` is not a module, `input_shape` not a sequence, or a size not a whole number.
    ValueError
        A size is below 1.

    References
    ----------
    A. Howard et al., "MobileNets", 2017, arXiv:1704.04861: table 2 is such a count.

    Examples
    --------
    >>> print(summary(nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, 4, 1)), (1, 3, 10, 10)))
    layer  kind        output   params    macs  1×1
    0      Conv2d 3×3  1×8×8×8     224  13,824
    2      Conv2d 1×1  1×4×8×8      36   2,048  yes
    total                          260  15,872
    1×1: 12.9% of the multiply-adds, 12.9% of the weights.
    A multiply-add for each use of a weight; none for biases, normalisation and activations.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(f"model must be a torch.nn.Module, not {type(model).__name__}")
    if not isinstance(input_shape, Iterable):
        raise TypeError(f"input_shape is {input_shape!r}, but it must be a sequence of sizes, as (1, 3, 224, 224)")
    shape = [_whole("input_shape", size, least=1) for size in input_shape]
    empty = _without_numbers(model)
    names = {module: name for name, module in empty.named_modules() if _is_layer(module)}
    rows, called, counted = [], set(), set()

    def list_use(module, inputs, output):
        called.add(module)
        rows.append(_row(names[module], module, inputs, output, counted))

    for module in names:
        module.register_forward_hook(list_use)
    dtype = next((p.dtype for p in empty.parameters() if p.is_floating_point()), torch.float32)
    with torch.no_grad(), torch.device("meta"):
        empty(torch.empty(shape, dtype=dtype))
    never = [_row(name, module, (), None, counted) for module, name in names.items() if module not in called]
    return Summary((*rows, *(row for row in never if row.params)))


def _without_numbers(model):
    """A copy in evaluation mode, whose parameters and buffers have shapes only."""
    memo = {id(buffer): buffer.detach().to("meta") for buffer in model.buffers()}
    memo |= {id(parameter): nn.Parameter(parameter.detach().to("meta"), False) for parameter in model.parameters()}
    return copy.deepcopy(model, memo).eval()


def _is_layer(module):
    return any(True for _ in module.parameters(recurse=False)) or isinstance(module, COUNTED)


def _row(name, module, inputs, output, counted):
    """A row of the table; parameters in `counted` were counted before, and new ones are added to it."""
    new = {part: parameter for part, parameter in module.named_parameters(recurse=False) if parameter not in counted}
    counted.update(new.values())
    normalises = isinstance(module, WITHOUT_MACS)
    weights = () if normalises else [p.numel() for part, p in new.items() if not part.endswith("bias")]
    shape = tuple(output.shape) if hasattr(output, "shape") else None
    macs = None if output is None else _macs(module, inputs, output)
    pointwise = macs is not None and (
        isinstance(module, nn.Linear)
        and len(shape) > 2
        or isinstance(module, CONVOLUTIONS)
        and prod(module.kernel_size) == 1
    )
    return Row(name, _kind(module), shape, sum(p.numel() for p in new.values()), sum(weights), macs, pointwise)


def _macs(module, inputs, output):
    if isinstance(module, WITHOUT_MACS):
        return 0
    if isinstance(module, nn.Linear):
        return output.numel() * module.in_features
    if isinstance(module, CONVOLUTIONS):
        return output.numel() * module.in_channels // module.groups * prod(module.kernel_size)
    if isinstance(module, TRANSPOSED):
        return inputs[0].numel() * module.out_channels // module.groups * prod(module.kernel_size)
    return None


def _kind(module):
    kind = type(module).__name__
    if isinstance(module, (*CONVOLUTIONS, *TRANSPOSED)):
        kind += " " + "×".join(map(str, module.kernel_size))
        kind += f", {module.groups} groups" if module.groups > 1 else ""
    return kind
