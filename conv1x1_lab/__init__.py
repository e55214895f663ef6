"""The 1×1 convolution, in NumPy and in PyTorch, checked against each other.

The names below need NumPy alone; `conv1x1_lab.data`, `.figures`, `.torch_conv` and `.training` are
imported when they are first asked for.
"""

import importlib

from conv1x1_lab import agreement, cost, detection, language
from conv1x1_lab.numpy_conv import Gradients, conv1x1, conv1x1_backward, conv1x1_loops

__all__ = [
    "Gradients",
    "agreement",
    "conv1x1",
    "conv1x1_backward",
    "conv1x1_loops",
    "cost",
    "data",
    "detection",
    "figures",
    "language",
    "torch_conv",
    "training",
]


def __getattr__(name):
    if name in ("data", "figures", "torch_conv", "training"):
        return importlib.import_module(f"conv1x1_lab.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
