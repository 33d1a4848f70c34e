"""Routes of erasing people: what would go, doing it, and the evidence that it was done."""

from typing import Annotated, Literal

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import check_access
from bihuan.core.values import Instant, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.errors import say
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.erasure import messages as m
from bihuan.modules.erasure import queries
from bihuan.modules.identity import interface as identity
from bihuan.modules.retention import interface as retention
from bihuan.modules.tickets import interface as tickets

router = Router(tags=["erasure"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
PersonKind = Literal["contact", "customer", "user", "caller"]
_SHOWN, _LISTED = 50, 200


class ErasureWhoIn(BaseModel):
    """Who: the id of a contact, of a customer who is a private person, of a user; of a caller the phone number."""

    model_config = ConfigDict(extra="forbid")
    kind: PersonKind
    subject: Annotated[str, Field(min_length=1, max_length=100)]


class ErasePersonIn(ErasureWhoIn):
    """`confirm`: the preview's code, typed by whoever answers for it. `more`: tickets that only mention the person."""

    confirm: Annotated[str, Field(max_length=20)]
    reason: Annotated[str, Field(max_length=10_000)]
    more: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=100)] = []


class BackupDaysIn(BaseModel):
    """After how many days a backup is destroyed; null: not said."""

    model_config = ConfigDict(extra="forbid")
    days: int | None


class ErasedRecordOut(BaseModel):
    """A record that goes: contact, customer, site or user."""

    kind: str
    name: str | None


class ErasedTicketOut(BaseModel):
    """A ticket, where the reader may read it."""

    id: str
    number: str
    open: bool


class ErasureReasonOut(BaseModel):
    """Why something stays, or why nothing can be erased now; in words."""

    code: str
    text: str


class ErasurePreviewOut(BaseModel):
    """What would go, what stays, and what speaks against it. `unseen`: tickets that this reader may not read.

    `mentions`: tickets of others that name him; they go only if they are chosen. `blocked`: nothing goes until these
    are seen to. `code` is to be typed.
    """

    name: str | None
    code: str
    records: list[ErasedRecordOut]
    tickets: int
    shown: list[ErasedTicketOut]
    unseen: int
    mentions: list[ErasedTicketOut]
    payloads: int
    files: int
    stays: list[ErasureReasonOut]
    blocked: list[ErasureReasonOut]


class ErasureDoneOut(BaseModel):
    """One erasure. `tickets_left`, `files_left`: their turn comes by itself. `backups_until`: when no backup holds it
    any more, if backups are destroyed as was said."""

    id: str
    at: int
    by: str | None
    kind: str
    reason: str | None
    records: int
    tickets: int
    payloads: int
    files: int
    tickets_left: int
    files_left: int
    backups_until: int | None


class ErasuresOut(BaseModel):
    """The newest erasures, and how long backups are kept."""

    done: list[ErasureDoneOut]
    backup_days: int | None


@router.get("")
async def list_erasures(desk: DeskDep) -> ErasuresOut:
    """Who was erased when, by whom and why: by number, never by name."""
    check_access(desk.caller.subject, "read", m.ERASURE, {})
    return await desk.read(_done)


@router.post("/preview")
async def preview_erasure(body: ErasureWhoIn, desk: DeskDep) -> ErasurePreviewOut:
    """What would go, what would stay and why. Nothing is written. A phone number stands in no address for this."""
    check_access(desk.caller.subject, "manage", m.ERASURE, {})
    return await desk.read(lambda tx: _preview(tx, desk, body))


@router.post("", status_code=201)
async def erase_person(body: ErasePersonIn, desk: DeskDep) -> ErasuresOut:
    """Erase a person for good. Refuses with the reason while a ticket is held, open, or to be kept by law."""
    check_access(desk.caller.subject, "manage", m.ERASURE, {})
    roots = await desk.read(lambda tx: queries.roots_of(tx, body.kind, body.subject))
    if body.kind == queries.CALLER and body.subject in body.reason:
        raise Refusal("erasure.reason_names", path="reason")
    command = m.ErasePerson(
        kind=body.kind, records=roots, more=tuple(body.more), confirm=body.confirm, reason=body.reason
    )
    await desk.submit(command)
    return await desk.read(_done)


