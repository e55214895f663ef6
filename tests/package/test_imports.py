"""The NumPy half starts without PyTorch and matplotlib, and does without them; every module is offered by its name."""

import pkgutil
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import conv1x1_lab

WITHOUT = """
import sys
sys.modules.update(dict.fromkeys(["torch", "matplotlib", "fontpkg_hind", "skimage", "sklearn", "mlxtend", "tqdm"]))
"""
NUMPY_HALF = """
import numpy as np
from conv1x1_lab import agreement, conv1x1, conv1x1_loops, cost, language
x, weight = np.ones((3, 2, 2)), np.ones((5, 3))
assert agreement.compare(conv1x1(x, weight), conv1x1_loops(x, weight), agreement.bound(x, weight)).agree
assert cost.params(3, 5, bias=False) == weight.size
"""
STAR = """
from conv1x1_lab import *
assert conv1x1 and cost.params and detection.hits and language.say
"""
MODULES = [module.name for module in pkgutil.iter_modules(conv1x1_lab.__path__) if not module.name.startswith("_")]


def run(code):
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, encoding="utf-8").stdout


@pytest.mark.parametrize("code", [NUMPY_HALF, STAR])
def test_numpy_half_needs_numpy_alone(code):
    run(WITHOUT + code)


def test_heavy_modules_come_when_they_are_used():
    pytest.importorskip("torch")
    run("""
import sys, conv1x1_lab
assert not {"torch", "matplotlib", "skimage", "sklearn"} & set(sys.modules)
conv1x1_lab.torch_conv.FORMS, conv1x1_lab.models.resnet.resnet, conv1x1_lab.papers.run, conv1x1_lab.verify.run
""")


def test_every_module_is_an_attribute():
    pytest.importorskip("torch")
    names = run(f"import conv1x1_lab; print(*(getattr(conv1x1_lab, name).__name__ for name in {MODULES}))").split()
    assert names == [f"conv1x1_lab.{name}" for name in MODULES]


def test_dir_is_complete_before_anything_is_imported():
    """It is what Tab in JupyterLab completes from."""
    names = run("import conv1x1_lab; print(*dir(conv1x1_lab))").split()
    assert {*MODULES, *conv1x1_lab.__all__, "__version__"} <= set(names)
    assert {"models", "papers", "summary", "training", "verify"} <= set(MODULES)


def test_every_model_is_an_attribute_of_models():
    pytest.importorskip("torch")
    names = {module.name for module in pkgutil.iter_modules(conv1x1_lab.models.__path__)}
    assert set(conv1x1_lab.models.__all__) == names
    assert conv1x1_lab.models.resnet is import_module("conv1x1_lab.models.resnet")


def test_version_has_one_source():
    pyproject = tomllib.loads(Path(__file__).parents[2].joinpath("pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in pyproject["project"] and pyproject["project"]["dynamic"] == ["version"]
    assert pyproject["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "conv1x1_lab.__version__"}
    assert conv1x1_lab.__version__ == "0.2.0"


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'conv3x3'"):
        _ = conv1x1_lab.conv3x3
