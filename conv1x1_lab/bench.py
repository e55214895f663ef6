"""`python -m conv1x1_lab bench`: speed as ratios to PyTorch's, and memory.

One thread, processor time, all forms of a layer in turn within one run: only ratios of such times
mean anything on a machine that is busy with other things. Every form starts from the same
contiguous (N, C, H, W) array and ends with one; what it converts on the way is timed.

Where NumPy stays behind, and why:

- Small images in batches, 7×7 say. NumPy hands BLAS one image at a time, and BLAS rearranges all the
  weights for few columns each time. Laying the images side by side first helps, but takes a copy of
  the input and one of the output, and the layer promises to take none. How large the gap is depends
  on the BLAS kernels, which the first line printed names: without AVX-512 it is wider.
- 1×1 images with few channels. Checks and views in Python take longer than PyTorch's whole call.
- Strided layers against the machine's own product: their pixels have to be gathered first.
"""

import json
import time
import tracemalloc
from pathlib import Path
from statistics import geometric_mean

import numpy as np
import torch
import torch.nn.functional as F
from threadpoolctl import threadpool_info, threadpool_limits

from conv1x1_lab import cost
from conv1x1_lab.numpy_conv import conv1x1, conv1x1_backward
from conv1x1_lab.verify import LAYERS, arrays_of

#: What is timed beside the rivals: the layer given what it likes, and a bare matrix product.
NO_RIVALS = ("given channels last", "sgemm")

#: The targets that the summary is held against: geometric mean, worst.
TARGETS = {"forward": (1.05, 0.90), "backward": (1.15, 0.90)}


def pytorch_forms(layer, weight, bias):
    """Five ways to compute the layer in PyTorch, each from and to contiguous (N, C, H, W)."""
    stride = layer.stride
    kernel = weight[:, :, None, None]

    def conv2d(x):
        return F.conv2d(x, kernel, bias, stride=stride)

    def channels_last(x):
        return F.conv2d(x.contiguous(memory_format=torch.channels_last), kernel, bias, stride=stride).contiguous()

    def linear(x):
        return F.linear(x[:, :, ::stride, ::stride].movedim(1, -1), weight, bias).movedim(-1, 1).contiguous()

    def matmul(x):
        sampled = x[:, :, ::stride, ::stride]
        return (weight @ sampled.flatten(2) + bias[:, None]).unflatten(2, sampled.shape[2:])

    def baddbmm(x):
        sampled = x[:, :, ::stride, ::stride]
        filters = weight.expand(len(x), *weight.shape)
        return torch.baddbmm(bias[:, None], filters, sampled.flatten(2)).unflatten(2, sampled.shape[2:])

    return {form.__name__: form for form in (conv2d, channels_last, linear, matmul, baddbmm)}


def forward_calls(layer, arrays):
    """name → call without arguments, ours as "numpy"; "given channels last" is no rival."""
    x, weight, bias, _ = arrays
    tensors = x_t, weight_t, bias_t = [torch.from_numpy(array) for array in (x, weight, bias)]
    calls = {"numpy": lambda: conv1x1(x, weight, bias, stride=layer.stride)}
    for name, form in pytorch_forms(layer, *tensors[1:]).items():
        calls[name] = lambda form=form: form(x_t)
    given = x_t.contiguous(memory_format=torch.channels_last)
    kernel = weight_t[:, :, None, None].contiguous(memory_format=torch.channels_last)
    calls["given channels last"] = lambda: F.conv2d(given, kernel, bias_t, stride=layer.stride)
    return calls


def backward_calls(layer, arrays):
    """The backward pass alone: PyTorch's graphs are built beforehand and kept."""
    x, weight, bias, grad_output = arrays
    calls = {"numpy": lambda: conv1x1_backward(grad_output, x, weight, stride=layer.stride)}
    grad_output_t = torch.from_numpy(grad_output)
    tensors = [torch.from_numpy(array.copy()).requires_grad_() for array in (x, weight, bias)]
    for name, form in pytorch_forms(layer, *tensors[1:]).items():
        output = form(tensors[0])
        calls[name] = lambda output=output: torch.autograd.grad(output, tensors, grad_output_t, retain_graph=True)
    return calls


