"""Scripts and styles of our own: a page loads an element's script only if it has the element.

Each script in book/_elements defines the custom element of its name: `<conv1x1-explorer>` comes from
conv1x1-explorer.js. Pages name their scripts and styles with a checksum, so all of them are written anew when one of
these files changes.
"""

from pathlib import Path
from zlib import crc32

from docutils import nodes

from .languages import BOOK

ELEMENTS = BOOK / "_elements"


def publish_elements(app):
    app.config.html_static_path.append(str(ELEMENTS))


def forget_old_styles(app):
    """myst-nb copies its stylesheet last: pages of a rebuild would name it with a checksum, those of a first build not."""
    if app.builder.format != "html":
        return
    for path in Path(app.outdir, "_static").glob("mystnb.*.css"):
        path.unlink()


def load_elements(app, page, template, context, doctree):
    if doctree is None:
        return
    html = "".join(node.astext() for node in doctree.findall(nodes.raw) if "html" in node["format"])
    for script in sorted(ELEMENTS.glob("*.js")):
        if f"<{script.stem}" in html:
            app.add_js_file(script.name, loading_method="defer")


def checksum():
    """One number for the contents of all files that pages are made with, apart from their texts and the templates."""
    files = [path for folder in ("_elements", "_locale", "_static") for path in (BOOK / folder).rglob("*.*")]
    files = [path for path in files if path.is_file() and path.suffix != ".mo"]
    return crc32(b"".join(path.read_bytes() for path in sorted([*files, BOOK / "glossary.yml"])))


def setup(app):
    # Sphinx compares its settings with those of the last build.
    app.add_config_value("static_files", checksum(), "html")
    app.connect("builder-inited", publish_elements)
    app.connect("builder-inited", forget_old_styles)
    app.connect("html-page-context", load_elements)
