"""Darknet-19, and the detector YOLOv2 on it: 1×1 layers between the 3×3 ones, and a 1×1 as the head.

References
----------
J. Redmon, A. Farhadi, "YOLO9000: Better, Faster, Stronger", 2017, arXiv:1612.08242, table 6. The detector's layers
behind it follow the authors' file yolov2.cfg.
"""

import torch
from torch import nn
from torch.nn.functional import pixel_unshuffle

from conv1x1_lab.models.blocks import leaky, normalised

#: Table 6: kernel and channels of each convolution up to the classifier; None is a max pooling by 2.
TABLE = [
    (3, 32),
    None,
    (3, 64),
    None,
    (3, 128),
    (1, 64),
    (3, 128),
    None,
    (3, 256),
    (1, 128),
    (3, 256),
    None,
    (3, 512),
    (1, 256),
    (3, 512),
    (1, 256),
    (3, 512),
    None,
    (3, 1024),
    (1, 512),
    (3, 1024),
    (1, 512),
    (3, 1024),
]
ANCHORS = 5


def _layers(table, C=3):
    layers = []
    for row in table:
        layers.append(normalised(C, row[1], row[0], activation=leaky) if row else nn.MaxPool2d(2))
        C = row[1] if row else C
    return nn.Sequential(*layers)


def darknet19() -> nn.Sequential:
    """(N, 3, 224, 224) to (N, 1000); 256 and other sizes do as well.

    Examples
    --------
    >>> darknet19()(torch.zeros(1, 3, 224, 224)).shape
    torch.Size([1, 1000])
    """
    return nn.Sequential(*_layers(TABLE), nn.Conv2d(1024, 1000, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten())


class YOLOv2(nn.Module):
    """(N, 3, H, W) to (N, 5·(5 + classes), H/32, W/32): for each place and anchor a box, a confidence and classes.

    H and W are multiples of 32.

    Examples
    --------
    >>> YOLOv2(20)(torch.zeros(1, 3, 416, 416)).shape
    torch.Size([1, 125, 13, 13])
    """

    def __init__(self, classes: int = 80):
        super().__init__()
        last_pool = max(place for place, row in enumerate(TABLE) if row is None)
        self.fine = _layers(TABLE[:last_pool])
        self.coarse = nn.Sequential(nn.MaxPool2d(2), _layers(TABLE[last_pool + 1 :] + [(3, 1024), (3, 1024)], 512))
        self.passed = normalised(512, 64, 1, activation=leaky)
        self.head = nn.Sequential(
            normalised(4 * 64 + 1024, 1024, 3, activation=leaky), nn.Conv2d(1024, ANCHORS * (5 + classes), 1)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        fine = self.fine(x)  # (N, 512, H/16, W/16)
        passed = pixel_unshuffle(self.passed(fine), 2)  # (N, 256, H/32, W/32)
        return self.head(torch.cat([passed, self.coarse(fine)], dim=1))
