"""Pack the finished site for a memory stick: one folder, with START.html at the top.

make stick
"""

from pathlib import Path

from archive import zipped

ROOT = Path(__file__).resolve().parents[2]
START = ROOT / "book" / "_downloads" / "START.html"


def stick(site):
    """The bytes of a zip of the site in this folder, and the page that leads into it."""
    files = {"conv1x1-site/START.html": START.read_bytes()}
    for path in site.rglob("*"):
        if path.is_file():
            files[f"conv1x1-site/site/{path.relative_to(site).as_posix()}"] = path.read_bytes()
    return zipped(files)


if __name__ == "__main__":
    target = ROOT / "_build" / "conv1x1-site.zip"
    target.write_bytes(stick(ROOT / "_build" / "html"))
    print(f"Unpack {target} on the stick and open START.html")
