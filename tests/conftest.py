"""Properties are judged by their results, not by the time that a busy machine takes for one example."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items):
    """One worker builds the site while the other runs notebooks: else both would wait for it later."""
    items.sort(key=lambda item: "test_metadata" not in item.nodeid)
