"""Computes the rows that an experiment lacks, in several processes, and stored ones anew.

A row is written whole or not at all, as soon as it is there: a run that is stopped loses only what it
was computing, and the next one goes on. A setting is tuned in every fold by itself: each of the grid is
run once, from a seed that is used for nothing else, and the one with the best validation measure after
the last epoch is the setting of all the tested runs of this method in this fold.
"""

import csv
import importlib.metadata
import io
import os
import platform
import signal
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from datetime import date
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from conv1x1_lab import experiments
from conv1x1_lab.experiments import Row, Rows

#: The seed of the runs that only tune.
TUNING = 99

#: Another processor rounds otherwise, and hundreds of steps make another run of it: as far may a row be off then.
SPREAD = 4


class Job(NamedTuple):
    """One run to be made."""

    name: str
    method: str
    setting: dict[str, float]
    fold: int
    seed: int


def compute(name: str, *, jobs: int = 2, show: Callable[[str], None] = print) -> None:
    """Compute what the experiment's file lacks, and store it row by row.

    Raises
    ------
    ValueError
        There is no such experiment; `jobs` is below 1; the file has rows of other versions of the packages.
    """
    if jobs < 1:
        raise ValueError(f"jobs is {jobs}, but it must be at least 1")
    rows = experiments.read(name)
    if rows and _versions() not in rows.head:
        raise ValueError(
            f"{experiments.path(name)} was computed with {rows.head}, here is {_versions()}: "
            "rows of both don't belong into one comparison. Remove the file to compute all of it anew"
        )
    head = rows.head or f"{_versions()}; begun {date.today().isoformat()}"
    rows = list(rows)
    total = sum(len(part) for part in _all_jobs(name))
    with (
        ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin) as pool,
        tqdm(total=total, initial=len(rows), desc=name) as bar,
    ):
        try:
            for missing in _stages(name, rows):
                running = {pool.submit(computed, job) for job in missing}
                while running:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        rows.append(future.result())
                        _store(name, head, rows)
                        bar.update()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    show(summary(name))


def _stages(name, rows) -> Iterator[list[Job]]:
    """The jobs without a row: first those that tune, and when their rows are there, those that are tested.

    Rows that nobody asks for any more, since the grid has changed and with it perhaps the best setting, are dropped.
    """
    tuning, _ = _all_jobs(name)
    there = {_key(row) for row in rows}
    yield [job for job in tuning if _key(job) not in there]
    _, tested = _all_jobs(name, _best(name, rows))
    wanted = {_key(job) for job in tuning + tested}
    rows[:] = [row for row in rows if _key(row) in wanted]
    there = {_key(row) for row in rows}
    yield [job for job in tested if _key(job) not in there]


def _key(row):
    return row.method, tuple(row.setting.items()), row.fold, row.seed


def _all_jobs(name, best=None):
    """All jobs of an experiment, those that tune and those that are tested; of the latter the settings, if known."""
    module = experiments.module(name)
    tuning, tested = [], []
    for fold in module.FOLDS:
        for method in module.METHODS:
            grid = module.grid(method)
            if len(grid) > 1:
                tuning += [Job(name, method, setting, fold, TUNING) for setting in grid]
            setting = best[method, fold] if best else grid[0]
            tested += [Job(name, method, setting, fold, seed) for seed in module.SEEDS]
    return tuning, tested


def _best(name, rows):
    """The setting of each method in each fold."""
    module = experiments.module(name)
    tuned = {_key(row): row.validation for row in rows if row.seed == TUNING}

    def validation(job):
        return tuned.get(_key(job), -1.0)

    best = {}
    for method in module.METHODS:
        for fold in module.FOLDS:
            tried = [Job(name, method, setting, fold, TUNING) for setting in module.grid(method)]
            best[method, fold] = max(tried, key=validation).setting  # of equal ones the first in the grid
    return best


def _begin():
    """In a process of `compute`: one thread, and Ctrl-C ends it without a word."""
    import torch

    torch.set_num_threads(1)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def computed(job: Job) -> Row:
    """The row of a job. Torch must have one thread, as it has in the processes of `compute`."""
    module = experiments.module(job.name)
    started = time.process_time()
    run = module.run(job.method, job.setting, job.seed, job.fold)
    tested = job.seed != TUNING
    outcomes, also = run.test() if tested else (None, {})
    curve = tuple(round(float(value), 4) for value in run.curve)
    return Row(
        job.method,
        job.setting,
        job.fold,
        job.seed,
        len(curve),
        curve[-1],
        round(float(outcomes.mean()), 6) if tested else None,
        round(time.process_time() - started, 1),
        {name: float(f"{value:.4g}") for name, value in also.items()},
        curve,
        outcomes,
    )


