"""The stored runs are whole, tuned on the validation part alone, and come out again."""

import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

import torch

import conv1x1_lab
from conv1x1_lab import comparison, experiments
from conv1x1_lab.experiments import runner

every_experiment = pytest.mark.parametrize("name", experiments.NAMES)
WITH_INTERVAL = [name for name in experiments.NAMES if experiments.module(name).MAIN]


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """The rows of an experiment are read from and written to another folder."""
    monkeypatch.setattr(experiments, "path", lambda name: tmp_path / f"{name}.csv")
    return tmp_path


@every_experiment
def test_every_run_is_there_once(name):
    module, rows = experiments.module(name), experiments.read(name)
    found = Counter((row.method, row.fold, row.seed) for row in rows if row.test is not None)
    assert found == Counter({(m, f, s): 1 for m in module.METHODS for f in module.FOLDS for s in module.SEEDS})
    assert {len(row.curve) for row in rows} <= {row.epochs for row in rows}
    assert "torch 2" in rows.head and "begun 20" in rows.head


@every_experiment
def test_settings_are_the_best_of_the_validation_part_in_their_fold(name):
    module, rows = experiments.module(name), experiments.read(name)
    for method in module.METHODS:
        for fold in module.FOLDS:
            here = [row for row in rows if (row.method, row.fold) == (method, fold)]
            tuning = [row for row in here if row.seed == runner.TUNING]
            assert [row.setting for row in tuning] == (module.grid(method) if len(module.grid(method)) > 1 else [])
            assert all(row.test is None for row in tuning), "the test part stays closed while there is a choice"
            best = max(tuning, key=lambda row: row.validation).setting if tuning else module.grid(method)[0]
            assert {tuple(row.setting.items()) for row in here if row.test is not None} == {tuple(best.items())}


@pytest.mark.parametrize("name", WITH_INTERVAL)
def test_every_picture_is_tested_once_from_every_seed(name):
    module, rows = experiments.module(name), experiments.read(name)
    pictures = 5000 if name == "classification" else 1797
    for method in module.METHODS:
        assert rows.outcomes(method).shape == (len(module.SEEDS), pictures)
    assert np.array_equal(np.unique(rows.folds), list(module.FOLDS))


@pytest.mark.parametrize("name", WITH_INTERVAL)
def test_comparison_is_that_of_its_main_methods(name):
    module, rows = experiments.module(name), experiments.read(name)
    first, second = module.MAIN
    difference = rows.compare(first, second)
    means = [np.mean([row.outcomes.mean() for row in rows.of(method)]) for method in (first, second)]
    assert difference.mean == pytest.approx(means[0] - means[1], abs=0.002)  # folds differ in size by a few pictures
    assert difference.answer in (comparison.DIFFERENCE, comparison.NO_DIFFERENCE, comparison.NOT_DECIDED)


@every_experiment
def test_a_stored_row_comes_out_again(name, capsys):
    assert runner.check(name) == 0


