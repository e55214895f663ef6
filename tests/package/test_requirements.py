"""The lock holds what pyproject.toml asks for, and nothing that would force GPU libraries on a CPU build of torch."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DIRECT = [
    line
    for lines in [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    for line in lines
    if not line.startswith(PROJECT["name"])
]
PIN = re.compile(r"(?!nvidia|cuda|triton)[a-z0-9-]+==[0-9a-z.]+( ; .*)?")
LOCK = [line for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines() if line[0] != "#"]


def unmet(direct, lock):
    """The direct requirements that the lock doesn't pin, or pins outside their range."""
    pins = {}
    for line in lock:
        pin = Requirement(line)
        pins.setdefault(pin.name, []).extend(specifier.version for specifier in pin.specifier)
    return [
        line
        for line in direct
        for wanted in [Requirement(line)]
        if wanted.name not in pins or not all(map(wanted.specifier.contains, pins[wanted.name]))
    ]


def test_lock_meets_every_range():
    assert unmet(DIRECT, LOCK) == []


@pytest.mark.parametrize("planted", ["numpy>=99", "not-locked-anywhere>=1"])
def test_unmet_range_is_found(planted):
    assert unmet([planted, "numpy>=1"], LOCK) == [planted]


def test_lock_is_exact_and_for_every_machine():
    assert [line for line in LOCK if not PIN.fullmatch(line)] == []


@pytest.mark.parametrize("planted", ["torch==2.13.0+cpu", "nvidia-nccl-cu13==2.29.7", "numpy>=2.1", "-i https://a.org"])
def test_other_line_is_refused(planted):
    assert not PIN.fullmatch(planted)
