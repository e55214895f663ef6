"""The count of a whole model: by hand, PyTorch's own count, a published table; nothing is dropped."""

import pytest

from conv1x1_lab import cost

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402
from torch.utils.flop_counter import FlopCounterMode  # noqa: E402

from conv1x1_lab.models import mobilenet  # noqa: E402
from conv1x1_lab.summary import summary  # noqa: E402


def small():
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, stride=2, padding=1),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.Conv2d(8, 6, 1, groups=2, bias=False),
        nn.ConvTranspose2d(6, 4, 2, stride=2),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(4, 10),
    )


def test_rows_by_hand():
    """One image of 8×10: 4×5 pixels after the stride, 8×10 again after the transposed convolution."""
    assert summary(small(), (1, 3, 8, 10)).rows == (
        ("0", "Conv2d 3×3", (1, 8, 4, 5), 8 * 27 + 8, 8 * 27, 20 * 8 * 27, False),
        ("1", "BatchNorm2d", (1, 8, 4, 5), 16, 0, 0, False),
        ("3", "Conv2d 1×1, 2 groups", (1, 6, 4, 5), 6 * 4, 6 * 4, 20 * 6 * 4, True),
        ("4", "ConvTranspose2d 2×2", (1, 4, 8, 10), 6 * 4 * 4 + 4, 6 * 4 * 4, 20 * 6 * 4 * 4, False),
        ("7", "Linear", (1, 10), 50, 40, 40, False),
    )


def test_totals_are_the_sums_of_the_columns_and_shares_are_of_them():
    counted = summary(small(), (2, 3, 8, 10))
    assert counted.params == sum(parameter.numel() for parameter in small().parameters())
    assert (counted.weights, counted.macs) == (216 + 24 + 96 + 40, 2 * (20 * (216 + 24 + 96) + 40))
    assert counted.pointwise_macs == 960 / counted.macs
    assert counted.pointwise_weights == 24 / counted.weights


def test_multiply_adds_are_half_of_pytorchs_flops():
    """Where the formula has no rival: a forward pass of convolutions and Linear, with groups and transposed."""
    model = nn.Sequential(
        nn.Conv2d(4, 8, (3, 1), groups=2),
        nn.ConvTranspose2d(8, 4, 3, stride=2, groups=2),
        nn.Conv2d(4, 4, 1, stride=3),
        nn.Flatten(2),
        nn.Conv1d(4, 6, 5, padding=2),
        nn.Linear(49, 7),
    )
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        model(torch.zeros(3, 4, 12, 9))
    assert 2 * summary(model, (3, 4, 12, 9)).macs == counter.get_total_flops()


def test_mobilenet():
    """The shares of the 1×1 layers in table 2 of Howard et al.; the totals are among those of test_models."""
    counted = summary(mobilenet.mobilenet(), (1, 3, 224, 224))
    assert counted.weights == 4_209_088
    assert (f"{counted.pointwise_macs:.2%}", f"{counted.pointwise_weights:.2%}") == ("94.86%", "74.59%")
    assert cost.summary(mobilenet.mobilenet(), (1, 3, 224, 224)) == counted


def test_linear_on_tokens_is_a_1x1_and_on_a_whole_image_is_not():
    feed_forward = nn.Sequential(nn.LayerNorm(512), nn.Linear(512, 2048), nn.GELU(), nn.Linear(2048, 512))
    counted = summary(feed_forward, (1, 196, 512))
    assert (counted.params - 1024, counted.macs, counted.pointwise_macs) == (2_099_712, 196 * 2 * 512 * 2048, 1.0)
    assert summary(feed_forward, (196, 512)).pointwise_macs == 0.0


class Shared(nn.Module):
    """One 1×1 used twice, and one whose weight is that of the first."""

    def __init__(self):
        super().__init__()
        self.first, self.tied = nn.Conv2d(5, 5, 1), nn.Conv2d(5, 5, 1)
        self.tied.weight = self.first.weight

    def forward(self, x):
        return self.tied(self.first(self.first(x)))


def test_a_shared_layer_costs_at_each_use_and_is_stored_once():
    counted = summary(Shared(), (1, 5, 2, 3))
    assert [(row.name, row.params, row.macs) for row in counted.rows] == [
        ("first", 30, 150),
        ("first", 0, 150),
        ("tied", 5, 150),
    ]
    assert counted.params == sum(parameter.numel() for parameter in Shared().parameters())


class Strange(nn.Module):
    """Parameters of its own, a layer of an unknown kind, one whose forward is not called, one not used."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(6))
        self.attention = nn.MultiheadAttention(6, 2, batch_first=True)
        self.around, self.unused = nn.Linear(6, 6), nn.Linear(6, 2)

    def forward(self, x):
        x, _ = self.attention(x, x, x)
        return self.scale * nn.functional.linear(x, self.around.weight)


def test_what_is_not_counted_is_named():
    model = Strange()
    counted = summary(model, (1, 4, 6))
    assert all(row.macs is None and not row.pointwise for row in counted.rows)
    assert counted.params == sum(parameter.numel() for parameter in model.parameters())
    assert str(counted).endswith(
        "Not counted, so there may be more multiply-adds: Strange, around, attention, attention.out_proj, unused."
    )


def test_the_model_stays_as_it_is():
    model, state = small(), torch.get_rng_state()
    before = {name: (value.data_ptr(), value.clone()) for name, value in model.state_dict().items()}
    summary(model, (2, 3, 8, 10))
    after = model.state_dict()
    assert all(
        after[name].data_ptr() == place and torch.equal(after[name], value) for name, (place, value) in before.items()
    )
    assert model.training and all(not module._forward_hooks for module in model.modules())
    assert torch.equal(torch.get_rng_state(), state)


def test_it_takes_no_memory():
    """A layer of 4 TB, and an image of 4 TB."""
    model = nn.Sequential(nn.Linear(2**20, 2**20, bias=False, device="meta"), nn.Conv2d(1, 1, 1))
    assert summary(model, (1, 1, 2**20, 2**20)).macs == 2**60 + 2**40


def test_one_image_is_enough_for_batch_norm():
    """In training mode it would refuse a single pixel."""
    assert summary(nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.BatchNorm2d(3)), (1, 3, 4, 4)).params == 6


def test_a_model_in_float64_and_one_without_layers():
    assert summary(nn.Conv2d(2, 3, 1).double(), (1, 2, 4, 4)).macs == 96
    empty = summary(nn.ReLU(), (1, 2))
    assert (empty.rows, empty.macs, empty.pointwise_macs) == ((), 0, 0.0) and "total" in str(empty)


def test_bad_input_is_named():
    with pytest.raises(TypeError, match="model must be a torch.nn.Module, not function"):
        summary(small, (1, 3, 8, 8))
    with pytest.raises(ValueError, match="input_shape is 0, but it must be at least 1"):
        summary(small(), (1, 3, 0, 8))
    with pytest.raises(TypeError, match="input_shape is 3, but it must be a sequence of sizes"):
        summary(small(), 3)
