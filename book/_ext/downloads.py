"""What a reader takes along: the notebook of each chapter, and the whole course as one zip.

The zip carries the package as a wheel, so that a computer lab without internet needs no build tools.
It is made before the pages are read, because the front page says its size.
"""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from shutil import copy, copytree
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from archive import zipped
from docutils import nodes
from sphinx.util.docutils import SphinxRole

BOOK = Path(__file__).parents[1]
ROOT = BOOK.parent
COURSE = "downloads/conv1x1-course.zip"


def course():
    """The bytes of the zip."""
    wheel, content = package()
    pins = [line for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines() if "==" in line]
    files = {
        wheel: content,
        # The wheel by its path, so that no index can offer another package of that name.
        "requirements.txt": f"./{wheel}[lab]\n-c versions.txt\n".encode(),
        "versions.txt": "\n".join([*pins, ""]).encode(),
        "LICENSE.txt": (ROOT / "LICENSE").read_bytes(),
    }
    for path in [*BOOK.glob("_downloads/START-HERE-*.html"), *BOOK.glob("??/*.ipynb")]:
        files[path.relative_to(BOOK).as_posix().removeprefix("_downloads/")] = path.read_bytes()
    return zipped({f"conv1x1-course/{name}": content for name, content in files.items()})


def package():
    """The name and the bytes of the package's wheel, built from a copy: a build litters its folder."""
    with TemporaryDirectory() as folder:
        copytree(ROOT / "conv1x1_lab", Path(folder, "conv1x1_lab"))
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            copy(ROOT / name, folder)
        wheel = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "."]
        subprocess.run(wheel, cwd=folder, check=True)
        [path] = Path(folder).glob("*.whl")
        with ZipFile(BytesIO(path.read_bytes())) as built:
            return path.name, zipped({name: built.read(name) for name in built.namelist()})


def write_course(app):
    path = Path(app.outdir, COURSE)
    content = course()
    # Written only when it differs, for a page that names it is read again when it is newer.
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


class CourseLink(SphinxRole):
    """A link that saves the zip, with its size behind the words."""

    def run(self):
        path = Path(self.env.app.outdir, COURSE)
        self.env.note_dependency(str(path))
        href = "../" * self.env.docname.count("/") + COURSE
        size = f"{path.stat().st_size / 1e6:.1f}"
        html = f'<a href="{href}" download>{self.text} ({size}&nbsp;MB)</a>'
        return [nodes.raw("", html, format="html")], []


def offer_notebooks_alone(app, page, template, context, doctree):
    """The theme offers every page's source; only a notebook is of use to a reader."""
    if context.get("page_source_suffix") != ".ipynb":
        context["page_source_suffix"] = ""


def setup(app):
    app.connect("builder-inited", write_course)
    app.connect("html-page-context", offer_notebooks_alone)
    app.add_role("course-zip", CourseLink())
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
