"""GoogLeNet: four branches side by side, and a 1×1 before each expensive one.

References
----------
C. Szegedy et al., "Going Deeper with Convolutions", 2015, arXiv:1409.4842, table 1. The two auxiliary classifiers,
dropout and local response normalisation are left out: the first are not in the table, the others have no weights.
"""

import torch
from torch import nn

from conv1x1_lab.models.blocks import classifier, with_bias

#: Table 1, from "#1×1" to "pool proj"; None is a max pooling by 2.
TABLE = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "pool 3": None,
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "pool 4": None,
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}


class Inception(nn.Module):
    """A 1×1; a 1×1 and a 3×3; a 1×1 and a 5×5; a pooling and a 1×1: their outputs one after the other.

    The six numbers are a row of the table.
    """

    def __init__(self, in_channels: int, ones: int, reduce3: int, threes: int, reduce5: int, fives: int, pool: int):
        super().__init__()
        self.branches = nn.ModuleList(
            [
                nn.Sequential(*with_bias(in_channels, ones, 1)),
                nn.Sequential(*with_bias(in_channels, reduce3, 1), *with_bias(reduce3, threes, 3, padding=1)),
                nn.Sequential(*with_bias(in_channels, reduce5, 1), *with_bias(reduce5, fives, 5, padding=2)),
                nn.Sequential(nn.MaxPool2d(3, 1, 1), *with_bias(in_channels, pool, 1)),
            ]
        )
        self.out_channels = ones + threes + fives + pool

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([branch(x) for branch in self.branches], dim=1)  # (N, out_channels, H, W)


def googlenet() -> nn.Sequential:
    """(N, 3, 224, 224) to (N, 1000).

    Examples
    --------
    >>> googlenet()(torch.zeros(1, 3, 224, 224)).shape
    torch.Size([1, 1000])
    """
    model = nn.Sequential()
    model.add_module("conv1", nn.Sequential(*with_bias(3, 64, 7, stride=2, padding=3), _pool()))
    conv2 = nn.Sequential(*with_bias(64, 64, 1), *with_bias(64, 192, 3, padding=1))
    model.add_module("conv2", conv2)
    model.add_module("pool 2", _pool())
    C = 192
    for name, row in TABLE.items():
        module = Inception(C, *row) if row else _pool()
        C = module.out_channels if row else C
        model.add_module(name, module)
    model.add_module("linear", nn.Sequential(*classifier(C, 1000)))
    return model


def _pool():
    return nn.MaxPool2d(3, 2, ceil_mode=True)
