"""Fonts cut to what the site needs: Hind for Hindi pages, STIX Two Math for formulas.

Without a math font brackets and sums don't stretch; without one of Devanagari a machine may show
boxes. Whole, these fonts weigh 2 MB. Their licences lie beside them in _static/fonts.
"""

import html
import logging
import re
import shutil
from importlib.metadata import distribution
from pathlib import Path
from unicodedata import decomposition

import fontpkg_hind
from fontTools import subset
from fontTools.ttLib import TTFont

# Each font is one line of the log, which belongs to the pages.
logging.getLogger("fontTools").setLevel(logging.WARNING)

WEIGHTS = ("Regular", "Bold")

# Read as a file: to import ziamath starts much that isn't needed.
STIX = Path(distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf"))

# All Devanagari, not just what the pages use: a search is typed in it. Without the dotted circle ◌,
# which browsers put under a ² or ³ in a Hindi line, taking it for a sign without its letter.
HINDI = {
    *map(chr, range(0x20, 0x7F)),
    *map(chr, range(0x900, 0x980)),
    *"\u00a0\u200b\u200c\u200d©°²³·¹½×÷–—‘’“”…−∑∂√≈≠≤≥₹",
}

# MathML shows a letter that stands alone in <mi> as its mathematical italic: two Unicode blocks, and ℎ.
ITALIC = {
    chr(int(decomposition(italic).removeprefix("<font> "), 16)): italic
    for italic in map(chr, [*range(0x1D434, 0x1D468), *range(0x1D6A4, 0x1D6A6), *range(0x1D6E2, 0x1D71C), 0x210E])
    if decomposition(italic)
}


def math_characters(page):
    """The characters that draw a page's formulas.

    >>> sorted(math_characters("<p>x</p><math><mi>x</mi><mo>&lt;</mo><msqrt><mi>max</mi></msqrt></math>"))
    ['<', 'a', 'm', 'x', '√', '𝑥']
    """
    formulas = "".join(re.findall("<math.*?</math>", page, re.DOTALL))
    characters = set(html.unescape(re.sub("<[^>]*>", "", formulas)))
    letters = re.findall("<mi>(.)</mi>", formulas)
    radical = {"√"} if re.search("<m(sqrt|root)", formulas) else set()
    return characters | {ITALIC[letter] for letter in letters if letter in ITALIC} | radical


def write_subset(source, target, characters, mend=lambda font: None):
    """The font `source` with no more than these characters, and the forms that its tables make of them."""
    wanted = code_points(source) & set(map(ord, characters))
    if newer(target, source, __file__) and code_points(target) == wanted:
        return
    options = subset.Options(flavor="woff2", hinting=False)
    options.layout_features += ["ssty"]
    with subset.load_font(source, options) as font:
        mend(font)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=wanted)
        cutter.subset(font)
        subset.save_font(font, target, options)


def code_points(file):
    with TTFont(file, lazy=True) as font:
        return set(font.getBestCmap())


def newer(target, *sources):
    return target.exists() and all(target.stat().st_mtime > Path(source).stat().st_mtime for source in sources)


def draw_as_tex(font):
    """Fractions in a line as low as TeX's, forms for scripts within reach, root signs all as wide as the smallest.

    The forms for scripts (ssty) belong to the script "math", which no browser asks for; those for scripts
    of scripts are left out, for their bytes. Chromium leaves behind each root the room that its widest
    sign would take.
    """
    substitutions, math = font["GSUB"].table, font["MATH"].table
    scripts = [record for record in substitutions.ScriptList.ScriptRecord if record.ScriptTag == "math"]
    scripts[0].ScriptTag = "DFLT"
    substitutions.ScriptList.ScriptRecord = scripts
    for lookup in substitutions.LookupList.Lookup:
        for table in lookup.SubTable:
            for forms in getattr(getattr(table, "ExtSubTable", table), "alternates", {}).values():
                del forms[1:]
    math.MathConstants.FractionNumeratorShiftUp.Value = 394
    math.MathConstants.FractionDenominatorShiftDown.Value = 345
    root = font.getBestCmap()[ord("√")]
    width, _ = font["hmtx"][root]
    signs = math.MathVariants.VertGlyphConstruction[math.MathVariants.VertGlyphCoverage.glyphs.index(root)]
    for whole in signs.MathGlyphVariantRecord:
        narrow(font, whole.VariantGlyph, width / font["hmtx"][whole.VariantGlyph][0])
    parts = [part.glyph for part in signs.GlyphAssembly.PartRecords]
    widest = max(font["glyf"][part].xMax for part in parts)
    for part in parts:
        narrow(font, part, width / widest)
        font["hmtx"][part] = (width, font["glyf"][part].xMin)


def narrow(font, name, factor):
    glyph, (advance, _) = font["glyf"][name], font["hmtx"][name]
    glyph.coordinates.scale((factor, 1))
    glyph.coordinates.toInt()
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (round(advance * factor), glyph.xMin)


def write_fonts(app, exception):
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir, "_static", "fonts")
    folder.mkdir(parents=True, exist_ok=True)
    pages = [Path(app.builder.get_outfilename(page)).read_text(encoding="utf-8") for page in app.env.found_docs]
    write_subset(STIX, folder / "STIXTwoMath.woff2", set().union(*map(math_characters, pages)), draw_as_tex)
    if app.config.language == "hi":
        for weight in WEIGHTS:
            write_subset(fontpkg_hind.ROOT / "files" / f"Hind-{weight}.ttf", folder / f"Hind-{weight}.woff2", HINDI)
        shutil.copyfile(fontpkg_hind.ROOT / "LICENSE", folder / "Hind-OFL.txt")


def setup(app):
    app.connect("build-finished", write_fonts)
