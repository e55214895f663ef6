"""`python -m conv1x1_lab verify` finds no disagreement, and finds every planted one."""

import numpy as np
import pytest

pytest.importorskip("torch")

from conv1x1_lab import __main__ as command
from conv1x1_lab import bench, torch_conv, verify


def test_both_implementations_agree_over_real_layers(capsys):
    assert command.main(["verify", "--cases", "5", "--seed", "3"]) == 0
    printed = capsys.readouterr().out
    assert "seed 3" in printed and "ResNet-50 conv4 reduce" in printed and "random 4" in printed
    assert printed.endswith(f"0 of {2 * (len(verify.LAYERS) + 5)} comparisons disagree\n")


@pytest.mark.parametrize("fault", verify.FAULTS)
def test_planted_faults_are_reported(fault, monkeypatch, capsys):
    monkeypatch.setattr(verify, "LAYERS", verify.LAYERS[7:12])
    assert command.main(["verify", "--cases", "0", "--plant", fault]) == 1
    printed = capsys.readouterr().out
    assert f"planted in NumPy: {fault}" in printed
    assert "10 of 10 comparisons disagree" in printed


def test_a_wrong_gradient_is_reported(monkeypatch):
    """Not only the output is compared: a fault in one gradient alone is seen."""
    right = verify.conv1x1_backward
    layer = verify.Layer("small", 12, 7, 5, 6)
    for part, name in enumerate(right.__globals__["Gradients"]._fields, start=1):

        def wrong(*arrays, name=name, **how):
            gradients = right(*arrays, **how)
            return gradients._replace(**{name: getattr(gradients, name) * np.float32(1.001)})

        monkeypatch.setattr(verify, "conv1x1_backward", wrong)
        worst = verify.worst_fractions(layer, np.random.default_rng(0), np.float32)["sqrt"]
        assert [fraction > 1 for fraction in worst] == [index == part for index in range(4)]


@pytest.mark.parametrize("form", torch_conv.FORMS)
def test_a_wrong_form_of_pytorch_is_reported(form, monkeypatch):
    """Every form is compared, not only the first."""
    right = verify.pytorch_results

    def wrong(name, arrays, layer):
        results = right(name, arrays, layer)
        return [result * np.float32(1.001) for result in results] if name == form else results

    monkeypatch.setattr(verify, "pytorch_results", wrong)
    worst = verify.worst_fractions(verify.Layer("small", 12, 7, 5, 6), np.random.default_rng(0), np.float32)
    assert min(worst["sqrt"]) > 1 and min(worst["theorem"]) > 1


def test_random_layers_have_groups_strides_and_padding():
    layers = list(verify.random_layers(np.random.default_rng(0), 20))
    for part in ("groups", "stride", "padding", "batch"):
        assert len({getattr(layer, part) for layer in layers}) > 1, part


def test_random_layers_repeat_with_their_seed():
    first, again, other = (list(verify.random_layers(np.random.default_rng(seed), 4)) for seed in (1, 1, 2))
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
