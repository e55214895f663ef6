"""What the papers of several files build with: a convolution with what follows it, and a sum with a shortcut."""

from collections.abc import Callable

import torch
from torch import nn


def leaky() -> nn.LeakyReLU:
    """Darknet's activation: max(x, 0.1·x)."""
    return nn.LeakyReLU(0.1)


def normalised(
    in_channels: int,
    out_channels: int,
    kernel_size: int,
    *,
    stride: int = 1,
    groups: int = 1,
    activation: Callable[[], nn.Module] | None = nn.ReLU,
) -> nn.Sequential:
    """A convolution without bias, batch normalisation and an activation; the output is as large as the input / stride.

    Parameters
    ----------
    in_channels, out_channels, kernel_size, stride, groups : int
        `kernel_size` is odd.
    activation : function without arguments, or None
        Makes the activation.

    Returns
    -------
    torch.nn.Sequential

    Examples
    --------
    >>> normalised(3, 8, 3, stride=2)(torch.zeros(1, 3, 32, 32)).shape
    torch.Size([1, 8, 16, 16])
    """
    layers = [
        nn.Conv2d(in_channels, out_channels, kernel_size, stride, kernel_size // 2, groups=groups, bias=False),
        nn.BatchNorm2d(out_channels),
    ]
    return nn.Sequential(*layers, *([activation()] if activation else []))


def with_bias(in_channels: int, out_channels: int, kernel_size: int, **conv2d) -> list[nn.Module]:
    """A convolution with bias, and ReLU: two entries of a list of layers; `conv2d` goes to nn.Conv2d."""
    return [nn.Conv2d(in_channels, out_channels, kernel_size, **conv2d), nn.ReLU()]


def classifier(in_channels: int, classes: int) -> list[nn.Module]:
    """Global average pooling and a dense layer."""
    return [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(in_channels, classes)]


class Residual(nn.Module):
    """body(x) + shortcut(x), and an activation or none."""

    def __init__(self, body: nn.Module, shortcut: nn.Module | None = None, activation: nn.Module | None = None):
        super().__init__()
        self.body, self.shortcut, self.activation = body, shortcut or nn.Identity(), activation or nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.activation(self.body(x) + self.shortcut(x))
