"""The layer in NumPy: the definition as loops, the same sums as one matrix product, its gradients.

The letters: N images, C input channels, K output channels (filters), H×W = P pixels of the output, and
G groups of channels. What a call may be is checked in `_contract`.
"""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from conv1x1_lab._contract import Size, _checked, _checked_grad_output, _checked_needs, _checked_out, _is_plain

# Images are worked on some at a time: as many, at least one, as fit with their output into this many bytes, or into
# those of the weights if these are more.
BYTES_AT_A_TIME = 2**17


class Gradients(NamedTuple):
    """The gradients of a loss with respect to the layer's three arrays, each in its array's shape, or None."""

    x: NDArray | None
    weight: NDArray | None
    bias: NDArray | None


@np.errstate(over="ignore", invalid="ignore")  # infinity and NaN are answers, and whole numbers wrap around
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
    layer = _checked(x, weight, bias, stride=1, padding=0, groups=1)  # x with all four axes, weight (K, C)
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
    where x is 0 outside the image, so that a padded pixel equals the bias (with finite weights). With
    groups, output channel k sums over the input channels of its own group only.

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

        Beside it, a call takes at most twice the weights' bytes (float16's as float32), or 256 KiB.
        Where an image has to be copied, for its stride or padding, for its or `out`'s strides in
        memory, or for float16, and is larger than that, it takes twice the image, padded, and its
        output.

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
    if out is None and _is_plain(x, weight, bias, stride, padding, groups):  # contiguous floats, and nothing special
        N, C, H, W = x.shape
        # One pixel an image is a row of a matrix as it stands; a few pixels are laid side by side first.
        if H * W == 1 or not _lay_side_by_side(N, C, len(weight), H * W, weight):
            return _plain_forward(x, weight, bias)
    layer = _checked(x, weight, bias, stride, padding, groups)
    shape = (*x.shape[:-3], len(weight), *layer.output_size)
    output = np.empty(shape, x.dtype) if out is None else _checked_out(out, shape, layer)
    _forward(layer, output if output.ndim == 4 else output[np.newaxis])
    return output


@np.errstate(over="ignore", invalid="ignore")  # infinity and NaN are answers, as in PyTorch
def _plain_forward(x, weight, bias):
    """O = W·X + b, the whole fast form: at each of P pixels, K weighted sums of C channels.

    For calls in which no number has to be moved first; `_forward` has strides, padding, groups and other dtypes.
    """
    (N, C, H, W), K = x.shape, len(weight)
    output = np.empty((N, K, H, W), x.dtype)
    if H * W != 1:
        product = output.reshape(N, K, H * W)  # a view: what is written to it stands in the output
        _product(weight, x.reshape(N, C, H * W), out=product)  # (K, C) @ (N, C, P)
        bias = None if bias is None else bias[:, np.newaxis]  # (K, 1)
    else:  # an image is one pixel: all of them are the rows of one matrix
        product = output.reshape(N, K)
        np.dot(x.reshape(N, C), weight.T, out=product)  # (N, C) @ (C, K); np.matmul takes longer to start
    if bias is not None:
        product += bias
    return output


def _sampled(x, stride, padding):
    """The pixels that the layer reads, (N, C, H_out, W_out): every stride-th of the padded image."""
    if padding != (0, 0):
        above, left = padding
        x = np.pad(x, ((0, 0), (0, 0), (above, above), (left, left)))
    return x[:, :, :: stride[0], :: stride[1]]


