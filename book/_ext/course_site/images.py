"""Pictures as WebP, a third of the bytes of the notebooks' PNGs, with their size in the page.

Line art is kept exactly; only a picture that stays heavy so, as photographs do, loses detail, no more
than it takes to be light. A page knows each picture's size before it has the picture, so nothing jumps, and a
picture further down is fetched when the reader comes near it.
"""

from hashlib import sha256
from io import BytesIO
from pathlib import Path

from docutils import nodes
from PIL import Image
from sphinx.transforms.post_transforms.images import BaseImageConverter
from sphinx.writers.html5 import HTML5Translator

HEAVY = 56_000
MOST = 60_000


class PngToWebp(BaseImageConverter):
    default_priority = 200  # of Sphinx's own converters

    def match(self, node):
        return self.app.builder.format == "html" and "://" not in node["uri"] and node["uri"].endswith(".png")

    def handle(self, node):
        png = Path(self.app.srcdir, node["uri"]).read_bytes()
        path = Path(self.imagedir, sha256(png).hexdigest()).with_suffix(".webp")
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(webp(png))
        node["uri"] = str(path)
        node["candidates"] = {"*": str(path)}
        self.env.images.add_file(self.env.docname, str(path))


def webp(png):
    """The bytes of a PNG as those of a WebP."""
    with Image.open(BytesIO(png)) as image:
        exact = encoded(image, lossless=True)
        if len(exact) <= HEAVY:
            return exact
        lossy = (encoded(image, quality=quality, method=6) for quality in (85, 70, 55, 40))
        return next((webp for webp in lossy if len(webp) <= min(MOST, len(exact))), exact)


def encoded(image, **options):
    buffer = BytesIO()
    image.save(buffer, "WEBP", **options)
    return buffer.getvalue()


def visit_image(translator, node):
    path = Path(translator.builder.srcdir, node["uri"])
    HTML5Translator.visit_image(translator, node)
    if path.suffix == ".webp":
        with Image.open(path) as image:
            attributes = f'width="{image.width}" height="{image.height}" loading="lazy" decoding="async"'
        translator.body[-1] = translator.body[-1].replace("<img ", f"<img {attributes} ", 1)


def setup(app):
    app.add_post_transform(PngToWebp)
    app.add_node(nodes.image, override=True, html=(visit_image, HTML5Translator.depart_image))
