"""One build of the site for all its tests, and the system's Chromium to look at it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def build(sources, folder):
    """Build the site of these sources, as a rebuild where the folder has one; a warning is a failure."""
    jupyter_book = shutil.which("jupyter-book", path=Path(sys.executable).parent)
    command = [jupyter_book, "build", str(sources), "--path-output", str(folder), "-W", "--keep-going", "-n", "-q"]
    built = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert built.returncode == 0, built.stdout + built.stderr
    return folder / "_build" / "html"


def copy_of_the_sources(folder):
    """A copy of all that a build reads, for a test that changes it."""
    ignored = shutil.ignore_patterns(".*", "_build", "__pycache__", "*.egg-info", "tests")
    return Path(shutil.copytree(ROOT, folder / "sources", ignore=ignored))


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the built site."""
    return build(ROOT, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: pages are not tried in a browser")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "offline": True}
