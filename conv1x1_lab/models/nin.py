"""Network in Network: after each convolution two 1×1 ones, and global average pooling instead of dense layers.

The paper draws the networks and leaves sizes to the authors' files for Caffe, which the tables below follow: those
of the Caffe model zoo. Dropout is left out, for it has no weights.

References
----------
M. Lin, Q. Chen, S. Yan, "Network In Network", 2014, arXiv:1312.4400, figure 2 and section 3.
"""

from torch import nn

from conv1x1_lab.models.blocks import with_bias

#: For each block the kernel, stride and padding of its convolution, and the channels after it and after each 1×1.
CIFAR10 = (
    (5, 1, 2, (192, 160, 96)),
    (5, 1, 2, (192, 192, 192)),
    (3, 1, 1, (192, 192, 10)),
)
IMAGENET = (
    (11, 4, 0, (96, 96, 96)),
    (5, 1, 2, (256, 256, 256)),
    (3, 1, 1, (384, 384, 384)),
    (3, 1, 1, (1024, 1024, 1000)),
)


def nin(table: tuple = CIFAR10) -> nn.Sequential:
    """(N, 3, 32, 32) to (N, 10) with CIFAR10; (N, 3, 224, 224) to (N, 1000) with IMAGENET.

    Examples
    --------
    >>> import torch
    >>> nin()(torch.zeros(1, 3, 32, 32)).shape
    torch.Size([1, 10])
    """
    layers, C = [], 3
    for kernel, stride, padding, (first, *ones) in table:
        if layers:
            layers.append(nn.MaxPool2d(3, 2, ceil_mode=True))
        layers += with_bias(C, first, kernel, stride=stride, padding=padding)
        C = first
        for K in ones:
            layers += with_bias(C, K, 1)
            C = K
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())
