"""Darknet-53, and the detector YOLOv3 on it: three scales, each with a 1×1 as its head.

References
----------
J. Redmon, A. Farhadi, "YOLOv3: An Incremental Improvement", 2018, arXiv:1804.02767, table 1. The detector's layers
behind it follow the authors' file yolov3.cfg.
"""

import torch
from torch import nn
from torch.nn.functional import interpolate

from conv1x1_lab.models.blocks import Residual, leaky, normalised

#: Table 1: the channels of each stage, which halves the image first, and how many residual blocks follow.
TABLE = [(64, 1), (128, 2), (256, 8), (512, 8), (1024, 4)]
ANCHORS = 3


def _stage(channels, blocks):
    """A 3×3 of stride 2, then blocks of a 1×1 to half of the channels and a 3×3 back."""
    return nn.Sequential(
        normalised(channels // 2, channels, 3, stride=2, activation=leaky),
        *(Residual(_pair(channels, channels)) for _ in range(blocks)),
    )


def _pair(in_channels, channels):
    return nn.Sequential(
        normalised(in_channels, channels // 2, 1, activation=leaky),
        normalised(channels // 2, channels, 3, activation=leaky),
    )


def darknet53() -> nn.Sequential:
    """(N, 3, 256, 256) to (N, 1000), with a 1×1 before the pooling, as in the authors' file; the table has it after.

    Examples
    --------
    >>> darknet53()(torch.zeros(1, 3, 256, 256)).shape
    torch.Size([1, 1000])
    """
    stages = [_stage(*row) for row in TABLE]
    classify = [nn.Conv2d(1024, 1000, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    return nn.Sequential(normalised(3, 32, 3, activation=leaky), *stages, *classify)


class YOLOv3(nn.Module):
    """(N, 3, H, W) to three maps of 3·(5 + classes) channels, of H/32, H/16 and H/8 rows; H, W multiples of 32.

    Examples
    --------
    >>> [tuple(scale.shape) for scale in YOLOv3()(torch.zeros(1, 3, 320, 320))]
    [(1, 255, 10, 10), (1, 255, 20, 20), (1, 255, 40, 40)]
    """

    def __init__(self, classes: int = 80):
        super().__init__()
        first = normalised(3, 32, 3, activation=leaky)
        self.stages = nn.ModuleList(
            [nn.Sequential(first, *(_stage(*row) for row in TABLE[:3])), *(_stage(*row) for row in TABLE[3:])]
        )
        self.necks, self.heads, self.reduce = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for channels, in_channels in ((1024, 1024), (512, 256 + 512), (256, 128 + 256)):
            five = nn.Sequential(
                _pair(in_channels, channels),
                _pair(channels, channels),
                normalised(channels, channels // 2, 1, activation=leaky),
            )
            self.necks.append(five)
            self.heads.append(
                nn.Sequential(
                    normalised(channels // 2, channels, 3, activation=leaky),
                    nn.Conv2d(channels, ANCHORS * (5 + classes), 1),
                )
            )
        for channels in (512, 256):
            self.reduce.append(normalised(channels, channels // 2, 1, activation=leaky))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        x, outputs = maps.pop(), []
        for scale, (neck, head) in enumerate(zip(self.necks, self.heads)):
            if scale:
                x = interpolate(self.reduce[scale - 1](x), scale_factor=2)
                x = torch.cat([x, maps.pop()], dim=1)
            x = neck(x)
            outputs.append(head(x))
        return tuple(outputs)
