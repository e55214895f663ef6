"""`python -m conv1x1_lab bench`: speed as ratios to PyTorch's, and memory.

One thread, processor time, all forms of a layer in turn within one run, each round in another order:
only ratios of such times mean anything on a machine that is busy with other things. Every form starts
from the same contiguous (N, C, H, W) array and ends with one; what it converts on the way is timed.

Where NumPy stays behind, and why:

- Tiny layers one image at a time, 1×1 images say: the checks of a call and its views take Python as
  long as PyTorch's whole convolution.
- Large outputs of few input channels: the bias is a second pass over the output, where PyTorch's
  convolution starts from it.
- Small images in large batches, 7×7 say: to be one product they are copied to lie side by side, and
  their output back again. How much that costs depends on the BLAS kernels, which the first line
  printed names.
- Strided layers against the machine's own product: their pixels have to be gathered first.
"""

import errno
import json
import os
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import geometric_mean
from typing import BinaryIO

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from threadpoolctl import threadpool_info, threadpool_limits

from conv1x1_lab import cost
from conv1x1_lab.layers import LAYERS, Layer, normal_arrays
from conv1x1_lab.numpy_conv import conv1x1, conv1x1_backward
from conv1x1_lab.torch_conv import FORMS

#: What is timed beside the rivals: the layer given what it likes, and a bare matrix product.
NO_RIVALS = ("given channels last", "sgemm")

#: The targets that the summary is held against: geometric mean, worst.
TARGETS = {"forward": (1.08, 0.83), "backward": (1.10, 0.80)}

#: The least share of the machine's own product, where there is much to compute.
LEAST_OF_SGEMM = 0.8


def _tensors(arrays):
    """x, weight and bias as PyTorch keeps them."""
    x, weight, bias = map(torch.from_numpy, arrays[:3])
    return x, weight[:, :, None, None], bias


def forward_calls(layer: Layer, arrays: list[NDArray]) -> dict[str, Callable]:
    """name → call without arguments, ours as "numpy"; "given channels last" is no rival."""
    x, weight, bias = _tensors(arrays)
    calls = {"numpy": partial(conv1x1, *arrays[:3], stride=layer.stride)}
    calls |= {name: partial(form, x, weight, bias, stride=layer.stride) for name, form in FORMS.items()}
    given = [tensor.contiguous(memory_format=torch.channels_last) for tensor in (x, weight)]
    return calls | {"given channels last": partial(F.conv2d, *given, bias, stride=layer.stride)}


def backward_calls(layer: Layer, arrays: list[NDArray]) -> dict[str, Callable]:
    """The backward pass alone: PyTorch's graphs are built beforehand and kept."""
    x, weight, _, grad_output = arrays
    tensors = [tensor.clone().requires_grad_() for tensor in _tensors(arrays)]
    calls = {"numpy": partial(conv1x1_backward, grad_output, x, weight, stride=layer.stride)}
    for name, form in FORMS.items():
        output = form(*tensors, stride=layer.stride)
        calls[name] = partial(torch.autograd.grad, output, tensors, torch.from_numpy(grad_output), retain_graph=True)
    return calls


def processor_times(calls: dict[str, Callable], seconds: float) -> dict[str, float]:
    """The median processor time of each call in seconds, all of them in turn, in a new order each round."""
    repeats = {}
    for name, call in calls.items():
        call()
        call()
        start = time.process_time()
        call()
        repeats[name] = max(1, round(0.002 / max(time.process_time() - start, 1e-6)))
    samples = {name: [] for name in calls}
    order = list(calls)
    end = time.perf_counter() + seconds * len(calls)
    while len(samples["numpy"]) < 5 or time.perf_counter() < end:
        # What ran before decides what is in the caches: in a fixed order that was worth up to 27 %.
        random.shuffle(order)
        for name in order:
            call = calls[name]
            start = time.process_time()
            for _ in range(repeats[name]):
                call()
            samples[name].append((time.process_time() - start) / repeats[name])
    return {name: float(np.median(times)) for name, times in samples.items()}


def ratios(times: dict[str, float]) -> dict:
    """How often ours fits into each other's time (above 1, ours is faster), and the best rival."""
    against = {name: times[name] / times["numpy"] for name in times if name != "numpy"}
    rivals = {name: ratio for name, ratio in against.items() if name not in NO_RIVALS}
    best = min(rivals, key=rivals.get)
    return {"best": best, "to_best": rivals[best], "to_conv2d": against["conv2d"], "against": against}


def peak_memory(call: Callable) -> int:
    """The peak of what a call allocates, in bytes, its result included."""
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def intensity(layer: Layer) -> float:
    """Operations a byte in float32, without the bias."""
    size = (layer.height, layer.width)
    return cost.intensity(
        layer.in_channels, layer.out_channels, size, stride=layer.stride, batch=layer.batch, bias=False
    )


