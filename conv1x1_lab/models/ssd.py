"""SSD: VGG-16 and a tail of 1×1 and 3×3 pairs; the heads on six or seven maps are 3×3, not 1×1.

References
----------
W. Liu et al., "SSD: Single Shot MultiBox Detector", 2016, arXiv:1512.02325, figure 2, sections 2 and 3.1, and 3.3
for 512 pixels; VGG-16 from K. Simonyan, A. Zisserman, 2015, arXiv:1409.1556, table 1, column D.
"""

import torch
from torch import nn
from torch.nn.functional import normalize

from conv1x1_lab.models.blocks import with_bias

#: VGG-16's channels up to conv4_3; None is a max pooling by 2.
VGG = (64, 64, None, 128, 128, None, 256, 256, 256, None, 512, 512, 512)
#: Channels of each pair 1×1, 3×3, and the kernel, stride and padding of the second.
TAILS = {
    300: [(256, 512, 3, 2, 1), (128, 256, 3, 2, 1), (128, 256, 3, 1, 0), (128, 256, 3, 1, 0)],
    512: [(256, 512, 3, 2, 1), (128, 256, 3, 2, 1), (128, 256, 3, 2, 1), (128, 256, 3, 2, 1), (128, 256, 4, 1, 1)],
}
#: Boxes at each place of each map.
BOXES = {300: (4, 6, 6, 6, 4, 4), 512: (4, 6, 6, 6, 6, 4, 4)}


class Scaled(nn.Module):
    """Each pixel's channels divided by their length, times a scale a channel that is learnt and starts at 20."""

    def __init__(self, channels: int):
        super().__init__()
        self.scale = nn.Parameter(torch.full((channels, 1, 1), 20.0))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return normalize(x, dim=1) * self.scale


class SSD(nn.Module):
    """(N, 3, size, size) to (N, boxes, 4 + classes), the background being one of the classes.

    Parameters
    ----------
    size : 300 or 512
    classes : int
        With the background: 21 on VOC.

    Raises
    ------
    ValueError
        `size` is none of the two.

    Examples
    --------
    >>> SSD(300)(torch.zeros(1, 3, 300, 300)).shape
    torch.Size([1, 8732, 25])
    """

    def __init__(self, size: int = 300, classes: int = 21):
        super().__init__()
        if size not in TAILS:
            raise ValueError(f"size is {size}, but it must be 300 or 512")
        self.classes = classes
        layers, C = [], 3
        for K in VGG:
            layers += with_bias(C, K, 3, padding=1) if K else [nn.MaxPool2d(2, ceil_mode=True)]
            C = K or C
        conv5 = [layer for _ in range(3) for layer in with_bias(512, 512, 3, padding=1)]
        conv6_and_7 = [*with_bias(512, 1024, 3, padding=6, dilation=6), *with_bias(1024, 1024, 1)]
        steps = [
            nn.Sequential(*layers),
            nn.Sequential(nn.MaxPool2d(2), *conv5, nn.MaxPool2d(3, 1, 1), *conv6_and_7),
        ]
        channels = [512, 1024]
        for ones, K, kernel, stride, padding in TAILS[size]:
            pair = [*with_bias(channels[-1], ones, 1), *with_bias(ones, K, kernel, stride=stride, padding=padding)]
            steps.append(nn.Sequential(*pair))
            channels.append(K)
        self.steps, self.scaled = nn.ModuleList(steps), Scaled(512)
        self.heads = nn.ModuleList(
            nn.Conv2d(C, boxes * (4 + classes), 3, padding=1) for C, boxes in zip(channels, BOXES[size])
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        predictions = []
        for place, (step, head) in enumerate(zip(self.steps, self.heads)):
            x = step(x)
            answer = head(x if place else self.scaled(x))  # (N, boxes·(4 + classes), H, W)
            predictions.append(answer.permute(0, 2, 3, 1).reshape(len(x), -1, 4 + self.classes))
        return torch.cat(predictions, dim=1)
