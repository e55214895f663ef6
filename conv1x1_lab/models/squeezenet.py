"""SqueezeNet 1.0: a 1×1 squeezes the channels, then 1×1 and 3×3 side by side expand them.

References
----------
F. N. Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB model size", 2016,
arXiv:1602.07360, table 1. The first layer is padded by 2, so that 224 pixels become the 111 of the table. Dropout is
left out, for it has no weights.
"""

import torch
from torch import nn

from conv1x1_lab.models.blocks import with_bias

#: Table 1: s₁ₓ₁, e₁ₓ₁, e₃ₓ₃ of each fire module; None is a max pooling by 2.
TABLE = {
    "fire2": (16, 64, 64),
    "fire3": (16, 64, 64),
    "fire4": (32, 128, 128),
    "maxpool4": None,
    "fire5": (32, 128, 128),
    "fire6": (48, 192, 192),
    "fire7": (48, 192, 192),
    "fire8": (64, 256, 256),
    "maxpool8": None,
    "fire9": (64, 256, 256),
}


class Fire(nn.Module):
    """A 1×1 to `squeeze` channels, then a 1×1 and a 3×3 on the same input, one after the other in the output."""

    def __init__(self, in_channels: int, squeeze: int, ones: int, threes: int):
        super().__init__()
        self.squeeze = nn.Sequential(*with_bias(in_channels, squeeze, 1))
        self.ones = nn.Sequential(*with_bias(squeeze, ones, 1))
        self.threes = nn.Sequential(*with_bias(squeeze, threes, 3, padding=1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.squeeze(x)
        return torch.cat([self.ones(x), self.threes(x)], dim=1)  # (N, ones + threes, H, W)


def squeezenet() -> nn.Sequential:
    """(N, 3, 224, 224) to (N, 1000).

    Examples
    --------
    >>> squeezenet()(torch.zeros(1, 3, 224, 224)).shape
    torch.Size([1, 1000])
    """
    model = nn.Sequential()
    model.add_module("conv1", nn.Sequential(*with_bias(3, 96, 7, stride=2, padding=2)))
    model.add_module("maxpool1", nn.MaxPool2d(3, 2, ceil_mode=True))
    C = 96
    for name, row in TABLE.items():
        model.add_module(name, Fire(C, *row) if row else nn.MaxPool2d(3, 2, ceil_mode=True))
        C = sum(row[1:]) if row else C
    model.add_module("conv10", nn.Sequential(*with_bias(C, 1000, 1)))
    model.add_module("avgpool10", nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()))
    return model
