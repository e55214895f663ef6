"""Do two more 1×1s with ReLU make a network for digits better, and is it the ReLU? Claim C08.

In front stands one 7×7, or three 3×3s, with ReLU; at the end a 1×1 with ten filters and the mean. `seven`
and `threes` are that alone; `seven_linear` has two more 1×1s with nothing between them; `seven_relu` and
`threes_relu` the same two with ReLU. The 1,797 digits of 8×8 pixels, in five folds: each is the test part
once, another fold the validation part, the rest trains. The pixels are standardised by the training part.

- The measure: right answers on the test part.
- The main comparison: `seven_relu` against `seven`. All others are exploratory.
- The smallest difference that matters: 0.5 percentage points.
- Tuned: the rate, over the same grid for all, in each fold by itself, on the validation part.
- The test part of a fold is opened once by each of its four runs, after the rates had been chosen.
"""

from torch import nn

from conv1x1_lab.data import Part, Split, digits
from conv1x1_lab.experiments import Run
from conv1x1_lab.experiments._digits import trained

MAIN = ("seven_relu", "seven")
SMALLEST = 0.005
FOLDS, SEEDS = range(5), range(4)
EPOCHS = 40
RATES = (0.001, 0.003, 0.01, 0.03, 0.1)

#: Sizes and filters in front, and what stands behind each of the two more layers; None for no such layers.
METHODS = {
    "seven": (((7, 32),), None),
    "seven_linear": (((7, 32),), []),
    "seven_relu": (((7, 32),), [nn.ReLU()]),
    "threes": (((3, 8), (3, 8), (3, 16)), None),
    "threes_relu": (((3, 8), (3, 8), (3, 16)), [nn.ReLU()]),
}


def network(front, between):
    layers, channels = [], 1
    for size, filters in front:
        layers += [nn.Conv2d(channels, filters, size), nn.ReLU()]
        channels = filters
    if between is not None:
        for _ in range(2):
            layers += [nn.Conv2d(channels, channels, 1), *between]
    return nn.Sequential(*layers, nn.Conv2d(channels, 10, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten())


def grid(method):
    return [{"lr": rate} for rate in RATES]


def run(method: str, setting: dict[str, float], seed: int, fold: int) -> Run:
    split = digits(fold=fold)
    mean, deviation = split.train.x.mean(), split.train.x.std()
    split = Split(*(Part((part.x - mean) / deviation, part.y) for part in split))
    return trained(lambda: network(*METHODS[method]), split, seed=seed, fold=fold, epochs=EPOCHS, **setting)
