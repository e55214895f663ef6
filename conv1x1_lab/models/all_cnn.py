"""All-CNN-C: strides instead of pooling, and 1×1 layers instead of dense ones.

References
----------
J. T. Springenberg, A. Dosovitskiy, T. Brox, M. Riedmiller, "Striving for Simplicity: The All Convolutional Net",
2015, arXiv:1412.6806, table 1 with the last column of table 2. Dropout is left out, for it has no weights.
"""

from torch import nn

from conv1x1_lab.models.blocks import with_bias

#: Kernel, channels, stride, padding.
TABLE = [
    (3, 96, 1, 1),
    (3, 96, 1, 1),
    (3, 96, 2, 1),
    (3, 192, 1, 1),
    (3, 192, 1, 1),
    (3, 192, 2, 1),
    (3, 192, 1, 0),
    (1, 192, 1, 0),
    (1, 10, 1, 0),
]


def all_cnn_c() -> nn.Sequential:
    """(N, 3, 32, 32) to (N, 10).

    Examples
    --------
    >>> import torch
    >>> all_cnn_c()(torch.zeros(1, 3, 32, 32)).shape
    torch.Size([1, 10])
    """
    layers, C = [], 3
    for kernel, K, stride, padding in TABLE:
        layers += with_bias(C, K, kernel, stride=stride, padding=padding)
        C = K
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())
