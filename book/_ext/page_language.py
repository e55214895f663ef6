"""Each page speaks one language: the pages of book/hi Hindi, all others English.

Sphinx knows one language a build. Here a page's `lang`, and its previous and next page, follow
from the folder that it lies in.
"""


def language_of(page):
    """The language of a page, from its name.

    >>> language_of("book/hi/01-what-is-1x1"), language_of("book/index")
    ('hi', 'en')
    """
    return "hi" if page.startswith("book/hi/") else "en"


def set_language(app, page, template, context, doctree):
    context["language"] = language_of(page)
    for side in ("prev", "next"):
        if neighbour_in_other_language(app.env, page, side):
            context[side] = None


def neighbour_in_other_language(env, page, side):
    position = {"prev": 1, "next": 2}[side]
    neighbour = env.collect_relations().get(page, (None, None, None))[position]
    return bool(neighbour) and language_of(neighbour) != language_of(page)


def setup(app):
    app.connect("html-page-context", set_language)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
