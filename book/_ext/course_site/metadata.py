"""What search engines and messengers show of a page, in its language; a sitemap where the address is known.

A page's description is its first paragraph, which in a chapter is its question, or what its front matter says.
"""

from html import escape
from pathlib import Path

from docutils import nodes

from .languages import FOLDER, other_page

LOCALES = {"en": "en_GB", "hi": "hi_IN"}
VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1" />'  # the theme has its own
LONGEST = 200  # letters, about what is shown


def shortened(text, longest=LONGEST):
    """The sentences of a text that fit; if not even the first does, its first words.

    >>> shortened("एक छोटा वाक्य। और एक जो बहुत लंबा है।", 20)
    'एक छोटा वाक्य।'
    >>> shortened("One sentence without an end", 15)
    'One sentence…'
    """
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    cut = text[:longest]
    end = max(cut.rfind(mark) for mark in (". ", "? ", "। "))
    return cut[: end + 1] if end > 0 else cut[: cut.rfind(" ")] + "…"


def describe(app, page, template, context, doctree):
    if doctree is None:
        return
    title = app.env.titles[page].astext()
    given = [meta["content"] for meta in doctree.findall(nodes.meta) if meta.get("name") == "description"]
    paragraph = next(doctree.findall(nodes.paragraph), None)
    description = given[0] if given else shortened(paragraph.astext()) if paragraph else title
    properties = {
        "og:type": "article",
        "og:site_name": context["docstitle"],
        "og:title": title,
        "og:description": description,
        "og:locale": LOCALES[app.config.language],
    }
    tags = [] if given else [f'<meta name="description" content="{escape(description)}" />']
    if app.config.html_baseurl:
        properties["og:url"] = address(app, page)
        tags += [
            f'<link rel="alternate" hreflang="{language}" href="{link}" />'
            for language, link in sorted(addresses(app, page).items())
        ]
    tags += [f'<meta property="{name}" content="{escape(content)}" />' for name, content in properties.items()]
    context["metatags"] = context["metatags"].replace(VIEWPORT, "") + "\n".join([*tags, ""])


def base(app):
    return app.config.html_baseurl.rstrip("/") + "/"


def address(app, page):
    return base(app) + app.builder.get_target_uri(page)


def addresses(app, page):
    """The full addresses of a page in both languages: search engines count no others."""
    here = app.config.language
    there = "hi" if here == "en" else "en"
    return {here: address(app, page), there: f"{base(app).removesuffix(FOLDER[here])}{other_page(page, here)}.html"}


def write_sitemap(app, exception):
    if exception or not app.config.html_baseurl or app.config.language != "en":
        return
    pages = sorted(link for page in app.env.found_docs for link in addresses(app, page).values())
    urls = "".join(f"<url><loc>{escape(link)}</loc></url>\n" for link in pages)
    (Path(app.outdir) / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n',
        encoding="utf-8",
    )


def setup(app):
    app.connect("html-page-context", describe)
    app.connect("build-finished", write_sitemap)
