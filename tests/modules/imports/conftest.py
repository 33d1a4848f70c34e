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

    def register(hooks):
        identity.register(hooks)
        imports.register(hooks)

    opened = ImportDesk(tmp_path, register=register)
    yield opened
    opened.close()
