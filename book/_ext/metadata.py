"""What search engines and messengers show of a page, in its language; a sitemap where the address is known.

A page's description is its first paragraph, which in a chapter is its question. The front page, which
has two languages, says its own in its front matter.
"""

from html import escape
from pathlib import Path

from docutils import nodes
from page_language import language_of

LOCALES = {"en": "en_GB", "hi": "hi_IN"}
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
    given = [meta["content"] for meta in doctree.findall(nodes.meta) if meta.get("name") == "description"]
    paragraph = next(doctree.findall(nodes.paragraph))
    description = given[0] if given else shortened(paragraph.astext())
    properties = {
        "og:type": "article",
        "og:site_name": context["docstitle"],
        "og:title": app.env.titles[page].astext(),
        "og:description": description,
        "og:locale": LOCALES[language_of(page)],
    }
    if app.config.html_baseurl:
        properties["og:url"] = address(app, page)
    if not given:
        context["metatags"] += f'<meta name="description" content="{escape(description)}" />\n'
    for name, content in properties.items():
        context["metatags"] += f'<meta property="{name}" content="{escape(content)}" />\n'


def address(app, page):
    return f"{app.config.html_baseurl.rstrip('/')}/{app.builder.get_target_uri(page)}"


def write_sitemap(app, exception):
    if exception or not app.config.html_baseurl:
        return
    urls = "".join(f"<url><loc>{escape(address(app, page))}</loc></url>\n" for page in sorted(app.env.found_docs))
    (Path(app.outdir) / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n',
        encoding="utf-8",
    )


def setup(app):
    app.connect("html-page-context", describe)
    app.connect("build-finished", write_sitemap)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