@router.put("/backups")
async def set_backup_days(body: BackupDaysIn, desk: DeskDep) -> ErasuresOut:
    """Say how long backups are kept: until then they hold what was erased."""
    await desk.submit(m.SetBackupKeeping(body.days))
    return await desk.read(_done)


# --- what is shown ------------------------------------------------------------------------------------------------


def _preview(tx: Tx, desk: Desk, body: ErasureWhoIn) -> ErasurePreviewOut:
    scope = queries.scope_of(tx, queries.roots_of(tx, body.kind, body.subject))
    if body.kind == queries.CALLER:
        scope = queries.Scope(scope.records, scope.tickets, tuple(dict.fromkeys((*scope.words, body.subject.strip()))))
    mentions = queries.mentions(tx, scope)
    if scope.is_empty and not mentions:
        raise Refusal("erasure.not_found")
    payloads, files = queries.counts(tx, scope.records, [row["id"] for row in scope.tickets])
    shown = _readable(tx, desk.caller, scope.tickets[:_SHOWN])
    records = [
        ErasedRecordOut(kind=record.partition(":")[0], name=queries.name_of(tx, record)) for record in scope.records
    ]
    return ErasurePreviewOut(
        name=next((record.name for record in records if record.name), None),
        code=scope.code,
        records=records,
        tickets=len(scope.tickets),
        shown=shown,
        unseen=len(scope.tickets[:_SHOWN]) - len(shown),
        mentions=_readable(tx, desk.caller, mentions),
        payloads=payloads,
        files=files,
        stays=_stays(tx, desk, body.kind),
        blocked=_blocked(tx, desk, scope),
    )


def _readable(tx: Tx, caller: Caller, rows: tuple[Row, ...] | list[Row]) -> list[ErasedTicketOut]:
    found = []
    for row in rows:
        try:
            tickets.readable_row(tx, caller, row["id"])
        except Refusal:
            continue
        found.append(ErasedTicketOut(id=row["id"], number=row["number"], open=row["ended_at"] is None))
    return found


def _stays(tx: Tx, desk: Desk, kind: str) -> list[ErasureReasonOut]:
    days = queries.backup_days(tx)
    codes = ["erasure.stays_chain", "erasure.stays_left_house", "erasure.stays_elsewhere"]
    codes.append("erasure.stays_backups" if days is None else "erasure.stays_backups_days")
    if kind == queries.USER:
        codes.insert(1, "erasure.stays_work")
    return [ErasureReasonOut(code=code, text=say(code, {"days": days}, desk.language)) for code in codes]


def _blocked(tx: Tx, desk: Desk, scope: queries.Scope) -> list[ErasureReasonOut]:
    worked_on = [row for user in scope.ids(queries.USER) for row in retention.held_with(tx, user)]
    rows = {row["id"]: row for row in (*scope.tickets, *worked_on)}
    found = queries.reasons(tx, rows.values(), desk.now())
    return [ErasureReasonOut(code=one.code, text=say(one.code, one.data, desk.language)) for one in found]


def _done(tx: Tx) -> ErasuresOut:
    rows, days = queries.erasures(tx, _LISTED), queries.backup_days(tx)
    names = identity.person_briefs(tx, {row["by"] for row in rows if row["by"]})
    return ErasuresOut(done=[_one(tx, row, names, days) for row in rows], backup_days=days)


def _one(tx: Tx, row: Row, names: dict[str, identity.PersonBrief], days: int | None) -> ErasureDoneOut:
    left, by = queries.left_of(tx, row), names.get(row["by"])
    until: Instant | None = None if days is None else row["at"] + days * queries.DAY_MS
    return ErasureDoneOut(
        id=row["id"],
        at=row["at"],
        by=by.name if by else None,
        kind=row["kind"],
        reason=row["reason"],
        records=len(row["records"]),
        tickets=len(row["tickets"]),
        payloads=row["payloads"],
        files=row["files"],
        tickets_left=left["tickets"],
        files_left=left["files"],
        backups_until=until,
    )
