"""Published numbers of the reference architectures beside the counted ones.

A row agrees if the count is the published number (exact), rounds to it, or is cut to it (the further digits dropped).
Where it differs, the row has the reason; a row that should agree and doesn't, or the other way round, is a fault.

The printed numbers were read in the sources named, but for those "as quoted", which were read in texts that quote them.
"""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache
from typing import NamedTuple

import torch

from conv1x1_lab import cost
from conv1x1_lab.models import (
    all_cnn,
    convnext,
    densenet,
    glow,
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

MILLION, BILLION = 10**6, 10**9


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
    def agreement(self):
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
    def as_expected(self):
        """Whether it differs just where there is a reason."""
        return (self.agreement == "differs") == bool(self.reason)


@cache
def counted(build, shape, *arguments, **how):
    """The summary of a model, built and run without numbers."""
    with torch.device("meta"):
        model = build(*arguments, **how)
    return cost.summary(model, shape)


@cache
def networks():
    """Each network with its counts at the paper's input size: what a chart of shares is drawn from.

    Returns
    -------
    dict from a name to a cost.Summary
    """
    image, small = (1, 3, 224, 224), (1, 3, 32, 32)
    return {
        "NiN, CIFAR-10": counted(nin.nin, small),
        "NiN, ImageNet": counted(nin.nin, image, nin.IMAGENET),
        "All-CNN-C": counted(all_cnn.all_cnn_c, small),
        "GoogLeNet": counted(googlenet.googlenet, image),
        "ResNet-50": counted(resnet.resnet, image, 50),
        "ResNet-101": counted(resnet.resnet, image, 101),
        "ResNet-152": counted(resnet.resnet, image, 152),
        "SqueezeNet": counted(squeezenet.squeezenet, image),
        "DenseNet-BC-100": counted(densenet.densenet, small, 100, 12),
        "MobileNet": counted(mobilenet.mobilenet, image),
        "MobileNetV2": counted(mobilenet_v2.mobilenet_v2, image),
        "ShuffleNet, g = 3": counted(shufflenet.shufflenet, image, 3),
        "SE-ResNet-50": counted(senet.se_resnet50, image),
        "ConvNeXt-T": counted(convnext.convnext_t, image),
        "Darknet-19": counted(yolo_v2.darknet19, image),
        "YOLOv2": counted(yolo_v2.YOLOv2, (1, 3, 608, 608)),
        "Darknet-53": counted(yolo_v3.darknet53, (1, 3, 256, 256)),
        "YOLOv3": counted(yolo_v3.YOLOv3, (1, 3, 416, 416)),
        "SSD300": counted(ssd.SSD, (1, 3, 300, 300), 300),
        "SSD512": counted(ssd.SSD, (1, 3, 512, 512), 512),
        "U-Net": counted(unet.UNet, (1, 1, 572, 572)),
        "Transformer's feed-forward layer": counted(transformer.feed_forward, (1, 512, 1)),
    }


def published():
    """All rows, network by network.

    Returns
    -------
    list of Published
    """
    parts = (
        _nin,
        _googlenet,
        _resnet,
        _squeezenet,
        _densenet,
        _mobilenet,
        _mobilenet_v2,
        _shufflenet,
        _convnext,
        _darknet,
        _ssd,
        _unet,
        _transformer_and_glow,
    )
    return [row for part in parts for row in part()]


def _nin():
    with_biases = "with biases"
    yield Published(
        "NiN, CIFAR-10",
        "parameters",
        "1",
        MILLION,
        networks()["NiN, CIFAR-10"].params,
        "the All-CNN paper, as quoted",
        with_biases,
    )
    yield Published(
        "NiN, ImageNet",
        "bytes of the weights",
        "29",
        2**20,
        4 * networks()["NiN, ImageNet"].params,
        "Caffe's model zoo",
        "with biases, 4 bytes each, 1 MB = 2^20 bytes",
    )
    yield Published(
        "All-CNN-C", "parameters", "1.4", MILLION, networks()["All-CNN-C"].params, "table 3, as quoted", with_biases
    )


#: Table 1's columns "params" (in K) and "ops" (in millions).
_GOOGLENET = {
    "conv1": ("2.7", "34"),
    "conv2": ("112", "360"),
    "3a": ("159", "128"),
    "3b": ("380", "304"),
    "4a": ("364", "73"),
    "4b": ("437", "88"),
    "4c": ("463", "100"),
    "4d": ("580", "119"),
    "4e": ("840", "170"),
    "5a": ("1072", "54"),
    "5b": ("1388", "71"),
    "linear": ("1000", "1"),
}
_FITS_OTHERS = "7·7·3·64 = 9,408 weights; both printed numbers of conv1 fit 2·7·3·64 = 2,688"
_ABOVE = "both printed numbers of 5a are 5 % above what its sizes give"
_GOOGLENET_DIFFERS = {
    ("conv1", "weights"): _FITS_OTHERS,
    ("conv1", "multiply-adds"): _FITS_OTHERS,
    ("5a", "weights"): _ABOVE,
    ("5a", "multiply-adds"): _ABOVE,
    ("3b", "weights"): "with biases it is 379.6, which rounds to it",
    **{(name, "weights"): "nor with biases or K = 1,000" for name in ("4a", "4b", "4c", "4d", "4e", "5b")},
}


def _googlenet():
    rows = networks()["GoogLeNet"].rows
    for name, (weights, ops) in _GOOGLENET.items():
        own = [row for row in rows if row.name.split(".")[0] == name]
        for what, printed, unit, count, convention in (
            ("weights", weights, 1024, sum(row.weights for row in own), "without biases, K = 1,024"),
            ("multiply-adds", ops, MILLION, sum(row.macs for row in own), "224×224"),
        ):
            reason = _GOOGLENET_DIFFERS.get((name, what), "")
            yield Published(f"GoogLeNet, {name}", what, printed, unit, count, "table 1", convention, reason)


def _resnet():
    for depth, ops in ((50, "3.8"), (101, "7.6"), (152, "11.3")):
        yield Published(
            f"ResNet-{depth}",
            "multiply-adds",
            ops,
            BILLION,
            networks()[f"ResNet-{depth}"].macs,
            "table 1",
            "stride on the first 1×1",
        )
    yield Published(
        "ResNet-50",
        "parameters",
        "25,557,032",
        1,
        networks()["ResNet-50"].params,
        "torchvision's documentation",
        "with normalisation and the dense layer's biases",
    )
    v15 = counted(resnet.resnet, (1, 3, 224, 224), 50, stride_on=3)
    yield Published(
        "ResNet-50 v1.5", "multiply-adds", "4.09", BILLION, v15.macs, "torchvision's documentation", "stride on the 3×3"
    )
    more = networks()["SE-ResNet-50"].params - networks()["ResNet-50"].params
    yield Published(
        "SE-ResNet-50",
        "parameters more than ResNet-50's",
        "2.5",
        MILLION,
        more,
        "section 4",
        "without biases in the block",
    )


def _squeezenet():
    printed = {
        "conv1": "14,208",
        "fire2": "11,920",
        "fire3": "12,432",
        "fire4": "45,344",
        "fire5": "49,440",
        "fire6": "104,880",
        "fire7": "111,024",
        "fire8": "188,992",
        "fire9": "197,184",
        "conv10": "513,000",
    }
    found = networks()["SqueezeNet"]
    for name, number in printed.items():
        count = sum(row.params for row in found.rows if row.name.split(".")[0] == name)
        yield Published(f"SqueezeNet, {name}", "parameters", number, 1, count, "table 1, as quoted", "with biases")
    yield Published("SqueezeNet", "parameters", "1,248,424", 1, found.params, "table 1, as quoted", "with biases")


def _densenet():
    for depth, growth, bottleneck, printed in (
        (40, 12, False, "1.0"),
        (100, 12, False, "7.0"),
        (100, 24, False, "27.2"),
        (100, 12, True, "0.8"),
        (250, 24, True, "15.3"),
        (190, 40, True, "25.6"),
    ):
        found = counted(densenet.densenet, (1, 3, 32, 32), depth, growth, bottleneck=bottleneck)
        name = f"DenseNet{'-BC' if bottleneck else ''}, L = {depth}, k = {growth}"
        yield Published(name, "parameters", printed, MILLION, found.params, "table 2", "10 classes")


def _mobilenet():
    found = networks()["MobileNet"]
    kinds = {
        "1×1": [row for row in found.rows if row.pointwise],
        "depthwise 3×3": [row for row in found.rows if "groups" in row.kind],
        "3×3": [row for row in found.rows if row.kind == "Conv2d 3×3"],
        "dense": [row for row in found.rows if row.kind == "Linear"],
    }
    without = "without normalisation and biases"
    swapped = "1.91: two digits are swapped in print; the printed column sums to 99.29, with 1.91 to 100.01"
    for kind, weights, macs in (
        ("1×1", "74.59", "94.86"),
        ("depthwise 3×3", "1.06", "3.06"),
        ("3×3", "0.02", "1.19"),
        ("dense", "24.33", "0.18"),
    ):
        yield Published(
            f"MobileNet, {kind}",
            "% of the weights",
            weights,
            found.weights,
            100 * sum(row.weights for row in kinds[kind]),
            "table 2",
            without,
        )
        yield Published(
            f"MobileNet, {kind}",
            "% of the multiply-adds",
            macs,
            found.macs,
            100 * sum(row.macs for row in kinds[kind]),
            "table 2",
            without,
            swapped if kind == "3×3" else "",
        )
    for name, channels, side, separable, macs, weights in (
        ("a 3×3 layer", 512, 14, False, "462", "2.36"),
        ("depthwise form", 512, 14, True, "52.3", "0.27"),
        ("depthwise form, α = 0.75", 384, 14, True, "29.6", "0.15"),
        ("depthwise form, α = 0.75, ρ = 0.714", 384, 10, True, "15.1", "0.15"),
    ):
        form = cost.depthwise_separable if separable else cost.plain
        layers = form(channels, channels, kernel_size=3)
        yield Published(
            f"MobileNet, {name}",
            "multiply-adds",
            macs,
            MILLION,
            sum(layer.macs(side, side) for layer in layers),
            "table 3",
            f"{channels} channels, {side}×{side}",
        )
        yield Published(
            f"MobileNet, {name}",
            "weights",
            weights,
            MILLION,
            sum(layer.params(bias=False) for layer in layers),
            "table 3",
            f"{channels} channels",
        )
    for width, macs, params in ((1.0, "569", "4.2"), (0.75, "325", "2.6"), (0.5, "149", "1.3"), (0.25, "41", "0.5")):
        narrow = counted(mobilenet.mobilenet, (1, 3, 224, 224), width)
        yield Published(f"MobileNet, α = {width}", "multiply-adds", macs, MILLION, narrow.macs, "table 6", "224×224")
        yield Published(f"MobileNet, α = {width}", "parameters", params, MILLION, narrow.params, "table 6", "all")
    for side, macs in ((192, "418"), (160, "290"), (128, "186")):
        small = counted(mobilenet.mobilenet, (1, 3, side, side))
        yield Published(f"MobileNet, {side}×{side}", "multiply-adds", macs, MILLION, small.macs, "table 7", "α = 1")


def _mobilenet_v2():
    found = networks()["MobileNetV2"]
    yield Published("MobileNetV2", "multiply-adds", "300", MILLION, found.macs, "table 4", "224×224")
    yield Published(
        "MobileNetV2",
        "parameters",
        "3.4",
        MILLION,
        found.params,
        "table 4",
        "all",
        f"3.50; {found.weights / MILLION:.2f} without normalisation and biases, which cut is 3.4",
    )


def _shufflenet():
    near = "within 1.1 %; what the paper counts besides, or leaves out, it does not say"
    for groups, macs in ((1, "143"), (2, "140"), (3, "137"), (4, "133"), (8, "137")):
        found = counted(shufflenet.shufflenet, (1, 3, 224, 224), groups)
        yield Published(
            f"ShuffleNet, g = {groups}",
            "multiply-adds",
            macs,
            MILLION,
            found.macs,
            "table 1",
            "224×224",
            near if groups in (4, 8) else "",
        )


def _convnext():
    found = networks()["ConvNeXt-T"]
    yield Published("ConvNeXt-T", "parameters", "28,589,128", 1, found.params, "torchvision's documentation", "all")
    yield Published("ConvNeXt-T", "multiply-adds", "4.5", BILLION, found.macs, "table 9", "224×224")


def _darknet():
    twice = "an operation is half of a multiply-add"
    at_256 = counted(yolo_v2.darknet19, (1, 3, 256, 256))
    yield Published(
        "Darknet-19",
        "operations",
        "5.58",
        BILLION,
        2 * networks()["Darknet-19"].macs,
        "YOLO9000, section 3",
        f"224×224; {twice}",
    )
    yield Published(
        "Darknet-19", "operations", "7.29", BILLION, 2 * at_256.macs, "YOLOv3's table 2", f"256×256; {twice}"
    )
    yield Published(
        "Darknet-53",
        "operations",
        "18.7",
        BILLION,
        2 * networks()["Darknet-53"].macs,
        "YOLOv3's table 2",
        "256×256, the 1×1 classifier on the 8×8 map",
    )
    yield Published(
        "YOLOv2",
        "operations",
        "62.94",
        BILLION,
        2 * networks()["YOLOv2"].macs,
        "the authors' site",
        "608×608, 80 classes",
    )
    for side, ops in ((320, "38.97"), (416, "65.86"), (608, "140.69")):
        found = counted(yolo_v3.YOLOv3, (1, 3, side, side))
        yield Published(
            "YOLOv3", "operations", ops, BILLION, 2 * found.macs, "the authors' site", f"{side}×{side}, 80 classes"
        )


def _ssd():
    for size, boxes in ((300, "8,732"), (512, "24,564")):
        with torch.device("meta"):
            found = ssd.SSD(size)(torch.empty(1, 3, size, size)).shape[1]
        yield Published(f"SSD{size}", "boxes", boxes, 1, found, "the authors' README", f"{size}×{size}")
    yield Published(
        "SSD300",
        "parameters",
        "26,285,486",
        1,
        networks()["SSD300"].params,
        "counts of other implementations",
        "21 classes, with the 512 scales",
    )


def _unet():
    found = networks()["U-Net"]
    last = found.rows[-1]
    yield Published(
        "U-Net", "pixels of the output's side", "388", 1, last.output_shape[-1], "figure 1, as quoted", "from 572"
    )
    layers = sum(row.kind.startswith("Conv") for row in found.rows)
    yield Published("U-Net", "convolutions", "23", 1, layers, "section 2", "with the 4 up-convolutions")
    yield Published("U-Net", "parameters of the last 1×1", "130", 1, last.params, "from figure 1's sizes", "64·2 + 2")
    yield Published(
        "U-Net",
        "parameters",
        "31,030,658",
        1,
        found.params,
        "counts of other implementations",
        "1 input channel, 2 classes, biases, no normalisation",
    )


def _transformer_and_glow():
    yield Published(
        "Transformer's feed-forward layer",
        "parameters",
        "2,099,712",
        1,
        networks()["Transformer's feed-forward layer"].params,
        "from section 3.3's sizes",
        "2·512·2048 weights, 2048 + 512 biases",
    )
    yield Published(
        "Glow's 1×1",
        "log-determinant against the Jacobian's, in 10^-12",
        "0",
        1,
        _glow_difference(),
        "the formula, as quoted",
        "H·W·log |det W|, 3 channels, 2×3 pixels, float64",
    )


def _glow_difference():
    layer = glow.Invertible1x1(3, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[2.0, 1, 0], [0, 1, -1], [1, 0, 3]]))
    x = torch.ones(1, 3, 2, 3, dtype=torch.float64)
    jacobian = torch.autograd.functional.jacobian(lambda x: layer(x)[0], x).reshape(18, 18)
    difference = layer(x)[1] - torch.linalg.slogdet(jacobian).logabsdet
    return round(abs(difference.item()) / 1e-12)


