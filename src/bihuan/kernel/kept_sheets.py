"""The sheets read last: the steps of one import ask for the same file again and again."""

from collections.abc import Callable
from threading import Lock
from typing import Any

from bihuan.kernel.sheets import Encoding, Sheet, read_sheet

_KEPT_SHEETS = 2


class Sheets:
    """Keeps the sheets read last, whoever reads them: `key` names tenant and content."""

    def __init__(self) -> None:
        self._known: dict[Any, Sheet] = {}
        self._guard = Lock()

    def get(
        self, key: Any, content: Callable[[], bytes], name: str | None = None, encoding: Encoding | None = None
    ) -> Sheet:
        """The sheet of the file under `key`, read once; `name` and `encoding` as `read_sheet` takes them."""
        place = (key, name, encoding)
        with self._guard:
            found = self._known.pop(place, None) or read_sheet(content(), name, encoding)
            while len(self._known) >= _KEPT_SHEETS:
                self._known.pop(next(iter(self._known)))
            self._known[place] = found
            return found


# One for all modules that take sheets over: a sheet is large.
SHEETS = Sheets()
