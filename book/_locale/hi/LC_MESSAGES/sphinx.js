// What scripts say on Hindi pages.
Documentation.addTranslations({
  locale: "hi",
  plural_expr: "n != 1",
  messages: {
    Searching: "खोज जारी है",
    "Preparing search...": "खोज की तैयारी हो रही है…",
    "Search Results": "खोज के परिणाम",
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
      "ये शब्द किसी पन्ने पर नहीं मिले। देखिए कि शब्द ठीक लिखे हैं या नहीं, या कम शब्दों से खोजिए।",
    "Search finished, found ${resultCount} page(s) matching the search query.": "खोज पूरी हुई। इतने पन्ने मिले: ${resultCount}",
    ", in ": ", यहाँ: ",
    "Hide Search Matches": "खोज के निशान हटाइए",
  },
});

// sphinx-copybutton, loaded before this, speaks a language that it knows; its buttons are made later.
messages.hi = {
  copy: "कॉपी कीजिए",
  copy_to_clipboard: "क्लिपबोर्ड पर कॉपी कीजिए",
  copy_success: "कॉपी हो गया",
  copy_failure: "कॉपी नहीं हुआ",
};
locale = "hi";
for (const word of ["copy_to_clipboard", "copy_success"]) {
  iconCopy = iconCopy.replace(messages.en[word], messages.hi[word]);
  iconCheck = iconCheck.replace(messages.en[word], messages.hi[word]);
}
