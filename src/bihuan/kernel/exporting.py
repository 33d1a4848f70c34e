"""Lists as files: the first part is looked at, then written down, then the rest is read while it is being sent."""

from collections.abc import AsyncIterator, Callable
from typing import Any, Literal

from bihuan.core.late import dataclass
from bihuan.kernel.listing import Page
from bihuan.kernel.spreadsheets import Cell, CsvTable, XlsxTable
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import Desk

FileFormat = Literal["csv", "csv-gb18030", "xlsx"]
MEDIA: dict[FileFormat, str] = {
    "csv": "text/csv; charset=utf-8",
    "csv-gb18030": "text/csv; charset=gb18030",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind.partition(";")[0]: {} for kind in MEDIA.values()}, "description": "The file"}
}
_TABLES: dict[FileFormat, Callable[[], CsvTable | XlsxTable]] = {
    "csv": CsvTable,
    "csv-gb18030": lambda: CsvTable("gb18030"),
    "xlsx": XlsxTable,
}


@dataclass(frozen=True)
class ExportPart:
    """Some rows of an export with the heads of its columns. `keys` are the columns, in order."""

    keys: tuple[str, ...]
    heads: list[Cell]
    rows: list[list[Cell]]
    page: Page


# Reads the part that begins at a cursor.
ReadPart = Callable[[str], Callable[[Tx], ExportPart]]


@dataclass(frozen=True)
class Export:
    """An export that was allowed and written down."""

    desk: Desk
    first: ExportPart
    part: ReadPart

    def headers(self, name: str, wanted: FileFormat) -> dict[str, str]:
        """What the file is called, and how many rows it has."""
        ending = wanted.partition("-")[0]
        return {
            "Content-Disposition": f'attachment; filename="{name}.{ending}"',
            "X-Total-Count": str(self.first.page.counted[0]),
        }

    async def body(self, wanted: FileFormat) -> AsyncIterator[bytes]:
        """The file, part by part: what somebody reads slowly holds no transaction."""
        table, part = _TABLES[wanted](), self.first
        yield table.rows([part.heads])
        while True:
            yield table.rows(part.rows)
            if part.page.next_cursor is None:
                break
            part = await self.desk.read(self.part(part.page.next_cursor))
        yield table.end()
