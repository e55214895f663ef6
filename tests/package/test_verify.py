"""`python -m conv1x1_lab verify` finds no disagreement, and finds every planted one."""

import numpy as np
import pytest

pytest.importorskip("torch")

from conv1x1_lab import Gradients, bench, torch_conv, verify
from conv1x1_lab import __main__ as command
from conv1x1_lab.layers import LAYERS, Layer, normal_arrays, random_layers, whole_arrays, with_gradient


def test_both_implementations_agree_over_real_layers(monkeypatch, capsys):
    """One layer of each kind; the command itself, without this test's choice, goes through all of them."""
    kinds = ("3a 5×5 reduce", "5b", "squeeze", "excite", "DiffWave")
    monkeypatch.setattr(verify, "LAYERS", [layer for layer in LAYERS if any(kind in layer.name for kind in kinds)])
    assert command.main(["verify", "--cases", "5", "--seed", "3"]) == 0
    printed = capsys.readouterr().out
    assert "seed 3" in printed and "DiffWave input" in printed and "random 4" in printed
    assert "DISAGREE" not in printed
    assert printed.endswith(f"0 of {4 * (7 + 5)} comparisons disagree\n")
    assert max(map(len, printed.splitlines())) <= 100


@pytest.mark.parametrize("fault", verify.FAULTS)
def test_planted_faults_are_reported(fault, monkeypatch, capsys):
    monkeypatch.setattr(verify, "LAYERS", [layer for layer in LAYERS if layer.name.startswith("GoogLeNet 3a")])
    assert command.main(["verify", "--cases", "0", "--plant", fault]) == 1
    printed = capsys.readouterr().out
    assert f"planted in NumPy: {fault}" in printed
    # Small whole numbers are what they were in float16, too.
    assert f"{6 if fault == 'float16-weights' else 8} of 8 comparisons disagree" in printed
    assert max(map(len, printed.splitlines())) <= 100


SMALL = Layer("small", 12, 7, 5, 6)


def plant_in_backward(monkeypatch, fault):
    """Let NumPy's backward pass return fault(gradients, grad_output, x)."""
    right = verify.conv1x1_backward

    def wrong(grad_output, x, weight, **options):
        return fault(right(grad_output, x, weight, **options), grad_output, x)

    monkeypatch.setattr(verify, "conv1x1_backward", wrong)


@pytest.mark.parametrize("part, name", enumerate(Gradients._fields, start=1))
def test_a_wrong_gradient_is_reported(part, name, monkeypatch):
    """Not only the output is compared: a fault in one gradient alone is seen."""
    plant_in_backward(
        monkeypatch,
        lambda gradients, *_: gradients._replace(**{name: getattr(gradients, name) * np.float32(1.001)}),
    )
    arrays = normal_arrays(SMALL, np.random.default_rng(0), np.float32)
    for fractions in verify.worst_fractions(SMALL, arrays).values():
        assert [fraction > 1 for fraction in fractions] == [index == part for index in range(4)]


FAINT = {
    "a pixel forgotten in the weight's gradient": (
        lambda gradients, g, x: gradients._replace(
            weight=gradients.weight - np.outer(g[0, :, 0, 0], x[0, :, 0, 0]).astype(np.float32)
        ),
        "W",
    ),
    "a pixel forgotten in the bias's gradient": (
        lambda gradients, g, x: gradients._replace(bias=gradients.bias - g[0, :, 0, 0]),
        "b",
    ),
    "a bias's gradient 0.1 % too large": (
        lambda gradients, g, x: gradients._replace(bias=gradients.bias * np.float32(1.001)),
        "b",
    ),
}


