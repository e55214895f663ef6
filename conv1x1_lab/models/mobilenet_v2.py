"""MobileNetV2: a 1×1 widens, a depthwise 3×3 works in the wide middle, a 1×1 without activation narrows.

References
----------
M. Sandler, A. Howard, M. Zhu, A. Zhmoginov, L.-C. Chen, "MobileNetV2: Inverted Residuals and Linear Bottlenecks",
2018, arXiv:1801.04381, tables 1 and 2.
"""

from torch import nn

from conv1x1_lab.models.blocks import Residual, classifier, normalised

#: Table 2: expansion t, channels c, repeats n, stride s of the first.
TABLE = [
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
]


def mobilenet_v2() -> nn.Sequential:
    """(N, 3, 224, 224) to (N, 1000).

    Examples
    --------
    >>> import torch
    >>> mobilenet_v2()(torch.zeros(1, 3, 224, 224)).shape
    torch.Size([1, 1000])
    """
    layers, C = [normalised(3, 32, 3, stride=2, activation=nn.ReLU6)], 32
    for expansion, K, repeats, stride in TABLE:
        for place in range(repeats):
            layers.append(_inverted(C, K, expansion, 1 if place else stride))
            C = K
    return nn.Sequential(*layers, normalised(C, 1280, 1, activation=nn.ReLU6), *classifier(1280, 1000))


def _inverted(in_channels, out_channels, expansion, stride):
    wide = expansion * in_channels
    widen = [normalised(in_channels, wide, 1, activation=nn.ReLU6)] if expansion > 1 else []
    body = nn.Sequential(
        *widen,
        normalised(wide, wide, 3, stride=stride, groups=wide, activation=nn.ReLU6),
        normalised(wide, out_channels, 1, activation=None),
    )
    return Residual(body) if stride == 1 and in_channels == out_channels else body
