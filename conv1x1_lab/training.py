"""One small training loop for all chapters: seeded, and judged by the validation part.

`fit` and `seeds` see the training and the validation part of a `data.Split` and never the test part.
That is for one explicit call, when all choices have been made: `accuracy(model, *split.test)`.

The same seed gives the same model on one machine with one number of threads, which the caller sets
(`torch.set_num_threads(1)`). The caller's own random numbers are left where they were.
"""

import math
import statistics
from typing import NamedTuple

import torch
import torch.nn.functional as F
from tqdm import tqdm

from conv1x1_lab._contract import _whole

#: How many images are judged at a time, so that memory stays small.
JUDGED_AT_ONCE = 500


class History(NamedTuple):
    """After each epoch: the mean loss over its batches, and the accuracy on the validation part."""

    loss: tuple[float, ...]
    accuracy: tuple[float, ...]


class Repeats(NamedTuple):
    """Validation accuracies of one model from several seeds, their mean and sample deviation."""

    mean: float
    deviation: float
    values: tuple[float, ...]
    models: tuple[torch.nn.Module, ...]


def fit(
    model, split, *, epochs, seed, lr=1e-3, batch_size=64, weight_decay=0.0, optimizer=torch.optim.AdamW, progress=False
):
    """Minimise the cross-entropy −log softmax(model(x))[y], in shuffled batches; `model` is changed.

    The rate falls from epoch to epoch, along half a cosine: lr·(1 + cos(π·epoch/epochs))/2, epoch
    = 0, 1, …. Afterwards the model is in evaluation mode.

    Parameters
    ----------
    model : torch.nn.Module
        From x, a batch of images, to one score for each class: (N, K), or (N, K, H, W) to put
        every pixel into a class.
    split : data.Split
        x: array of the model's dtype, shape (N, C, H, W). y: array of whole numbers from 0 to K − 1,
        or of truth values, shape (N,) or (N, H, W). `test` is not used.
    epochs : int
        How often each image of the training part is seen; at least 1.
    seed : int
        Of the order of the images, and of what the model draws, such as dropout.
    lr, weight_decay : float
        For the optimiser: its rate in the first epoch, above 0, and the pull of the weights towards 0.
    batch_size : int
        Images a step; the last batch of an epoch may have fewer.
    optimizer : torch.optim.Optimizer class
        AdamW, or torch.optim.SGD for plain gradient descent.
    progress : bool
        Whether to show a bar.

    Returns
    -------
    History

    Raises
    ------
    TypeError, ValueError
        A part of the split or a number is one that the above rules out.

    References
    ----------
    I. Loshchilov, F. Hutter, "Decoupled Weight Decay Regularization", 2017, arXiv:1711.05101 (AdamW).

    Examples
    --------
    >>> from conv1x1_lab.data import Part, Split
    >>> x = torch.linspace(-1, 1, 50).reshape(-1, 1, 1, 1)
    >>> part = Part(x, x.flatten() > 0)
    >>> model = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 1), torch.nn.Flatten())
    >>> history = fit(model, Split(part, part, None), epochs=20, seed=0, lr=0.5)
    >>> len(history.accuracy), history.accuracy[-1] > 0.9
    (20, True)
    """
    epochs, batch_size = _whole("epochs", epochs, least=1), _whole("batch_size", batch_size, least=1)
    seed = _whole("seed", seed, least=0)
    _check_number("lr", lr, above=True)
    _check_number("weight_decay", weight_decay)
    x, y = _tensors("train", *split.train)
    _tensors("validation", *split.validation)
    accuracy(model, x[:1], y[:1])  # so that a wrong shape is named before any work
    steps = optimizer(model.parameters(), lr=lr, weight_decay=weight_decay)
    # At a constant rate the last epoch is as noisy as any before it, and a comparison rests on the last.
    falling = torch.optim.lr_scheduler.CosineAnnealingLR(steps, epochs)
    # A generator of its own, so that models with and without dropout see the same batches.
    shuffle = torch.Generator().manual_seed(seed)
    losses, accuracies = [], []
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for _ in tqdm(range(epochs), disable=not progress):
            model.train()
            batches = torch.randperm(len(x), generator=shuffle).split(batch_size)
            losses.append(statistics.fmean(_step(model, steps, x[batch], y[batch]) for batch in batches))
            falling.step()
            accuracies.append(accuracy(model, *split.validation))
    model.eval()
    return History(tuple(losses), tuple(accuracies))


