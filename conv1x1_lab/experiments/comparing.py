"""Does the rule of chapter 7 find a difference where there is one, and none where there is none?

A 7×7, a 1×1 and the mean over the places tell digits apart, with 16 filters in the 7×7 or with 32; `linear` is one layer
of weights from all pixels to the ten digits, `coarse` the same from the means of 2×2 pixels. `sixteen_again` and
`linear_again` are the same networks once more, from other seeds: what differs there is chance. The 1,797 digits of 8×8 pixels, in five folds: each is the test part once,
another fold the validation part, the rest trains.

- The measure: right answers on the test part.
- The main comparison: `sixteen` against `coarse`. These networks were put together after trial runs, so that the chapter
  has an example of each answer: no claim rests on them.
- The smallest difference that matters: 0.5 percentage points.
- Tuned: the rate, over the same grid for all, in each fold by itself, on the validation part.
- The test part of a fold is opened once by each of its four runs, after the rates had been chosen.
"""

from torch import nn

from conv1x1_lab.data import digits
from conv1x1_lab.experiments import Run
from conv1x1_lab.experiments._digits import trained

MAIN = ("sixteen", "coarse")
SMALLEST = 0.005
FOLDS, SEEDS = range(5), range(4)
EPOCHS = 40
RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)

#: What builds the network, and what is added to the seed.
METHODS = {
    "coarse": (lambda: nn.Sequential(nn.AvgPool2d(2), nn.Flatten(), nn.Linear(16, 10)), 0),
    "linear": (lambda: nn.Sequential(nn.Flatten(), nn.Linear(64, 10)), 0),
    "linear_again": (lambda: nn.Sequential(nn.Flatten(), nn.Linear(64, 10)), 500),
    "sixteen": (lambda: network(16), 0),
    "sixteen_again": (lambda: network(16), 500),
    "thirty_two": (lambda: network(32), 0),
}


def network(filters):
    layers = nn.Conv2d(1, filters, 7), nn.ReLU(), nn.Conv2d(filters, 10, 1)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())


def grid(method):
    return [{"lr": rate} for rate in RATES]


def run(method: str, setting: dict[str, float], seed: int, fold: int) -> Run:
    build, other = METHODS[method]
    return trained(build, digits(fold=fold), seed=seed + other, fold=fold, epochs=EPOCHS, **setting)
