"""Do dropout and weight decay keep a network from learning wrong labels by heart? Claims C18 and C19.

A network wide enough to overfit, on few digits: 400, of which 30% have a label drawn anew (so some 27% are
wrong), and 100 with right labels. Each run draws its own digits and its own wrong labels from the training
part of its fold; validation and test part keep their right labels. The 1,797 digits of 8×8 pixels, in five folds.

- The measure: right answers on the test part.
- The main comparison: `dropout` against `none`, with wrong labels. All others are exploratory.
- The smallest difference that matters: 0.5 percentage points.
- Tuned: the rate, and p or λ, in each fold by itself, on the validation part: six rates for `none`, six rates by four or five
  strengths for the others.
- The test part of a fold is opened once by each of its four runs, after the settings had been chosen.
"""

import numpy as np
import torch
from torch import nn

from conv1x1_lab import training
from conv1x1_lab.data import Part, Split, digits
from conv1x1_lab.experiments import Run
from conv1x1_lab.experiments._digits import layer, trained

MAIN = ("dropout", "none")
SMALLEST = 0.005
FOLDS, SEEDS = range(5), range(4)
EPOCHS = 40
RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03)
STRENGTHS = {
    "none": [{}],
    "dropout": [{"p": p} for p in (0.1, 0.3, 0.5, 0.7)],
    "decay": [{"weight_decay": d} for d in (0.1, 0.3, 1.0, 3.0, 10.0)],
}

#: Digits, the share of labels that are drawn anew, and what is done against learning them by heart.
METHODS = {
    "none": (400, 0.3, "none"),
    "dropout": (400, 0.3, "dropout"),
    "decay": (400, 0.3, "decay"),
    "none_clean": (100, 0.0, "none"),
    "dropout_clean": (100, 0.0, "dropout"),
    "decay_clean": (100, 0.0, "decay"),
}


def network(p):
    return nn.Sequential(
        *layer(1, 16, 3, stride=2),
        *layer(16, 64, 3, stride=2),
        nn.Dropout(p),
        *layer(64, 64, 1),
        nn.Dropout(p),
        *(nn.Conv2d(64, 10, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten()),
    )


def noisy(part, size, share, seed):
    """Some of the digits, the labels of the first of them drawn anew; and which labels are wrong."""
    random = np.random.RandomState(seed)
    chosen = random.permutation(len(part.y))[:size]
    y = part.y[chosen].copy()
    redrawn = round(share * size)
    y[:redrawn] = random.randint(0, 10, redrawn)
    return Part(part.x[chosen], y), y != part.y[chosen]


def length(model):
    """The Euclidean length of all weights of the convolutions."""
    squares = [(part.weight.detach() ** 2).sum() for part in model if isinstance(part, nn.Conv2d)]
    return torch.stack(squares).sum().sqrt().item()


def grid(method):
    strengths = STRENGTHS[METHODS[method][2]]
    return [{"lr": rate, **strength} for rate in RATES for strength in strengths]


def run(method: str, setting: dict[str, float], seed: int, fold: int) -> Run:
    size, share, _ = METHODS[method]
    split = digits(fold=fold)
    few, wrong = noisy(split.train, size, share, seed + 1000 * fold)
    split = Split(few, split.validation, split.test)
    settings = dict(setting)
    p = settings.pop("p", 0.0)

    def also(model):
        """The weights' length, the share of the training labels that is answered, and of the wrong ones."""
        numbers = {"length": length(model), "fit": training.accuracy(model, *few)}
        if wrong.any():
            numbers["by_heart"] = training.accuracy(model, few.x[wrong], few.y[wrong])
        return numbers

    settings |= dict(epochs=EPOCHS, batch_size=size // 8)
    return trained(lambda: network(p), split, seed=seed, fold=fold, also=also, **settings)
