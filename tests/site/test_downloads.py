"""What readers take along: a chapter's notebook, the course as one zip, the site on a memory stick."""

import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import nbformat
import notebooks
import pack
import pytest
from built_site import overtaken
from course_site.downloads import COURSE

BOOK = notebooks.BOOK
CHAPTERS = sorted(BOOK.glob("??/*.ipynb"))


@pytest.fixture(scope="module")
def course(site, tmp_path_factory):
    """The folder that a reader unpacks."""
    folder = tmp_path_factory.mktemp("course")
    with ZipFile(site / COURSE) as archive:
        archive.extractall(folder)
    return folder / "conv1x1-course"


@pytest.fixture(scope="module")
def package(course):
    """The folder that the course's wheel is installed in."""
    [wheel] = course.glob("*.whl")
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--target",
        course / "lib",
        wheel,
    ]
    subprocess.run(install, check=True)
    return course / "lib"


def files(folder):
    """The names of all files under a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_chapter_saves_its_notebook(site, chapter):
    page = site / "book" / chapter.parent.name / f"{chapter.stem}.html"
    [link] = re.findall(r'href="([^"]+\.ipynb)" download\b', page.read_text(encoding="utf-8"))
    assert link.endswith(f"/{chapter.name}")
    assert (page.parent / link).read_bytes() == chapter.read_bytes()


def test_front_pages_save_the_course_alone(site, page):
    course = site / COURSE
    size = f"({course.stat().st_size / 1e6:.1f}\u00a0MB)"
    for front, words in (("index", "Download the whole course"), ("book/hi/index", "पूरा कोर्स डाउनलोड कीजिए")):
        page.goto((site / f"{front}.html").as_uri())
        with page.expect_download() as saving:
            page.get_by_role("link", name=f"{words} {size}").click()
        assert saving.value.suggested_filename == course.name
        assert Path(saving.value.path()).read_bytes() == course.read_bytes()
        assert page.locator("a[href$='.ipynb'][download], a[href$='.md']").count() == 0


def test_course_is_whole(course):
    for chapter in CHAPTERS:
        assert (course / chapter.relative_to(BOOK)).read_bytes() == chapter.read_bytes()
    wheel, constraints = (course / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert (course / wheel.removesuffix("[lab]")).exists()
    assert "torch==" in (course / constraints.removeprefix("-c ")).read_text(encoding="utf-8")


def test_start_here_gives_the_same_commands_in_both_languages(course):
    english, hindi = ((course / f"START-HERE-{language}.html").read_text(encoding="utf-8") for language in ("en", "hi"))
    commands = re.findall(r"<pre.*?</pre>", hindi, flags=re.S)
    assert commands == re.findall(r"<pre.*?</pre>", re.sub(r"\ben([\\/]01)", r"hi\1", english), flags=re.S)
    for language, chapter in re.findall(r"\b(en|hi)[\\/](01.*)", english + hindi):
        assert (course / language / chapter).exists()


def test_wheel_has_the_whole_package(package):
    assert {name for name in files(package / "conv1x1_lab") if "__pycache__" not in name} == {
        name for name in files(BOOK.parent / "conv1x1_lab") if "__pycache__" not in name
    }


def test_notebook_of_the_course_runs_with_its_wheel(course, package, monkeypatch):
    path = course / "hi" / "01-what-is-1x1.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("import conv1x1_lab; print(conv1x1_lab.__file__)"))
    monkeypatch.setenv("PYTHONPATH", str(package))
    notebooks.executed(notebook, path.parent)
    assert notebook.cells[-1].outputs[0].text.strip() == str(package / "conv1x1_lab" / "__init__.py")


def test_course_is_the_same_whenever_it_is_packed(site):
    old = os.umask(0o077)
    try:
        assert pack.course() == (site / COURSE).read_bytes()
    finally:
        os.umask(old)


def test_stick_opens_the_site(site, tmp_path, page):
    packed = pack.stick(site)
    assert packed == pack.stick(site)
    with ZipFile(BytesIO(packed)) as archive:
        assert all(name.isascii() and name.startswith("conv1x1-site/") for name in archive.namelist())
        archive.extractall(tmp_path)
    troubles = []
    page.on("request", lambda request: request.url.startswith(("file:", "data:")) or troubles.append(request.url))
    page.on("requestfailed", lambda request: overtaken(request) or troubles.append(f"failed: {request.url}"))
    for words, front in (("कोर्स खोलिए", "hi/index"), ("Open the course", "index")):
        page.goto((tmp_path / "conv1x1-site" / "START.html").as_uri())
        page.get_by_role("link", name=words).click()
        page.wait_for_url((tmp_path / "conv1x1-site" / "site" / "book" / f"{front}.html").as_uri())
    assert troubles == []
    page.goto((tmp_path / "conv1x1-site" / "START.html").as_uri())
    with page.expect_download() as saving:
        page.get_by_role("link", name="conv1x1-course.zip").first.click()
    assert Path(saving.value.path()).read_bytes() == (site / COURSE).read_bytes()
