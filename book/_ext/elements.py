"""Interactive elements: each script in book/_elements defines the custom element of its name.

A page that uses `<conv1x1-explorer>` loads conv1x1-explorer.js; no other page does.
"""

from pathlib import Path

from docutils import nodes

FOLDER = Path(__file__).parents[1] / "_elements"


def publish(app):
    app.config.html_static_path.append(str(FOLDER))


def load(app, page, template, context, doctree):
    if doctree is None:
        return
    html = "".join(node.astext() for node in doctree.findall(nodes.raw) if "html" in node["format"])
    for script in sorted(FOLDER.glob("*.js")):
        if f"<{script.stem}" in html:
            app.add_js_file(script.name, loading_method="defer")


def setup(app):
    app.connect("builder-inited", publish)
    app.connect("html-page-context", load)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
