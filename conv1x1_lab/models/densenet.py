"""DenseNet on CIFAR: each layer reads all earlier ones, and in the BC form a 1×1 first reduces what it reads.

References
----------
G. Huang, Z. Liu, L. van der Maaten, K. Q. Weinberger, "Densely Connected Convolutional Networks", 2017,
arXiv:1608.06993, sections 3 and 4, table 2.
"""

import torch
from torch import nn

from conv1x1_lab.models.blocks import classifier


class Dense(nn.Module):
    """x, and behind it the k channels that the layer makes of x: (N, C, H, W) to (N, C + k, H, W)."""

    def __init__(self, in_channels: int, growth: int, bottleneck: bool):
        super().__init__()
        if bottleneck:
            layers = [*_before(in_channels, 4 * growth, 1), *_before(4 * growth, growth, 3)]
        else:
            layers = _before(in_channels, growth, 3)
        self.body = nn.Sequential(*layers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([x, self.body(x)], dim=1)


def _before(in_channels, out_channels, kernel_size):
    """Batch normalisation and ReLU before a convolution without bias, as the paper composes them."""
    convolution = nn.Conv2d(in_channels, out_channels, kernel_size, padding=kernel_size // 2, bias=False)
    return [nn.BatchNorm2d(in_channels), nn.ReLU(), convolution]


def densenet(depth: int = 100, growth: int = 12, *, bottleneck: bool = True) -> nn.Sequential:
    """(N, 3, 32, 32) to (N, 10).

    Parameters
    ----------
    depth : int
        L, the layers with weights that are not in shortcuts.
    growth : int
        k, the channels that each layer adds.
    bottleneck : bool
        The BC form: a 1×1 to 4k channels before each 3×3, and half of the channels after each of the two transitions.

    Raises
    ------
    ValueError
        Three equal blocks can't have that depth together.

    Examples
    --------
    >>> densenet()(torch.zeros(1, 3, 32, 32)).shape
    torch.Size([1, 10])
    """
    layers_each, rest = divmod(depth - 4, 6 if bottleneck else 3)
    if rest or layers_each < 1:
        raise ValueError(f"depth is {depth}, but it must be 4 more than a multiple of {6 if bottleneck else 3}")
    C = 2 * growth if bottleneck else 16
    layers = [nn.Conv2d(3, C, 3, padding=1, bias=False)]
    for block in range(3):
        if block:
            K = C // 2 if bottleneck else C
            layers += [*_before(C, K, 1), nn.AvgPool2d(2)]
            C = K
        for _ in range(layers_each):
            layers.append(Dense(C, growth, bottleneck))
            C += growth
    return nn.Sequential(*layers, nn.BatchNorm2d(C), nn.ReLU(), *classifier(C, 10))
