"""Two languages, two builds: `jupyter-book build .` makes the English site and, beside it, the Hindi one.

Each is an ordinary Sphinx project with its own `language`, _toc.yml and `locale_dirs`. The Hindi project has its
sources in book/hi and its pages in book/hi of the site. It runs in a process of its own, because one process can't
set up the same extensions twice. A fault in it fails the whole build.
"""

import json
import subprocess
import sys
from gettext import NullTranslations
from pathlib import Path
from shutil import copytree, rmtree

from sphinx.util import logging

logger = logging.getLogger(__name__)
BOOK = Path(__file__).parents[2]

# Where in the site the pages of each build begin.
FOLDER = {"en": "", "hi": "book/hi/"}

# What differs from _config.yml; paths are relative to book/hi, but for `locale_dirs`, which Sphinx reads in two ways.
HINDI = {
    "language": "hi",
    "external_toc_path": "_toc.yml",
    "html_static_path": ["../_static"],
    "html_favicon": "../_static/favicon.svg",
    "templates_path": ["../_templates"],
    "locale_dirs": [str(BOOK / "_locale")],
    "nb_code_prompt_show": "कोड दिखाइए",
    "nb_code_prompt_hide": "कोड छिपाइए",
    "latex_individualpages": False,
}


def other_page(page, language):
    """The same page in the other language, counted from the front folder of the site.

    >>> other_page("book/en/02-the-formula", "en"), other_page("index", "hi"), other_page("search", "hi")
    ('book/hi/02-the-formula', 'book/index', 'search')
    """
    name = page.rpartition("/")[2]
    if language == "en":
        return f"book/hi/{name}"
    return {"index": "book/index", "search": "search"}.get(name, f"book/en/{name}")


def front_folder(page, language):
    """The way from a page up to the front folder of the site.

    >>> front_folder("book/index", "en"), front_folder("index", "hi"), front_folder("search", "en")
    ('../', '../../', '')
    """
    return "../" * (FOLDER[language] + page).count("/")


def link_other_language(app, page, template, context, doctree):
    language = app.config.language
    context["other_language"] = f"{front_folder(page, language)}{other_page(page, language)}.html"


class MissingWords(NullTranslations):
    """The last catalogue that is asked: what comes this far has no Hindi, and with `-W` it fails the build."""

    def gettext(self, message):
        logger.warning("%r has no Hindi in book/_locale", message)
        return message


def name_missing_words(app):
    if app.config.language == "hi":
        app.translator.add_fallback(MissingWords())


def start_hindi(app):
    if app.config.language != "en":
        return
    folder = Path(app.outdir).parent / "hi"
    overrides = {**HINDI, "nitpicky": app.config.nitpicky, "site_folder": str(app.outdir)}
    if app.config.html_baseurl:
        overrides["html_baseurl"] = f"{app.config.html_baseurl.rstrip('/')}/{FOLDER['hi']}"
    options = {
        "outputdir": str(folder / Path(app.outdir).name),
        "doctreedir": str(folder / ".doctrees"),
        "builder": app.builder.name,
        "confoverrides": overrides,
        # Where Sphinx keeps going, it notes only that.
        "warningiserror": app.warningiserror or app.keep_going,
        "keep_going": app.keep_going,
    }
    app.hindi_folder = Path(options["outputdir"])
    app.hindi_process = subprocess.Popen([sys.executable, __file__, json.dumps(options)])


def finish_hindi(app, exception):
    if app.config.language != "en":
        return
    if exception:
        app.hindi_process.kill()
    failed = app.hindi_process.wait()
    if app.builder.format == "html" and app.hindi_folder.exists():
        target = Path(app.outdir, FOLDER["hi"])
        rmtree(target, ignore_errors=True)
        copytree(app.hindi_folder, target)
    if failed:
        logger.error("the Hindi pages have the faults that are named above")
        app.statuscode = 1


def choose_dark_style(app):
    # Not in _config.yml: Sphinx knows this setting only when the theme is loaded.
    app.config.pygments_dark_style = "a11y-high-contrast-dark"


def setup(app):
    app.add_config_value("site_folder", None, "")
    app.connect("builder-inited", choose_dark_style, priority=1)  # before the theme asks for it
    app.connect("builder-inited", name_missing_words)
    app.connect("builder-inited", start_hindi, priority=900)  # when the downloads, whose size it says, are there
    app.connect("html-page-context", link_other_language)
    app.connect("build-finished", finish_hindi, priority=900)


if __name__ == "__main__":
    from jupyter_book.sphinx import build_sphinx

    config = BOOK.parent / "_config.yml"
    result = build_sphinx(BOOK / "hi", path_config=config, noconfig=True, quiet=True, **json.loads(sys.argv[1]))
    sys.exit(1 if result else 0)
