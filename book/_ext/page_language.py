"""Each page speaks one language: the pages of book/hi Hindi, all others English.

Sphinx knows one language a build. Here a page's `lang`, its sidebar, its previous and next page, and
its switch to the same page in the other language follow from the folder that it lies in.
"""

from bs4 import BeautifulSoup
from sphinx.locale import _

NAMES = {"en": "English", "hi": "हिन्दी"}  # as the parts of _toc.yml are called


def language_of(page):
    """The language of a page, from its name.

    >>> language_of("book/hi/01-what-is-1x1"), language_of("book/index"), language_of("search-hi")
    ('hi', 'en', 'hi')
    """
    return "hi" if page.startswith("book/hi/") or page == "search-hi" else "en"


def other_page(page):
    """The same page in the other language; of a page that has none, like the front page, None.

    >>> other_page("book/hi/02-the-formula"), other_page("book/index")
    ('book/en/02-the-formula', None)
    """
    for here, there in (("book/en/", "book/hi/"), ("book/hi/", "book/en/")):
        if page.startswith(here):
            return page.replace(here, there, 1)
    return None


def speak(app, page, template, context, doctree):
    context["language"] = language_of(page)
    if other_page(page):
        context["other_language"] = {
            "code": language_of(other_page(page)),
            "name": NAMES[language_of(other_page(page))],
            "link": context["pathto"](other_page(page)),
        }
        context["metatags"] += alternates(app, page)


def keep_to_the_language(app, page, template, context, doctree):
    for side in ("prev", "next"):
        context[side] = neighbour(app, page, side, context["pathto"])
    if page != app.config.root_doc:
        generate = context["generate_toctree_html"]
        context["generate_toctree_html"] = lambda **options: only(language_of(page), generate(**options))


def neighbour(app, page, side, pathto):
    """The link to the previous or next page, which keeps to the language; before the first, the front page."""
    parent, previous, following = app.env.collect_relations().get(page, (None, None, None))
    name = {"prev": previous, "next": following}[side]
    root = app.config.root_doc
    if page == root or name is None:
        return None
    if name == root or language_of(name) != language_of(page):
        return {"link": pathto(root), "title": _("Front page")} if side == "prev" else None
    return {"link": pathto(name), "title": app.env.titles[name].astext()}


def only(language, sidebar):
    """The table of contents without the parts in another language."""
    soup = BeautifulSoup(str(sidebar), "html.parser")
    for caption in soup.select("p.caption"):
        if caption.get_text(strip=True) != NAMES[language]:
            caption.find_next_sibling("ul").decompose()
            caption.decompose()
    return soup


def alternates(app, page):
    """Links that tell a search engine of both languages: they count only as full addresses."""
    if not app.config.html_baseurl:
        return ""
    base = app.config.html_baseurl.rstrip("/")
    return "".join(
        f'<link rel="alternate" hreflang="{language_of(name)}" href="{base}/{app.builder.get_target_uri(name)}" />\n'
        for name in (page, other_page(page))
    )


def setup(app):
    app.connect("html-page-context", speak, priority=100)  # before the theme fills its header
    app.connect("html-page-context", keep_to_the_language, priority=600)  # after it has made its sidebar
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
