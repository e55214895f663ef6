"""The Hindi keeps one spelling: terms by book/glossary.yml, and the rules of orthography."""

import html
import re
import unicodedata
from pathlib import Path

import notebooks
import pytest
import yaml

BOOK = notebooks.BOOK
ENTRIES = yaml.safe_load((BOOK / "glossary.yml").read_text(encoding="utf-8"))
LETTER = r"\u0900-\u0963\u0966-\u097F"  # Devanagari without danda: Python's \w leaves vowel signs out

# What no term's variants cover: pattern → what to write.
ORTHOGRAPHY = {
    r"किये|गये|गयी|नयी|चाहिये|जायेगा|दिये|लिये": "किए, गए, गई, नई, चाहिए, जाएगा, दिए, लिए",
    rf"(?:{{}})करें(?![{LETTER}])": "कीजिए",
    r"श्रृंखला": "शृंखला",
    r"(?<=[0-9A-Za-z$`])।": "a no-break space before the danda",
    r"(?<![A-Za-z0-9_])\d+x\d": "×, not the letter x",
    r"(?<=[\u0900-\u097F])[,;]?\.(?:\s|$)": "। at the end of a sentence",
    r"के द्वारा|हेतु": "active verbs",
}


def word(variant):
    """A variant as a whole word, also with the endings of plural and case, in NFC text."""
    normal = unicodedata.normalize("NFC", variant)
    return re.compile(rf"(?<![{LETTER}]){normal}(?:ों|ें|्स)?(?![{LETTER}])")


REFUSED = {variant: entry["hi"] for entry in ENTRIES for variant in entry.get("not", ())}


def refused_terms(text):
    normal = unicodedata.normalize("NFC", text)
    return [f"{variant}: write {term}" for variant, term in REFUSED.items() if word(variant).search(normal)]


def misspellings(text):
    normal = unicodedata.normalize("NFC", text)
    return [
        rule for pattern, rule in ORTHOGRAPHY.items() if re.search(pattern.replace("{}", f"(?<![{LETTER}])"), normal)
    ]


def prose(text):
    """Without code, quotations and formulas, which keep their own spelling."""
    return re.sub(r"```.*?```|`[^`]*`|“[^”]*”|\$\$.*?\$\$", "", text, flags=re.S)


def hindi_texts():
    for path in notebooks.notebooks("hi"):
        for cell in notebooks.read(path).cells:
            if cell.cell_type == "markdown":
                yield f"{path.stem}: {cell.id}", prose(cell.source)
            elif "mystnb" in cell.metadata:
                yield f"{path.stem}: {cell.id}, alternative", cell.metadata.mystnb.image.alt
    for path in notebooks.notebooks("en"):
        for cell in notebooks.read(path).cells:
            if cell.cell_type == "code":
                yield f"{path.stem}: {cell.id}, say", "\n".join(re.findall(r'hi="([^"]*)"', cell.source))
    yield "index.md", re.sub(r"\]\(.*?\)", "]", (BOOK / "hi" / "index.md").read_text(encoding="utf-8"))
    for path in BOOK.glob("_downloads/*.html"):
        source = re.sub(r"<(style|pre|code)\b.*?</\1>|<[^>]*>", "", path.read_text(encoding="utf-8"), flags=re.S)
        yield path.name, html.unescape(source)
    for path in [*BOOK.glob("_elements/*.js"), *BOOK.glob("_locale/hi/LC_MESSAGES/sphinx.[jp]*")]:
        lines = path.read_text(encoding="utf-8").splitlines()
        yield path.name, "\n".join(line for line in lines if re.search(f"[{LETTER}]", line))


@pytest.mark.parametrize("rule", [refused_terms, misspellings])
def test_hindi_keeps_one_spelling(rule):
    found = {place: rule(text) for place, text in hindi_texts()}
    assert {place: words for place, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "text, term",
    [
        ("एक फिल्टर लगाइए", "फ़िल्टर"),
        ("कई फिल्टरों से", "फ़िल्टर"),
        (unicodedata.normalize("NFD", "चैनल्स घटाइए"), "चैनल"),
        ("दो लेयर।", "परत"),
    ],
)
def test_refused_variant_is_found(text, term):
    assert [found.split("write ")[1] for found in refused_terms(text)] == [term]


@pytest.mark.parametrize("text", ["फ़िल्टर और फ़िल्टरों से", "वेटर आया", "कर्नलगंज का चैनल", "पिक्सेलों की परतें"])
def test_innocent_word_that_contains_a_variant_is_not(text):
    assert refused_terms(text) == []


@pytest.mark.parametrize("wrong", ["यह किये गए", "इसे चालू करें।", "मान 5।", "32x32", "यह सही है. फिर", "गणना हेतु"])
def test_misspelling_is_found(wrong):
    assert len(misspellings(wrong)) == 1


def test_right_spelling_is_not():
    assert misspellings("मान 5\u00a0। 32×32 की तस्वीर में 0.5 जोड़िए, फिर चालू कीजिए। ResNet-50 का चित्र 5 देखिए।") == []


def test_glossary_is_consistent():
    terms = [entry["hi"] for entry in ENTRIES]
    assert len(set(terms)) == len(terms)
    assert not set(REFUSED) & set(terms)
    assert len(REFUSED) == sum(len(entry.get("not", ())) for entry in ENTRIES)
    for entry in ENTRIES:
        assert set(entry) <= {"en", "hi", "gender", "not"} and entry.get("gender", "m") in "mf"
        assert refused_terms(entry["hi"]) == []
    raw = Path(BOOK / "glossary.yml").read_text(encoding="utf-8")
    assert raw == unicodedata.normalize("NFC", raw)
