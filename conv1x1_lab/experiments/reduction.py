"""What does a bottleneck cost in accuracy? Claim C05.

Three networks of a 3×3, two blocks and a linear layer. In `plain24` a block is a 3×3 on 24 channels; in
`squeezed12` a 1×1 down to 12 channels, a 3×3 and a 1×1 back to 24; `plain15` is the plain one made so
narrow that it has about as many weights as the squeezed one. The 1,797 digits of 8×8 pixels, in five
folds: each is the test part once, another fold the validation part, the rest trains.

- The measure: right answers on the test part.
- The main comparison: `squeezed12` against `plain24`, which has more than twice its weights.
- The smallest difference that matters: 0.5 percentage points.
- Tuned: the rate, over the same grid for all, in each fold by itself, on the validation part.
- The test part of a fold is opened once by each of its four runs, after the rates had been chosen.
"""

from torch import nn

from conv1x1_lab.data import digits
from conv1x1_lab.experiments import Run
from conv1x1_lab.experiments._digits import layer, trained

MAIN = ("squeezed12", "plain24")
SMALLEST = 0.005
FOLDS, SEEDS = range(5), range(4)
EPOCHS = 40
RATES = (0.001, 0.003, 0.01, 0.03, 0.1)

#: Channels, and those of the bottleneck.
METHODS = {"plain24": (24, None), "squeezed12": (24, 12), "plain15": (15, None)}


def network(channels, bottleneck=None):
    if bottleneck is None:
        sizes = [(channels, channels, 3)]
    else:
        sizes = [(channels, bottleneck, 1), (bottleneck, bottleneck, 3), (bottleneck, channels, 1)]
    blocks = [step for size in 2 * sizes for step in layer(*size)]
    end = nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10)
    return nn.Sequential(*layer(1, channels, 3), nn.MaxPool2d(2), *blocks, *end)


def grid(method):
    return [{"lr": rate} for rate in RATES]


def run(method: str, setting: dict[str, float], seed: int, fold: int) -> Run:
    return trained(lambda: network(*METHODS[method]), digits(fold=fold), seed=seed, fold=fold, epochs=EPOCHS, **setting)
