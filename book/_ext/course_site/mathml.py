"""Formulas as MathML, made when the book is built: no JavaScript, no other host.

A formula that can't be converted fails the build (with `-W`) and is named with its page.
"""

import re

from docutils.nodes import SkipNode
from math_core import LatexError, LatexToMathML
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html import HTMLTranslator

logger = logging.getLogger(__name__)
CONVERTER = LatexToMathML()

# math-core numbers these itself; Sphinx alone numbers equations here.
NUMBERED = re.compile(r"\\(begin|end)\{(align|gather)\*?\}")

# What TeX sets scripts to as to a single letter: a letter, plain or accented, and a bracket.
LETTER = "<mi[^>]*>.</mi>"
CHARACTER = f'{LETTER}|<mo stretchy="false"[^>]*>.</mo>|<mover accent="true">{LETTER}<mo[^>]*>.</mo></mover>'
HEEDLESS = {"msub": 'depth="0"', "msup": 'height="0"', "msubsup": 'height="0" depth="0"'}


def convert(latex, node, *, displaystyle):
    latex = NUMBERED.sub(r"\\\1{\2ed}", latex)
    latex = re.sub(r"\\(?:begin|end)\{equation\*?\}", "", latex)
    try:
        return as_tex_draws(CONVERTER.convert_with_local_state(latex, displaystyle=displaystyle))
    except LatexError as error:
        logger.warning("formula %r can't be converted: %s", latex, error, location=node)
        return ""


def as_tex_draws(formula):
    """Where browsers draw MathML otherwise than TeX, the markup that mends it.

    TeX gives the scripts of a single letter one height; MathML lowers them under y and raises them over f.
    TeX centres a root sign on what is under it; in MathML a small one hangs below the line.
    A fraction's bar, thinner than a pixel or thicker, is rounded to none or two.
    """
    formula = re.sub(f"<(msub|msup|msubsup)>({CHARACTER})", pad_base, formula)
    formula = formula.replace("<msqrt>", '<msqrt><mspace height="0.7em" depth="0.1em"/>')
    return re.sub(r"<mfrac(?! linethickness)", '<mfrac linethickness="1px"', formula)


def pad_base(match):
    script, letter = match[1], match[2]
    return f"<{script}><mpadded {HEEDLESS[script]}>{letter}</mpadded>"


def visit_inline(translator: HTMLTranslator, node):
    translator.body.append(convert(node.astext(), node, displaystyle=False))
    raise SkipNode


def visit_display(translator: HTMLTranslator, node):
    # The theme puts the formula into a container, which has its id already.
    node["ids"] = [] if node["ids"] == node.parent["ids"] else node["ids"]
    # A wide formula scrolls in its box: by keyboard too, so the keyboard must reach it.
    translator.body.append(translator.starttag(node, "div", CLASS="math-display", tabindex="0"))
    if node["number"]:
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})</span>')
    translator.body.append(convert(node.astext(), node, displaystyle=True))
    translator.body.append("</div>\n")
    raise SkipNode


def setup(app):
    app.add_html_math_renderer(
        "mathml",
        inline_renderers=(visit_inline, None),
        block_renderers=(visit_display, None),
    )
