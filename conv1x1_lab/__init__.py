"""The 1×1 convolution, in NumPy and in PyTorch, checked against each other.

What needs NumPy alone is imported here. The other modules, such as `conv1x1_lab.models` or `.training`, are imported
when they are first used, so that the package starts fast and works where PyTorch is missing.
"""

import importlib
import pkgutil

from conv1x1_lab import agreement, cost, detection, language
from conv1x1_lab.numpy_conv import Gradients, conv1x1, conv1x1_backward, conv1x1_loops

__version__ = "0.2.0"

__all__ = [
    "Gradients",
    "agreement",
    "conv1x1",
    "conv1x1_backward",
    "conv1x1_loops",
    "cost",
    "detection",
    "language",
]

_MODULES = {module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")}


def __getattr__(name):
    if name in _MODULES:
        return importlib.import_module(f"conv1x1_lab.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *_MODULES})
