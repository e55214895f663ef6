"""Long runs whose results the chapters read: one module a question, and its rows in a CSV file beside it.

A module says in its docstring what is asked, which comparison is the main one, how small a difference
matters, and what was tuned on which part. It has

- `METHODS`: the names of what is compared,
- `MAIN`, the two methods of the main comparison (or None, where there is nothing to take an interval over), and
  `SMALLEST`, the smallest difference that matters,
- `FOLDS` and `SEEDS`: each method is run in every fold from every seed,
- `grid(method)`: the settings that this method is tuned over, in every fold, by the validation part,
- `run(method, setting, seed, fold)`: one training, a `Run`.

`python -m conv1x1_lab experiments NAME` computes the rows that a file lacks (`runner` does); `read`
gives them to a page without training anything.
"""

import csv
import importlib
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from conv1x1_lab.comparison import Difference, paired

#: Every experiment, in the order of the chapters.
NAMES = (
    "comparing",
    "nonlinearity",
    "reduction",
    "regularisation",
    "classification",
    "nuclei",
    "filters",
)

COLUMNS = ("method", "setting", "fold", "seed", "epochs", "validation", "test", "seconds", "also", "curve", "outcomes")


class Tested(NamedTuple):
    """One outcome for each test picture, true or false, or a score from 0 to 1; and numbers that tell more of the run."""

    outcomes: NDArray
    also: dict[str, float]


class Run(NamedTuple):
    """One training: the validation measure after each epoch, and a function that opens the test part.

    `test` is called only where all choices have been made.
    """

    curve: Sequence[float]
    test: Callable[[], Tested]


class Row(NamedTuple):
    """One run as it is stored; `test` and `outcomes` are None where the run only tuned a setting."""

    method: str
    setting: dict[str, float]
    fold: int
    seed: int
    epochs: int
    validation: float
    test: float | None
    seconds: float
    also: dict[str, float]
    curve: tuple[float, ...]
    outcomes: NDArray | None


class Rows(tuple[Row, ...]):
    """The rows of one experiment."""

    name: str
    head: str

    def of(self, method: str) -> list[Row]:
        """The tested runs of one method, by seed and fold; each pair of these must be there."""
        found = [row for row in self if row.method == method and row.test is not None]
        if not found:
            raise ValueError(f"method is {method!r}, but {self.name} has tested {self.methods}")
        experiment = module(self.name)
        wanted = len(experiment.SEEDS) * len(experiment.FOLDS)
        if len(found) != wanted:
            raise ValueError(f"{self.name} has {len(found)} of {wanted} runs of {method}: compute the others first")
        return sorted(found, key=lambda row: (row.seed, row.fold))

    @property
    def methods(self) -> list[str]:
        """The methods of which all runs are there, in the order of the experiment."""
        experiment = module(self.name)
        tested = Counter(row.method for row in self if row.test is not None)
        wanted = len(experiment.SEEDS) * len(experiment.FOLDS)
        return [method for method in experiment.METHODS if tested[method] == wanted]

    def outcomes(self, method: str) -> NDArray:
        """One row a seed, one column a picture, fold after fold: shape (R, n)."""
        found = self.of(method)
        seeds = sorted({row.seed for row in found})
        return np.array([np.concatenate([row.outcomes for row in found if row.seed == seed]) for seed in seeds])

    @property
    def folds(self) -> NDArray:
        """The fold of each picture, as the columns of `outcomes` have them."""
        first = self.of(self.methods[0])
        return np.concatenate([np.full(len(row.outcomes), row.fold) for row in first if row.seed == first[0].seed])

    def compare(self, method: str, other: str) -> Difference:
        """`comparison.paired` of two methods, against the smallest difference that the experiment names."""
        return paired(self.outcomes(method), self.outcomes(other), self.folds, module(self.name).SMALLEST)

    def curve(self, method: str) -> NDArray:
        """The validation measure after each epoch, in the mean of the tested runs: shape (epochs,)."""
        return np.mean([row.curve for row in self.of(method)], axis=0)


def module(name: str):
    """The module of an experiment; what it is called if there is none."""
    if name not in NAMES:
        raise ValueError(f"name is {name!r}, but it must be one of {', '.join(NAMES)}")
    return importlib.import_module(f"{__name__}.{name}")


def path(name: str):
    """Where the rows of an experiment stand."""
    module(name)
    return files(__name__) / f"{name}.csv"


def read(name: str) -> Rows:
    """The stored rows of an experiment.

    Raises
    ------
    ValueError
        There is no experiment of this name.

    Examples
    --------
    >>> rows = read("classification")
    >>> rows.outcomes("nin").shape
    (4, 5000)
    """
    file = path(name)
    return parsed(name, file.read_text(encoding="utf-8") if file.is_file() else "")


def parsed(name: str, text: str) -> Rows:
    """The rows of an experiment from the text of its file: a line of versions, and a table."""
    head, _, table = text.partition("\n")
    rows = Rows(_row(line) for line in csv.DictReader(table.splitlines()))
    rows.name, rows.head = name, head.removeprefix("# ")
    return rows


def _row(line):
    tested = line["test"] != ""
    return Row(
        line["method"],
        _numbers(line["setting"]),
        int(line["fold"]),
        int(line["seed"]),
        int(line["epochs"]),
        float(line["validation"]),
        float(line["test"]) if tested else None,
        float(line["seconds"]),
        _numbers(line["also"]),
        tuple(float(value) for value in line["curve"].split()),
        _unpacked(line["outcomes"]) if tested else None,
    )


def _numbers(text):
    """From `lr=0.01 p=0.5`."""
    return {name: float(value) for name, value in (pair.split("=") for pair in text.split())}


def _unpacked(text):
    """Bits behind their number, as `1000:…`, or float32 numbers, as `f:…`."""
    kind, _, packed = text.partition(":")
    buffer = np.frombuffer(b64decode(packed), dtype=np.uint8)
    return buffer.view("<f4") if kind == "f" else np.unpackbits(buffer, count=int(kind)).astype(bool)
