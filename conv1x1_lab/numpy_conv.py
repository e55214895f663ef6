"""The layer in NumPy: the definition as loops, the same sums as one matrix product, its gradients."""

from typing import NamedTuple

import numpy as np

from conv1x1_lab._contract import _checked, _checked_grad_output, _checked_needs, _checked_out, _side

# Below this many pixels an image, a gradient's matrix products are too small to be fast one image at
# a time: the images are laid side by side first.
FEW_PIXELS = 64

# Images are taken together up to so many numbers of the output: few enough to be in the processor's
# cache still when the bias is added.
NUMBERS_IN_CACHE = 2**17


class Gradients(NamedTuple):
    """The gradients of a loss by the layer's three arrays, each in its array's shape, or None."""

    x: np.ndarray | None
    weight: np.ndarray | None
    bias: np.ndarray | None


def conv1x1_loops(x, weight, bias=None):
    """O[n, k, h, w] = Σ_c x[n, c, h, w] · weight[k, c] + bias[k], one loop an index.

    For reading and for checking; `conv1x1` computes the same thousands of times faster. Every
    addition is rounded to the dtype of `x`: for float16 `conv1x1` is the more exact of the two.

    Parameters
    ----------
    x : ndarray, shape (N, C_in, H, W) or (C_in, H, W)
    weight : ndarray, shape (C_out, C_in) or (C_out, C_in, 1, 1)
    bias : ndarray, shape (C_out,), optional

    Returns
    -------
    ndarray, shape (N, C_out, H, W) or (C_out, H, W), in the dtype of `x`

    Raises
    ------
    TypeError, ValueError
        As `conv1x1` does.

    Examples
    --------
    >>> x = np.ones((2, 3, 4, 5))
    >>> conv1x1_loops(x, np.ones((7, 3))).shape
    (2, 7, 4, 5)
    """
    layer = _checked(x, weight, bias, stride=1, padding=0, groups=1)
    N, C, H, W = layer.x.shape
    K = len(layer.weight)
    output = np.zeros((N, K, H, W), x.dtype)  # added up in this dtype, float16 too
    for n in range(N):
        for k in range(K):
            for h in range(H):
                for w in range(W):
                    for c in range(C):
                        output[n, k, h, w] += layer.x[n, c, h, w] * layer.weight[k, c]
                    if layer.bias is not None:
                        output[n, k, h, w] += layer.bias[k]
    return output.reshape(x.shape[:-3] + (K, H, W))