def batches(layer: Layer) -> tuple[int, ...]:
    return (1, 8) if layer.height * layer.width > 49 else (1, 8, 32)


def measure(layer: Layer, seconds: float) -> dict:
    """One row of the table: forward, backward, memory, and the speed of the machine's own sgemm."""
    arrays = normal_arrays(layer, np.random.default_rng(0), np.float32)
    x, weight, bias, grad_output = arrays
    pixels = grad_output[0, 0].size
    # The machine's own product on matrices of the same sizes, all images side by side.
    columns = np.ones((layer.in_channels, layer.batch * pixels), np.float32)
    forward = processor_times(forward_calls(layer, arrays) | {"sgemm": lambda: weight @ columns}, seconds)
    call = partial(conv1x1, x, weight, bias, stride=layer.stride)
    return {
        "layer": layer.name,
        "batch": layer.batch,
        "pixels": pixels,
        "stride": layer.stride,
        "intensity": intensity(layer),
        "forward": ratios(forward),
        "backward": ratios(processor_times(backward_calls(layer, arrays), seconds)),
        "of_sgemm": forward["sgemm"] / forward["numpy"],
        "output_bytes": grad_output.nbytes,
        "promised_bytes": max(2 * weight.nbytes, 2**18),
        "peak_bytes": peak_memory(call),
        "peak_bytes_out": peak_memory(partial(call, out=np.empty_like(grad_output))),
    }


def exponents(seconds: float) -> dict[str, float]:
    """How the forward cost grows: time ∝ sizeᵉ for N, H·W, C_in and C_out, e fitted over 4 sizes."""
    fitted = {}
    for name in ("N", "H·W", "C_in", "C_out"):
        sizes, times = (1, 2, 4, 8), []
        for size in sizes:
            N, P, C, K = (size if axis == name else 1 for axis in ("N", "H·W", "C_in", "C_out"))
            layer = Layer(name, 128 * C, 128 * K, 28 * P, 28, batch=2 * N)
            x, weight, _, _ = normal_arrays(layer, np.random.default_rng(0), np.float32)
            times.append(processor_times({"numpy": partial(conv1x1, x, weight)}, seconds)["numpy"])
        fitted[name] = float(np.polyfit(np.log(sizes), np.log(times), 1)[0])
    return fitted


def summarise(rows: list[dict]) -> dict:
    """Geometric mean and worst of the ratios to PyTorch's best form, and the other targets."""
    summary = {}
    for way, (mean, worst) in TARGETS.items():
        slowest = min(rows, key=lambda row: row[way]["to_best"])
        summary[way] = {
            "geometric_mean": geometric_mean(row[way]["to_best"] for row in rows),
            "worst": slowest[way]["to_best"],
            "worst_layer": f"{slowest['layer']}, N={slowest['batch']}",
            "targets": [mean, worst],
        }
    unstrided = [row for row in rows if row["stride"] == 1]  # at others the pixels are gathered first
    heavy = [row["of_sgemm"] for row in unstrided if row["intensity"] > 40 and row["pixels"] >= 196]
    beside_output = [(row["peak_bytes"] - row["output_bytes"]) / row["promised_bytes"] for row in unstrided]
    summary["least_of_sgemm"] = min(heavy, default=1.0)
    summary["most_of_promise"] = max(
        beside_output + [row["peak_bytes_out"] / row["promised_bytes"] for row in unstrided]
    )
    return summary


def reached(summary: dict) -> bool:
    """Whether speed and memory are what they should be."""
    fast = all(
        summary[way][part] >= target
        for way, targets in TARGETS.items()
        for part, target in zip(("geometric_mean", "worst"), targets)
    )
    return fast and summary["least_of_sgemm"] >= LEAST_OF_SGEMM and summary["most_of_promise"] <= 1


@contextmanager
def one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        torch.set_num_threads(threads)


@contextmanager
def replacing(file: str | Path) -> Iterator[BinaryIO]:
    """A new file that takes the place of `file` at the end. If interrupted, `file` stays as it was.

    Raises
    ------
    OSError
        The file cannot be written; it is opened at once, so that this shows before any work.
    """
    target = Path(file).resolve()
    if target.exists() and not (target.is_file() and os.access(target, os.W_OK)):
        raise PermissionError(errno.EACCES, "This is no file that can be replaced", str(file))
    new = target.with_name(target.name + ".new")
    try:
        stream = new.open("wb")
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(file)) from None
    try:
        with stream:
            yield stream
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)


