"""Search in Hindi and English, offline: whole words, however they are inflected or spelled.

Words are normalised and stemmed when the index is made, in Python, and again when a reader asks, in
JavaScript, by the same tables. Sphinx alone cuts Devanagari words at their vowel signs. A Hindi search
page stands beside the English one; each shows the results of its own language first.
"""

import json
import re
import unicodedata
from itertools import groupby
from pathlib import Path

import yaml
from page_language import language_of
from snowballstemmer.hindi_stemmer import HindiStemmer
from sphinx.search import js_index
from sphinx.search.en import SearchEnglish

GLOSSARY = Path(__file__).parents[1] / "glossary.yml"

# Snowball's suffixes, the longest first; after some a consonant must be left, which is not the first letter.
SUFFIXES = sorted(
    ([suffix.s, suffix.method is not None] for suffix in HindiStemmer.a_0),
    key=lambda suffix: (-len(suffix[0]), suffix),
)
CONSONANTS = "".join(sorted(HindiStemmer.g_consonant))

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

    >>> search = SearchBothLanguages({})
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
    """The stem of a Hindi word, by Snowball's stemmer.

    >>> stem_hindi("चैनलों"), stem_hindi("परतें"), stem_hindi("विशेषताएँ")
    ('चैनल', 'परत', 'विशेष')
    """
    return HindiStemmer().stemWord(plain(word))


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

STEMMER_IN_JAVASCRIPT = """
const EnglishStemmer = Stemmer;
const SUFFIXES = %s;
const CONSONANTS = %s;
const VARIANTS = %s;
Stemmer = function () {
  const english = new EnglishStemmer();
  this.stemWord = (word) => {
    if (!/[\\u0900-\\u097f]/.test(word)) return "=" + english.stemWord(word) + "=";
    const plain = word.normalize("NFC").replace(/[\\u093c\\u200c\\u200d]/g, "").replaceAll("\\u0901", "\\u0902");
    const fits = ([suffix, afterConsonant]) => {
      const left = plain.length - suffix.length;
      return plain.endsWith(suffix) && left > 0 && (!afterConsonant || (left > 1 && CONSONANTS.includes(plain[left - 1])));
    };
    const [suffix] = SUFFIXES.find(fits) ?? [""];
    const stem = plain.slice(0, plain.length - suffix.length);
    return "=" + (VARIANTS[stem] ?? stem) + "=";
  };
};
""" % tuple(map(json.dumps, (SUFFIXES, CONSONANTS, VARIANTS)))


class SearchBothLanguages(SearchEnglish):
    lang = "hi"
    language_name = "Hindi and English"
    js_stemmer_code = SearchEnglish.js_stemmer_code + STEMMER_IN_JAVASCRIPT
    js_splitter_code = (
        "var splitQuery = (query) =>"
        ' query.normalize("NFC").split(/[^\\p{Letter}\\p{Mark}\\p{Number}_\\u200c\\u200d]+/u).filter(Boolean);'
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


SCRIPT = """
Scorer.score = ([page, , , , score]) => score + 1000 * page.startsWith(`book/${document.documentElement.lang}/`);
const makeSearchSummary = Search.makeSearchSummary;
Search.makeSearchSummary = (text, stems, anchor) =>
  makeSearchSummary(text, [...stems].map((stem) => stem.replaceAll("=", "")), anchor);
// Pages on a disk can't be fetched for their excerpts.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
"""


def publish(app):
    script = Path(app.outdir) / "_static" / "search-both-languages.js"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(SCRIPT, encoding="utf-8")


def hindi_search_page(app):
    yield "search-hi", {}, "search.html"


def lead_to_search(app, page, template, context, doctree):
    if template == "search.html":
        app.add_js_file("search-both-languages.js", loading_method="defer")
    if language_of(page) == "hi":
        pathto = context["pathto"]
        context["pathto"] = lambda target, *args: pathto("search-hi" if target == "search" else target, *args)


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
    app.add_search_language(SearchBothLanguages)
    app.connect("builder-inited", publish)
    app.connect("html-collect-pages", hindi_search_page)
    app.connect("html-page-context", lead_to_search)
    app.connect("build-finished", forget_lost_words)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
