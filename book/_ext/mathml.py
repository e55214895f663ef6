"""Formulas as MathML, made when the book is built: no JavaScript, no other host.

A formula that can't be converted fails the build (with `-W`) and is named with its page.
"""

import re

from math_core import LatexError, LatexToMathML
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html import HTMLTranslator

logger = logging.getLogger(__name__)
CONVERTER = LatexToMathML()

# math-core numbers these itself; Sphinx alone numbers equations here.
NUMBERED = {"align": "aligned", "align*": "aligned", "gather": "gathered", "gather*": "gathered"}


def convert(latex, node, *, displaystyle):
    for numbered, plain in NUMBERED.items():
        latex = latex.replace(f"{{{numbered}}}", f"{{{plain}}}")
    latex = re.sub(r"\\(?:begin|end)\{equation\*?\}", "", latex)
    try:
        return CONVERTER.convert_with_local_state(latex, displaystyle=displaystyle)
    except LatexError as error:
        logger.warning("formula %r can't be converted: %s", latex, error, location=node)
        return ""


def visit_inline(translator: HTMLTranslator, node):
    translator.body.append(convert(node.astext(), node, displaystyle=False))
    raise translator_skip()


def visit_display(translator: HTMLTranslator, node):
    translator.body.append(translator.starttag(node, "div", CLASS="math-display"))
    if node["number"]:
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})</span>')
    translator.body.append(convert(node.astext(), node, displaystyle=True))
    translator.body.append("</div>\n")
    raise translator_skip()


def translator_skip():
    from docutils.nodes import SkipNode

    return SkipNode()


def setup(app):
    app.add_html_math_renderer(
        "mathml",
        inline_renderers=(visit_inline, None),
        block_renderers=(visit_display, None),
    )
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
