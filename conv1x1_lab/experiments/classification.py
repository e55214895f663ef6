"""Does a 1×1 convolution help to tell digits apart? Claims C14 and C20.

A small Network in Network, and three networks without its inner 1×1s: what is left without them, a
wider one with as many weights, and one of the same depth in which 3×3s stand in their places. The
5,000 digits of MNIST at 14×14, in five folds of 1,000: each is the test part once, another fold of the
rest is the validation part, 3,000 train.

- The measure: right answers on the test part.
- The main comparison: `nin` against `wide`, which spends the same weights in another way.
- The smallest difference that matters: 0.5 percentage points.
- Tuned: the rate, over the same grid for all, in each fold by itself, on the validation part.
- The test part of a fold is opened once by each of its four runs, after the rates had been chosen.
"""

from torch import nn

from conv1x1_lab.data import mnist
from conv1x1_lab.experiments import Run
from conv1x1_lab.experiments._digits import layer, trained

MAIN = ("nin", "wide")
SMALLEST = 0.005
FOLDS, SEEDS = range(5), range(4)
EPOCHS = 30
RATES = (0.005, 0.01, 0.02, 0.04, 0.08, 0.16)


def _network(first, *blocks):
    """A 5×5 that moves by two pixels, blocks of the sizes given, and ten classes, averaged over the places."""
    steps = layer(1, first, 5, stride=2, padding=0)
    for size in blocks:
        steps += layer(first, first, size)
    return nn.Sequential(*steps, nn.Conv2d(first, 10, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten())


def nin():
    """5×5, 1×1, 1×1, 3×3, 1×1, each with 15 filters."""
    return _network(15, 1, 1, 3, 1)


def without():
    """What is left of it without the three 1×1s."""
    return _network(15, 3)


def wide():
    """The same with 17 filters: as many weights as `nin`."""
    return _network(17, 3)


def deep():
    """3×3s in the places of the 1×1s, and 9 filters: as deep, and nearly as many weights."""
    return _network(9, 3, 3, 3, 3)


METHODS = {"nin": nin, "without": without, "wide": wide, "deep": deep}


def grid(method):
    return [{"lr": rate} for rate in RATES]


def run(method: str, setting: dict[str, float], seed: int, fold: int) -> Run:
    split = mnist(side=14, fold=fold)
    return trained(METHODS[method], split, seed=seed, fold=fold, epochs=EPOCHS, batch_size=50, **setting)
