"""`python -m conv1x1_lab verify`: NumPy against every form of PyTorch, forward and backward.

Two right results may differ by rounding, but by no more than a bound that `agreement` computes for
each number. The table shows, for each layer, the largest difference as a fraction of the theorem's
bound, which decides: for random numbers in float32 and float64, and for a constant `grad_output`, as
the mean of all outputs has it, whose roundings all go one way. In small whole numbers no sum is
rounded: there all results must be equal to the last bit, so that one forgotten pixel of 100,000 is
seen. The last column is the largest difference in float32 as a fraction of the rule 4·√n·u·M, for
information only: it need not be below 1.
"""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from conv1x1_lab import agreement, torch_conv
from conv1x1_lab.layers import LAYERS, Layer, normal_arrays, random_layers, whole_arrays, with_gradient
from conv1x1_lab.numpy_conv import conv1x1, conv1x1_backward

#: What is compared: the output, and the gradients of x, weight and bias.
PARTS = ("output", "x", "W", "b")

#: What `--plant` does to the NumPy side: name → function of (x, weight, bias).
FAULTS = {
    "dropped-channel": lambda x, weight, bias: (x, _without_a_channel(weight), bias),
    "missing-bias": lambda x, weight, bias: (x, weight, None),
    "transposed-weight": lambda x, weight, bias: (x, weight.T.reshape(weight.shape), bias),
    "float16-weights": lambda x, weight, bias: (x, weight.astype(np.float16).astype(weight.dtype), bias),
}


def _without_a_channel(weight):
    weight = weight.copy()
    weight[:, weight.shape[1] // 2] = 0
    return weight


def numpy_results(arrays: list[NDArray], layer: Layer, fault: str | None = None) -> list[NDArray]:
    """The output and the three gradients of NumPy's layer."""
    x, weight, bias, grad_output = arrays
    if fault:
        x, weight, bias = FAULTS[fault](x, weight, bias)
    gradients = conv1x1_backward(grad_output, x, weight, **layer.options)
    return [conv1x1(x, weight, bias, **layer.options), *gradients]


def pytorch_results(form: str, arrays: list[NDArray], layer: Layer) -> list[NDArray]:
    """The output and the three gradients of one of PyTorch's forms."""
    x, weight, bias, grad_output = map(torch.from_numpy, arrays)
    x, weight, bias = (tensor.requires_grad_() for tensor in (x, weight, bias))
    options = layer.options if form == "conv2d" else {"stride": layer.stride}
    output = torch_conv.FORMS[form](x, weight[:, :, None, None], bias, **options)
    gradients = torch.autograd.grad(output, (x, weight, bias), grad_output)
    return [tensor.detach().numpy() for tensor in (output, *gradients)]


def forms_of(layer: Layer) -> tuple[str, ...]:
    """The forms that can compute a layer: all of them, where it has no groups and no padding."""
    plain = layer.groups == 1 and layer.padding == 0
    return tuple(torch_conv.FORMS) if plain else ("conv2d",)


def bounds(arrays: list[NDArray], layer: Layer, rule: str) -> list[NDArray]:
    """How far two right results may lie apart, for the output and the three gradients."""
    x, weight, bias, grad_output = arrays
    gradients = agreement.backward_bounds(grad_output, x, weight, **layer.options, rule=rule)
    return [agreement.bound(x, weight, bias, **layer.options, rule=rule), *gradients]


def worst_fractions(layer: Layer, arrays: list[NDArray], fault: str | None = None) -> dict[str, list[float]]:
    """rule → the largest |difference| / bound over all forms, for each of `PARTS`; in float64 by the theorem only."""
    ours = numpy_results(arrays, layer, fault)
    theirs = [pytorch_results(form, arrays, layer) for form in forms_of(layer)]
    return {
        rule: [
            max(agreement.compare(mine, results[part], limit).fraction for results in theirs)
            for part, (mine, limit) in enumerate(zip(ours, bounds(arrays, layer, rule)))
        ]
        for rule in (("theorem", "sqrt") if ours[0].dtype == np.float32 else ("theorem",))
    }


def unequal(layer: Layer, arrays: list[NDArray], fault: str | None = None) -> list[int]:
    """How many numbers of NumPy's are not those of every form, for each of `PARTS`."""
    ours = numpy_results(arrays, layer, fault)
    theirs = [pytorch_results(form, arrays, layer) for form in forms_of(layer)]
    return [max(np.count_nonzero(mine != results[part]) for results in theirs) for part, mine in enumerate(ours)]


def compare_layer(layer: Layer, rng: np.random.Generator, fault: str | None = None) -> tuple[NDArray[np.bool_], str]:
    """Which of the four comparisons (rows) disagree in which of `PARTS` (columns), and the layer's line of the table."""
    single, double = (normal_arrays(layer, rng, dtype) for dtype in (np.float32, np.float64))
    constant = with_gradient(single, 1 / single[3].size)  # of a loss that is the mean of all outputs
    of_single, of_double, of_constant = (worst_fractions(layer, arrays, fault) for arrays in (single, double, constant))
    fractions = [worst["theorem"] for worst in (of_single, of_double, of_constant)]
    different = unequal(layer, whole_arrays(layer, rng), fault)
    columns = "".join(f"{max(worst):9.2g}" for worst in fractions)
    by_rule = max(of_single["sqrt"] + of_constant["sqrt"])
    wrong = np.vstack([np.array(fractions) > 1, np.array(different) > 0])
    return wrong, f"{columns}{max(different):9}{by_rule:9.2g}"


def run(seed: int = 0, cases: int = 20, plant: str | None = None, show: Callable[[str], object] = print) -> int:
    """Compare every layer in four ways; print a table; return the number of comparisons that disagree."""
    rng = np.random.default_rng(seed)
    show(f"NumPy {np.__version__} against PyTorch {torch.__version__}, seed {seed}")
    if plant:
        show(f"planted in NumPy: {plant}")
    show("largest difference as a fraction of the theorem's bound; for whole numbers, how many differ")
    show(f"{'layer':26}{'float32':>9}{'float64':>9}{'constant':>9}{'whole':>9}{'√n rule':>9}")
    disagreeing = 0
    # Two of the small images, which NumPy's layer then lays side by side.
    real = (layer._replace(batch=2) if layer.height * layer.width <= 49 else layer for layer in LAYERS)
    for layer in (*real, *random_layers(rng, cases)):
        wrong, columns = compare_layer(layer, rng, plant)
        disagreeing += int(np.count_nonzero(wrong.any(axis=1)))
        names = ", ".join(name for name, part in zip(PARTS, wrong.any(axis=0)) if part)
        show(f"{layer.name:26}{columns}" + (f"  DISAGREE: {names}" if names else ""))
    show(f"{disagreeing} of {4 * (len(LAYERS) + cases)} comparisons disagree")
    return disagreeing
