"""What follows the beginning of an import in the same unit."""

from collections.abc import Iterable
from typing import Any

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.context import Context
from bihuan.modules.files.messages import BindFiles
from bihuan.modules.imports.messages import IMPORT


def bind_file(stored: StoredEvent, _context: Context) -> Iterable[Any]:
    """The file is kept as it came, for who brought it."""
    return [BindFiles((stored.event.file,), IMPORT, stored.stream_id)]