def processor_times(calls, seconds):
    """The median processor time of each call in seconds, the calls interleaved."""
    repeats = {}
    for name, call in calls.items():
        call()
        call()
        start = time.process_time()
        call()
        repeats[name] = max(1, round(0.002 / max(time.process_time() - start, 1e-6)))
    samples = {name: [] for name in calls}
    end = time.perf_counter() + seconds * len(calls)
    while len(samples["numpy"]) < 5 or time.perf_counter() < end:
        for name, call in calls.items():
            start = time.process_time()
            for _ in range(repeats[name]):
                call()
            samples[name].append((time.process_time() - start) / repeats[name])
    return {name: float(np.median(times)) for name, times in samples.items()}


def ratios(times):
    """How often ours fits into each other's time (above 1, ours is faster), and the best rival."""
    against = {name: times[name] / times["numpy"] for name in times if name != "numpy"}
    rivals = {name: ratio for name, ratio in against.items() if name not in NO_RIVALS}
    best = min(rivals, key=rivals.get)
    return {"best": best, "to_best": rivals[best], "to_conv2d": against["conv2d"], "against": against}


def peak_memory(call):
    """The peak of what a call allocates, in bytes, its result included."""
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def intensity(layer):
    """Operations a byte in float32, without the bias."""
    size = (layer.height, layer.width)
    return cost.intensity(
        layer.in_channels, layer.out_channels, size, stride=layer.stride, batch=layer.batch, bias=False
    )


def batches(layer):
    return (1, 8) if layer.height * layer.width > 49 else (1, 8, 32)


def measure(layer, seconds):
    """One row of the table: forward, backward, memory, and the speed of the machine's own sgemm."""
    arrays = arrays_of(layer, np.random.default_rng(0), np.float32)
    x, weight, bias, grad_output = arrays
    pixels = grad_output[0, 0].size
    # The machine's own product on matrices of the same sizes, all images side by side.
    columns = np.ones((layer.in_channels, layer.batch * pixels), np.float32)
    calls = forward_calls(layer, arrays) | {"sgemm": lambda: weight @ columns}
    forward = processor_times(calls, seconds)
    out = np.empty_like(grad_output)
    call = {"stride": layer.stride}
    return {
        "layer": layer.name,
        "batch": layer.batch,
        "pixels": pixels,
        "stride": layer.stride,
        "intensity": intensity(layer),
        "backend": str(_backend(x, weight, bias, layer)),
        "forward": ratios(forward),
        "backward": ratios(processor_times(backward_calls(layer, arrays), seconds)),
        "of_sgemm": forward["sgemm"] / forward["numpy"],
        "output_bytes": grad_output.nbytes,
        "peak_bytes": peak_memory(lambda: conv1x1(x, weight, bias, **call)),
        "peak_bytes_out": peak_memory(lambda: conv1x1(x, weight, bias, **call, out=out)),
    }


def _backend(x, weight, bias, layer):
    """Which of PyTorch's convolutions `F.conv2d` picks here."""
    tensors = [torch.from_numpy(a) for a in (x, weight[:, :, None, None], bias)]
    stride = [layer.stride] * 2
    backend = torch._C._select_conv_backend(*tensors, stride, [0, 0], [1, 1], False, [0, 0], 1)
    return str(backend).rpartition(".")[2]


def exponents(seconds):
    """How the forward cost grows: time ∝ sizeᵉ for N, H·W, C_in and C_out, e fitted over 4 sizes."""
    found = {}
    for name in ("N", "H·W", "C_in", "C_out"):
        sizes, times = (1, 2, 4, 8), []
        for size in sizes:
            N, P, C, K = (size if axis == name else 1 for axis in ("N", "H·W", "C_in", "C_out"))
            rng = np.random.default_rng(0)
            x = rng.standard_normal((2 * N, 128 * C, 28 * P, 28)).astype(np.float32)
            weight = rng.standard_normal((128 * K, 128 * C)).astype(np.float32)
            times.append(processor_times({"numpy": lambda: conv1x1(x, weight)}, seconds)["numpy"])
        found[name] = float(np.polyfit(np.log(sizes), np.log(times), 1)[0])
    return found


