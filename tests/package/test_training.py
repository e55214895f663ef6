"""The loop learns what it is shown, in the order that its seed says, and touches nothing else."""

import numpy as np
import pytest

pytest.importorskip("torch")

import torch
from torch import nn

from conv1x1_lab import training
from conv1x1_lab.data import Part, Split


@pytest.fixture(autouse=True)
def one_thread():
    """Two threads on a busy machine take a minute for what one does in a second."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def stripes(images, seed, side=4):
    """Which channel is brighter, one label an image: no trouble for a 1×1."""
    rng = np.random.default_rng(seed)
    x = rng.random((images, 2, side, side)).astype(np.float32)
    y = rng.integers(0, 2, images)
    x[np.arange(images), y] += 0.3
    return Part(x, y)


SPLIT = Split(stripes(120, 0), stripes(80, 1), None)


def classifier(*inside):
    return nn.Sequential(
        nn.Conv2d(2, 4, 1), *inside, nn.ReLU(), nn.Conv2d(4, 2, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten()
    )


def fitted(seed, *inside, drawn=0, **settings):
    """History and weights of one model; `drawn` numbers are drawn between its making and its fitting."""
    torch.manual_seed(5)
    model = classifier(*inside)
    torch.rand(drawn)
    history = training.fit(model, SPLIT, seed=seed, **({"epochs": 3, "lr": 0.05} | settings))
    return history, torch.cat([parameter.detach().flatten() for parameter in model.parameters()])


def test_it_learns():
    history, _ = fitted(0, epochs=10, lr=0.1)
    assert history.accuracy[-1] > 0.95 and history.loss[-1] < history.loss[0] / 2


def test_it_learns_labels_of_pixels():
    """The exclusive-or of two channels at each pixel, which no linear 1×1 can tell."""
    x = np.random.default_rng(0).random((40, 2, 8, 8)).astype(np.float32)
    part = Part(x, (x[:, 0] > 0.5) ^ (x[:, 1] > 0.5))
    split = Split(Part(part.x[:30], part.y[:30]), Part(part.x[30:], part.y[30:]), None)

    def last(*layers):
        torch.manual_seed(0)
        return training.fit(nn.Sequential(*layers), split, epochs=40, seed=0, lr=0.02, batch_size=5).accuracy[-1]

    assert last(nn.Conv2d(2, 16, 1), nn.ReLU(), nn.Conv2d(16, 2, 1)) > 0.95
    assert last(nn.Conv2d(2, 16, 1), nn.Conv2d(16, 2, 1)) < 0.7


def test_the_same_seed_gives_the_same_model_and_another_another():
    (history, weights), (again, same), (_, other) = fitted(0), fitted(0), fitted(1)
    assert history == again and torch.equal(weights, same) and not torch.equal(weights, other)


def test_what_a_model_draws_comes_from_the_seed_and_leaves_the_order_alone():
    (_, weights), (_, same) = (fitted(0, nn.Dropout(0.5), drawn=drawn) for drawn in (0, 1))
    assert torch.equal(weights, same)
    orders = [[], []]
    for seen, inside in zip(orders, ((), (nn.Dropout(0.5),))):
        watched(seen, *inside)
    assert orders[0] == orders[1]


def watched(seen, *inside):
    """Fit a model that writes down (training mode, images) at each call; an image is its first number."""
    model = classifier(*inside).eval()
    model.register_forward_pre_hook(
        lambda module, inputs: seen.append((module.training, inputs[0][:, 0, 0, 0].tolist()))
    )
    training.fit(model, SPLIT, epochs=2, seed=3, batch_size=50)
    return model


def test_every_image_is_seen_once_an_epoch_in_a_new_order_in_training_mode():
    seen = []
    model = watched(seen)
    modes, batches = zip(*seen[2:])  # the first two calls only look at the shapes of both parts
    assert modes == 2 * (True, True, True, False) and not model.training
    assert [len(batch) for batch in batches] == 2 * [50, 50, 20, 80]
    epochs = [sum(batches[:3], []), sum(batches[4:7], [])]
    images = SPLIT.train.x[:, 0, 0, 0].tolist()
    assert [sorted(epoch) for epoch in epochs] == 2 * [sorted(images)]
    assert len({tuple(epoch) for epoch in (images, *epochs)}) == 3


def test_the_callers_random_numbers_stay_where_they_were():
    model, state, numpys = classifier(nn.Dropout(0.5)), torch.get_rng_state(), np.random.get_state()[1].copy()
    training.fit(model, SPLIT, epochs=1, seed=0)
    training.seeds(classifier, SPLIT, seeds=(0, 1), epochs=1)
    assert torch.equal(torch.get_rng_state(), state)
    np.testing.assert_array_equal(np.random.get_state()[1], numpys)


def test_a_model_is_judged_as_it_will_be_used():
    """Dropout off, batch norm by what it has learnt: one image at a time gives the same."""
    model = nn.Sequential(nn.Dropout(0.9), nn.BatchNorm2d(2), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    x, y = stripes(60, 7)
    statistics = model[1].running_mean.clone()
    judged = training.accuracy(model, x, y)
    assert judged == np.mean([training.accuracy(model, x[i : i + 1], y[i : i + 1]) for i in range(60)]) > 0.9
    assert torch.equal(model[1].running_mean, statistics)


@pytest.mark.parametrize("mode", [True, False])
def test_every_module_keeps_its_mode(mode):
    """A frozen batch norm stays frozen, and a dropout that was left on stays on; also after an error."""

    class Breaks(nn.Module):
        def forward(self, x):
            assert not self.training
            raise ArithmeticError

    x, y = stripes(4, 7)
    model = nn.Sequential(nn.BatchNorm2d(2), nn.Dropout(), nn.AdaptiveAvgPool2d(1), nn.Flatten()).train(mode)
    model[0].eval()
    model[1].train()
    training.accuracy(model, x, y)
    assert [module.training for module in model.modules()] == [mode, False, True, mode, mode]
    model.append(Breaks()).train(mode)
    with pytest.raises(ArithmeticError):
        training.accuracy(model, x, y)
    assert all(module.training == mode for module in model.modules())


def test_accuracy_counts_over_pieces(monkeypatch):
    x, y = np.zeros((5, 2, 2, 3), np.float32), np.zeros((5, 2, 3), int)
    x[4, 1] = 1
    monkeypatch.setattr(training, "JUDGED_AT_ONCE", 4)
    assert training.accuracy(nn.Identity(), x, y) == 0.8
    assert training.accuracy(nn.Identity(), x[4:], y[4:] + 1) == 1.0


def test_validation_is_what_is_reported():
    split = SPLIT._replace(validation=Part(SPLIT.validation.x, 1 - SPLIT.validation.y))
    assert training.fit(classifier(), split, epochs=10, seed=0, lr=0.05).accuracy[-1] < 0.05


def test_rate_decay_and_optimiser_reach_the_steps():
    """One step of gradient descent: w − lr·(gradient + weight_decay·w)."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(32, 2, bias=False))
    x, y = (torch.as_tensor(array) for array in SPLIT.train)
    before = model[1].weight.detach().clone()
    (gradient,) = torch.autograd.grad(nn.functional.cross_entropy(model(x), y), model[1].weight)
    training.fit(model, SPLIT, epochs=1, seed=0, lr=0.1, weight_decay=0.2, batch_size=120, optimizer=torch.optim.SGD)
    torch.testing.assert_close(model[1].weight.detach(), before - 0.1 * (gradient + 0.2 * before))


