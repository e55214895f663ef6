"""A rebuild after a change is the same site, byte for byte, as one built from nothing."""

from conftest import build, copy_of_the_sources


def files(site):
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and path.name != ".buildinfo"
    }


def test_rebuild_equals_a_clean_build(site, tmp_path):
    """Built first with other words in one English and one Hindi page; then with the words as they are."""
    sources = copy_of_the_sources(tmp_path)
    changed = {}
    for path, word, other in (
        (sources / "book" / "en" / "02-the-formula.ipynb", "by hand", r"by elephants $\\Xi$"),
        (sources / "book" / "hi" / "03-numpy-from-scratch.ipynb", "पंक्ति", "हाथी"),
    ):
        changed[path] = path.read_text(encoding="utf-8")
        assert word in changed[path]
        path.write_text(changed[path].replace(word, other), encoding="utf-8")
    first = files(build(sources, tmp_path / "out"))
    for path, text in changed.items():
        path.write_text(text, encoding="utf-8")
    again = files(build(sources, tmp_path / "out"))
    clean = files(site)
    assert again.keys() == clean.keys()
    assert [name for name in clean if again[name] != clean[name]] == []
    assert any(first[name] != clean[name] for name in clean if name in first)