def test_a_row_that_does_not_come_out_again_is_found(elsewhere):
    """Planted: the quickest row of a method, with a third of its outcomes turned round."""
    name = "nonlinearity"
    rows = list(_stored(name))
    quickest = min((row for row in rows if row.test is not None), key=lambda row: row.seconds)
    wrong = quickest.outcomes.copy()
    wrong[: len(wrong) // 3] ^= True
    place = next(place for place, row in enumerate(rows) if row is quickest)
    rows[place] = quickest._replace(outcomes=wrong, test=float(wrong.mean()))
    runner._store(name, "python", rows)
    said = []
    assert runner.check(name, show=said.append) == 1
    assert "are allowed" in said[0]


def _stored(name):
    """The rows in the package, whatever `elsewhere` says."""
    from importlib.resources import files

    return experiments.parsed(name, (files(experiments) / f"{name}.csv").read_text(encoding="utf-8"))


def test_rows_are_read_as_they_were_written(elsewhere):
    for name in ("nuclei", "regularisation"):
        rows = _stored(name)
        runner._store(name, rows.head, list(rows)[::-1])
        again = experiments.read(name)
        assert again.head == rows.head
        for row, other in zip(rows, again, strict=True):
            assert row[:-1] == other[:-1]
            assert (row.outcomes is None) == (other.outcomes is None)
            assert row.outcomes is None or np.array_equal(row.outcomes, other.outcomes)


def test_what_is_there_is_not_computed_again(elsewhere):
    name, rows = "nuclei", list(_stored("nuclei"))
    missing = [row for row in rows if row.test is not None][3::7]
    left = [row for row in rows if not any(row is other for other in missing)]
    tuning, tested = runner._stages(name, left)
    assert tuning == []
    assert [(job.method, job.setting, job.fold, job.seed) for job in tested] == [
        (row.method, row.setting, row.fold, row.seed) for row in sorted(missing, key=lambda row: row.fold)
    ]


def test_a_run_that_is_stopped_goes_on_where_it_was(tmp_path):
    """The command itself, on a copy of the package in which rows are missing."""
    shutil.copytree(
        Path(conv1x1_lab.__file__).parent, tmp_path / "conv1x1_lab", ignore=shutil.ignore_patterns("__pycache__")
    )
    file = tmp_path / "conv1x1_lab" / "experiments" / "nuclei.csv"
    whole = file.read_text(encoding="utf-8").splitlines()
    whole[0] = f"# {runner._versions()}; begun 2020-01-01"
    lost = [line for line in whole if line.startswith(("pixel,lr=", "one_layer,lr=")) and line.split(",")[3] in "34"]
    file.write_text("\n".join(line for line in whole if line not in lost) + "\n", encoding="utf-8", newline="\n")

    def rows():
        return experiments.parsed("nuclei", file.read_text(encoding="utf-8"))

    left = len(rows())
    command = [sys.executable, "-m", "conv1x1_lab", "experiments", "nuclei"]
    if sys.platform == "win32":
        pytest.skip("a process can't be sent Ctrl-C alone there")
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        while len(rows()) == left and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
    assert process.returncode == 130
    assert left < len(rows()) < left + len(lost)
    assert set(left_lines := file.read_text(encoding="utf-8").splitlines()) >= set(whole) - set(lost)

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert f"nuclei: {len(whole) - 2} of {len(whole) - 2} rows" in done.stdout and "%" in done.stderr
    assert len(left_lines) < len(file.read_text(encoding="utf-8").splitlines()) == len(whole)


def test_rows_of_two_versions_are_not_mixed(elsewhere):
    rows = _stored("nuclei")
    runner._store("nuclei", "python 3.11.0 numpy 1.0; begun 2020-01-01", list(rows)[:-1])
    before = (elsewhere / "nuclei.csv").read_bytes()
    with pytest.raises(ValueError, match="computed with python 3.11.0 numpy 1.0"):
        runner.compute("nuclei")
    assert (elsewhere / "nuclei.csv").read_bytes() == before


@pytest.mark.parametrize("call", [experiments.read, experiments.module, runner.compute, runner.check, runner.summary])
def test_unknown_experiment_is_named(call):
    with pytest.raises(ValueError, match="name is 'telepathy', but it must be one of comparing, "):
        call("telepathy")


def test_half_an_experiment_is_not_compared(elsewhere):
    rows = [row for row in _stored("nonlinearity") if (row.method, row.fold) != ("seven", 1) or row.test is None]
    runner._store("nonlinearity", "python", rows)
    assert "seven" not in experiments.read("nonlinearity").methods
    with pytest.raises(ValueError, match="nonlinearity has 16 of 20 runs of seven: compute the others first"):
        experiments.read("nonlinearity").compare("seven_relu", "seven")
    assert "221 of 225 rows" in runner.summary("nonlinearity")


def test_of_settings_that_are_equally_good_the_first_of_the_grid_is_taken():
    rows = [row._replace(validation=0.5) for row in _stored("nonlinearity") if row.test is None]
    best = runner._best("nonlinearity", rows[::-1])
    assert {tuple(setting.items()) for setting in best.values()} == {(("lr", 0.001),)}


def test_other_bad_input_is_named():
    with pytest.raises(ValueError, match="jobs is 0, but it must be at least 1"):
        runner.compute("nuclei", jobs=0)
    with pytest.raises(ValueError, match="method is 'magic', but nuclei has tested .'pixel'"):
        experiments.read("nuclei").of("magic")
