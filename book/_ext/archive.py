"""Zips that are the same, byte for byte, whenever and wherever they are made of the same files."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def zipped(files):
    """The bytes of a zip of these files, a dict of contents by name.

    >>> zipped({"b": b"1", "a": b"2"}) == zipped({"a": b"2", "b": b"1"})
    True
    """
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            entry = ZipInfo(name)  # its date is 1 January 1980
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name], ZIP_DEFLATED)
    return buffer.getvalue()
