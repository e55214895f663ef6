"""Published numbers of the reference architectures, `papers.csv`, beside the counted ones.

A row agrees if the count is the published number (exact), rounds to it, or is cut to it (the further digits dropped).
Where it differs, the row has the reason; a row that should agree and doesn't, or the other way round, is a fault.

The printed numbers were read in the sources named, but for those "as quoted", which were read in texts that quote them.
"""

import csv
import textwrap
from collections.abc import Callable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache, partial
from itertools import groupby
from math import prod
from pathlib import Path
from typing import NamedTuple

import torch
from torch import nn
from tqdm import tqdm

from conv1x1_lab import summary
from conv1x1_lab.models import (
    all_cnn,
    convnext,
    densenet,
    googlenet,
    mobilenet,
    mobilenet_v2,
    nin,
    resnet,
    senet,
    shufflenet,
    squeezenet,
    ssd,
    transformer,
    unet,
    yolo_v2,
    yolo_v3,
)
from conv1x1_lab.models.blocks import normalised


def _image(side, channels=3):
    return 1, channels, side, side


def _separable(channels):
    """The depthwise form of a 3×3 layer, as MobileNet's table 3 has it."""
    return nn.Sequential(normalised(channels, channels, 3, groups=channels), normalised(channels, channels, 1))


_plain_densenet = partial(densenet.densenet, bottleneck=False)

#: How each network is built and fed at its paper's input size: function, input shape, arguments.
NETWORKS = {
    "NiN, CIFAR-10": (nin.nin, _image(32)),
    "NiN, ImageNet": (nin.nin, _image(224), nin.IMAGENET),
    "All-CNN-C": (all_cnn.all_cnn_c, _image(32)),
    "GoogLeNet": (googlenet.googlenet, _image(224)),
    "ResNet-50": (resnet.resnet, _image(224), 50),
    "ResNet-101": (resnet.resnet, _image(224), 101),
    "ResNet-152": (resnet.resnet, _image(224), 152),
    "SqueezeNet": (squeezenet.squeezenet, _image(224)),
    "DenseNet-BC-100": (densenet.densenet, _image(32), 100, 12),
    "MobileNet": (mobilenet.mobilenet, _image(224)),
    "MobileNetV2": (mobilenet_v2.mobilenet_v2, _image(224)),
    "ShuffleNet, g = 3": (shufflenet.shufflenet, _image(224), 3),
    "SE-ResNet-50": (senet.se_resnet50, _image(224)),
    "ConvNeXt-T": (convnext.convnext_t, _image(224)),
    "Darknet-19": (yolo_v2.darknet19, _image(224)),
    "YOLOv2": (yolo_v2.YOLOv2, _image(608)),
    "Darknet-53": (yolo_v3.darknet53, _image(256)),
    "YOLOv3": (yolo_v3.YOLOv3, _image(416)),
    "SSD300": (ssd.SSD, _image(300), 300),
    "SSD512": (ssd.SSD, _image(512), 512),
    "U-Net": (unet.UNet, _image(572, channels=1)),
    "Transformer's feed-forward layer": (transformer.feed_forward, (1, 512, 1)),
}

#: Their other forms and sizes that have published numbers.
VARIANTS = {
    "ResNet-50 v1.5": (partial(resnet.resnet, stride_on=3), _image(224), 50),
    "DenseNet, L = 40, k = 12": (_plain_densenet, _image(32), 40, 12),
    "DenseNet, L = 100, k = 12": (_plain_densenet, _image(32), 100, 12),
    "DenseNet, L = 100, k = 24": (_plain_densenet, _image(32), 100, 24),
    "DenseNet-BC, L = 100, k = 12": (densenet.densenet, _image(32), 100, 12),
    "DenseNet-BC, L = 250, k = 24": (densenet.densenet, _image(32), 250, 24),
    "DenseNet-BC, L = 190, k = 40": (densenet.densenet, _image(32), 190, 40),
    "MobileNet, a 3×3 layer": (normalised, _image(14, channels=512), 512, 512, 3),
    "MobileNet, depthwise form": (_separable, _image(14, channels=512), 512),
    "MobileNet, depthwise form, α = 0.75": (_separable, _image(14, channels=384), 384),
    "MobileNet, depthwise form, α = 0.75, ρ = 0.714": (_separable, _image(10, channels=384), 384),
    **{f"MobileNet, α = {width}": (mobilenet.mobilenet, _image(224), width) for width in (1.0, 0.75, 0.5, 0.25)},
    **{f"MobileNet, {side}×{side}": (mobilenet.mobilenet, _image(side)) for side in (192, 160, 128)},
    **{f"ShuffleNet, g = {groups}": (shufflenet.shufflenet, _image(224), groups) for groups in (1, 2, 4, 8)},
    "Darknet-19, 256×256": (yolo_v2.darknet19, _image(256)),
    "YOLOv3, 320×320": (yolo_v3.YOLOv3, _image(320)),
    "YOLOv3, 608×608": (yolo_v3.YOLOv3, _image(608)),
}

#: The parts of a network that are not named as its first modules are: which rows of the summary they have.
PARTS = {
    "1×1": lambda row: row.pointwise,
    "depthwise 3×3": lambda row: "groups" in row.kind,
    "3×3": lambda row: row.kind == "Conv2d 3×3",
    "dense": lambda row: row.kind == "Linear",
}

