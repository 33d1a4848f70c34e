"""The pool as a file: a view's rows, as far as the caller may export them, read in parts while they are sent."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Literal

from bihuan.core.late import dataclass
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.listing import MAX_LIMIT, ListAsk, Page
from bihuan.kernel.spreadsheets import Cell, CsvTable, XlsxTable
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import Desk
from bihuan.modules.audit.interface import record_access
from bihuan.modules.audit.messages import EXPORT, MASKED_SEARCH
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import queries

FileFormat = Literal["csv", "csv-gb18030", "xlsx"]
MEDIA: dict[FileFormat, str] = {
    "csv": "text/csv; charset=utf-8",
    "csv-gb18030": "text/csv; charset=gb18030",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ENDING: dict[FileFormat, str] = {"csv": "csv", "csv-gb18030": "csv", "xlsx": "xlsx"}
_TABLES: dict[FileFormat, Callable[[], CsvTable | XlsxTable]] = {
    "csv": CsvTable,
    "csv-gb18030": lambda: CsvTable("gb18030"),
    "xlsx": XlsxTable,
}


@dataclass(frozen=True)
class Export:
    """An export that was allowed and written down. `first` is its first part, `number` how many rows it has."""

    first: queries.ExportPart
    number: int
    part: Callable[[str], Callable[[Tx], queries.ExportPart]]
    desk: Desk

    async def body(self, wanted: FileFormat) -> AsyncIterator[bytes]:
        """The file, part by part: what somebody reads slowly holds no transaction."""
        table, part = _TABLES[wanted](), self.first
        yield table.rows([part.heads])
        while True:
            rows: list[list[Cell]] = part.rows
            yield table.rows(rows)
            if part.next_cursor is None:
                break
            part = await self.desk.read(self.part(part.next_cursor))
        yield table.end()


async def begin(desk: Desk, ask: ListAsk, by: queries.Narrowing, columns: tuple[str, ...]) -> Export:
    """Look at the first part, then have it recorded that this caller takes these rows away.

    Refuses `access.denied`, and what a list refuses.
    """
    if not queries.may_export(desk.caller):
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.no_grant", action="export", object="ticket")

    def part(cursor: str) -> Callable[[Tx], queries.ExportPart]:
        asked = replace(ask, limit=MAX_LIMIT, cursor=cursor, exact=True)

        def read(tx: Tx) -> queries.ExportPart:
            narrowed = queries.Narrowed(identity.env_of(tx, desk.info, desk.now()), by, columns)
            return queries.export_part(tx, desk.caller, asked, narrowed, (desk.language, desk.info.zone))

        return read

    first = await desk.read(part(""))
    page: Page = first.page
    if page.logged:
        await record_access(desk, MASKED_SEARCH, kind="ticket", fields=page.logged)
    number = page.counted[0]
    await record_access(desk, EXPORT, kind="ticket", fields=first.keys, detail={"rows": number})
    return Export(first, number, part, desk)