def test_the_rate_falls_along_half_a_cosine():
    rates = []

    class Recording(torch.optim.SGD):
        def step(self):
            rates.append(self.param_groups[0]["lr"])

    training.fit(classifier(), SPLIT, epochs=3, seed=0, lr=0.4, batch_size=60, optimizer=Recording)
    assert rates == pytest.approx([0.4, 0.4, 0.3, 0.3, 0.1, 0.1])


def test_seeds_by_hand(monkeypatch):
    """Accuracies 0.5, 0.6 and 1.0: mean 0.7, sample deviation √0.07; the last epoch counts, not the best."""
    last = {3: 0.5, 4: 0.6, 9: 1.0}
    monkeypatch.setattr(training, "fit", lambda model, split, *, seed, epochs: training.History((), (1.0, last[seed])))
    repeats = training.seeds(classifier, SPLIT, seeds=(3, 4, 9), epochs=2)
    assert repeats.values == (0.5, 0.6, 1.0)
    assert (repeats.mean, repeats.deviation) == (pytest.approx(0.7), pytest.approx(0.07**0.5))


def test_each_seed_starts_and_ends_elsewhere_and_repeats():
    starts = []

    def build():
        model = classifier()
        starts.append(model[0].weight.detach().clone())
        return model

    first = training.seeds(build, SPLIT, seeds=range(3), epochs=1, lr=0.01)
    again = training.seeds(classifier, SPLIT, seeds=range(3), epochs=1, lr=0.01)
    assert not any(torch.equal(starts[i], starts[j]) for i, j in ((0, 1), (0, 2), (1, 2)))
    assert first.values == again.values
    for start, model, same in zip(starts, first.models, again.models, strict=True):
        assert not torch.equal(start, model[0].weight) and torch.equal(model[0].weight, same[0].weight)


