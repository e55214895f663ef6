"""What an author runs on the notebooks; CONTRIBUTING.md says when.

python book/_tools/notebooks.py run [NOTEBOOK …]      execute afresh, store clean outputs
python book/_tools/notebooks.py sync                  carry code cells from English to Hindi
python book/_tools/notebooks.py stale                 list Hindi cells behind their English ones
python book/_tools/notebooks.py accept NOTEBOOK CELL  this Hindi cell is translated as of now
python book/_tools/notebooks.py reproduce             execute everywhere, compare every output
"""

import argparse
import base64
import hashlib
import io
import os
import sys
import unicodedata
from contextlib import contextmanager
from pathlib import Path

import nbformat
import numpy as np
from nbclient import NotebookClient
from PIL import Image

BOOK = Path(__file__).resolve().parents[1]
CIRCUMSTANCES = (
    {"OMP_NUM_THREADS": "1"},
    {"OMP_NUM_THREADS": "2"},
    {"ATEN_CPU_CAPABILITY": "default"},
    {"OPENBLAS_CORETYPE": "Haswell"},
    {"OPENBLAS_CORETYPE": "Nehalem"},
)

# Another processor may round a line or a word to the next pixel, and smooth its edge otherwise. So two figures are
# alike although up to so many pixels lie further than so many levels, of 255, from all that the other has nearby.
# A figure moved by half a pixel has up to 14 such pixels, one with another digit in a label at least 28.
UNLIKE_PIXELS = 20
UNLIKE_LEVELS = 16


def notebooks(language, book=BOOK):
    return sorted((book / language).glob("*.ipynb"))


def twin(path, language):
    return path.parents[1] / language / path.name


def read(path):
    return nbformat.read(path, as_version=4)


def write(path, notebook):
    nbformat.validate(notebook)
    text = nbformat.writes(notebook, version=4)
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")


def fingerprint(text):
    """What a translation was made from: a hash that spaces around and Unicode forms don't change."""
    normal = unicodedata.normalize("NFC", text).strip()
    return hashlib.sha256(normal.encode()).hexdigest()[:16]


def code_fingerprint(notebook):
    return fingerprint("\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code"))


def run(path):
    """Execute in a fresh kernel, in the notebook's folder, and store outputs that don't change."""
    notebook = executed(read(path), path.parent)
    notebook.metadata["code"] = code_fingerprint(notebook)
    write(path, notebook)


def executed(notebook, folder):
    client = NotebookClient(
        notebook,
        timeout=120,
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()
    notebook.metadata.language_info.pop("version", None)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            output.pop("metadata", None)
            if output.output_type in ("display_data", "execute_result"):
                output["metadata"] = {}
    return notebook


def outdated(path):
    """Whether the stored outputs are of other code than the notebook holds now."""
    notebook = read(path)
    return notebook.metadata.get("code") != code_fingerprint(notebook)


def sync(english):
    """Give the Hindi twin the English one's code cells and order; its own words stay.

    A text cell that the twin lacks comes over in English, without a fingerprint: `stale` names it.
    """
    source = read(english)
    path = twin(english, "hi")
    target = read(path) if path.exists() else nbformat.v4.new_notebook(metadata=source.metadata)
    known = {cell.id: cell for cell in target.cells}
    cells = []
    for cell in source.cells:
        here = known.pop(cell.id, None)
        if here is None or here.cell_type != cell.cell_type:
            here = nbformat.from_dict(cell)
            here.metadata.pop("mystnb", None)
        if cell.cell_type == "code":
            here.source = hindi(cell.source) if cell.id == "language" else cell.source
        here.metadata.pop("tags", None)
        if "tags" in cell.metadata:
            here.metadata["tags"] = cell.metadata.tags
        cells.append(here)
    for cell in known.values():
        if cell.cell_type != "code":
            print(f"{path.name}: dropping Hindi cell {cell.id}, which has no English one")
    target.cells = cells
    write(path, target)


def hindi(source):
    return source.replace('use("en")', 'use("hi")')


def stale(english, hindi_path):
    """The ids of Hindi text cells whose English has changed since, or that never were translated."""
    originals = {cell.id: cell for cell in read(english).cells}
    behind = []
    for cell in read(hindi_path).cells:
        if cell.cell_type == "markdown" and cell.id in originals:
            if cell.metadata.get("translates") != fingerprint(originals[cell.id].source):
                behind.append(cell.id)
    return behind


def accept(english, hindi_path, ids):
    """Mark Hindi cells as translations of the English cells as they are now."""
    originals = {cell.id: cell for cell in read(english).cells}
    notebook = read(hindi_path)
    unknown = set(ids) - {cell.id for cell in notebook.cells if cell.cell_type == "markdown"}
    if unknown:
        raise ValueError(f"{hindi_path.name} has no text cell {', '.join(sorted(unknown))}")
    for cell in notebook.cells:
        if cell.id in ids:
            cell.metadata["translates"] = fingerprint(originals[cell.id].source)
    write(hindi_path, notebook)


def differences(path):
    """Execute a notebook and name the cells whose outputs are not those stored."""
    stored, fresh = read(path), executed(read(path), path.parent)
    return [
        cell.id
        for cell, again in zip(stored.cells, fresh.cells)
        if cell.cell_type == "code"
        and "nbval-ignore-output" not in cell.metadata.get("tags", ())
        and (comparable(cell) != comparable(again) or unlike_figures(cell.outputs, again.outputs))
    ]


def comparable(cell):
    """The outputs of a cell as text; of a picture only that there is one."""
    parts = []
    for output in cell.outputs:
        for kind, value in sorted(output.get("data", {}).items()):
            parts.append((kind, "" if kind == "image/png" else value))
        parts.append((output.output_type, output.get("text", "")))
    return parts


def unlike_figures(stored, fresh):
    """How the figures of a cell's fresh outputs differ from the stored ones, a line each; [] if they are alike."""
    stored, fresh = figures(stored), figures(fresh)
    if len(stored) != len(fresh):
        return [f"{len(stored)} figures are stored, {len(fresh)} were drawn"]
    counts = [unlike_pixels(one, other) for one, other in zip(stored, fresh)]
    return [
        f"figure {i}: {count} pixels differ, at most {UNLIKE_PIXELS} may"
        for i, count in enumerate(counts, 1)
        if count > UNLIKE_PIXELS
    ]


def figures(outputs):
    """The pixels of each figure, uint8 of shape (height, width, 3)."""
    encoded = [output["data"]["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    return [np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")) for png in encoded]


