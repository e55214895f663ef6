"""The layer in NumPy: the definition as loops, the same sums as one matrix product, its gradients.

The letters: N images, C input channels, K output channels (filters), an output of H×W = P pixels, and
G groups of channels. What a call may be is checked in `_contract`.
"""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from conv1x1_lab._contract import Size, _checked, _checked_grad_output, _checked_needs, _checked_out, _is_plain

# Images are worked on some at a time: they and their output are at most as many bytes as the weights, or so many.
BYTES_AT_A_TIME = 2**17


class Gradients(NamedTuple):
    """The gradients of a loss by the layer's three arrays, each in its array's shape, or None."""

    x: NDArray | None
    weight: NDArray | None
    bias: NDArray | None


def conv1x1_loops(x: NDArray, weight: NDArray, bias: NDArray | None = None) -> NDArray:
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


def conv1x1(
    x: NDArray,
    weight: NDArray,
    bias: NDArray | None = None,
    *,
    stride: Size = 1,
    padding: Size = 0,
    groups: int = 1,
    out: NDArray | None = None,
) -> NDArray:
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

        Beside it, a call takes at most twice the weights' bytes, or 256 KiB; but where an image has
        to be copied (for its stride, its padding, its strides in memory, or float16) and is larger
        than that, twice an image and its output.

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
    if out is None and _is_plain(x, weight, bias, stride, padding, groups):
        N, C, H, W = x.shape
        if H * W == 1 or not _are_small(N, C, len(weight), H * W, weight):
            return _plain_forward(x, weight, bias)
    layer = _checked(x, weight, bias, stride, padding, groups)
    shape = (*x.shape[:-3], len(weight), *layer.output_size)
    output = np.empty(shape, x.dtype) if out is None else _checked_out(out, shape, layer)
    _forward(layer, output if output.ndim == 4 else output[np.newaxis])
    return output


@np.errstate(over="ignore", invalid="ignore")  # infinity and NaN are answers, as in PyTorch
def _plain_forward(x, weight, bias):
    """O = W·X + b as it stands, where no number has to be moved first."""
    (N, C, H, W), K = x.shape, len(weight)
    output = np.empty((N, K, H, W), x.dtype)
    if H * W == 1:  # an image is one pixel: all of them are the rows of one matrix
        product = output.reshape(N, K)  # a view: what is written to it stands in the output
        np.dot(x.reshape(N, C), weight.T, out=product)  # (N, C) @ (C, K); np.matmul takes longer to start
    else:
        product = output.reshape(N, K, H * W)
        _product(weight, x.reshape(N, C, H * W), out=product)  # (K, C) @ (N, C, P)
        bias = None if bias is None else bias[:, np.newaxis]  # (K, 1)
    if bias is not None:
        product += bias
    return output


