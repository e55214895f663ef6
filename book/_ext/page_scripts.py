"""Each page loads the scripts and styles that it needs, and is drawn before its scripts run.

The theme and the extensions load all of theirs on every page, most of them before anything is drawn;
FontAwesome alone is three quarters of a page's bytes (the icons that occur are in icons.css).
The theme names its files in a template, which book/_templates/static/webpack-macros.html empties.
"""

import re

THEME_STYLES = ("basic.css", "styles/pydata-sphinx-theme.css")
THEME_SCRIPTS = ("scripts/bootstrap.js", "scripts/pydata-sphinx-theme.js")

# Scripts by a part of their name, or of their text where they stand in the page, and what the
# content of a page that needs them has.
NEEDED_FOR = {
    "clipboard.min.js": 'class="highlight',
    "copybutton.js": 'class="highlight',
    "design-tabs.js": "sd-tab-set",
    "toggle": r'class="(?:[^"]* )?(?:toggle|dropdown)[ "]',
}


def choose(app, page, template, context, doctree):
    for priority, style in enumerate(THEME_STYLES):
        app.add_css_file(style, priority=priority)
    for script in THEME_SCRIPTS:
        app.add_js_file(script, priority=900)
    body = context.get("body", "")
    scripts = [
        script for script in context["script_files"] if needed(script.filename or script.attributes["body"], body)
    ]
    # The search page's own scripts run at once and rest on these.
    context["script_files"] = scripts if template == "search.html" else [deferred(script) for script in scripts]


def needed(name, body):
    """Whether a page with this content needs the script of this name, or of this text.

    >>> [needed("togglebutton.js", f'<div class="{names}">') for names in ("dropdown admonition", "sd-dropdown")]
    [True, False]
    """
    # What the theme writes into Sphinx's options is for its version switcher and search as one types.
    if name.startswith("DOCUMENTATION_OPTIONS."):
        return False
    return all(re.search(mark, body) for part, mark in NEEDED_FOR.items() if part in name)


def deferred(script):
    if not script.filename:
        return script
    attributes = {**script.attributes, "defer": "defer"}
    return type(script)(script.filename, priority=script.priority, **attributes)


def setup(app):
    app.connect("html-page-context", choose, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
