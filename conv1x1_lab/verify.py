"""`python -m conv1x1_lab verify`: NumPy against every form of PyTorch, forward and backward.

Two right results may differ by rounding, but by no more than a bound that `agreement` computes for
each number. The table shows, for each layer, the worst difference as a fraction of that bound: by
the sharper rule, which decides, and by the theorem.
"""

from typing import NamedTuple

import numpy as np
import torch

from conv1x1_lab import agreement, torch_conv
from conv1x1_lab.numpy_conv import conv1x1, conv1x1_backward


class Layer(NamedTuple):
    """The sizes of one 1×1 convolution; images are height × width."""

    name: str
    in_channels: int
    out_channels: int
    height: int
    width: int
    stride: int = 1
    padding: int = 0
    groups: int = 1
    batch: int = 1


#: 1×1 layers of published networks, at the papers' input size (224×224).
LAYERS = (
    # K. He et al., Deep Residual Learning, arXiv:1512.03385, table 1: ResNet-50
    Layer("ResNet-50 conv2 reduce", 256, 64, 56, 56),
    Layer("ResNet-50 conv2 expand", 64, 256, 56, 56),
    Layer("ResNet-50 conv3 reduce", 512, 128, 28, 28),
    Layer("ResNet-50 conv3 expand", 128, 512, 28, 28),
    Layer("ResNet-50 conv4 reduce", 1024, 256, 14, 14),
    Layer("ResNet-50 conv4 expand", 256, 1024, 14, 14),
    Layer("ResNet-50 conv5 reduce", 2048, 512, 7, 7),
    Layer("ResNet-50 conv5 expand", 512, 2048, 7, 7),
    Layer("ResNet-50 conv3 shortcut", 256, 512, 56, 56, stride=2),
    Layer("ResNet-50 conv5 shortcut", 1024, 2048, 14, 14, stride=2),
    # C. Szegedy et al., Going Deeper with Convolutions, arXiv:1409.4842, table 1: GoogLeNet
    Layer("GoogLeNet 3a 1×1", 192, 64, 28, 28),
    Layer("GoogLeNet 3a 5×5 reduce", 192, 16, 28, 28),
    Layer("GoogLeNet 4a 1×1", 480, 192, 14, 14),
    Layer("GoogLeNet 5b 1×1", 832, 384, 7, 7),
    # A. Howard et al., MobileNets, arXiv:1704.04861, table 1
    Layer("MobileNet conv 2", 32, 64, 112, 112),
    Layer("MobileNet conv 4", 128, 128, 56, 56),
    Layer("MobileNet conv 7", 512, 512, 14, 14),
    Layer("MobileNet conv 14", 1024, 1024, 7, 7),
    # Z. Liu et al., A ConvNet for the 2020s, arXiv:2201.03545: ConvNeXt-T
    Layer("ConvNeXt-T stage 1 expand", 96, 384, 56, 56),
    Layer("ConvNeXt-T stage 1 reduce", 384, 96, 56, 56),
    Layer("ConvNeXt-T stage 4 expand", 768, 3072, 7, 7),
    # J. Hu et al., Squeeze-and-Excitation Networks, arXiv:1709.01507: a block after 256 channels
    Layer("SE squeeze", 256, 16, 1, 1),
    Layer("SE excite", 16, 256, 1, 1),
)

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


def random_layers(rng, cases):
    """Layers of random sizes, with groups, strides and padding."""
    for case in range(cases):
        groups = int(rng.integers(1, 4))
        channels, filters, height, width = (int(n) for n in rng.integers(1, 40, 4))
        yield Layer(
            f"random {case}",
            groups * channels,
            groups * filters,
            height,
            width,
            stride=int(rng.integers(1, 4)),
            padding=int(rng.integers(0, 3)),
            groups=groups,
            batch=int(rng.integers(1, 4)),
        )


