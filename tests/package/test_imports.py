"""The NumPy half starts without PyTorch and matplotlib, and does without them."""

import subprocess
import sys

import pytest

import conv1x1_lab

WITHOUT = """
import sys
sys.modules.update(dict.fromkeys(["torch", "matplotlib", "fontpkg_hind", "skimage", "sklearn", "mlxtend", "tqdm"]))
import numpy as np
from conv1x1_lab import agreement, conv1x1, conv1x1_loops, cost, language
x, weight = np.ones((3, 2, 2)), np.ones((5, 3))
assert agreement.compare(conv1x1(x, weight), conv1x1_loops(x, weight), agreement.bound(x, weight)).agree
assert cost.params(3, 5, bias=False) == weight.size
"""


def test_numpy_half_needs_numpy_alone():
    subprocess.run([sys.executable, "-c", WITHOUT], check=True)


def test_heavy_modules_come_when_asked_for():
    pytest.importorskip("torch")
    code = "import sys, conv1x1_lab; assert not {'torch', 'matplotlib'} & set(sys.modules); conv1x1_lab.torch_conv.FORMS, conv1x1_lab.training.fit"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'conv3x3'"):
        conv1x1_lab.conv3x3
