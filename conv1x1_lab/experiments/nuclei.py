"""What finds nuclei: a 1×1 on the grey value, on means of the surroundings, or a small U-Net? Claim C16.

`pixel` is three layers of 1×1 on the grey value alone; `one_layer` a single 1×1 on four means, of squares of 1, 3, 9
and 27 pixels; `three_layers` three 1×1s with ReLU on the same four; `unet` a small U-Net on the grey value. One picture from
the fluorescence microscope, of which one half is the test part (fold 0 the right one, fold 1 the left one), the upper
part of the other half trains and its lower part is the validation part.

- The measure: Dice on the test half; also the F1 of its nuclei as objects, at an intersection over union of 1/2.
- It is one picture, so there is no interval: five seeds measure the start, not microscopy. The halves are told apart.
- The smallest difference that matters: one point of Dice, in both halves.
- Tuned: the rate, over the same grid for all, in each fold by itself, by the share of right pixels of the validation part.
- The test half is opened once by each of its five runs, after the rates had been chosen.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from conv1x1_lab import training
from conv1x1_lab.data import Part, Split, nuclei
from conv1x1_lab.experiments import Run, Tested
from conv1x1_lab.segmentation import dice, object_f1

MAIN = None
SMALLEST = 0.01
FOLDS, SEEDS = range(2), range(5)
EPOCHS = 40
RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
TESTED_HALVES = "right", "left"
MEANS = 1, 3, 9, 27


def block(channels, filters):
    return nn.Sequential(nn.Conv2d(channels, filters, 3, padding=1), nn.BatchNorm2d(filters), nn.ReLU())


class SmallUNet(nn.Module):
    """Two steps down and two up, 8 to 16 channels, and a 1×1 with two filters at the end."""

    def __init__(self):
        super().__init__()
        self.down = nn.ModuleList([block(1, 8), block(8, 8), block(8, 16)])
        self.up = nn.ModuleList([block(16 + 8, 8), block(8 + 8, 8)])
        self.last = nn.Conv2d(8, 2, 1)

    def forward(self, x):
        d0 = self.down[0](x)  # (N, 8, H, W)
        d1 = self.down[1](F.max_pool2d(d0, 2))  # (N, 8, H/2, W/2)
        d2 = self.down[2](F.max_pool2d(d1, 2))  # (N, 16, H/4, W/4)
        u1 = self.up[0](torch.cat([d1, F.interpolate(d2, scale_factor=2)], dim=1))
        return self.last(self.up[1](torch.cat([d0, F.interpolate(u1, scale_factor=2)], dim=1)))


def three_layers(channels):
    return nn.Sequential(*(nn.Conv2d(channels, 16, 1), nn.ReLU(), nn.Conv2d(16, 16, 1), nn.ReLU(), nn.Conv2d(16, 2, 1)))


#: What the network is, and the sizes of the squares whose means it sees.
METHODS = {
    "pixel": (lambda: three_layers(1), (1,)),
    "one_layer": (lambda: nn.Conv2d(4, 2, 1), MEANS),
    "three_layers": (lambda: three_layers(4), MEANS),
    "unet": (SmallUNet, (1,)),
}


def means(part, sizes):
    """The mean of the square of each size around each pixel, (1, len(sizes), H, W)."""
    x = torch.from_numpy(part.x)
    return torch.cat([F.avg_pool2d(x, size, 1, size // 2, count_include_pad=False) for size in sizes], dim=1).numpy()


def tiles(image):
    """48 tiles of 44×40 of the training part: from (1, C, 352, 240) to (48, C, 44, 40)."""
    return image.reshape(-1, 8, 44, 6, 40).transpose(1, 3, 0, 2, 4).reshape(48, -1, 44, 40)


def prepared(split, sizes):
    """The means as channels, standardised by the training part, which is cut into tiles."""
    x = [means(part, sizes) for part in split]
    mean, deviation = x[0].mean(axis=(0, 2, 3), keepdims=True), x[0].std(axis=(0, 2, 3), keepdims=True)
    x = [(image - mean) / deviation for image in x]
    train = Part(tiles(x[0]), tiles(split.train.y)[:, 0])
    return Split(train, *(Part(image, part.y) for image, part in zip(x[1:], split[1:])))


def grid(method):
    return [{"lr": rate} for rate in RATES]


def run(method: str, setting: dict[str, float], seed: int, fold: int) -> Run:
    build, sizes = METHODS[method]
    half = TESTED_HALVES[fold]
    split = prepared(nuclei(test=half), sizes)
    seed += 1000 * fold
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = build()
    history = training.fit(model, split, seed=seed, epochs=EPOCHS, batch_size=2, **setting)

    def test():
        with torch.no_grad():
            mask = model(torch.from_numpy(split.test.x)).argmax(dim=1)[0].numpy() == 1
        numbered = nuclei(test=half, numbered=True).test.y[0]
        return Tested(np.array([dice(mask, numbered > 0)]), {"objects": object_f1(mask, numbered)})

    return Run(history.accuracy, test)
