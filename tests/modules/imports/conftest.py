"""An office that imports: the modules up to devices, files, and people's organisation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bihuan.modules.identity import plugin as identity
from bihuan.modules.imports import plugin as imports
from tests.modules.imports.desk import ImportDesk


@pytest.fixture
def office(tmp_path: Path) -> Iterator[ImportDesk]:
    """On SQLite."""
    yield from _opened(tmp_path, "")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ImportDesk]:
    """On either database."""
    yield from _opened(tmp_path, request.getfixturevalue("postgres_url") if request.param == "postgresql" else "")


def _opened(tmp_path: Path, url: str) -> Iterator[ImportDesk]:

    def register(hooks):
        identity.register(hooks)
        imports.register(hooks)

    opened = ImportDesk(tmp_path, url=url, register=register)
    yield opened
    opened.close()
