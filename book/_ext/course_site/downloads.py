"""The whole course as one zip to take along (see book/_tools/pack.py), and the role that links to it with its size.

The zip is made before the pages are read, because the front page says its size; anew only when something that goes
into it has changed.
"""

import subprocess
import sys
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from .languages import BOOK, front_folder

ROOT = BOOK.parent
COURSE = "downloads/conv1x1-course.zip"

# All that pack.py reads; a folder's time changes when something is added to it or removed.
SOURCES = (
    "conv1x1_lab/**/*",
    "book/??",
    "book/??/*.ipynb",
    "book/_downloads/*",
    "book/_tools/pack.py",
    "pyproject.toml",
    "requirements.txt",
    "README.md",
    "LICENSE",
)


def changed_since(time):
    """Whether any of the sources was written after this time, in seconds."""
    paths = [path for pattern in SOURCES for path in ROOT.glob(pattern) if "__pycache__" not in path.parts]
    return any(path.stat().st_mtime > time for path in paths)


def write_course(app):
    if app.builder.format != "html" or app.config.language != "en":
        return
    path = Path(app.outdir, COURSE)
    if not path.exists() or changed_since(path.stat().st_mtime):
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, BOOK / "_tools" / "pack.py", "course", path], check=True)


class CourseLink(SphinxRole):
    """A link that saves the zip, with its size behind the words."""

    def run(self):
        path = Path(self.config.site_folder or self.env.app.outdir, COURSE)
        self.env.note_dependency(str(path))
        # Only a site has the zip; a page that was read for another builder is read again for the site.
        size = f" ({path.stat().st_size / 1e6:.1f}&nbsp;MB)" if path.exists() else ""
        href = front_folder(self.env.docname, self.config.language) + COURSE
        return [nodes.raw("", f'<a href="{href}" download>{self.text}{size}</a>', format="html")], []


def setup(app):
    app.connect("builder-inited", write_course)
    app.add_role("course-zip", CourseLink())
