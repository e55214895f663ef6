"""Does it matter what the filters of a 1×1 are, and how many? Claim C12.

A 3×3 with 16 filters, a 1×1 with 1 to 16 filters, each with batch normalisation and ReLU, and a linear layer. In
`learnt4` the four filters of the 1×1 are learnt, in `random4` they stay as they were drawn; `copies16` has one
random filter sixteen times. The 1,797 digits of 8×8 pixels, in five folds: each is the test part once, another fold the
validation part, the rest trains.

- The measure: right answers on the test part.
- The main comparison: `learnt16` against `random16`. All others are exploratory.
- The smallest difference that matters: 0.5 percentage points.
- Tuned: the rate, over the same grid for all, in each fold by itself, on the validation part.
- The test part of a fold is opened once by each of its four runs, after the rates had been chosen.
"""

from torch import nn

from conv1x1_lab.data import digits
from conv1x1_lab.experiments import Run
from conv1x1_lab.experiments._digits import layer, trained

MAIN = ("learnt16", "random16")
SMALLEST = 0.005
FOLDS, SEEDS = range(5), range(4)
EPOCHS = 40
RATES = (0.001, 0.003, 0.01, 0.03, 0.1)

#: How many filters, and whether they are learnt, random, or copies of one random one.
METHODS = {
    **{f"learnt{filters}": (filters, "learnt") for filters in (1, 2, 4, 8, 16)},
    **{f"random{filters}": (filters, "random") for filters in (1, 2, 4, 8, 16)},
    "copies16": (16, "copies"),
}


def network(filters, kind):
    model = nn.Sequential(*layer(1, 16, 3, stride=2), *layer(16, filters, 1), nn.Flatten(), nn.Linear(16 * filters, 10))
    one = model[3]
    if kind == "copies":
        one.weight.data[:] = one.weight.data[0].clone()
    one.requires_grad_(kind == "learnt")
    return model


def grid(method):
    return [{"lr": rate} for rate in RATES]


def run(method: str, setting: dict[str, float], seed: int, fold: int) -> Run:
    return trained(lambda: network(*METHODS[method]), digits(fold=fold), seed=seed, fold=fold, epochs=EPOCHS, **setting)
