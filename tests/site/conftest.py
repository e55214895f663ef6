"""One build of the site for all its tests, and the system's Chromium to look at it."""

import gzip
import shutil
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

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


class Gzipping(SimpleHTTPRequestHandler):
    """Sends text gzipped, as web hosts do; pictures and fonts are compressed already."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body, kind = path.read_bytes(), self.guess_type(path)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if not kind.startswith(("image/", "font/")) or kind == "image/svg+xml":
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="session")
def address(site):
    """The address of the built site on a web server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Gzipping, directory=site))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def overtaken(request):
    """Whether a request ended because the reader went on to another page; one for a missing file fails otherwise."""
    return request.failure == "net::ERR_ABORTED"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: pages are not tried in a browser")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "offline": True}
