"""One small training loop for all chapters: seeded, and judged by the validation part.

`fit` and `seeds` see the training and the validation part of a `data.Split` and never the test part.
That is for one explicit call, when all choices have been made: `accuracy(model, *split.test)`.

The same seed gives the same model on one machine with one number of threads, which the caller sets
(`torch.set_num_threads(1)`). The caller's own random numbers are left where they were.
"""

import math
import statistics
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from numbers import Real
from typing import NamedTuple

import torch
import torch.nn.functional as F
from numpy.typing import ArrayLike
from torch import nn
from tqdm import tqdm

from conv1x1_lab._contract import _whole
from conv1x1_lab.data import Part, Split

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
    models: tuple[nn.Module, ...]


def fit(
    model: nn.Module,
    split: Split,
    *,
    epochs: int,
    seed: int,
    lr: float = 1e-3,
    batch_size: int = 64,
    weight_decay: float = 0.0,
    optimizer: type[torch.optim.Optimizer] = torch.optim.AdamW,
    progress: bool = False,
) -> History:
    """Minimise the cross-entropy −log softmax(model(x))[y], in shuffled batches; `model` is changed.

    The rate falls from epoch to epoch, along half a cosine: lr·(1 + cos(π·epoch/epochs))/2, epoch
    = 0, 1, …. All of the model is in training mode meanwhile, and in evaluation mode afterwards.

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
    x, y = _checked_part(model, split, "train")
    _checked_part(model, split, "validation")
    update = optimizer(model.parameters(), lr=lr, weight_decay=weight_decay)
    # At a constant rate the last epoch is as noisy as any before it, and a comparison rests on the last.
    rate = torch.optim.lr_scheduler.CosineAnnealingLR(update, epochs)
    # A generator of its own, so that models with and without dropout see the same batches.
    shuffle = torch.Generator().manual_seed(seed)
    losses, accuracies = [], []
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for _ in tqdm(range(epochs), disable=not progress):
            model.train()
            batches = torch.randperm(len(x), generator=shuffle).split(batch_size)
            losses.append(statistics.fmean(_step(model, update, x[batch], y[batch]) for batch in batches))
            rate.step()
            accuracies.append(accuracy(model, *split.validation))
    model.eval()
    return History(tuple(losses), tuple(accuracies))


def _step(model, update, x, y):
    update.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    update.step()
    return loss.item()


def accuracy(model: nn.Module, x: ArrayLike, y: ArrayLike) -> float:
    """The share of labels, of images or of pixels, to which the model gives its highest score.

    The model is judged in evaluation mode; afterwards each of its modules is in the mode in which it came, also if the
    model raises an error.

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
        x and y have different lengths or none, the model's answer does not have the shape of y, or y has a label that
        is none of the model's classes.

    Examples
    --------
    >>> accuracy(torch.nn.Flatten(), torch.tensor([[[[3.0]], [[5.0]]], [[[4.0]], [[2.0]]]]), torch.tensor([1, 1]))
    0.5
    """
    return right(model, x, y).double().mean().item()


def right(model: nn.Module, x: ArrayLike, y: ArrayLike) -> torch.Tensor:
    """Which labels are those to which the model gives its highest score: `accuracy` is their share.

    Parameters and errors are those of `accuracy`.

    Returns
    -------
    torch.Tensor of truth values, of the shape of y

    Examples
    --------
    >>> right(torch.nn.Flatten(), torch.tensor([[[[3.0]], [[5.0]]], [[[4.0]], [[2.0]]]]), torch.tensor([1, 1]))
    tensor([ True, False])
    """
    x, y = _tensors(x, y)
    answers = []
    with _evaluation_mode(model):
        for part in x.split(JUDGED_AT_ONCE):
            scores = model(part)
            answers.append(scores.argmax(dim=1))
    _check_labels(y, scores)
    return torch.cat(answers) == y


@contextmanager
def _evaluation_mode(model):
    """Evaluation mode and no gradients; then each module has its own mode again, which `model.train` would not give."""
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        for module, mode in modes.items():
            module.training = mode


def seeds(build: Callable[[], nn.Module], split: Split, *, seeds: Iterable[int] = range(5), **settings) -> Repeats:
    """Build and fit a model from each seed: mean and sample deviation of the validation accuracy.

    Judged is the last epoch, not the best one: to pick an epoch by the accuracy that is then
    reported would flatter it.

    Parameters
    ----------
    build : function without arguments
        Returns a new model. It is called under the seed, so that each start is another one.
    split : data.Split
    seeds : iterable of int
        At least 2, each another one.
    **settings
        What `fit` takes besides: epochs, lr and so on.

    Returns
    -------
    Repeats

    Raises
    ------
    TypeError, ValueError
        As `fit` does; fewer than two seeds, or one that comes twice; a `build` that returns one model twice.

    Examples
    --------
    >>> from conv1x1_lab import data
    >>> def build():
    ...     return torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))
    >>> repeats = seeds(build, data.digits(), seeds=(3, 4), epochs=2, lr=0.01)
    >>> len(repeats.models), repeats.mean > 0.8
    (2, True)
    """
    if not isinstance(seeds, Iterable):
        raise TypeError(f"seeds is {seeds!r}, but it must be a collection of whole numbers")
    seeds = [_whole("seeds", seed, least=0) for seed in seeds]
    if len(seeds) < 2:
        raise ValueError(f"seeds is {seeds}, but a deviation needs at least 2")
    if len(set(seeds)) < len(seeds):
        raise ValueError(f"seeds is {seeds}, but each must be another one: the same seed gives the same model")
    models, values = [], []
    for seed in seeds:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            model = build()
        if any(model is other for other in models):
            raise ValueError("build returned one model twice, but each seed needs a new one")
        models.append(model)
        values.append(fit(model, split, seed=seed, **settings).accuracy[-1])
    return Repeats(statistics.fmean(values), statistics.stdev(values), tuple(values), tuple(models))


def _checked_part(model, split, name):
    """A part of the split as tensors that the model takes; what is wrong is named before any work."""
    if not isinstance(model, nn.Module):
        raise TypeError(f"model must be a torch.nn.Module, not {type(model).__name__}")
    if not isinstance(split, Split):
        raise TypeError(f"split is {split!r}, but it must be a data.Split")
    part = getattr(split, name)
    if not isinstance(part, Part):
        raise TypeError(f"split.{name} is {part!r}, but it must be a data.Part")
    x, y = _tensors(*part, f" ({name})")
    dtype = next((p.dtype for p in model.parameters() if p.is_floating_point()), x.dtype)
    if x.dtype != dtype:
        raise TypeError(f"x ({name}) has dtype {x.dtype}, but the model's parameters have dtype {dtype}")
    with _evaluation_mode(model):
        _check_labels(y, model(x[:1]), f" ({name})")
    return x, y


def _tensors(x, y, where=""):
    x, y = torch.as_tensor(x), torch.as_tensor(y)
    if not x.is_floating_point():
        raise TypeError(f"x{where} has dtype {x.dtype}, but it must be of floating-point numbers")
    if y.is_floating_point():
        raise TypeError(f"y{where} has dtype {y.dtype}, but it must be of whole numbers or truth values")
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(f"x{where} has {len(x)} images and y {len(y)}, but they must be equal and above 0")
    return x, y.long()


def _check_labels(y, scores, where=""):
    """Whether the labels y have the shape and are among the classes of what the model returns, (N, K) or (N, K, H, W)."""
    shape, classes = (len(y), *scores.shape[2:]), scores.shape[1]
    if y.shape != shape:
        raise ValueError(f"y{where} has shape {tuple(y.shape)}, but the model's answer has shape {shape}")
    for label in (y.min().item(), y.max().item()):
        if not 0 <= label < classes:
            raise ValueError(
                f"y{where} has the label {label}, but the model has {classes} classes, from 0 to {classes - 1}"
            )


def _check_number(name, value, above=False):
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} is {value!r}, but it must be a number")
    if not (0 < value < math.inf if above else 0 <= value < math.inf):
        raise ValueError(f"{name} is {value}, but it must be {'above' if above else 'at least'} 0 and finite")