@np.errstate(over="ignore", invalid="ignore")
def _forward(layer, output):
    """O = W·X + b written to `output`, (N, K, H_out, W_out), some images at a time."""
    (N, K, H, W), C, G = output.shape, layer.x.shape[1], layer.groups
    filters = _summable(layer.weight).reshape(G, K // G, C // G)
    side_by_side = _are_small(N, C, K, H * W, filters)
    bias = None if layer.bias is None else layer.bias[:, np.newaxis, np.newaxis]  # (K, 1, 1)
    in_place = not side_by_side and output.dtype == filters.dtype and output.flags.c_contiguous
    bytes_of_image = max(1, (C + K) * H * W * filters.itemsize)
    step = max(1, max(filters.nbytes, BYTES_AT_A_TIME) // bytes_of_image)
    for first in range(0, N, step):
        into = output[first : first + step]  # (n, K, H_out, W_out)
        sampled = _sampled(layer.x[first : first + step], layer.stride, layer.padding)
        columns = _columns(sampled, G, side_by_side)  # (n, G, C/G, P) or (1, G, C/G, n·P)
        if in_place:
            product = into
            _product(filters, columns, out=into.reshape(len(into), G, K // G, H * W))
        else:
            product = _images(_product(filters, columns), into.shape)
        if bias is not None:
            np.add(product, bias, out=into, casting="same_kind")  # where float16 is rounded
        elif not in_place:
            into[...] = product


def conv1x1_backward(
    grad_output: NDArray,
    x: NDArray,
    weight: NDArray,
    *,
    stride: Size = 1,
    padding: Size = 0,
    groups: int = 1,
    needs: Collection[str] = ("x", "weight", "bias"),
) -> Gradients:
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
    grad_output = _checked_grad_output(grad_output, x, layer)
    gradients = _backward(grad_output, layer, _checked_needs(needs))
    shapes = x.shape, weight.shape, weight.shape[:1]
    return Gradients(*(None if g is None else g.reshape(shape) for g, shape in zip(gradients, shapes)))


@np.errstate(over="ignore", invalid="ignore")
def _backward(grad_output, layer, needs):
    (N, K, H, W), C, G, dtype = grad_output.shape, layer.x.shape[1], layer.groups, layer.x.dtype
    filters = _summable(layer.weight).reshape(G, K // G, C // G)
    side_by_side = _are_small(N, C, K, H * W, filters)
    g = _columns(grad_output, G, side_by_side)  # (N, G, K/G, P) or (1, G, K/G, N·P)
    grad_x = grad_weight = grad_bias = None
    if "x" in needs:
        product = _product(filters.conj().swapaxes(1, 2), g)  # (N, G, C/G, P) or (1, G, C/G, N·P)
        grad_x = _spread(_images(product, (N, C, H, W)), layer)
    if "weight" in needs:
        sampled = _sampled(layer.x, layer.stride, layer.padding)
        columns = _columns(sampled, G, side_by_side).conj().swapaxes(2, 3)  # (N, G, P, C/G) or (1, G, N·P, C/G)
        products = map(_product, g, columns)  # of each image, or of all images at once
        grad_weight = next(products) if N else np.zeros((G, K // G, C // G), g.dtype)
        for product in products:
            grad_weight += product
        grad_weight = grad_weight.astype(dtype, copy=False)
    if "bias" in needs:
        ones = np.ones(g.shape[-1], g.dtype)  # a product with them is a sum over the pixels
        grad_bias = np.matmul(g, ones).sum(axis=0, dtype=g.dtype).astype(dtype, copy=False)
    return grad_x, grad_weight, grad_bias


def _product(a, b, out=None):
    """a @ b. Where the inner axis is 1 long nothing is summed, and np.multiply is several times faster."""
    return (np.multiply if a.shape[-1] == 1 else np.matmul)(a, b, out=out)


def _summable(array):
    """The array in the dtype in which it is summed: float32 for float16, else its own."""
    return array.astype(np.float32) if array.dtype == np.float16 else array


def _are_small(N, C, K, P, filters):
    """Whether to lay images side by side: BLAS rearranges the filters for every product, which costs more than
    a copy of the image and of its output where these are few numbers beside the filters.
    """
    return N > 1 and 2 * (C + K) * P < filters.size


def _columns(images, groups, side_by_side):
    """Each pixel a column of its channels: (N, G, C/G, P), or (1, G, C/G, N·P) side by side."""
    N, C, H, W = images.shape
    columns = _summable(images).reshape(N, groups, C // groups, H * W)
    if side_by_side:
        columns = columns.transpose(1, 2, 0, 3).reshape(1, groups, C // groups, N * H * W)
    return columns


def _images(columns, shape):
    """`_columns` undone: a view of the shape (N, C, H, W)."""
    N, C, H, W = shape
    beside = N if len(columns) == 1 else 1  # images side by side
    return columns.reshape(len(columns), C, beside, H, W).swapaxes(1, 2).reshape(shape)


def _sampled(x, stride, padding):
    """The pixels that the layer reads, (N, C, H_out, W_out): every stride-th of the padded image."""
    if padding != (0, 0):
        above, left = padding
        x = np.pad(x, ((0, 0), (0, 0), (above, above), (left, left)))
    return x[:, :, :: stride[0], :: stride[1]]


def _spread(values, layer):
    """`_sampled` undone: (N, C, H_out, W_out) back at the pixels that were read, 0 elsewhere."""
    (N, C, H, W), (above, left), stride = layer.x.shape, layer.padding, layer.stride
    if stride == (1, 1) and layer.padding == (0, 0):
        return np.ascontiguousarray(values, layer.x.dtype)
    padded = np.zeros((N, C, H + 2 * above, W + 2 * left), layer.x.dtype)
    padded[:, :, :: stride[0], :: stride[1]] = values
    return np.ascontiguousarray(padded[:, :, above : above + H, left : left + W])
