"""MobileNet v1: depthwise 3×3 and 1×1 by turns.

References
----------
A. Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications", 2017,
arXiv:1704.04861, table 1. Its next to last row has stride 2 on 7×7 pixels and leaves them 7×7: read as stride 1.
"""

from torch import nn

from conv1x1_lab.models.blocks import classifier, normalised

#: Table 1: channels after the 1×1, and the stride of the depthwise 3×3 before it.
TABLE = [
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    (512, 1),
    (512, 1),
    (512, 1),
    (512, 1),
    (512, 1),
    (1024, 2),
    (1024, 1),
]


def mobilenet(width: float = 1.0) -> nn.Sequential:
    """(N, 3, 224, 224) to (N, 1000); 192, 160 and 128 pixels do as well.

    Parameters
    ----------
    width : float
        α: the share of the channels that each layer has; 1, 0.75, 0.5 and 0.25 in the paper.

    Raises
    ------
    ValueError
        `width` is not above 0.

    Examples
    --------
    >>> import torch
    >>> mobilenet(0.25)(torch.zeros(1, 3, 128, 128)).shape
    torch.Size([1, 1000])
    """
    if not width > 0:
        raise ValueError(f"width is {width}, but it must be above 0")
    C = round(32 * width)
    layers = [normalised(3, C, 3, stride=2)]
    for K, stride in TABLE:
        K = round(K * width)
        layers += [normalised(C, C, 3, stride=stride, groups=C), normalised(C, K, 1)]
        C = K
    return nn.Sequential(*layers, *classifier(C, 1000))