def conv1x1(x, weight, bias=None, *, stride=1, padding=0, groups=1, out=None):
    """O = W·X + b at every pixel: each output channel is a weighted sum of input channels.

    O[n, k, i, j] = Σ_c x[n, c, i·stride − padding, j·stride − padding] · weight[k, c] + bias[k],
    where x is 0 outside the image, so that a padded pixel equals the bias. With groups, output
    channel k sums over the input channels of its own group only.

    Parameters
    ----------
    x : ndarray, shape (N, C_in, H, W) or (C_in, H, W)
        float16 (summed in float32, rounded once), float32, float64, complex or integer
        (which wraps around). Never modified; any strides.
    weight : ndarray, shape (C_out, C_in // groups) or (C_out, C_in // groups, 1, 1)
        In the dtype of `x`, as `bias` too: nothing is promoted.
    bias : ndarray, shape (C_out,), optional
    stride, padding : int or pair of int
        In pixels, along height and width.
    groups : int
        A divisor of C_in and of C_out.
    out : ndarray, optional
        Where to put the result: of its shape and dtype, sharing no memory with the inputs.

    Returns
    -------
    ndarray, shape (N, C_out, H_out, W_out) or (C_out, H_out, W_out)
        H_out = (H + 2·padding − 1) // stride + 1. An empty sum is 0: with C_in = 0 every pixel
        equals the bias (PyTorch 2.13 returns an empty tensor there).

        Beside it, contiguous float32 and float64 at stride 1 take no memory but NumPy's own
        buffer (8,192 numbers an operand); other calls copy some images at a time.

    Raises
    ------
    TypeError
        An argument is not an array (or a whole number), or its dtype is not that of `x`.
    ValueError
        A shape or a size does not fit; the message names the argument, its value and the rule.

    References
    ----------
    M. Lin, Q. Chen, S. Yan, "Network In Network", 2013, arXiv:1312.4400, section 3.1.

    Examples
    --------
    >>> x = np.ones((2, 3, 4, 5), np.float32)
    >>> weight = np.ones((7, 3), np.float32)
    >>> conv1x1(x, weight).shape
    (2, 7, 4, 5)
    >>> conv1x1(x, weight, stride=2, padding=1).shape
    (2, 7, 3, 4)
    """
    layer = _checked(x, weight, bias, stride, padding, groups)
    N, C = layer.x.shape[:2]
    H, W = map(_side, layer.x.shape[2:], layer.stride, layer.padding)
    K, G, P = len(layer.weight), layer.groups, H * W
    shape = x.shape[:-3] + (K, H, W)
    output = np.empty(shape, x.dtype) if out is None else _checked_out(out, shape, layer)

    outputs = output if output.ndim == 4 else output[np.newaxis]
    filters = _summable(layer.weight.reshape(G, K // G, C // G))  # (G, K/G, C/G)
    bias = None if layer.bias is None else layer.bias.reshape(G, K // G, 1)
    step = max(1, NUMBERS_IN_CACHE // max(1, K * P))
    with np.errstate(over="ignore", invalid="ignore"):  # infinity and NaN are answers, as in PyTorch
        for images in (slice(first, first + step) for first in range(0, N, step)):
            sampled = _sampled(layer.x[images], layer.stride, layer.padding)  # (n, C, H_out, W_out)
            columns = _summable(sampled.reshape(len(sampled), G, C // G, P))  # (n, G, C/G, P)
            _weighted_sums(filters, columns, bias, outputs[images])
    return output


def _weighted_sums(filters, columns, bias, output):
    """output = filters @ columns + bias, with each pixel a column: (G, K/G, C/G) @ (n, G, C/G, P)."""
    n, G, _, P = columns.shape
    in_place = output.flags.c_contiguous and output.dtype == filters.dtype
    product = output.reshape(n, G, filters.shape[1], P) if in_place else None
    if P == 1 and in_place:  # one pixel an image: the images are the columns, (1, G, …, n)
        columns, product = columns.transpose(3, 1, 2, 0), product.transpose(3, 1, 2, 0)
    product = np.matmul(filters, columns, out=product)
    if bias is not None:
        product += bias
    if not in_place:
        output[...] = product.reshape(output.shape)


def conv1x1_backward(grad_output, x, weight, *, stride=1, padding=0, groups=1, needs=("x", "weight", "bias")):
    """∂L/∂X = Wᴴ·G, ∂L/∂W = Σ_n G·Xᴴ, ∂L/∂b = Σ G, where G = ∂L/∂O is `grad_output`.

    In indices, for a loss L and the output O of `conv1x1(x, weight, bias, …)`:

        grad_x[n, c, p] = Σ_k conj(weight[k, c]) · grad_output[n, k, p]
        grad_weight[k, c] = Σ_n Σ_p grad_output[n, k, p] · conj(x[n, c, p])
        grad_bias[k] = Σ_n Σ_p grad_output[n, k, p]

    where p runs over the pixels that the layer reads; the others have gradient 0. Complex
    gradients are conjugated as PyTorch conjugates them.

    Parameters
    ----------
    grad_output : ndarray, shape (N, C_out, H_out, W_out) or (C_out, H_out, W_out)
        In the dtype of `x`.
    x, weight, stride, padding, groups
        As in the call of `conv1x1`. float16 is summed in float32 and rounded once.
    needs : collection of "x", "weight", "bias"
        Which gradients to compute.

    Returns
    -------
    Gradients
        x, weight and bias, each in its array's shape and in the dtype of `x`; None where not needed.

    Raises
    ------
    TypeError, ValueError
        As `conv1x1` does; also where `grad_output` has not the output's shape and dtype, or
        `needs` names something else.

    References
    ----------
    Y. LeCun et al., "Gradient-Based Learning Applied to Document Recognition", Proceedings of the
    IEEE 86, 1998 (backpropagation through a convolution); K. Kreutz-Delgado, "The Complex Gradient
    Operator and the CR-Calculus", 2009, arXiv:0906.4835 (the conjugates).

    Examples
    --------
    >>> x, weight = np.ones((2, 3, 4, 5)), np.ones((7, 3))
    >>> gradients = conv1x1_backward(np.ones((2, 7, 4, 5)), x, weight)
    >>> gradients.x.shape, gradients.weight.shape, gradients.bias.shape
    ((2, 3, 4, 5), (7, 3), (7,))
    """
    layer = _checked(x, weight, None, stride, padding, groups)
    needs = _checked_needs(needs)
    grad_output = _checked_grad_output(grad_output, x, layer)
    with np.errstate(over="ignore", invalid="ignore"):
        return _gradients(grad_output, x.shape, weight.shape, layer, needs) if needs else Gradients(None, None, None)


def _gradients(grad_output, x_shape, weight_shape, layer, needs):
    dtype = layer.x.dtype
    N, K, H, W = grad_output.shape
    C, G, P = layer.x.shape[1], layer.groups, H * W

    g = _side_by_side(grad_output.reshape(N, G, K // G, P))  # (N, G, K/G, P) or (1, G, K/G, N·P)
    grad_x = grad_weight = grad_bias = None
    if "x" in needs:
        filters = _summable(layer.weight.reshape(G, K // G, C // G))
        product = np.matmul(filters.conj().swapaxes(1, 2), g)  # (N, G, C/G, P) or (1, G, C/G, N·P)
        images = N if len(g) == 1 else 1  # side by side in one product
        product = product.reshape(len(g), C, images, P).swapaxes(1, 2).reshape(N, C, H, W)
        grad_x = _spread(product, layer, dtype).reshape(x_shape)
    if "weight" in needs:
        sampled = _sampled(layer.x, layer.stride, layer.padding)
        columns = _side_by_side(sampled.reshape(N, G, C // G, P)).conj().swapaxes(2, 3)  # (…, P, C/G)
        grad_weight = np.zeros((G, K // G, C // G), g.dtype)
        for image in range(len(g)):
            grad_weight += np.matmul(g[image], columns[image])
        grad_weight = grad_weight.astype(dtype, copy=False).reshape(weight_shape)
    if "bias" in needs:
        grad_bias = np.matmul(g, np.ones(g.shape[-1], g.dtype)).sum(axis=0, dtype=g.dtype)
        grad_bias = grad_bias.astype(dtype, copy=False).reshape(K)
    return Gradients(grad_x, grad_weight, grad_bias)


def _summed_in(dtype):
    """The dtype in which numbers are summed: float32 for float16, else their own."""
    return np.dtype(np.float32) if dtype == np.float16 else dtype


def _summable(array):
    return array.astype(_summed_in(array.dtype), copy=False)


def _side_by_side(columns):
    """(N, G, C, P), or (1, G, C, N·P) where images have few pixels: fewer, larger products."""
    columns = _summable(columns)
    N, G, C, P = columns.shape
    if N == 1 or P >= FEW_PIXELS:
        return columns
    return columns.transpose(1, 2, 0, 3).reshape(1, G, C, N * P)


def _read(size, stride, padding):
    """Along one side: the output pixels that lie on the image, and the pixels read there."""
    first = -(-padding // stride)
    pixels = slice(first * stride - padding, None, stride)
    return slice(first, first + len(range(first * stride - padding, size, stride))), pixels


def _sampled(x, stride, padding):
    """The pixels that the layer reads, (N, C, H_out, W_out): a view where nothing is padded."""
    if padding == (0, 0):
        return x[:, :, :: stride[0], :: stride[1]]
    (rows, x_rows), (columns, x_columns) = map(_read, x.shape[2:], stride, padding)
    sampled = np.zeros((*x.shape[:2], *map(_side, x.shape[2:], stride, padding)), x.dtype)
    sampled[:, :, rows, columns] = x[:, :, x_rows, x_columns]
    return sampled


def _spread(values, layer, dtype):
    """`_sampled` undone: (N, C, H_out, W_out) back at the pixels that were read, 0 elsewhere."""
    if layer.stride == (1, 1) and layer.padding == (0, 0):
        return np.ascontiguousarray(values, dtype)
    (rows, x_rows), (columns, x_columns) = map(_read, layer.x.shape[2:], layer.stride, layer.padding)
    spread = np.zeros(layer.x.shape, dtype)
    spread[:, :, x_rows, x_columns] = values[:, :, rows, columns]
    return spread
