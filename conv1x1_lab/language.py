"""The language of the words in figures, tables and feedback: chosen once a notebook, in one line."""

LANGUAGES = ("en", "hi")
_current = "en"


def use(language: str) -> None:
    """Choose the language, "en" or "hi", of all that `say` returns from now on.

    Raises
    ------
    ValueError
        `language` is neither.
    """
    global _current
    if language not in LANGUAGES:
        raise ValueError(f"language is {language!r}, but it must be one of {', '.join(map(repr, LANGUAGES))}")
    _current = language


def say(*, en: str, hi: str) -> str:
    """The words in the language chosen.

    Examples
    --------
    >>> say(en="channels", hi="चैनल")
    'channels'
    """
    return {"en": en, "hi": hi}[_current]
