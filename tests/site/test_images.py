"""The site's pictures are those of the notebooks, lighter, and the page knows their size before they come."""

import json
from base64 import b64decode
from io import BytesIO

import pytest
from built_site import CHAPTERS, ROOT, read
from course_site.images import HEAVY, encoded
from PIL import Image, ImageChops, ImageStat


def stored(name):
    """The pictures in a notebook's outputs."""
    cells = json.loads((ROOT / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    outputs = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    return [b64decode(data["image/png"]) for data in outputs if "image/png" in data]


def served(site, name):
    """The attributes and the bytes of a page's pictures."""
    pictures = [picture.attrs for picture in read(site, name).select("img[src*=_images]")]
    return [(picture, (site / f"{name}.html").parent.joinpath(picture["src"]).read_bytes()) for picture in pictures]


@pytest.mark.parametrize("name", CHAPTERS)
def test_pictures_are_the_notebooks(site, name):
    for png, (attributes, webp) in zip(stored(name), served(site, name), strict=True):
        before, after = (Image.open(BytesIO(content)) for content in (png, webp))
        assert (after.format, after.size) == ("WEBP", before.size)
        assert (attributes["width"], attributes["height"]) == tuple(map(str, before.size))
        assert attributes["loading"] == "lazy"
        error = max(ImageStat.Stat(ImageChops.difference(before.convert("RGB"), after.convert("RGB"))).rms)
        heavy = len(encoded(before, lossless=True)) > HEAVY
        assert error < 8 if heavy else error == 0, "what is light is exact, and nothing heavy is visibly off"
        assert len(webp) <= min(60_000, len(png) * 0.75)