def run(
    seconds: float = 0.3,
    json_file: str | Path | None = None,
    figure_file: str | Path | None = None,
    show: Callable[[str], object] = print,
) -> int:
    """Measure every layer, print the table and the summary; 0 where the targets are reached, else 1.

    Raises
    ------
    OSError, ImportError, ValueError
        A file cannot be written, matplotlib is missing, or it cannot draw a file of this name: before
        anything is measured.
    """
    if figure_file:
        _check_figure(figure_file)
    with ExitStack() as files:
        json_stream, figure_stream = (
            files.enter_context(replacing(file)) if file else None for file in (json_file, figure_file)
        )
        with one_thread():
            machine = describe_machine()
            show(", ".join(f"{name} {value}" for name, value in machine.items()) + ", one thread, float32")
            rows = measure_all(seconds, show)
            summary = summarise(rows) | {"exponents": exponents(seconds)}
        show_summary(summary, show)
        if json_stream:
            text = json.dumps({"machine": machine, "rows": rows, "summary": summary}, indent=1, ensure_ascii=False)
            json_stream.write((text + "\n").encode())
        if figure_stream:
            draw(rows, figure_stream, Path(figure_file).suffix[1:])
    return 0 if reached(summary) else 1


def describe_machine() -> dict:
    return {
        "numpy": np.__version__,
        "torch": torch.__version__,
        "blas": [f"{pool['internal_api']} {pool.get('architecture', '')}".strip() for pool in threadpool_info()],
        "pytorch_cpu": torch.backends.cpu.get_cpu_capability(),
    }


def measure_all(seconds: float, show: Callable[[str], object]) -> list[dict]:
    """One row for every layer and batch, shown as it is measured."""
    show("ratios of processor time to PyTorch's best form and to F.conv2d: above 1, NumPy is faster")
    show(f"{'layer':26}{'N':>3}{'ops/B':>7} | forward conv2d best rival    | backward best rival    | sgemm")
    rows = []
    for layer in LAYERS:
        for batch in batches(layer):
            rows.append(row := measure(layer._replace(batch=batch), seconds))
            forward, backward = row["forward"], row["backward"]
            show(
                f"{layer.name:26}{batch:3}{row['intensity']:7.1f}"
                f" | {forward['to_best']:7.2f} {forward['to_conv2d']:6.2f} {forward['best']:13}"
                f" | {backward['to_best']:8.2f} {backward['best']:13} | {row['of_sgemm']:5.0%}"
            )
    return rows


def show_summary(summary: dict, show: Callable[[str], object]) -> None:
    for way, (mean, worst) in TARGETS.items():
        result = summary[way]
        show(
            f"{way}: geometric mean {result['geometric_mean']:.2f} (target {mean:.2f}), "
            f"worst {result['worst']:.2f} (target {worst:.2f}; {result['worst_layer']})"
        )
    show(
        f"least share of sgemm at stride 1 where there is much to compute: {summary['least_of_sgemm']:.0%} "
        f"(target {LEAST_OF_SGEMM:.0%})"
    )
    show(
        "peak memory at stride 1, beside the output: at most "
        f"{summary['most_of_promise']:.0%} of twice the weights, or of 256 KiB"
    )
    show(
        "time grows as size to the power " + ", ".join(f"{e:.2f} in {name}" for name, e in summary["exponents"].items())
    )


def _check_figure(file):
    from matplotlib.backend_bases import FigureCanvasBase

    endings = FigureCanvasBase.get_supported_filetypes()
    if Path(file).suffix[1:] not in endings:
        raise ValueError(f"figure_file is {str(file)!r}, but it must end in one of {', '.join(endings)}")


def draw(rows: list[dict], file: BinaryIO, ending: str) -> None:
    """The ratios as points, a row for each layer: forward and backward, and the line of equal speed."""
    import matplotlib.pyplot as plt

    from conv1x1_lab import figures

    with plt.rc_context():
        figures.use_style()
        figure, ax = plt.subplots(figsize=(7, 0.24 * len(rows) + 1), layout="constrained")
        names = [f"{row['layer']}, N={row['batch']}" for row in rows]
        ax.plot([row["forward"]["to_best"] for row in rows], names, "o", color=figures.BLUE, label="forward")
        ax.plot([row["backward"]["to_best"] for row in rows], names, "D", color=figures.ORANGE, label="backward")
        ax.axvline(1, color=figures.DARK, linewidth=1)
        ax.set(xlabel="time of PyTorch's best form ÷ time of NumPy", xscale="log")
        ax.tick_params(axis="y", labelsize=7)
        ax.invert_yaxis()
        ax.legend(frameon=False)
        figure.savefig(file, format=ending)
        plt.close(figure)
