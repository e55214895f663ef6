"""The Transformer's feed-forward layer: two 1×1 convolutions over the tokens.

References
----------
A. Vaswani et al., "Attention Is All You Need", 2017, arXiv:1706.03762, section 3.3, which says so itself: "two
convolutions with kernel size 1".
"""

from torch import nn


def feed_forward(width: int = 512, hidden: int = 2048) -> nn.Sequential:
    """O = W₂ max(0, W₁ I + b₁) + b₂ at each token: (N, width, tokens) to the same shape.

    Examples
    --------
    >>> import torch
    >>> feed_forward()(torch.zeros(2, 512, 10)).shape
    torch.Size([2, 512, 10])
    """
    return nn.Sequential(nn.Conv1d(width, hidden, 1), nn.ReLU(), nn.Conv1d(hidden, width, 1))
