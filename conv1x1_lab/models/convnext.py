"""ConvNeXt-T: a depthwise 7×7, then two 1×1 layers with four times the channels between them.

Many implementations write the two as nn.Linear on channels-last tensors, so that a count of Conv2d finds no 1×1.

References
----------
Z. Liu et al., "A ConvNet for the 2020s", 2022, arXiv:2201.03545, section 3, table 9. Stochastic depth is left out,
for it has no weights.
"""

import torch
from torch import nn

from conv1x1_lab.models.blocks import Residual

#: Table 9: the blocks and channels of each stage of ConvNeXt-T.
TABLE = [(3, 96), (3, 192), (9, 384), (3, 768)]


class ChannelNorm(nn.LayerNorm):
    """Layer normalisation of each pixel over its channels: (N, C, H, W)."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class LayerScale(nn.Module):
    """Each channel times a number that is learnt and starts small."""

    def __init__(self, channels: int):
        super().__init__()
        self.scale = nn.Parameter(torch.full((channels, 1, 1), 1e-6))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.scale


def _block(channels):
    return Residual(
        nn.Sequential(
            nn.Conv2d(channels, channels, 7, padding=3, groups=channels),
            ChannelNorm(channels, eps=1e-6),
            nn.Conv2d(channels, 4 * channels, 1),
            nn.GELU(),
            nn.Conv2d(4 * channels, channels, 1),
            LayerScale(channels),
        )
    )


def convnext_t() -> nn.Sequential:
    """(N, 3, 224, 224) to (N, 1000).

    Examples
    --------
    >>> convnext_t()(torch.zeros(1, 3, 224, 224)).shape
    torch.Size([1, 1000])
    """
    layers, C = [], 3
    for blocks, K in TABLE:
        if layers:
            layers += [ChannelNorm(C, eps=1e-6), nn.Conv2d(C, K, 2, 2)]
        else:
            layers += [nn.Conv2d(C, K, 4, 4), ChannelNorm(K, eps=1e-6)]
        layers += [_block(K) for _ in range(blocks)]
        C = K
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.LayerNorm(C, eps=1e-6), nn.Linear(C, 1000))
