"""The benchmark measures what it says: same results, no fast path by accident. No time is asserted."""

import json
import sys
from functools import partial

import numpy as np
import pytest

pytest.importorskip("torch")

import torch

from conv1x1_lab import bench
from conv1x1_lab.layers import Layer, normal_arrays
from conv1x1_lab.torch_conv import FORMS

SMALL = Layer("small", 12, 16, 10, 8, batch=2)


@pytest.mark.parametrize("layer", [SMALL, SMALL._replace(stride=2)])
def test_every_rival_computes_the_same_layer(layer):
    arrays = normal_arrays(layer, np.random.default_rng(0), np.float32)
    forward = bench.forward_calls(layer, arrays)
    assert list(forward) == ["numpy", *FORMS, "given channels last"]
    ours = forward.pop("numpy")()
    for name, call in forward.items():
        theirs = call()
        np.testing.assert_allclose(theirs, ours, atol=1e-4, err_msg=name)
        assert theirs.is_contiguous() or name == "given channels last", name
    backward = bench.backward_calls(layer, arrays)
    assert list(backward) == ["numpy", *FORMS]
    ours = backward.pop("numpy")()
    for name, call in backward.items():
        for mine, theirs in zip(ours, call(), strict=True):
            np.testing.assert_allclose(theirs.reshape(mine.shape), mine, atol=1e-3, err_msg=name)


def test_run_prints_and_writes_what_it_measured(tmp_path, monkeypatch, capsys):
    rows = (SMALL._replace(in_channels=512, out_channels=256, height=14, width=14), SMALL._replace(stride=2))
    monkeypatch.setattr(bench, "LAYERS", rows)
    monkeypatch.setattr(bench, "exponents", lambda seconds: {"N": 1.0})
    bench.run(seconds=0.001, json_file=tmp_path / "a.json", figure_file=tmp_path / "a.png")
    printed = capsys.readouterr().out
    assert "forward: geometric mean" in printed and "backward: geometric mean" in printed
    table = [line for line in printed.splitlines() if " | " in line]
    assert len(table) == 5 and max(map(len, table)) <= 100
    written = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert [row["batch"] for row in written["rows"]] == [1, 8, 1, 8]
    assert written["summary"]["forward"]["worst"] == min(row["forward"]["to_best"] for row in written["rows"])
    assert (tmp_path / "a.png").stat().st_size > 1000
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.json", "a.png"]


def unmeasurable(*_):
    raise AssertionError("measured, although it was known that the file cannot be written")


@pytest.mark.parametrize("option", ["json_file", "figure_file"])
def test_a_file_that_cannot_be_written_is_noticed_before_measuring(option, tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "measure_all", unmeasurable)
    with pytest.raises(FileNotFoundError, match="no/such/a.png"):
        bench.run(**{option: tmp_path / "no/such/a.png"})
    (folder := tmp_path / "folder.png").mkdir()
    with pytest.raises(PermissionError, match="no file that can be replaced.*folder.png"):
        bench.run(**{option: folder})
    assert list(tmp_path.iterdir()) == [folder]


def test_a_figure_that_cannot_be_drawn_is_noticed_before_measuring(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "measure_all", unmeasurable)
    with pytest.raises(ValueError, match="figure_file is .*a.xyz', but it must end in one of .*png"):
        bench.run(figure_file=tmp_path / "a.xyz")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.backend_bases", None)
    with pytest.raises(ImportError, match="matplotlib"):
        bench.run(figure_file=tmp_path / "a.png")
    assert not list(tmp_path.iterdir())