def _columns(images, groups, side_by_side):
    """Each pixel a column of its channels: (N, G, C/G, P), or (1, G, C/G, N·P) side by side."""
    N, C, H, W = images.shape
    columns = _summable(images).reshape(N, groups, C // groups, H * W)
    if side_by_side:
        # (N, G, C/G, P) → (G, C/G, N, P) → (1, G, C/G, N·P)
        columns = columns.transpose(1, 2, 0, 3).reshape(1, groups, C // groups, N * H * W)
    return columns


def _images(columns, shape):
    """`_columns` undone, to the shape (N, C, H, W)."""
    N, C, H, W = shape
    beside = N if len(columns) == 1 else 1
    # (1, G, C/G, N·P) → (1, C, N, H, W) → (1, N, C, H, W) → (N, C, H, W); without images side by side nothing moves
    return columns.reshape(len(columns), C, beside, H, W).swapaxes(1, 2).reshape(shape)


def _product(a, b, out=None):
    """a @ b. Where the inner axis is 1 long nothing is summed, and np.multiply is several times faster."""
    multiply = np.multiply if a.shape[-1] == 1 else np.matmul  # (…, K, 1) · (…, 1, P) is (…, K, P) in both
    return multiply(a, b, out=out)


def _summable(array):
    """The array in the dtype in which it is summed: float32 for float16, else its own."""
    return array.astype(np.float32) if array.dtype == np.float16 else array


def _lay_side_by_side(N, C, K, P, weight):
    """Whether to join the images' columns to one matrix.

    For every product BLAS rearranges the weights. Where these are more than twice the numbers of an image
    and its output, to copy the images is cheaper.
    """
    return N > 1 and 2 * (C + K) * P < weight.size


@np.errstate(over="ignore", invalid="ignore")
def _forward(layer, output):
    """O = W·X + b written to `output`, (N, K, H_out, W_out), some images at a time."""
    N, K, H, W = output.shape
    C, G = layer.x.shape[1], layer.groups
    filters = _summable(layer.weight).reshape(G, K // G, C // G)
    bias = None if layer.bias is None else layer.bias[:, np.newaxis, np.newaxis]  # (K, 1, 1)
    side_by_side = _lay_side_by_side(N, C, K, H * W, filters)
    # Whether the product can be written to the output as it comes: in its order, and in its dtype.
    in_place = not side_by_side and output.dtype == filters.dtype and output.flags.c_contiguous
    for images in _some_at_a_time(layer, output, filters):
        into = output[images]  # (n, K, H_out, W_out)
        # (n, G, C/G, P) or (1, G, C/G, n·P)
        columns = _columns(_sampled(layer.x[images], layer.stride, layer.padding), G, side_by_side)
        if in_place:
            _product(filters, columns, out=into.reshape(len(into), G, K // G, H * W))
            if bias is not None:
                into += bias
        else:
            product = _images(_product(filters, columns), into.shape)
            if bias is not None:
                np.add(product, bias, out=into)  # rounded here where it is float16
            else:
                into[...] = product  # or here


def _some_at_a_time(layer, output, filters):
    """Slices of the images that are worked on together."""
    N, C, H, W = layer.x.shape
    read = C * (H + 2 * layer.padding[0]) * (W + 2 * layer.padding[1])  # numbers of an image, padded
    bytes_of_image = (read + output[:1].size) * filters.itemsize
    step = max(1, max(filters.nbytes, BYTES_AT_A_TIME) // max(1, bytes_of_image))
    return (slice(first, first + step) for first in range(0, N, step))


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
    """∂L/∂X = Wᴴ·∂L/∂O, ∂L/∂W = Σ_n ∂L/∂O·Xᴴ, ∂L/∂b = Σ ∂L/∂O, where ∂L/∂O is `grad_output`.

    In indices, for a loss L and the output O of `conv1x1(x, weight, bias, …)`:

        grad_x[n, c, p] = Σ_k conj(weight[k, c]) · grad_output[n, k, p]
        grad_weight[k, c] = Σ_n Σ_p grad_output[n, k, p] · conj(x[n, c, p])
        grad_bias[k] = Σ_n Σ_p grad_output[n, k, p]

    where p runs over the output's pixels, and x[n, c, p] is the pixel that p reads, padding included;
    pixels that none reads have gradient 0. Complex
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
    return Gradients(*(None if array is None else array.reshape(shape) for array, shape in zip(gradients, shapes)))


@np.errstate(over="ignore", invalid="ignore")
def _backward(grad_output, layer, needs):
    """The gradients of x (N, C, H, W), weight (G, K/G, C/G) and bias (G, K/G), or None."""
    N, K, H, W = grad_output.shape
    C, G, dtype = layer.x.shape[1], layer.groups, layer.x.dtype
    filters = _summable(layer.weight).reshape(G, K // G, C // G)
    side_by_side = _lay_side_by_side(N, C, K, H * W, filters)
    grad_columns = _columns(grad_output, G, side_by_side)  # (n, G, K/G, P), or n = 1 and N·P for P
    grad_x = grad_weight = grad_bias = None
    if "x" in needs:
        adjoint = filters.conj().swapaxes(1, 2)  # Wᴴ in each group, (G, C/G, K/G)
        product = _product(adjoint, grad_columns)  # (n, G, C/G, P)
        grad_x = _spread(_images(product, (N, C, H, W)), layer)
    if "weight" in needs:
        sampled = _sampled(layer.x, layer.stride, layer.padding)
        columns = _columns(sampled, G, side_by_side).conj().swapaxes(2, 3)  # Xᴴ, (n, G, P, C/G)
        products = map(_product, grad_columns, columns)  # of each image, or of all that stand side by side
        grad_weight = next(products, np.zeros(filters.shape, filters.dtype))  # 0 if there is no image
        for product in products:  # Σ_n
            grad_weight += product
        grad_weight = grad_weight.astype(dtype, copy=False)
    if "bias" in needs:
        ones = np.ones(grad_columns.shape[-1], filters.dtype)
        sums = np.matmul(grad_columns, ones)  # over the pixels, (n, G, K/G); faster than .sum
        grad_bias = sums.sum(axis=0, dtype=filters.dtype).astype(dtype, copy=False)  # NumPy would sum int8 as int64
    return grad_x, grad_weight, grad_bias


def _spread(values, layer):
    """`_sampled` undone: (N, C, H_out, W_out) back at the pixels that were read, 0 elsewhere."""
    if layer.stride == (1, 1) and layer.padding == (0, 0):
        return np.ascontiguousarray(values, layer.x.dtype)  # float16 is rounded here
    N, C, H, W = layer.x.shape
    (above, left), stride = layer.padding, layer.stride
    padded = np.zeros((N, C, H + 2 * above, W + 2 * left), layer.x.dtype)
    padded[:, :, :: stride[0], :: stride[1]] = values  # or here
    return np.ascontiguousarray(padded[:, :, above : above + H, left : left + W])
