"""Glow's invertible 1×1 convolution: a permutation of the channels, generalised and learnt.

References
----------
D. P. Kingma, P. Dhariwal, "Glow: Generative Flow with Invertible 1x1 Convolutions", 2018, arXiv:1807.03039,
section 3.2. The weights are kept as one matrix, not in the LU form of equation 10.
"""

import torch
from torch import nn

from conv1x1_lab.torch_conv import conv1x1


class Invertible1x1(nn.Module):
    """O = W I at each pixel, and log |det dO/dI| = H·W·log |det W|.

    W starts as a random rotation, whose log-determinant is 0.

    Parameters
    ----------
    channels : int
    dtype : torch.dtype

    Examples
    --------
    >>> layer = Invertible1x1(3)
    >>> O, log_determinant = layer(torch.ones(1, 3, 4, 5))
    >>> O.shape, log_determinant.shape
    (torch.Size([1, 3, 4, 5]), torch.Size([]))
    """

    def __init__(self, channels: int, dtype: torch.dtype = torch.float32):
        super().__init__()
        rotation, _ = torch.linalg.qr(torch.randn(channels, channels, dtype=dtype))
        self.weight = nn.Parameter(rotation)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The output, and the log-determinant of one image; autograd gives both their gradients.

        d log |det W| / dW is the transpose of the inverse of W.
        """
        return conv1x1(x, self.weight), x.shape[2] * x.shape[3] * torch.linalg.slogdet(self.weight).logabsdet

    def inverse(self, output: torch.Tensor) -> torch.Tensor:
        """The input that gives this output; a matrix that can't be inverted raises torch.linalg.LinAlgError."""
        return conv1x1(output, torch.linalg.inv(self.weight))
