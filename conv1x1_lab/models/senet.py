"""Squeeze and excitation: the mean of each channel goes through two 1×1 layers, which weigh the channels.

References
----------
J. Hu, L. Shen, S. Albanie, G. Sun, E. Wu, "Squeeze-and-Excitation Networks", 2018, arXiv:1709.01507, table 1, figure
3 and section 4. The two layers are without biases, as the paper's formula for their weights is.
"""

import torch
from torch import nn

from conv1x1_lab.models.resnet import resnet


class SqueezeExcite(nn.Module):
    """y = x · sigmoid(W₂ ReLU(W₁ mean(x))): one factor a channel, between 0 and 1.

    Parameters
    ----------
    channels : int
        C.
    ratio : int
        r: C / r channels between the layers.

    Examples
    --------
    >>> SqueezeExcite(32)(torch.zeros(2, 32, 5, 5)).shape
    torch.Size([2, 32, 5, 5])
    """

    def __init__(self, channels: int, ratio: int = 16):
        super().__init__()
        self.factors = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Conv2d(channels, channels // ratio, 1, bias=False),
            nn.ReLU(),
            nn.Conv2d(channels // ratio, channels, 1, bias=False),
            nn.Sigmoid(),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.factors(x)  # (N, C, H, W) · (N, C, 1, 1)


def se_resnet50() -> nn.Sequential:
    """(N, 3, 224, 224) to (N, 1000): ResNet-50 with the block at the end of each bottleneck, r = 16.

    Examples
    --------
    >>> se_resnet50()(torch.zeros(1, 3, 224, 224)).shape
    torch.Size([1, 1000])
    """
    return resnet(50, after=SqueezeExcite)
