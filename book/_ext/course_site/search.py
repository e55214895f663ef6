"""Search offline, in Hindi and English: whole words, however they are inflected or spelled.

Words are normalised and stemmed when the index is made, here, and again when a reader asks, by stemmer.js; both work
with the suffixes in hindi_suffixes.json and with the spellings that book/glossary.yml refuses. Sphinx alone cuts
Devanagari words at their vowel signs.

References
----------
A. Ramanathan and D. D. Rao, A lightweight stemmer for Hindi, 2003; the suffixes as the Snowball project has them.
"""

import json
import re
import unicodedata
from itertools import groupby
from pathlib import Path

import yaml
from sphinx.errors import ExtensionError
from sphinx.search import js_index
from sphinx.search.en import SearchEnglish

FOLDER = Path(__file__).parent
GLOSSARY = FOLDER.parents[1] / "glossary.yml"

# The longest first, each with whether a consonant must be left, which is not the first letter.
SUFFIXES = sorted(
    (
        [suffix, place == "after a consonant"]
        for place, suffixes in json.loads((FOLDER / "hindi_suffixes.json").read_text(encoding="utf-8")).items()
        for suffix in suffixes
    ),
    key=lambda suffix: -len(suffix[0]),
)

# Around every stem: Sphinx looks for a word inside other words too, but these it can't be inside of.
EDGE = "="


def split(text):
    """The words of a text, Devanagari words whole.

    >>> split("हर चैनल से, W[k, c]")
    ['हर', 'चैनल', 'से', 'W', 'k', 'c']
    """
    runs = groupby(unicodedata.normalize("NFC", text), lambda letter: in_a_word(letter))
    return ["".join(letters) for is_word, letters in runs if is_word]


def in_a_word(letter):
    return unicodedata.category(letter)[0] in "LMN" or letter in "_\u200c\u200d"


def stem_english(word, porter):
    """The stem of an English word as Sphinx's JavaScript makes it, which departs from Porter's in three ways.

    >>> search = HindiAndEnglish({})
    >>> search.stem("channels"), search.stem("histology"), search.stem("of")
    ('=channel=', '=histolog=', '=of=')
    """
    if len(word) < 3:
        return word
    word = re.sub(r"^(.*[aeiouy][^aeiouy].*)bly$", r"\1ble", word)
    word = re.sub(r"^(.*[aeiouy][^aeiouy].*)logy$", r"\1log", word)
    return porter(word)


def is_hindi(word):
    return any("\u0900" <= letter <= "\u097f" for letter in word)


def plain(word):
    """A Hindi word as it is found even where nuqta or chandrabindu is left out.

    >>> plain("फ़िल्टर") == plain("फिल्टर"), plain("यहाँ") == plain("यहां")
    (True, True)
    """
    word = unicodedata.normalize("NFC", word)
    for written, found in (("\u093c", ""), ("\u0901", "\u0902"), ("\u200c", ""), ("\u200d", "")):
        word = word.replace(written, found)
    return word


def stem_hindi(word):
    """The stem of a Hindi word: without the longest suffix that fits.

    >>> stem_hindi("चैनलों"), stem_hindi("परतें"), stem_hindi("विशेषताएँ")
    ('चैनल', 'परत', 'विशेष')
    """
    word = plain(word)
    for suffix, after_consonant in SUFFIXES:
        rest = word.removesuffix(suffix)
        if rest not in ("", word) and (not after_consonant or (len(rest) > 1 and "क" <= rest[-1] <= "ह")):
            return rest
    return word


def variants(glossary):
    """What a reader may type for a term in another spelling, stem to stem.

    >>> variants([{"hi": "परत", "not": ["लेयर"]}])
    {'लेयर': 'परत'}
    """
    terms = {stem_hindi(word) for entry in glossary for word in split(entry["hi"])}
    found = {}
    for entry in glossary:
        term = split(entry["hi"])
        for variant in map(split, entry.get("not", [])):
            for i, word in enumerate(variant):
                stem = stem_hindi(word)
                if stem not in terms:
                    # Word for word from the end, where Hindi has the noun.
                    found[stem] = stem_hindi(term[max(0, i + len(term) - len(variant))])
    return found


VARIANTS = variants(yaml.safe_load(GLOSSARY.read_text(encoding="utf-8")))


class HindiAndEnglish(SearchEnglish):
    lang = "hi"
    language_name = "HindiAndEnglish"
    js_splitter_code = (FOLDER / "splitter.js").read_text(encoding="utf-8")
    js_stemmer_code = "\n".join(
        [
            SearchEnglish.js_stemmer_code,
            f"const SUFFIXES = {json.dumps(SUFFIXES)};",
            f"const VARIANTS = {json.dumps(VARIANTS)};",
            (FOLDER / "stemmer.js").read_text(encoding="utf-8"),
        ]
    )

    def split(self, text):
        return split(text)

    def stem(self, word):
        if not is_hindi(word):
            return EDGE + stem_english(word.lower(), super().stem) + EDGE
        stem = stem_hindi(word)
        return EDGE + VARIANTS.get(stem, stem) + EDGE

    def word_filter(self, word):
        return super().word_filter(word.strip(EDGE))


def forget_lost_words(app, exception):
    """A rebuild leaves words in the index that no page has any more: a clean build would not know them."""
    path = Path(app.outdir) / "searchindex.js"
    if exception or not path.exists():
        return
    index = js_index.loads(path.read_text(encoding="utf-8"))
    for kind in ("terms", "titleterms"):
        index[kind] = {word: pages for word, pages in index[kind].items() if pages != []}
    path.write_text(js_index.dumps(index), encoding="utf-8")


def setup(app):
    if not SearchEnglish.js_stemmer_code:
        raise ExtensionError("this Sphinx brings its English stemmer in another way; stemmer.js wraps that of Sphinx 7")
    app.add_search_language(HindiAndEnglish)
    app.connect("build-finished", forget_lost_words)
