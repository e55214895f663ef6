"""One small stylesheet with the rules that some page can use; files that no page asks for are removed.

The theme and the extensions bring ten stylesheets that can style any book, and a page waits for all of
them before it is drawn. A rule stays if every class, id and attribute that it names occurs in a page,
or as a word in a script, which may set it later.
"""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

import tinycss2

SHEET = "site.css"
LINK = re.compile(r'<link rel="stylesheet"[^>]* href="([^"?]*)[^>]*>\s*')
WORD = re.compile(r"[\w-]+")
FILE = re.compile(r"[\w.-]+\.\w+")

# The browser itself sets `open`; Bootstrap puts the class together from parts.
SET_LATER = {"open", "bs-tooltip-auto"}


def prune(app, exception):
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    texts = {path: path.read_text(encoding="utf-8") for path in Path(app.outdir).rglob("*.html")}
    pages = {path: text for path, text in texts.items() if static not in path.parents}
    sheets = sheets_of(pages)
    if not sheets:  # no page was written, and all have the one stylesheet from the last time
        return
    read = [Page(text) for text in pages.values()]
    names = SET_LATER.union(*(page.names for page in read))
    files = set().union(*(page.files for page in read))
    for path in static.rglob("*.js"):
        if path.name in files:
            script = path.read_text(encoding="utf-8")
            names.update(WORD.findall(script))
            files.update(name for name in FILE.findall(script) if not name.endswith(".map"))
    sheet = pruned("".join(path.read_text(encoding="utf-8") for path in sheets), names)
    (static / SHEET).write_text(sheet, encoding="utf-8")
    for path, text in pages.items():
        path.write_text(linked(text, f"{SHEET}?v={crc32(sheet.encode()):08x}"), encoding="utf-8")
    remove_others(static, {SHEET, *files, *FILE.findall(sheet)} - {path.name for path in sheets})


def sheets_of(pages):
    """The stylesheets that the pages link, but for the one that takes their place, in their order."""
    links = ((path.parent / link).resolve() for path, text in pages.items() for link in LINK.findall(text))
    return [path for path in dict.fromkeys(links) if path.name != SHEET]


def linked(page, sheet):
    """A page with this stylesheet in place of all that it links.

    >>> linked('<link rel="stylesheet" href="../_static/a.css" /> <link rel="stylesheet" href="b.css" />', "c.css")
    '<link rel="stylesheet" href="../_static/c.css" />\\n'
    """
    link = LINK.search(page)
    if not link:
        return page
    folder = link[1].partition("_static/")[0]
    rest = LINK.sub("", page[link.end() :])
    return f'{page[: link.start()]}<link rel="stylesheet" href="{folder}_static/{sheet}" />\n{rest}'


class Page(HTMLParser):
    """The names in a page that a style can refer to, its scripts' text, and the files that it asks for."""

    def __init__(self, html):
        super().__init__()
        self.names, self.files, self.script = set(), set(), False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.script = tag == "script"
        for name, value in attributes:
            self.names.add(name)
            if name in ("class", "id"):
                self.names.update((value or "").split())
            elif name in ("href", "src"):
                self.files.add(Path(urlsplit(value or "").path).name)
            else:
                self.names.update(re.findall(r"--[\w-]+", value or ""))

    def handle_data(self, data):
        if self.script:
            self.names.update(WORD.findall(data))


def remove_others(folder, files):
    """Remove all but these files, and the licences of the fonts."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.name not in files and path.parent.name != "fonts":
            path.unlink()


def pruned(sheet, names):
    """A stylesheet without the rules, and then the variables, that these names leave unused."""
    sheet = cut(sheet, names)
    while True:
        smaller = cut(sheet, names, names.union(re.findall(r"var\(\s*(--[\w-]+)", sheet)))
        if smaller == sheet:
            return sheet
        sheet = smaller


def cut(sheet, names, variables=None):
    """A stylesheet without the rules that these names leave unused, and with these variables alone.

    >>> cut("b, .here > i:not(.gone), .gone { color: red } @media print { .gone { top: 0 } }", {"here"})
    'b,.here > i:not(.gone){color:red}'
    >>> cut("b { --a: 1; --b: 2; top: var(--a) }", set(), {"--a"})
    'b{--a:1;top:var(--a)}'
    """
    rules = tinycss2.parse_stylesheet(sheet, skip_whitespace=True)
    return "".join(kept(rule, names, variables) for rule in rules)


def kept(rule, names, variables):
    if rule.type == "comment":
        return rule.serialize() if rule.value.startswith("!") else ""  # a licence
    if rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
        inner = "".join(kept(inside, names, variables) for inside in tinycss2.parse_rule_list(rule.content))
        return f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}" if inner else ""
    if rule.type == "at-rule" and rule.lower_at_keyword == "font-face" and "Font Awesome" in rule.serialize():
        return ""
    if rule.type != "qualified-rule":
        return rule.serialize().strip()
    selectors = ",".join(selector for selector in usable(rule.prelude, names))
    body = declarations(rule.content, variables)
    return f"{selectors}{{{body}}}" if selectors and body else ""


def usable(prelude, names):
    """The selectors in a rule's prelude that these names can meet."""
    selector = []
    for token in [*prelude, None]:
        if token is None or token == ",":
            if all(name in names for name in named(selector)):
                yield tinycss2.serialize(selector).strip()
            selector = []
        else:
            selector.append(token)


def named(selector):
    """The classes, ids and attributes that a selector asks for; of `:not()` and its like, none."""
    for before, token in zip([None, *selector], selector):
        if token.type == "hash" or token.type == "ident" and before == ".":
            yield token.value
        elif token.type == "[] block":
            yield next(part.value for part in token.content if part.type == "ident")


def declarations(content, variables):
    parts = []
    for part in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if part.type != "declaration":
            parts.append(part.serialize())
        elif variables is None or not part.name.startswith("--") or part.name in variables:
            important = "!important" if part.important else ""
            parts.append(f"{part.name}:{tinycss2.serialize(part.value).strip()}{important}")
    return ";".join(parts)


def setup(app):
    # After the extensions that write styles of their own when the build is finished.
    app.connect("build-finished", prune, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
