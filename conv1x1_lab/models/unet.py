"""U-Net: down and up again, with what was seen on the way down put beside; its last layer is a 1×1.

References
----------
O. Ronneberger, P. Fischer, T. Brox, "U-Net: Convolutional Networks for Biomedical Image Segmentation", 2015,
arXiv:1505.04597, figure 1: no padding, so 572 pixels become 388; biases, no batch normalisation.
"""

import torch
from torch import nn

from conv1x1_lab.models.blocks import with_bias

#: Figure 1: the channels on each level, from the top.
LEVELS = (64, 128, 256, 512, 1024)


def _two(in_channels, out_channels):
    return nn.Sequential(*with_bias(in_channels, out_channels, 3), *with_bias(out_channels, out_channels, 3))


class UNet(nn.Module):
    """(N, 1, 572, 572) to (N, classes, 388, 388); other sizes where each pooling meets an even number.

    Examples
    --------
    >>> UNet()(torch.zeros(1, 1, 188, 188)).shape
    torch.Size([1, 2, 4, 4])
    """

    def __init__(self, in_channels: int = 1, classes: int = 2):
        super().__init__()
        steps = list(zip((in_channels, *LEVELS), LEVELS))
        self.down = nn.ModuleList(_two(C, K) for C, K in steps)
        up = [(K, C) for C, K in reversed(steps[1:])]
        self.raise_ = nn.ModuleList(nn.ConvTranspose2d(C, K, 2, 2) for C, K in up)
        self.merge = nn.ModuleList(_two(C, K) for C, K in up)
        self.last = nn.Conv2d(LEVELS[0], classes, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        seen = []
        for level, down in enumerate(self.down):
            x = down(torch.max_pool2d(x, 2) if level else x)
            seen.append(x)
        seen.pop()
        for raise_, merge in zip(self.raise_, self.merge):
            x = raise_(x)
            x = merge(torch.cat([_middle(seen.pop(), x), x], dim=1))
        return self.last(x)


def _middle(x, of):
    """The middle of x, as large as `of`."""
    top, left = (x.shape[2] - of.shape[2]) // 2, (x.shape[3] - of.shape[3]) // 2
    return x[:, :, top : top + of.shape[2], left : left + of.shape[3]]
