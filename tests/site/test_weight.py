"""What a page costs a reader: the bytes that its first view on a phone asks of a web server."""

import pytest
from built_site import PAGES, language_of

KB = 1000

# Without pictures; a Hindi page brings 77 KB of its letters.
FRONT_PAGE = {"en": 60 * KB, "hi": 145 * KB}
CHAPTER = {"en": 115 * KB, "hi": 200 * KB}


@pytest.fixture
def weigh(browser, address):
    """A function from a page's name to the bytes that each of its requests took, by kind and address."""
    context = browser.new_context(viewport={"width": 390, "height": 844})

    def weigh(name):
        page = context.new_page()
        network = context.new_cdp_session(page)
        kinds, bytes_of = {}, {}
        network.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: kind_of(event)}))
        network.on("Network.loadingFinished", lambda event: bytes_of.update({event["requestId"]: size_of(event)}))
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.goto(f"{address}/{name}.html", wait_until="networkidle")
        return {kinds[request]: size for request, size in bytes_of.items()}

    yield weigh
    context.close()


def kind_of(event):
    return event["type"], event["response"]["url"]


def size_of(event):
    return int(event["encodedDataLength"])


@pytest.mark.parametrize("name", PAGES)
def test_first_view_is_light(weigh, name):
    weights = weigh(name)
    assert {kind for kind, _ in weights} >= {"Document", "Stylesheet", "Script"}
    images = [size for (kind, _), size in weights.items() if kind == "Image"]
    most = FRONT_PAGE if name.endswith("/index") else CHAPTER
    assert sum(weights.values()) - sum(images) <= most[language_of(name)], weights
    assert max(images, default=0) <= 60 * KB, weights
    assert sum(weights.values()) <= 400 * KB, weights
