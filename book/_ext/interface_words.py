"""The words of the interface, Hindi on Hindi pages: buttons, tooltips, labels, titles of boxes.

Sphinx and its themes ask gettext for them, in one language a build. Here gettext answers in the
language of the page that is being made, from hi.po; a word missing there fails the build (with `-W`),
so that no English is left on a Hindi page unseen. What scripts say in the browser is in hi.po too.
"""

import json
from gettext import NullTranslations
from pathlib import Path

import sphinx.locale
from babel.messages.pofile import read_po
from myst_nb.sphinx_ import HideCodeCellNode
from page_language import language_of
from sphinx.locale import _
from sphinx.util import logging

logger = logging.getLogger(__name__)
CATALOGUES = ("sphinx", "booktheme")
SCRIPTS = ("searchtools.js", "sphinx_highlight.js")  # those that ask Sphinx's gettext for JavaScript
COPY_BUTTON = {
    "copy": "Copy",
    "copy_to_clipboard": "Copy to clipboard",
    "copy_success": "Copied!",
    "copy_failure": "Failed to copy",
}

with (Path(__file__).parent / "hi.po").open("rb") as file:
    ENTRIES = [entry for entry in read_po(file, locale="hi") if entry.id]
HINDI = {entry.id: entry.string for entry in ENTRIES}
HINDI |= {hindi: hindi for hindi in HINDI.values()}  # themes ask for some words twice


class PageTranslations(NullTranslations):
    """Translates into the language of the page that is being read or written."""

    page = ""

    def gettext(self, message):
        if language_of(self.page) == "en":
            return message
        if message not in HINDI:
            logger.warning("hi.po has no Hindi for %r", message, location=self.page)
        return HINDI.get(message, message)


TRANSLATIONS = PageTranslations()


def install(app):
    for catalogue in CATALOGUES:
        sphinx.locale.translators["general", catalogue] = TRANSLATIONS
    app.builder.templates.environment.install_gettext_translations(TRANSLATIONS)


def read_page(app, page, source):
    TRANSLATIONS.page = page


def resolve_page(app, doctree, page):
    TRANSLATIONS.page = page


def write_page(app, page, template, context, doctree):
    TRANSLATIONS.page = page
    if language_of(page) == "hi":
        app.add_js_file("hi.js")


def visit_hidden_code(translator, node):
    """The button that shows a cell's code: myst-nb doesn't ask gettext."""
    classes = " ".join(node["classes"])
    translator.body.append(
        f'<details class="admonition hide {classes}"><summary>'
        f'<p class="collapsed admonition-title">{_("Show code")}</p>'
        f'<p class="expanded admonition-title">{_("Hide code")}</p></summary>\n'
    )


def depart_hidden_code(translator, node):
    translator.body.append("</details>\n")


def publish(app):
    """Hindi for Sphinx's scripts, which have a gettext of their own."""
    spoken = {entry.id: entry.string for entry in ENTRIES if any(path in SCRIPTS for path, line in entry.locations)}
    catalogue = {"locale": "hi", "messages": spoken, "plural_expr": "n != 1"}
    script = Path(app.outdir) / "_static" / "hi.js"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(f"Documentation.addTranslations({json.dumps(catalogue)});\n", encoding="utf-8")


def translate_copy_button(app, exception):
    """The copy button carries its words for each language with it."""
    if exception:
        return
    words = {key: HINDI[english] for key, english in COPY_BUTTON.items()}
    script = Path(app.outdir) / "_static" / "copybutton.js"
    text = script.read_text(encoding="utf-8")
    if "'hi':" not in text:
        hindi = f"const messages = {{\n  'hi': {json.dumps(words)},"
        script.write_text(text.replace("const messages = {", hindi, 1), encoding="utf-8")


def setup(app):
    app.add_node(HideCodeCellNode, override=True, html=(visit_hidden_code, depart_hidden_code))
    app.connect("builder-inited", install)
    app.connect("builder-inited", publish)
    app.connect("source-read", read_page)
    app.connect("doctree-resolved", resolve_page)
    app.connect("html-page-context", write_page, priority=100)  # before the themes ask for their words
    app.connect("build-finished", translate_copy_button)
    # Pages are written one after the other: what is read of many at once would be in one language.
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": False}
