"""Zips that a reader takes along, the same byte for byte whenever and wherever they are made of the same files.

python book/_tools/pack.py course TARGET       the notebooks, the package as a wheel, and how to start
python book/_tools/pack.py stick SITE TARGET   the finished site in this folder, for a memory stick
"""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from shutil import copy, copytree, ignore_patterns
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

BOOK = Path(__file__).resolve().parents[1]
ROOT = BOOK.parent
PACKAGE = ROOT / "conv1x1_lab"
BESIDE_THE_PACKAGE = [ROOT / name for name in ("pyproject.toml", "README.md", "LICENSE")]


def zipped(files):
    """The bytes of a zip of these files, a dict of contents by name.

    >>> zipped({"b": b"1", "a": b"2"}) == zipped({"a": b"2", "b": b"1"})
    True
    """
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            entry = ZipInfo(name)  # its date is 1 January 1980
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name], ZIP_DEFLATED)
    return buffer.getvalue()


def pages():
    """The notebooks in both languages, and how to start."""
    return [*BOOK.glob("_downloads/START-HERE-*.html"), *BOOK.glob("??/*.ipynb")]


def wheel():
    """The name and the bytes of the package's wheel, built from a copy: a build litters its folder."""
    with TemporaryDirectory() as folder:
        copytree(PACKAGE, Path(folder, PACKAGE.name), ignore=ignore_patterns("__pycache__"))
        for path in BESIDE_THE_PACKAGE:
            copy(path, folder)
        command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "."]
        subprocess.run(command, cwd=folder, check=True)
        [path] = Path(folder).glob("*.whl")
        with ZipFile(BytesIO(path.read_bytes())) as built:
            return path.name, zipped({name: built.read(name) for name in built.namelist()})


def course():
    """The bytes of the zip with the whole course; with a wheel a computer lab without internet needs no build tools."""
    name, content = wheel()
    pins = [line for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines() if "==" in line]
    files = {
        name: content,
        # The wheel by its path, so that no index can offer another package of that name.
        "requirements.txt": f"./{name}[lab]\n-c versions.txt\n".encode(),
        "versions.txt": "\n".join([*pins, ""]).encode(),
        "LICENSE.txt": (ROOT / "LICENSE").read_bytes(),
    }
    for path in pages():
        files[path.relative_to(BOOK).as_posix().removeprefix("_downloads/")] = path.read_bytes()
    return zipped({f"conv1x1-course/{name}": content for name, content in files.items()})


def stick(site):
    """The bytes of a zip with the site in this folder, and START.html, the page that leads into it."""
    files = {"conv1x1-site/START.html": (BOOK / "_downloads" / "START.html").read_bytes()}
    for path in site.rglob("*"):
        if path.is_file():
            files[f"conv1x1-site/site/{path.relative_to(site).as_posix()}"] = path.read_bytes()
    return zipped(files)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["course", target]:
            Path(target).write_bytes(course())
        case ["stick", site, target]:
            Path(target).write_bytes(stick(Path(site)))
            print(f"Unpack {target} on the stick and open START.html")
        case _:
            sys.exit(__doc__)