#: What is counted, from the rows of a summary.
MEASURES = {
    "parameters": lambda rows: sum(row.params for row in rows),
    "weights": lambda rows: sum(row.weights for row in rows),
    "multiply-adds": lambda rows: sum(row.macs for row in rows if row.macs is not None),
    "operations": lambda rows: 2 * MEASURES["multiply-adds"](rows),
    "bytes of the weights": lambda rows: 4 * MEASURES["parameters"](rows),
    "parameters more than ResNet-50's": lambda rows: MEASURES["parameters"](rows) - networks()["ResNet-50"].params,
    "parameters of the last 1×1": lambda rows: rows[-1].params,
    "pixels of the output's side": lambda rows: rows[-1].output_shape[-1],
    "convolutions": lambda rows: sum(row.kind.startswith("Conv") for row in rows),
    # A box has 4 numbers and 21 scores.
    "boxes": lambda rows: sum(prod(row.output_shape) for row in rows if row.name.startswith("heads")) // 25,
}

UNITS = {"": 1, "K": 1024, "MB": 2**20, "millions": 10**6, "billions": 10**9}


class Published(NamedTuple):
    """A published number and the count that it should be.

    `printed` is written as in the source, `counted` a whole number of single things; `unit` is how many of them
    the printed number counts by. `reason` says why the two differ, and is empty where they agree.
    """

    network: str
    what: str
    printed: str
    unit: int
    counted: int
    source: str
    convention: str
    reason: str = ""

    @property
    def agreement(self) -> str:
        """exact, rounds to it, cut to it, or differs.

        >>> row = Published("a network", "weights", "1.5", 1000, 1460, "table 1", "without biases")
        >>> row.agreement, row._replace(counted=1599).agreement, row._replace(counted=1600).agreement
        ('rounds to it', 'cut to it', 'differs')
        """
        printed, value = Decimal(self.printed.replace(",", "")), Decimal(self.counted) / Decimal(self.unit)
        if printed == value:
            return "exact"
        for name, rounding in (("rounds to it", ROUND_HALF_UP), ("cut to it", ROUND_DOWN)):
            if value.quantize(printed, rounding) == printed:
                return name
        return "differs"

    @property
    def as_expected(self) -> bool:
        """Whether it differs just where there is a reason."""
        return (self.agreement == "differs") == bool(self.reason)


@cache
def counted(
    build: Callable[..., nn.Module], shape: Sequence[int], *arguments: object, **keywords: object
) -> summary.Summary:
    """The summary of a model, built and run without numbers."""
    with torch.device("meta"):
        model = build(*arguments, **keywords)
    return summary.summary(model, shape)


@cache
def networks() -> dict[str, summary.Summary]:
    """Each network with its counts at the paper's input size: what a chart of shares is drawn from.

    Returns
    -------
    dict from a name to a summary.Summary
    """
    return {name: counted(*network) for name, network in NETWORKS.items()}


def published(*, progress: bool = False) -> list[Published]:
    """All rows of the table, counted.

    Parameters
    ----------
    progress : bool
        Whether to show a bar, where the standard error is a terminal.

    Returns
    -------
    list of Published
    """
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [_counted_row(**row) for row in tqdm(rows, "counting", disable=None if progress else True, leave=False)]


def _counted_row(network, part, measure, printed, unit, source, convention, reason):
    rows = counted(*(NETWORKS | VARIANTS)[network]).rows
    own = [row for row in rows if not part or PARTS.get(part, lambda row: row.name.split(".")[0] == part)(row)]
    count, of = MEASURES[measure](own), UNITS.get(unit)
    if unit == "%":
        measure, count, of = f"% of the {measure}", 100 * count, MEASURES[measure](rows)
    name = f"{network}, {part}" if part else network
    return Published(name, measure, printed, of, count, source, convention, reason)


def run(show: Callable[[str], object] = print) -> int:
    """Print the table, network by network; return how many rows are not as expected."""
    rows = published(progress=True)
    units = {of: f", {unit}" for unit, of in UNITS.items() if unit}
    show(f"{'':40}{'published':>15}{'counted':>19}")
    for network, its_rows in groupby(rows, key=lambda row: row.network):
        show(network)
        for row in its_rows:
            digits = max(0, -Decimal(row.printed.replace(",", "")).as_tuple().exponent) + (row.unit != 1)
            value = f"{Decimal(row.counted) / Decimal(row.unit):,.{digits}f}"
            show(f"  {row.what + units.get(row.unit, ''):38}{row.printed:>15}{value:>19}  {row.agreement}")
            notes = "; ".join(filter(None, (row.convention, row.source, row.reason)))
            for line in textwrap.wrap(notes, width=100, initial_indent="    ", subsequent_indent="    "):
                show(line)
    kinds = [row.agreement for row in rows]
    show(", ".join(f"{kinds.count(kind)} {kind}" for kind in ("exact", "rounds to it", "cut to it", "differs")))
    wrong = [row for row in rows if not row.as_expected]
    for row in wrong:
        show(f"NOT AS EXPECTED: {row.network}, {row.what}: {row.agreement}")
    return len(wrong)