def _step(model, steps, x, y):
    steps.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    steps.step()
    return loss.item()


def accuracy(model, x, y):
    """The share of labels, of images or of pixels, to which the model gives its highest score.

    The model is judged in evaluation mode, and is afterwards in the mode in which it came.

    Parameters
    ----------
    model, x, y
        As in `fit`.

    Returns
    -------
    float, from 0 to 1

    Raises
    ------
    TypeError
        x is not of floating-point numbers, or y is.
    ValueError
        x and y have different lengths or none, or the model's answer does not have the shape of y.

    Examples
    --------
    >>> accuracy(torch.nn.Flatten(), torch.tensor([[[[3.0]], [[5.0]]], [[[4.0]], [[2.0]]]]), torch.tensor([1, 1]))
    0.5
    """
    x, y = _tensors("given", x, y)
    mode = model.training
    model.eval()
    with torch.no_grad():
        answers = [model(part).argmax(dim=1) for part in x.split(JUDGED_AT_ONCE)]
    model.train(mode)
    answer = torch.cat(answers)
    if answer.shape != y.shape:
        raise ValueError(f"y has shape {tuple(y.shape)}, but the model's answer has shape {tuple(answer.shape)}")
    return (answer == y).double().mean().item()


def seeds(build, split, *, seeds=range(5), **how):
    """Build and fit a model from each seed: mean and sample deviation of the validation accuracy.

    Judged is the last epoch, not the best one: to pick an epoch by the accuracy that is then
    reported would flatter it.

    Parameters
    ----------
    build : function without arguments
        Returns a new model. It is called under the seed, so that each start is another one.
    split : data.Split
    seeds : iterable of int
        At least 2.
    **how
        What `fit` takes besides: epochs, lr and so on.

    Returns
    -------
    Repeats

    Raises
    ------
    TypeError, ValueError
        As `fit` does; fewer than two seeds; a `build` that returns one model twice.

    Examples
    --------
    >>> from conv1x1_lab import data
    >>> def build():
    ...     return torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))
    >>> found = seeds(build, data.digits(), seeds=(3, 4), epochs=2, lr=0.01)
    >>> len(found.models), found.mean > 0.8
    (2, True)
    """
    seeds = [_whole("seeds", seed, least=0) for seed in seeds]
    if len(seeds) < 2:
        raise ValueError(f"seeds is {seeds}, but a deviation needs at least 2")
    models, values = [], []
    for seed in seeds:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            model = build()
        if any(model is other for other in models):
            raise ValueError("build returned one model twice, but each seed needs a new one")
        models.append(model)
        values.append(fit(model, split, seed=seed, **how).accuracy[-1])
    return Repeats(statistics.fmean(values), statistics.stdev(values), tuple(values), tuple(models))


def _tensors(name, x, y):
    x, y = torch.as_tensor(x), torch.as_tensor(y)
    if not x.is_floating_point():
        raise TypeError(f"x ({name}) has dtype {x.dtype}, but it must be of floating-point numbers")
    if y.is_floating_point():
        raise TypeError(f"y ({name}) has dtype {y.dtype}, but it must be of whole numbers or truth values")
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(f"x ({name}) has {len(x)} images and y {len(y)}, but they must be equal and above 0")
    return x, y.long()


def _check_number(name, value, above=False):
    if not (0 < value < math.inf if above else 0 <= value < math.inf):
        raise ValueError(f"{name} is {value}, but it must be {'above' if above else 'at least'} 0 and finite")
