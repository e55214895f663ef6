"""ShuffleNet v1: the 1×1 layers are in groups, and between them the channels are shuffled across the groups.

References
----------
X. Zhang, X. Zhou, M. Lin, J. Sun, "ShuffleNet: An Extremely Efficient Convolutional Neural Network for Mobile
Devices", 2018, arXiv:1707.01083, table 1 and figure 2.
"""

import torch
from torch import nn

from conv1x1_lab.models.blocks import classifier, normalised

#: Table 1: the channels of stage 2 by the number of groups; each further stage has twice as many.
CHANNELS = {1: 144, 2: 200, 3: 240, 4: 272, 8: 384}
#: Table 1: the units of stages 2 to 4, of which the first has stride 2.
UNITS = (4, 8, 4)


class Shuffle(nn.Module):
    """Channel i of group g moves to place i·G + g, so that the next groups get channels of all these.

    Examples
    --------
    >>> Shuffle(2)(torch.arange(6).reshape(1, 6, 1, 1)).flatten()
    tensor([0, 3, 1, 4, 2, 5])
    """

    def __init__(self, groups: int):
        super().__init__()
        self.groups = groups

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        N, C, H, W = x.shape
        x = x.reshape(N, self.groups, C // self.groups, H, W).transpose(1, 2)  # (N, C/G, G, H, W)
        return x.reshape(N, C, H, W)


class Unit(nn.Module):
    """1×1 in groups, shuffle, depthwise 3×3, 1×1 in groups; x is added, or with stride 2 put before the result."""

    def __init__(self, in_channels: int, out_channels: int, groups: int, stride: int):
        super().__init__()
        self.stride = stride
        middle = out_channels // 4
        made = out_channels - in_channels if stride == 2 else out_channels
        self.body = nn.Sequential(
            # Section 3.2: not in groups where few channels come in, that is on the first unit.
            normalised(in_channels, middle, 1, groups=1 if in_channels == 24 else groups),
            Shuffle(groups),
            normalised(middle, middle, 3, stride=stride, groups=middle, activation=None),
            normalised(middle, made, 1, groups=groups, activation=None),
        )
        self.shortcut = nn.AvgPool2d(3, 2, 1) if stride == 2 else nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        made, kept = self.body(x), self.shortcut(x)
        return torch.relu(torch.cat([kept, made], dim=1) if self.stride == 2 else kept + made)


def shufflenet(groups: int = 3) -> nn.Sequential:
    """(N, 3, 224, 224) to (N, 1000).

    Parameters
    ----------
    groups : 1, 2, 3, 4 or 8

    Raises
    ------
    ValueError
        `groups` is none of these.

    Examples
    --------
    >>> shufflenet()(torch.zeros(1, 3, 224, 224)).shape
    torch.Size([1, 1000])
    """
    if groups not in CHANNELS:
        raise ValueError(f"groups is {groups}, but it must be one of {', '.join(map(str, CHANNELS))}")
    layers, C = [normalised(3, 24, 3, stride=2), nn.MaxPool2d(3, 2, 1)], 24
    for stage, units in enumerate(UNITS):
        K = CHANNELS[groups] * 2**stage
        for place in range(units):
            layers.append(Unit(C, K, groups, 1 if place else 2))
            C = K
    return nn.Sequential(*layers, *classifier(C, 1000))
