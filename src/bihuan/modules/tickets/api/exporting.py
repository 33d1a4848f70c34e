"""The pool as a file: a view's rows, as far as the caller may export them, read in parts while they are sent."""

from collections.abc import Callable
from dataclasses import replace

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.exporting import Export, ExportPart
from bihuan.kernel.listing import MAX_LIMIT, ListAsk
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import Desk
from bihuan.modules.audit.interface import record_access
from bihuan.modules.audit.messages import EXPORT, MASKED_SEARCH
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import queries


async def begin(desk: Desk, ask: ListAsk, by: queries.Narrowing, columns: tuple[str, ...]) -> Export:
    """Look at the first part, then have it recorded that this caller takes these rows away.

    Refuses `access.denied`, and what a list refuses.
    """
    if not queries.may_export(desk.caller):
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.no_grant", action="export", object="ticket")

    def part(cursor: str) -> Callable[[Tx], ExportPart]:
        asked = replace(ask, limit=MAX_LIMIT, cursor=cursor, exact=True)

        def read(tx: Tx) -> ExportPart:
            narrowed = queries.Narrowed(identity.env_of(tx, desk.info, desk.now()), by, columns)
            return queries.export_part(tx, desk.caller, asked, narrowed, (desk.language, desk.info.zone))

        return read

    first = await desk.read(part(""))
    if first.page.logged:
        await record_access(desk, MASKED_SEARCH, kind="ticket", fields=first.page.logged)
    detail = {"rows": first.page.counted[0]}
    await record_access(desk, EXPORT, kind="ticket", fields=first.keys, detail=detail)
    return Export(desk, first, part)