def unlike_pixels(one, other):
    """How many pixels of one figure have a colour that the other does not have there or beside it.

    The sizes may differ by a pixel, for a figure is cut out around its words.
    """
    if np.abs(np.subtract(one.shape, other.shape)).max() > 1:
        return max(one.size, other.size) // 3
    height, width, _ = np.minimum(one.shape, other.shape)
    one, other = one[:height, :width], other[:height, :width]
    if np.array_equal(one, other):
        return 0
    return int(outside(one, other).sum() + outside(other, one).sum())


def outside(one, other):
    """Where a colour of `one` is not between the darkest and the lightest of the 3×3 pixels there in `other`."""
    height, width, _ = other.shape
    padded = np.pad(other.astype(np.int16), ((1, 1), (1, 1), (0, 0)), mode="edge")
    around = [padded[i : i + height, j : j + width] for i in range(3) for j in range(3)]
    darkest, lightest = np.minimum.reduce(around), np.maximum.reduce(around)
    return ((one < darkest - UNLIKE_LEVELS) | (one > lightest + UNLIKE_LEVELS)).any(axis=-1)


@contextmanager
def environment(changes):
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def reproduce(paths):
    failures = 0
    for changes in CIRCUMSTANCES:
        told = " ".join(f"{name}={value}" for name, value in changes.items())
        for path in paths:
            with environment(changes):
                cells = differences(path)
            failures += len(cells)
            print(
                f"{told:30} {path.parent.name}/{path.name}: {'differs: ' + ', '.join(cells) if cells else 'same'}",
                flush=True,
            )
    return failures


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    running = commands.add_parser("run", help="execute afresh; without a name, those whose code has changed")
    running.add_argument("notebook", nargs="*", type=Path)
    commands.add_parser("sync", help="carry code cells from English to Hindi")
    commands.add_parser("stale", help="list Hindi cells behind their English ones")
    accepting = commands.add_parser("accept", help="mark Hindi cells as translated now")
    accepting.add_argument("notebook", type=Path)
    accepting.add_argument("cell", nargs="+")
    commands.add_parser("reproduce", help="execute under other threads and kernels, compare every output")
    asked = parser.parse_args(arguments)

    everything = notebooks("en") + notebooks("hi")
    if asked.command == "run":
        for path in asked.notebook or filter(outdated, everything):
            print(f"running {path}", flush=True)
            run(path.resolve())
    elif asked.command == "sync":
        for path in notebooks("en"):
            sync(path)
    elif asked.command == "stale":
        behind = [(path, cell) for path in notebooks("en") for cell in stale(path, twin(path, "hi"))]
        for path, cell in behind:
            print(f"book/hi/{path.name}: {cell}")
        return bool(behind)
    elif asked.command == "accept":
        path = asked.notebook.resolve()
        accept(twin(path, "en"), twin(path, "hi"), asked.cell)
    elif asked.command == "reproduce":
        return bool(reproduce(everything))
    return 0


if __name__ == "__main__":
    sys.exit(main())
