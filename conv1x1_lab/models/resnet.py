"""ResNet: a bottleneck 1×1, 3×3, 1×1 beside a shortcut.

The paper's halving block has its stride on the first 1×1; later implementations put it on the 3×3 ("v1.5").

References
----------
K. He, X. Zhang, S. Ren, J. Sun, "Deep Residual Learning for Image Recognition", 2016, arXiv:1512.03385, table 1 and
figure 5; option B for shortcuts.
"""

from collections.abc import Callable

from torch import nn

from conv1x1_lab.models.blocks import Residual, classifier, normalised

#: Table 1: how many blocks in conv2_x to conv5_x.
BLOCKS = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}
#: Table 1: the channels inside the blocks of each stage; four times as many come out.
CHANNELS = (64, 128, 256, 512)


def bottleneck(
    in_channels: int,
    channels: int,
    stride: int = 1,
    *,
    stride_on: int = 1,
    after: Callable[[int], nn.Module] = nn.Identity,
) -> Residual:
    """1×1 to `channels`, 3×3, 1×1 to 4·`channels`, added to the shortcut.

    Parameters
    ----------
    stride_on : 1 or 3
        Which convolution has the stride: the first 1×1 or the 3×3.
    after : function from a number of channels to a module
        What comes behind the last 1×1, before the sum.
    """
    if stride_on not in (1, 3):
        raise ValueError(f"stride_on is {stride_on}, but it must be 1 (the first 1×1) or 3 (the 3×3)")
    first, second = (stride, 1) if stride_on == 1 else (1, stride)
    body = nn.Sequential(
        normalised(in_channels, channels, 1, stride=first),
        normalised(channels, channels, 3, stride=second),
        normalised(channels, 4 * channels, 1, activation=None),
        after(4 * channels),
    )
    same = in_channels == 4 * channels and stride == 1
    shortcut = None if same else normalised(in_channels, 4 * channels, 1, stride=stride, activation=None)
    return Residual(body, shortcut, nn.ReLU())


def resnet(depth: int = 50, **block) -> nn.Sequential:
    """(N, 3, 224, 224) to (N, 1000).

    Parameters
    ----------
    depth : 50, 101 or 152
    **block
        `stride_on` and `after`, as `bottleneck` takes them.

    Raises
    ------
    ValueError
        `depth` or `stride_on` is none of these.

    Examples
    --------
    >>> import torch
    >>> resnet(50)(torch.zeros(1, 3, 224, 224)).shape
    torch.Size([1, 1000])
    """
    if depth not in BLOCKS:
        raise ValueError(f"depth is {depth}, but it must be one of {', '.join(map(str, BLOCKS))}")
    layers, C = [normalised(3, 64, 7, stride=2), nn.MaxPool2d(3, 2, 1)], 64
    for stage, (blocks, channels) in enumerate(zip(BLOCKS[depth], CHANNELS)):
        for place in range(blocks):
            layers.append(bottleneck(C, channels, 2 if stage and not place else 1, **block))
            C = 4 * channels
    return nn.Sequential(*layers, *classifier(C, 1000))
