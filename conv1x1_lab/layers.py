"""The layers that `verify` and `bench` run over: real ones, random ones, and arrays for them."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray


class Layer(NamedTuple):
    """The sizes of one 1×1 convolution; images are height × width.

    Examples
    --------
    >>> layer = Layer("small", 3, 7, 5, 4, stride=2)
    >>> layer.output_shape
    (1, 7, 3, 2)
    """

    name: str
    in_channels: int
    out_channels: int
    height: int
    width: int
    stride: int = 1
    padding: int = 0
    groups: int = 1
    batch: int = 1

    @property
    def options(self) -> dict[str, int]:
        """What a call of the layer takes beside its arrays."""
        return {"stride": self.stride, "padding": self.padding, "groups": self.groups}

    @property
    def output_shape(self) -> tuple[int, int, int, int]:
        sides = [(size + 2 * self.padding - 1) // self.stride + 1 for size in (self.height, self.width)]
        return (self.batch, self.out_channels, *sides)

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shapes of x, weight, bias and grad_output."""
        x = (self.batch, self.in_channels, self.height, self.width)
        return x, (self.out_channels, self.in_channels // self.groups), (self.out_channels,), self.output_shape


#: 1×1 layers of published networks, at the papers' input size (224×224 where it is an image).
LAYERS = (
    # K. He et al., Deep Residual Learning, arXiv:1512.03385, table 1: ResNet-50
    Layer("ResNet-50 conv2 reduce", 256, 64, 56, 56),
    Layer("ResNet-50 conv2 expand", 64, 256, 56, 56),
    Layer("ResNet-50 conv3 reduce", 512, 128, 28, 28),
    Layer("ResNet-50 conv3 expand", 128, 512, 28, 28),
    Layer("ResNet-50 conv4 reduce", 1024, 256, 14, 14),
    Layer("ResNet-50 conv4 expand", 256, 1024, 14, 14),
    Layer("ResNet-50 conv5 reduce", 2048, 512, 7, 7),
    Layer("ResNet-50 conv5 expand", 512, 2048, 7, 7),
    Layer("ResNet-50 conv3 shortcut", 256, 512, 56, 56, stride=2),
    Layer("ResNet-50 conv5 shortcut", 1024, 2048, 14, 14, stride=2),
    # C. Szegedy et al., Going Deeper with Convolutions, arXiv:1409.4842, table 1: GoogLeNet
    Layer("GoogLeNet 3a 1×1", 192, 64, 28, 28),
    Layer("GoogLeNet 3a 5×5 reduce", 192, 16, 28, 28),
    Layer("GoogLeNet 4a 1×1", 480, 192, 14, 14),
    Layer("GoogLeNet 5b 1×1", 832, 384, 7, 7),
    # A. Howard et al., MobileNets, arXiv:1704.04861, table 1
    Layer("MobileNet conv 2", 32, 64, 112, 112),
    Layer("MobileNet conv 4", 128, 128, 56, 56),
    Layer("MobileNet conv 7", 512, 512, 14, 14),
    Layer("MobileNet conv 14", 1024, 1024, 7, 7),
    # Z. Liu et al., A ConvNet for the 2020s, arXiv:2201.03545: ConvNeXt-T
    Layer("ConvNeXt-T stage 1 expand", 96, 384, 56, 56),
    Layer("ConvNeXt-T stage 1 reduce", 384, 96, 56, 56),
    Layer("ConvNeXt-T stage 4 expand", 768, 3072, 7, 7),
    # J. Hu et al., Squeeze-and-Excitation Networks, arXiv:1709.01507: a block after 256 channels
    Layer("SE squeeze", 256, 16, 1, 1),
    Layer("SE excite", 16, 256, 1, 1),
    # A. G. Roy et al., Concurrent Spatial and Channel Squeeze & Excitation in Fully Convolutional Networks,
    # arXiv:1803.02579: sSE, all channels to one; the size is ours, as after ResNet-50 conv2
    Layer("sSE squeeze", 256, 1, 56, 56),
    # Z. Kong et al., DiffWave, arXiv:2009.09761, table 1 and section 5.1: Base, 64 channels, 16,000 samples of sound
    Layer("DiffWave input", 1, 64, 1, 16000),
    Layer("DiffWave output", 64, 1, 1, 16000),
)


def random_layers(rng: np.random.Generator, cases: int) -> Iterator[Layer]:
    """Layers of random sizes, with groups, strides and padding."""
    for case in range(cases):
        groups = int(rng.integers(1, 4))
        channels, filters, height, width = (int(n) for n in rng.integers(1, 40, 4))
        yield Layer(
            f"random {case}",
            groups * channels,
            groups * filters,
            height,
            width,
            stride=int(rng.integers(1, 4)),
            padding=int(rng.integers(0, 3)),
            groups=groups,
            batch=int(rng.integers(1, 4)),
        )


def normal_arrays(layer: Layer, rng: np.random.Generator, dtype: DTypeLike) -> list[NDArray]:
    """x, weight, bias and grad_output of a layer, standard normal."""
    return [rng.standard_normal(shape).astype(dtype) for shape in layer.shapes]


def whole_arrays(layer: Layer, rng: np.random.Generator) -> list[NDArray]:
    """The same in float32, whole numbers from -9 to 9: below 200,000 terms every sum of products is exact."""
    return [rng.integers(-9, 10, shape).astype(np.float32) for shape in layer.shapes]


def with_gradient(arrays: list[NDArray], value: float) -> list[NDArray]:
    """The same x, weight and bias with a constant grad_output."""
    return [*arrays[:3], np.full_like(arrays[3], value)]
