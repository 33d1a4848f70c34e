"""One demo server for the pages of docs/."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import demo_server


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a freshly started demo server."""
    with demo_server(tmp_path_factory.mktemp("server")) as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """An empty folder to work in."""
    return tmp_path
