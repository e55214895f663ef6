// `HindiAndEnglish.stem` of search.py in the browser; SUFFIXES and VARIANTS come from there.
const EnglishStemmer = Stemmer;
Stemmer = function () {
  const english = new EnglishStemmer();
  this.stemWord = (word) => {
    if (!/[\u0900-\u097f]/.test(word)) return "=" + english.stemWord(word) + "=";
    const plain = word.normalize("NFC").replace(/[\u093c\u200c\u200d]/g, "").replaceAll("\u0901", "\u0902");
    const fits = ([suffix, afterConsonant]) => {
      const rest = plain.slice(0, -suffix.length);
      return plain.endsWith(suffix) && rest && (!afterConsonant || /.[\u0915-\u0939]$/.test(rest));
    };
    const [suffix] = SUFFIXES.find(fits) ?? [""];
    const stem = plain.slice(0, plain.length - suffix.length);
    return "=" + (VARIANTS[stem] ?? stem) + "=";
  };
};