@pytest.mark.parametrize("fault, part", FAINT.values(), ids=FAINT)
def test_faults_within_the_bound_are_seen_in_whole_numbers(fault, part, monkeypatch, capsys):
    """In sums of 100,352 terms neither the theorem nor the rule sees them."""
    layer = Layer("many pixels", 4, 6, 112, 112, batch=8)
    plant_in_backward(monkeypatch, fault)
    arrays = normal_arrays(layer, np.random.default_rng(0), np.float32)
    assert max(verify.worst_fractions(layer, arrays)["theorem"]) < 1
    monkeypatch.setattr(verify, "LAYERS", [layer])
    assert verify.run(cases=0) >= 1
    assert f"DISAGREE: {part}\n" in capsys.readouterr().out


def test_roundings_that_go_one_way_break_the_rule_but_not_the_theorem():
    layer = Layer("white", 1, 2, 56, 56, batch=32)
    arrays = with_gradient(normal_arrays(layer, np.random.default_rng(0), np.float32), 1 / 200704)
    worst = verify.worst_fractions(layer, arrays)
    assert max(worst["theorem"]) < 1 < max(worst["sqrt"])


@pytest.mark.parametrize("form", torch_conv.FORMS)
def test_a_wrong_form_of_pytorch_is_reported(form, monkeypatch):
    """Every form is compared, not only the first."""
    right = verify.pytorch_results

    def wrong(name, arrays, layer):
        results = right(name, arrays, layer)
        return [result * np.float32(1.001) for result in results] if name == form else results

    monkeypatch.setattr(verify, "pytorch_results", wrong)
    rng = np.random.default_rng(0)
    worst = verify.worst_fractions(SMALL, normal_arrays(SMALL, rng, np.float32))
    assert min(worst["sqrt"]) > 1 and min(worst["theorem"]) > 1
    assert min(verify.unequal(SMALL, whole_arrays(SMALL, rng))) > 0


def test_random_layers_have_groups_strides_and_padding():
    layers = list(random_layers(np.random.default_rng(0), 20))
    for part in ("groups", "stride", "padding", "batch"):
        assert len({getattr(layer, part) for layer in layers}) > 1, part


def test_random_layers_repeat_with_their_seed():
    first, again, other = (list(random_layers(np.random.default_rng(seed), 4)) for seed in (1, 1, 2))
    assert first == again != other


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["verify", "--plant", "typo"], "--plant is 'typo', but it must be one of dropped-channel"),
        (["verify", "--cases", "-1"], "--cases is -1, but it must be at least 0"),
        (["verify", "--seed", "-1"], "--seed is -1, but it must be at least 0"),
        (["bench", "--seconds", "0"], "--seconds is 0.0, but it must be above 0 and finite"),
        (["bench", "--seconds", "inf"], "--seconds is inf, but it must be above 0 and finite"),
        (["bench", "--json", "/"], "--json is '/', but it must name a file"),
        (["bench", "--figure", "a.xyz"], "--figure is 'a.xyz', but it must end in .png, .svg, .pdf"),
        (["bench", "--figure", "no/such/a.png"], "--figure is 'no/such/a.png', but there is no folder"),
        (["bench", "--json", "no/such/folder/a.json"], "--json is 'no/such/folder/a.json', but there is no folder"),
    ],
)
def test_bad_arguments_are_named(arguments, words, capsys):
    with pytest.raises(SystemExit) as stop:
        command.main(arguments)
    assert stop.value.code == 2
    assert words in capsys.readouterr().err


def test_arguments_reach_the_commands_and_exit_codes_come_back(monkeypatch):
    calls = []
    monkeypatch.setattr(verify, "run", lambda *arguments: calls.append(arguments) or 3)
    monkeypatch.setattr(bench, "run", lambda **arguments: calls.append(arguments) or 1)
    assert command.main(["verify"]) == 1
    assert command.main(["verify", "--seed", "7", "--cases", "2", "--plant", "missing-bias"]) == 1
    assert command.main(["bench", "--seconds", "0.5", "--json", "a.json", "--figure", "a.png"]) == 1
    assert calls == [
        (0, 20, None),
        (7, 2, "missing-bias"),
        {"seconds": 0.5, "json_file": "a.json", "figure_file": "a.png"},
    ]
