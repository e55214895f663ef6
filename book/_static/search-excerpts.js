// On the search page, after Sphinx's searchtools.js.
// Stems stand in the index between "=" signs, but not in the pages that excerpts come from.
const makeSearchSummary = Search.makeSearchSummary;
Search.makeSearchSummary = (text, stems, anchor) =>
  makeSearchSummary(text, [...stems].map((stem) => stem.replaceAll("=", "")), anchor);
// Pages on a disk can't be fetched for their excerpts.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
