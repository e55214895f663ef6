"""What the experiments with digits share: a layer as the chapters build it, and one training."""

import torch
from torch import nn

from conv1x1_lab import training
from conv1x1_lab.experiments import Run, Tested


def layer(channels, filters, size, *, stride=1, padding=None, norm=True):
    """A convolution, batch normalisation and ReLU."""
    padding = size // 2 if padding is None else padding
    steps = [nn.Conv2d(channels, filters, size, stride, padding, bias=not norm)]
    return [*steps, nn.BatchNorm2d(filters), nn.ReLU()] if norm else [*steps, nn.ReLU()]


def trained(build, split, *, seed, fold, also=lambda model: {}, **settings) -> Run:
    """A new model, fitted; it starts from another point in each fold. `also` tells more of a trained model."""
    seed += 1000 * fold
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = build()
    history = training.fit(model, split, seed=seed, **settings)
    return Run(history.accuracy, lambda: Tested(training.right(model, *split.test).numpy(), also(model)))