def arrays_of(layer, rng, dtype):
    """x, weight, bias and grad_output of a layer, standard normal."""
    weight_shape = (layer.out_channels, layer.in_channels // layer.groups)
    x_shape = (layer.batch, layer.in_channels, layer.height, layer.width)
    sides = [(size + 2 * layer.padding - 1) // layer.stride + 1 for size in x_shape[2:]]
    shapes = (x_shape, weight_shape, layer.out_channels, (layer.batch, layer.out_channels, *sides))
    return [rng.standard_normal(shape).astype(dtype) for shape in shapes]


def pytorch_results(form, arrays, layer):
    """The output and the three gradients of one of PyTorch's forms."""
    x, weight, bias, grad_output = map(torch.from_numpy, arrays)
    x, weight, bias = (tensor.requires_grad_() for tensor in (x, weight, bias))
    if form == "conv2d":
        output = torch_conv.conv1x1(x, weight, bias, **_how(layer))
    else:
        sampled = x[:, :, :: layer.stride, :: layer.stride]
        output = torch_conv.FORMS[form](sampled, weight, bias)
    gradients = torch.autograd.grad(output, (x, weight, bias), grad_output)
    return [tensor.detach().numpy() for tensor in (output, *gradients)]


def forms_of(layer):
    """The forms that can compute a layer: all of them, where it has no groups and no padding."""
    plain = layer.groups == 1 and layer.padding == 0
    return tuple(torch_conv.FORMS) if plain else ("conv2d",)


def _how(layer):
    return {"stride": layer.stride, "padding": layer.padding, "groups": layer.groups}


def worst_fractions(layer, rng, dtype, fault=None):
    """The largest |difference| / bound over all forms, for the output and the three gradients.

    Returns
    -------
    dict of rule → four fractions: output, grad_x, grad_weight, grad_bias
    """
    x, weight, bias, grad_output = arrays = arrays_of(layer, rng, dtype)
    ours = FAULTS[fault](x, weight, bias) if fault else (x, weight, bias)
    output = conv1x1(*ours, **_how(layer))
    gradients = conv1x1_backward(grad_output, *ours[:2], **_how(layer))
    theirs = [pytorch_results(form, arrays, layer) for form in forms_of(layer)]
    worst = {}
    for rule in ("sqrt", "theorem"):
        bounds = (
            agreement.bound(x, weight, bias, **_how(layer), rule=rule),
            *agreement.backward_bounds(grad_output, x, weight, **_how(layer), rule=rule),
        )
        worst[rule] = [
            max(agreement.compare(mine, results[part], bound).fraction for results in theirs)
            for part, (mine, bound) in enumerate(zip((output, *gradients), bounds))
        ]
    return worst


def run(seed=0, cases=20, plant=None, show=print):
    """Compare every layer in float32 and float64; print a table; return the number that disagree."""
    rng = np.random.default_rng(seed)
    show(f"NumPy {np.__version__} against PyTorch {torch.__version__}, seed {seed}")
    if plant:
        show(f"planted in NumPy: {plant}")
    show("largest difference as a fraction of the bound 4√n·u·M (last column: of the theorem's)")
    show(f"{'layer':28}{'dtype':9}{'output':>9}{'grad x':>9}{'grad W':>9}{'grad b':>9}{'theorem':>9}")
    disagreeing = 0
    for layer in (*LAYERS, *random_layers(rng, cases)):
        for dtype in (np.float32, np.float64):
            worst = worst_fractions(layer, rng, dtype, plant)
            agrees = max(worst["sqrt"]) <= 1
            disagreeing += not agrees
            columns = "".join(f"{fraction:9.2g}" for fraction in worst["sqrt"])
            mark = "" if agrees else "  DISAGREES"
            show(f"{layer.name:28}{np.dtype(dtype).name:9}{columns}{max(worst['theorem']):9.2g}{mark}")
    show(f"{disagreeing} of {2 * (len(LAYERS) + cases)} comparisons disagree")
    return disagreeing
