// The words of a query, Devanagari words whole; `split` in search.py does the same.
var splitQuery = (query) =>
  query
    .normalize("NFC")
    .split(/[^\p{Letter}\p{Mark}\p{Number}_\u200c\u200d]+/u)
    .filter(Boolean);