def summarise(rows):
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
    heavy = [row["of_sgemm"] for row in rows if row["intensity"] > 40 and row["pixels"] >= 196]
    unstrided = [row for row in rows if row["stride"] == 1]
    summary["least_of_sgemm"] = min(heavy, default=1.0)
    summary["most_beside_output"] = max(row["peak_bytes"] - row["output_bytes"] for row in unstrided)
    summary["most_with_out"] = max(row["peak_bytes_out"] for row in unstrided)
    return summary


def run(seconds=0.3, json_file=None, figure_file=None, show=print):
    """Measure every layer, print the table and the summary; 0 where the targets are reached, else 1."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return _run(seconds, json_file, figure_file, show)
    finally:
        torch.set_num_threads(threads)


def _run(seconds, json_file, figure_file, show):
    with threadpool_limits(1):
        kernels = [f"{pool['internal_api']} {pool.get('architecture', '')}".strip() for pool in threadpool_info()]
        machine = {
            "numpy": np.__version__,
            "torch": torch.__version__,
            "blas": kernels,
            "pytorch_cpu": torch.backends.cpu.get_cpu_capability(),
        }
        show(", ".join(f"{name} {value}" for name, value in machine.items()) + ", one thread, float32")
        show("ratios of processor time to PyTorch's best form and to F.conv2d: above 1, NumPy is faster")
        show(
            f"{'layer':27}{'N':>3}{'ops/B':>7} | forward  conv2d  best rival     "
            "| backward  best rival     | sgemm  memory  back end"
        )
        rows = []
        for layer in LAYERS:
            for batch in batches(layer):
                rows.append(row := measure(layer._replace(batch=batch), seconds))
                ahead, back = row["forward"], row["backward"]
                show(
                    f"{layer.name:27}{batch:3}{row['intensity']:7.1f} | {ahead['to_best']:7.2f} {ahead['to_conv2d']:7.2f}"
                    f"  {ahead['best']:14} | {back['to_best']:8.2f}  {back['best']:14} | {row['of_sgemm']:4.0%}"
                    f" {row['peak_bytes'] / row['output_bytes']:7.2f}  {row['backend']}"
                )
        summary = {**summarise(rows), "exponents": exponents(seconds)}
    for way, (mean, worst) in TARGETS.items():
        found = summary[way]
        show(
            f"{way}: geometric mean {found['geometric_mean']:.2f} (target {mean}), "
            f"worst {found['worst']:.2f} (target {worst:.2f}; {found['worst_layer']})"
        )
    show(f"least share of sgemm where there is much to compute: {summary['least_of_sgemm']:.0%} (target 80%)")
    show(
        f"peak memory at stride 1: the output and {summary['most_beside_output'] / 1024:.0f} KiB at most; "
        f"with out= {summary['most_with_out'] / 1024:.0f} KiB"
    )
    show(
        "time grows as size to the power " + ", ".join(f"{e:.2f} in {name}" for name, e in summary["exponents"].items())
    )
    if json_file:
        text = json.dumps({"machine": machine, "rows": rows, "summary": summary}, indent=1, ensure_ascii=False)
        Path(json_file).write_text(text + "\n", encoding="utf-8")
    if figure_file:
        draw(rows, figure_file)
    reached = all(
        summary[way][part] >= target
        for way, pair in TARGETS.items()
        for part, target in zip(("geometric_mean", "worst"), pair)
    )
    return 0 if reached and summary["least_of_sgemm"] >= 0.8 else 1


def draw(rows, file):
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
        figure.savefig(file)
        plt.close(figure)
