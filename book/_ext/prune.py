"""Cut the styles to the rules that some page can use, and remove the files that no page asks for.

The theme and the extensions can style any book; this one has a tenth of what they know. A rule stays
if every class, id and attribute that it names occurs in a page, or as a word in a script, which may
set it later. Sphinx copies the whole files anew in each build that writes a page.
"""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import tinycss2

WORD = re.compile(r"[\w-]+")
FILE = re.compile(r"[\w.-]+\.\w+")

# The browser itself sets `open`; Bootstrap puts the class together from parts.
SET_LATER = {"open", "bs-tooltip-auto"}


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


def prune(app, exception):
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    names, files = set(SET_LATER), set()
    for path in Path(app.outdir).rglob("*.html"):
        if static not in path.parents:
            page = Page(path.read_text(encoding="utf-8"))
            names |= page.names
            files |= page.files
    for path in static.rglob("*.js"):
        if path.name in files:
            script = path.read_text(encoding="utf-8")
            names.update(WORD.findall(script))
            files.update(name for name in FILE.findall(script) if not name.endswith(".map"))
    sheets = {path: path.read_text(encoding="utf-8") for path in static.rglob("*.css") if path.name in files}
    for path, sheet in pruned(sheets, names).items():
        path.write_text(sheet, encoding="utf-8")
        files.update(FILE.findall(sheet))
    remove_others(static, files)


def remove_others(folder, files):
    """Remove all but these files, and the licences of the fonts."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.name not in files and path.parent.name != "fonts":
            path.unlink()


def pruned(sheets, names):
    """The sheets, by the same keys, without the rules and the variables that these names leave unused."""
    sheets = {key: cut(sheet, names) for key, sheet in sheets.items()}
    while True:
        words = names.union(*(re.findall(r"var\(\s*(--[\w-]+)", sheet) for sheet in sheets.values()))
        smaller = {key: cut(sheet, names, words) for key, sheet in sheets.items()}
        if smaller == sheets:
            return sheets
        sheets = smaller


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
