"""Routes of papers and of a ticket's proof."""

from collections.abc import Callable
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import Depends, Path, Query, Response
from pydantic import BaseModel, Field

from bihuan.core.access import Allowed, decide_access
from bihuan.core.values import Kind, Refusal
from bihuan.kernel import sequencer
from bihuan.kernel.ports import PRESS, Press, Sheet
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.audit.interface import record_access
from bihuan.modules.audit.messages import EXPORT
from bihuan.modules.features import interface as features
from bihuan.modules.prints import queries

router = Router(tags=["papers"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
Key = Annotated[str, Path(max_length=100, description="Id or number")]
PDF = "application/pdf"
_PDF: dict[int | str, dict[str, Any]] = {
    200: {"description": "The paper", "content": {PDF: {"schema": {"type": "string", "format": "binary"}}}}
}
_MAKE: dict[str, Callable[[queries.Printing], queries.Paper]] = {
    queries.WORK_ORDER: queries.work_order,
    queries.RECEIPT: queries.receipt,
    queries.EVIDENCE: queries.evidence,
}


class CoveredOut(BaseModel):
    """An event below the checkpoint: its hash stands for itself and all before it in the ticket."""

    no: int
    hash: str = Field(description="SHA-256 of the event's body, hex")
    leaf: int
    path: list[str] = Field(description="Inclusion proof (RFC 6962), hex, from the leaf upwards")


class SignedOut(BaseModel):
    """The newest checkpoint."""

    size: int
    at: int
    root: str
    note: str


class GrownOut(BaseModel):
    """That the log only grew since the checkpoint of size `since`."""

    since: int
    path: list[str] = Field(description="Consistency proof (RFC 6962), hex")


class LeftOut(BaseModel):
    """A checkpoint that left this machine: when, and for whom. `path` shows how the log grew from it to the newest."""

    size: int
    root: str
    note: str
    at: int
    kind: Literal["mail", "webhook", "tsa"]
    label: str
    path: list[str] = Field(description="Consistency proof (RFC 6962), hex; empty: it is the newest")


class TicketProofOut(BaseModel):
    """What a browser needs to check a ticket's record for itself."""

    origin: str
    chain: Literal["whole", "broken"] = Field(description="What the server found when it followed the ticket's hashes")
    events: int = Field(description="How many the caller is shown")
    newest: int = Field(description="The number of the newest of them")
    covered: CoveredOut | None = Field(description="The newest of them below the checkpoint")
    checkpoint: SignedOut | None
    grown: GrownOut | None = Field(description="null: not asked for, or the log is smaller than what was kept")
    left: LeftOut | None = Field(description="The smallest that left and covers all that is shown; null: none did yet")


@router.get("/{key}/proof")
async def get_ticket_proof(
    key: Key,
    desk: DeskDep,
    kept: Annotated[int | None, Query(ge=1, le=10**15, description="Size of a checkpoint kept earlier")] = None,
) -> TicketProofOut:
    """The proof that this ticket's record is whole, for whoever reads the ticket."""
    return TicketProofOut(**await desk.read(lambda tx: queries.ticket_proof(_printing(desk, tx, key), kept)))


@router.get("/{key}/print/{paper}.pdf", response_class=Response, responses=_PDF)
async def print_ticket(key: Key, paper: Literal["work_order", "receipt", "evidence"], desk: DeskDep) -> Response:
    """派工单, 回单 or 证据 as PDF, with what the caller may see of the ticket. That it was taken away is recorded."""
    if paper == queries.EVIDENCE:
        await _seal(desk, key)
    else:
        await desk.read(lambda tx: features.check_on(tx, "prints"))

    def make(tx: Tx) -> tuple[str, str, Sheet]:
        printing = _printing(desk, tx, key)
        made = _MAKE[paper](printing)
        return str(printing.row["id"]), f"{made.number} {made.title}.pdf", queries.sheet_of(made, desk.now())

    ticket, name, sheet = await desk.read(make)
    content = await _press(desk).print(sheet)
    await record_access(desk, EXPORT, kind="ticket", object_id=ticket, detail={"paper": paper})
    headers = {
        # Saved, not shown: the policy that keeps a file from running anything keeps a browser's viewer from it, too.
        "Content-Disposition": f"attachment; filename=\"{paper}.pdf\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=PDF, headers=headers)


async def _seal(desk: Desk, key: str) -> None:
    """Evidence covers all that has happened: what waits for its number is numbered and signed first."""

    def check(tx: Tx) -> str:
        ticket = str(_printing(desk, tx, key).row["id"])
        if not isinstance(decide_access(desk.caller.subject, "read", "ledger", {}), Allowed):
            raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.no_grant", action="read", object="ledger")
        return ticket

    await desk.read(check)
    while await desk.write(sequencer.number_events):
        pass
    now = desk.now()
    await desk.write(lambda tx: sequencer.sign_checkpoint(tx, desk.info, now))


def _printing(desk: Desk, tx: Tx, key: str) -> queries.Printing:
    address = desk.bus.tenants.settings.address
    return queries.Printing(tx, desk.hooks, desk.caller, desk.tenant, key, desk.now(), address)


def _press(desk: Desk) -> Press:
    found: Press | None = desk.hooks.provided.get(PRESS)
    if found is None:
        raise Refusal("print.not_installed", Kind.UNAVAILABLE)
    return found