def test_a_bar_only_when_asked_for(capsys):
    training.fit(classifier(), SPLIT, epochs=2, seed=0)
    assert capsys.readouterr().err == ""
    training.fit(classifier(), SPLIT, epochs=2, seed=0, progress=True)
    assert "2/2" in capsys.readouterr().err


X, Y = SPLIT.train


@pytest.mark.parametrize(
    "part, settings, error, words",
    [
        (Part(X, Y), {"epochs": 0}, ValueError, "epochs is 0, but it must be at least 1"),
        (Part(X, Y), {"seed": 1.5}, TypeError, "seed is 1.5, but it must be a whole number"),
        (Part(X, Y), {"batch_size": 0}, ValueError, "batch_size is 0, but it must be at least 1"),
        (Part(X, Y), {"lr": 0}, ValueError, "lr is 0, but it must be above 0 and finite"),
        (Part(X, Y), {"lr": np.nan}, ValueError, "lr is nan"),
        (Part(X, Y), {"lr": "a"}, TypeError, "lr is 'a', but it must be a number"),
        (Part(X, Y), {"weight_decay": None}, TypeError, "weight_decay is None, but it must be a number"),
        (None, {}, TypeError, "split.train is None, but it must be a data.Part"),
        (Part(X.astype(float), Y), {}, TypeError, r"x \(train\) has dtype torch.float64, but the model's.*float32"),
        (Part(X, Y + 1), {}, ValueError, r"y \(train\) has the label 2, but the model has 2 classes, from 0 to 1"),
        (Part(X, Y - 1), {}, ValueError, r"y \(train\) has the label -1, but"),
        (Part(X, Y), {"weight_decay": -1}, ValueError, "weight_decay is -1, but it must be at least 0 and finite"),
        (Part(X, Y[1:]), {}, ValueError, r"x \(train\) has 120 images and y 119, but they must be equal and above 0"),
        (Part(X[:0], Y[:0]), {}, ValueError, r"x \(train\) has 0 images"),
        (Part(X.astype(int), Y), {}, TypeError, r"x \(train\) has dtype torch.int64"),
        (Part(X, Y / 2), {}, TypeError, r"y \(train\) has dtype torch.float64, but it must be of whole numbers"),
        (
            Part(X, np.zeros((120, 4, 4), int)),
            {},
            ValueError,
            r"y \(train\) has shape \(120, 4, 4\), but the model's answer has shape \(120,\)",
        ),
    ],
)
def test_bad_input_is_named(part, settings, error, words):
    model = classifier()
    before = model[0].weight.detach().clone()
    with pytest.raises(error, match=words):
        training.fit(model, SPLIT._replace(train=part), **({"epochs": 1, "seed": 0} | settings))
    assert torch.equal(model[0].weight, before)


def test_bad_input_of_accuracy_and_seeds_is_named():
    with pytest.raises(ValueError, match=r"y has shape \(120,\), but the model's answer has shape \(120, 4, 4\)"):
        training.accuracy(nn.Conv2d(2, 2, 1), X, Y)
    with pytest.raises(ValueError, match=r"x \(validation\) has 80 images and y 79"):
        training.fit(
            classifier(), SPLIT._replace(validation=Part(SPLIT.validation.x, SPLIT.validation.y[1:])), epochs=1, seed=0
        )
    with pytest.raises(ValueError, match="y has the label 2, but the model has 2 classes, from 0 to 1"):
        training.accuracy(classifier(), X, Y + 1)
    with pytest.raises(ValueError, match=r"y \(validation\) has the label 2"):
        training.fit(
            classifier(), SPLIT._replace(validation=Part(SPLIT.validation.x, SPLIT.validation.y + 1)), epochs=1, seed=0
        )
    with pytest.raises(TypeError, match="split is None, but it must be a data.Split"):
        training.fit(classifier(), None, epochs=1, seed=0)
    with pytest.raises(TypeError, match="model must be a torch.nn.Module, not function"):
        training.fit(classifier, SPLIT, epochs=1, seed=0)
    with pytest.raises(ValueError, match=r"seeds is \[0\], but a deviation needs at least 2"):
        training.seeds(classifier, SPLIT, seeds=[0], epochs=1)
    with pytest.raises(ValueError, match=r"seeds is \[1, 2, 1\], but each must be another one"):
        training.seeds(classifier, SPLIT, seeds=(1, 2, 1), epochs=1)
    with pytest.raises(TypeError, match="seeds is 3, but it must be a collection of whole numbers"):
        training.seeds(classifier, SPLIT, seeds=3, epochs=1)
    model = classifier()
    with pytest.raises(ValueError, match="build returned one model twice"):
        training.seeds(lambda: model, SPLIT, epochs=1)