def run():
    """Print the table; return the rows that are not as expected."""
    rows = published()
    cells = [("network", "what", "published", "counted", "", "convention, source")]
    for row in rows:
        digits = max(0, -Decimal(row.printed.replace(",", "")).as_tuple().exponent)
        value = f"{Decimal(row.counted) / Decimal(row.unit):,.{digits + (row.unit != 1)}f}"
        said = "; ".join(filter(None, (row.convention, row.source, row.reason)))
        cells.append((row.network, row.what + _unit(row.unit), row.printed, value, row.agreement, said))
    widths = [max(map(len, column)) for column in zip(*cells)]
    for network, what, printed, value, agreement, said in cells:
        print(
            f"{network:{widths[0]}}  {what:{widths[1]}}  {printed:>{widths[2]}}  {value:>{widths[3]}}  {agreement:{widths[4]}}  {said}"
        )
    wrong = [row for row in rows if not row.as_expected]
    kinds = [row.agreement for row in rows]
    print(", ".join(f"{kinds.count(kind)} {kind}" for kind in ("exact", "rounds to it", "cut to it", "differs")))
    for row in wrong:
        print(f"NOT AS EXPECTED: {row.network}, {row.what}: {row.agreement}")
    return wrong


def _unit(unit):
    return {1024: ", K", MILLION: ", millions", BILLION: ", billions", 2**20: ", MB"}.get(unit, "")
