"""One demo server for the pages of docs/."""

import time
from collections.abc import Iterator

import pytest

from tests.docs.pages import demo_server


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, float]]:
    """The address of a freshly started demo server, and how many seconds its start took."""
    begun = time.monotonic()
    with demo_server(tmp_path_factory.mktemp("server")) as address:
        yield address, time.monotonic() - begun