def _store(name, head, rows):
    """Write all rows, in an order that does not depend on which was ready first; the old file stays until it is done."""
    order = list(experiments.module(name).METHODS)
    rows = sorted(rows, key=lambda row: (order.index(row.method), row.fold, row.seed == TUNING, row.seed, _key(row)))
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(experiments.COLUMNS)
    for row in rows:
        tested, outcomes = ("", "") if row.test is None else (f"{row.test:g}", _packed(row.outcomes))
        writer.writerow(
            (
                *(row.method, _numbers(row.setting), row.fold, row.seed),
                *(row.epochs, f"{row.validation:g}", tested, row.seconds),
                *(_numbers(row.also), " ".join(f"{value:g}" for value in row.curve), outcomes),
            )
        )
    path = experiments.path(name)
    waiting = path.with_suffix(".waiting")
    waiting.write_text(f"# {head}\n{table.getvalue()}", encoding="utf-8", newline="\n")
    os.replace(waiting, path)


def _numbers(named):
    """As `lr=0.01 p=0.5`."""
    return " ".join(f"{name}={value:g}" for name, value in named.items())


def _packed(outcomes):
    if outcomes.dtype == bool:
        return f"{len(outcomes)}:{b64encode(np.packbits(outcomes)).decode()}"
    return "f:" + b64encode(outcomes.astype("<f4").tobytes()).decode()


def _versions():
    packages = ("numpy", "torch", "scikit-learn", "scikit-image")
    found = " ".join(f"{package} {importlib.metadata.version(package)}" for package in packages)
    return f"python {platform.python_version()} {found}"


def check(name: str, *, every_method: bool = False, show: Callable[[str], None] = print) -> int:
    """Compute the quickest stored row anew, or the quickest of every method; how many do not come out again.

    On the machine that made them they come out to the last digit. Another processor adds in another order, and after
    some hundred steps that is another run: then a row must lie within the spread of its method's rows.
    """
    rows = experiments.read(name)
    quickest = sorted((row for row in rows if row.test is not None), key=lambda row: row.seconds)
    chosen = {row.method: row for row in reversed(quickest)}.values() if every_method else quickest[:1]
    failures = 0 if chosen else 1
    for row in chosen:
        again = _on_one_thread(Job(name, row.method, row.setting, row.fold, row.seed))
        others = [other.test for other in rows.of(row.method)]
        allowed = max(0.01, SPREAD * float(np.std(others)))
        same = np.array_equal(again.outcomes.astype(row.outcomes.dtype), row.outcomes)
        near = abs(again.test - row.test) <= allowed and len(again.outcomes) == len(row.outcomes)
        said = "the same" if same else f"{again.test:.4f} instead of {row.test:.4f}, {allowed:.4f} are allowed"
        show(f"{name} {row.method}, fold {row.fold}, seed {row.seed}: {said}")
        failures += not (same or near)
    return failures


def _on_one_thread(job):
    """As in the processes of `compute`: with two threads the sums come in another order."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return computed(job)
    finally:
        torch.set_num_threads(threads)


def summary(name: str) -> str:
    """How many rows there are, how long they took, and the mean of each method."""
    rows: Rows = experiments.read(name)
    needed = sum(len(part) for part in _all_jobs(name))
    took = sum(row.seconds for row in rows)
    lines = [f"{name}: {len(rows)} of {needed} rows, {took / 60:.0f} minutes of processor time"]
    for method in rows.methods:
        found = rows.of(method)
        chosen = Counter(_numbers(row.setting) for row in found)
        settings = ", ".join(f"{setting} ({count})" for setting, count in chosen.most_common())
        lines.append(f"  {method:14} {100 * np.mean([row.test for row in found]):6.2f}  {settings}")
    main = experiments.module(name).MAIN
    if main and len(rows) == needed:
        first, second = main
        lines.append(f"  {first} − {second}: {rows.compare(first, second)}")
    return "\n".join(lines)
