"""The Sphinx extensions of this book, one concern a module; _config.yml names the package alone."""

from . import downloads, fonts, images, languages, mathml, metadata, search, section_ids, static_files

MODULES = (languages, static_files, section_ids, mathml, images, fonts, search, metadata, downloads)


def setup(app):
    for module in MODULES:
        module.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
