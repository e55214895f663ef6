"""The benchmark measures what it says: same results, no fast path by accident. No time is asserted."""

import json

import numpy as np
import pytest

from conv1x1_lab import bench, verify

SMALL = verify.Layer("small", 12, 16, 10, 8, batch=2)


@pytest.mark.parametrize("layer", [SMALL, SMALL._replace(stride=2)])
def test_every_rival_computes_the_same_layer(layer):
    arrays = verify.arrays_of(layer, np.random.default_rng(0), np.float32)
    forward = bench.forward_calls(layer, arrays)
    ours = forward.pop("numpy")()
    for name, call in forward.items():
        theirs = call()
        np.testing.assert_allclose(theirs, ours, atol=1e-4, err_msg=name)
        assert theirs.is_contiguous() or name == "given channels last", name
    backward = bench.backward_calls(layer, arrays)
    ours = backward.pop("numpy")()
    for name, call in backward.items():
        for mine, theirs in zip(ours, call(), strict=True):
            np.testing.assert_allclose(theirs, mine, atol=1e-3, err_msg=name)


def test_run_prints_and_writes_what_it_measured(tmp_path, monkeypatch, capsys):
    rows = (SMALL._replace(in_channels=512, out_channels=256, height=14, width=14), SMALL._replace(stride=2))
    monkeypatch.setattr(bench, "LAYERS", rows)
    monkeypatch.setattr(bench, "exponents", lambda seconds: {"N": 1.0})
    bench.run(seconds=0.001, json_file=tmp_path / "a.json", figure_file=tmp_path / "a.png")
    printed = capsys.readouterr().out
    assert "forward: geometric mean" in printed and "backward: geometric mean" in printed
    written = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert [row["batch"] for row in written["rows"]] == [1, 8, 1, 8]
    assert written["summary"]["forward"]["worst"] == min(row["forward"]["to_best"] for row in written["rows"])
    assert (tmp_path / "a.png").stat().st_size > 1000


def test_ratio_is_against_the_best_rival_only():
    times = {"numpy": 2.0, "conv2d": 4.0, "linear": 3.0, "given channels last": 1.0}
    found = bench.ratios(times)
    assert (found["best"], found["to_best"], found["to_conv2d"]) == ("linear", 1.5, 2.0)
    assert found["against"]["given channels last"] == 0.5