def test_an_interrupted_run_leaves_the_file_of_the_run_before(tmp_path, monkeypatch):
    (file := tmp_path / "a.json").write_text("before", encoding="utf-8")

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(bench, "measure_all", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bench.run(json_file=file, figure_file=tmp_path / "new.png", show=lambda line: None)
    assert file.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [file]


def test_calls_are_timed_in_turn_in_another_order_each_round():
    order = []
    calls = {name: partial(order.append, name) for name in ("numpy", "a", "b", "c")}
    assert set(bench.processor_times(calls, 0.001)) == set(calls)
    timed = order[3 * len(calls) :]
    changes = [name for name, before in zip(timed, [None, *timed]) if name != before]
    rounds = {tuple(changes[first : first + 4]) for first in range(0, len(changes) - 3, 4)}
    assert len(rounds) > 1


def test_ratio_is_against_the_best_rival_only():
    times = {"numpy": 2.0, "conv2d": 4.0, "linear": 3.0, "given channels last": 1.0}
    found = bench.ratios(times)
    assert (found["best"], found["to_best"], found["to_conv2d"]) == ("linear", 1.5, 2.0)
    assert found["against"]["given channels last"] == 0.5


def row(name, to_best, of_sgemm, *, intensity=50, pixels=196, stride=1, peak=1000, peak_out=10):
    return {
        "layer": name,
        "batch": 1,
        "pixels": pixels,
        "stride": stride,
        "intensity": intensity,
        "of_sgemm": of_sgemm,
        "forward": {"to_best": to_best},
        "backward": {"to_best": 2 * to_best},
        "output_bytes": 900,
        "promised_bytes": 400,
        "peak_bytes": peak,
        "peak_bytes_out": peak_out,
    }


def test_summary_by_hand():
    rows = [
        row("a", 1.0, 0.9),
        row("b", 4.0, 0.85, peak=1100, peak_out=20),
        row("light", 2.0, 0.1, intensity=39),
        row("small", 2.0, 0.2, pixels=49),
        row("strided", 2.0, 0.3, stride=2, peak=9000, peak_out=9000),
    ]
    found = bench.summarise(rows)
    assert found["forward"]["geometric_mean"] == pytest.approx(32 ** (1 / 5))
    assert (found["forward"]["worst"], found["forward"]["worst_layer"]) == (1.0, "a, N=1")
    assert found["backward"]["worst"] == 2.0
    assert found["least_of_sgemm"] == 0.85
    assert found["most_of_promise"] == 0.5
    assert bench.summarise([row("a", 1.0, 0.9, peak_out=500)])["most_of_promise"] == 1.25


@pytest.mark.parametrize(
    "to_best, of_sgemm, peak, code",
    [(2.0, 0.9, 1000, 0), (0.8, 0.9, 1000, 1), (2.0, 0.7, 1000, 1), (2.0, 0.9, 1400, 1)],
)
def test_exit_code_says_whether_the_targets_are_reached(to_best, of_sgemm, peak, code, monkeypatch):
    measured = row("a", to_best, of_sgemm, peak=peak)
    measured["forward"] |= {"to_conv2d": 1.0, "best": "linear"}
    measured["backward"] |= {"to_conv2d": 1.0, "best": "linear"}
    monkeypatch.setattr(bench, "LAYERS", (SMALL,))
    monkeypatch.setattr(bench, "measure", lambda layer, seconds: measured)
    monkeypatch.setattr(bench, "exponents", lambda seconds: {"N": 1.0})
    assert bench.run(show=lambda line: None) == code


def test_operations_a_byte_by_hand():
    """2·3·5·(2 images of 4·6) operations over 4·(48·(3 + 5) + 15) bytes."""
    layer = Layer("hand", 3, 5, 4, 6, batch=2)
    assert bench.intensity(layer) == 2 * 3 * 5 * 48 / (4 * (48 * 8 + 15))
    assert bench.intensity(layer._replace(height=7, width=11, stride=2)) == bench.intensity(layer)


def test_equal_labels_are_counted_apart_and_threads_are_given_back(monkeypatch):
    assert bench.summarise([row("a", 0.5, 0.9), row("a", 2.0, 0.9)])["forward"]["worst"] == 0.5
    monkeypatch.setattr(bench, "LAYERS", ())
    before = torch.get_num_threads()
    with pytest.raises(ValueError):
        bench.run(show=lambda line: None)
    assert torch.get_num_threads() == before


def test_peak_memory_sees_what_is_allocated():
    assert bench.peak_memory(lambda: np.ones(100_000)) >= 800_000
