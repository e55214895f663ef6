"""One build of the site for all its tests, and the system's Chromium to look at it."""

import gzip
import shutil
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from built_site import ROOT, build
from filelock import FileLock

# Without a window, and so in half the time, if it is there.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    """The folder of the built site: whichever process of this test run needs it first builds it for all."""
    folder = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        folder = folder.parent  # which the run's processes share
    folder = folder / "site"
    with FileLock(f"{folder}.lock"):
        if (folder / "finished").exists():
            return folder / "_build" / "html"
        built = build(ROOT, folder)
        (folder / "finished").touch()
        return built


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


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: pages are not tried in a browser")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "offline": True}
