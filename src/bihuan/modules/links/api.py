"""Routes of tickets that belong together: the hint while reporting, ties, merging and splitting."""

from typing import Annotated, Any, Literal

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core import flow as f
from bihuan.core.links import Report
from bihuan.kernel.command import Accepted
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.links import messages as m
from bihuan.modules.links import queries
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import ClocksMoved, CreateTicket, Source, SplitFrom

router = Router(tags=["links"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
Id = Annotated[str, Field(max_length=100)]
OptionalId = Annotated[str | None, Field(max_length=100)]
LinkKind = Literal["relates", "causes", "caused_by", "blocks", "blocked_by", "parent", "child"]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DraftIn(_In):
    """A report as far as it is written; every part may be missing."""

    title: Annotated[str, Field(max_length=1_000)] = ""
    description: Annotated[str, Field(max_length=100_000)] = ""
    device: OptionalId = None
    customer: OptionalId = None
    site: OptionalId = None
    contact: OptionalId = None
    submitter: Annotated[str | None, Field(max_length=100, description="Whose ticket it is, if known")] = None


class MergeIn(_In):
    """Into which ticket (id or number), and why."""

    into: Id
    reason: Annotated[str, Field(max_length=20_000)] = ""


class ReasonIn(_In):
    """Why a merging is undone."""

    reason: Annotated[str, Field(max_length=20_000)] = ""


class SplitIn(_In):
    """The new ticket, and which notes and files of the old one are shown there, too. What is left out of the report
    is as in the old ticket; `type` with its `data` is given whole or not at all."""

    title: Annotated[str, Field(max_length=1_000)]
    description: Annotated[str, Field(max_length=100_000)] = ""
    type: OptionalId = None
    data: dict[str, Any] | None = None
    priority: Annotated[str | None, Field(max_length=10)] = None
    device: OptionalId = None
    notes: Annotated[list[Id], Field(max_length=200)] = []
    files: Annotated[list[Id], Field(max_length=200)] = []


class HeadlineOut(BaseModel):
    """What names a ticket in a list of others; what its reader may not see is null."""

    id: str
    number: str
    type: str
    stage: str
    stage_label: dict[str, str]
    category: str
    created_at: int
    title: str | None
    priority: str | None
    assignee: str | None
    submitter: str | None


class PartOut(BaseModel):
    """One reason: `points` of at most `most`; `share`: common words in percent (text only)."""

    key: str
    points: int
    most: int
    share: int | None


class DuplicateOut(HeadlineOut):
    """A ticket that may be the same case. `via`: the number of a merged ticket that looked alike and led here."""

    score: int
    verdict: Literal["likely", "possible"]
    parts: list[PartOut]
    via: str | None


class LeaderOut(BaseModel):
    """In which ticket the case goes on; `ticket` is null for who may not read it. `category`: how it stands there."""

    ticket: HeadlineOut | None
    category: str | None
    at: int
    by: str | None
    reason: str | None
    ended: str | None
    ended_at: int | None


class SharedNoteOut(BaseModel):
    """A note, where it was written (`ticket`)."""

    id: str
    ticket: str
    text: str | None
    public: bool
    files: list[str]
    author: str | None
    at: int


class AttachedFileOut(BaseModel):
    """A file by name."""

    id: str
    name: str | None
    kind: str


class MergedOut(BaseModel):
    """A ticket that was merged into this one, or into one that was; with what was written and handed in there."""

    ticket: HeadlineOut
    description: str | None
    at: int
    by: str | None
    reason: str | None
    notes: list[SharedNoteOut]
    files: list[AttachedFileOut]


class LinkOut(BaseModel):
    """A tie: this ticket is the `link` of `ticket`; also split_from and split_into."""

    link: str
    ticket: HeadlineOut
    at: int
    by: str | None


class PiecesOut(BaseModel):
    """Notes and files of the ticket that this one was split off."""

    notes: list[SharedNoteOut]
    files: list[AttachedFileOut]


class LinksOut(BaseModel):
    """All that belongs to a ticket. `files`: its own. `actions`: link, merge, split, unmerge, as far as the caller may
    now."""

    ticket: str
    leader: LeaderOut | None
    merged: list[MergedOut]
    links: list[LinkOut]
    pieces: PiecesOut
    files: list[AttachedFileOut]
    actions: list[str]


class OpenTaskOut(BaseModel):
    """A task that would be withdrawn, and from whom."""

    label: dict[str, str]
    owner: str | None


class MergePreviewOut(BaseModel):
    """What merging would do: `clocks` so many promises would be void, `told` would be told."""

    ticket: HeadlineOut
    into: HeadlineOut
    tasks: list[OpenTaskOut]
    clocks: int
    told: list[str]
    notes: int
    files: int


class SplitOut(BaseModel):
    """The new ticket."""

    id: str
    number: str


@router.post("/duplicates")
async def find_duplicates(body: DraftIn, desk: DeskDep) -> list[DuplicateOut]:
    """Open and recent tickets that this report may repeat, likeliest first, with the reasons. Nothing is stored."""
    report = queries.report_of(body.model_dump())

    def read(tx: Tx) -> list[dict[str, Any]]:
        draft = queries.Draft(report, body.submitter or _own_report(desk, tx))
        return queries.find_duplicates(tx, desk.caller, _with_reporter(draft), desk.now())

    return [DuplicateOut(**found) for found in await desk.read(read)]


def _own_report(desk: Desk, tx: Tx) -> str | None:
    """Who reports for others is not the reporter of what he files."""
    return None if queries.reports_for_others(desk.caller) else desk.caller.subject.person


def _with_reporter(draft: queries.Draft) -> queries.Draft:
    known, own = draft.report, draft.submitter
    if own is None or own in known.reporters:
        return draft
    return queries.Draft(_reported_by(known, own), own, draft.ticket)


def _reported_by(report: Report, person: str) -> Report:
    return Report(
        title=report.title,
        description=report.description,
        device=report.device,
        customer=report.customer,
        site=report.site,
        reporters=report.reporters | {person},
    )


@router.get("/{key}/duplicates")
async def duplicates_of(key: str, desk: DeskDep) -> list[DuplicateOut]:
    """The same for a ticket that there is; what is merged with it or linked to it already is left out."""

    def read(tx: Tx) -> list[dict[str, Any]]:
        return queries.find_duplicates(tx, desk.caller, queries.draft_of(tx, desk.caller, key), desk.now())

    return [DuplicateOut(**found) for found in await desk.read(read)]


@router.get("/{key}/links")
async def get_links(key: str, desk: DeskDep) -> LinksOut:
    """Leader, merged tickets, ties, pieces of others, and what the caller may do about it."""
    return LinksOut(**await desk.read(lambda tx: queries.overview(tx, desk.caller, key)))


@router.put("/{key}/links/{link}/{other}")
async def link_tickets(key: str, link: LinkKind, other: str, desk: DeskDep) -> LinksOut:
    """Tie two tickets: this one is the `link` of the other (`caused_by`: the other caused it)."""
    ticket, far = await _ids(desk, key, other)
    return await _done(desk, m.LinkTickets(ticket=ticket, link=link, other=far), ticket)


@router.delete("/{key}/links/{link}/{other}")
async def unlink_tickets(key: str, link: LinkKind, other: str, desk: DeskDep) -> LinksOut:
    """Untie them."""
    ticket, far = await _ids(desk, key, other)
    return await _done(desk, m.UnlinkTickets(ticket=ticket, link=link, other=far), ticket)


@router.post("/{key}/merge")
async def merge_ticket(key: str, body: MergeIn, desk: DeskDep) -> LinksOut:
    """The ticket is the same case as another, which goes on as the leader."""
    ticket, into = await _ids(desk, key, body.into)
    return await _done(desk, m.MergeTicket(ticket=ticket, into=into, reason=body.reason), ticket)


@router.post("/{key}/merge/preview")
async def preview_merge(key: str, body: MergeIn, desk: DeskDep) -> MergePreviewOut:
    """What merging would do, found out by doing it without keeping it; refused as the merging itself would be."""
    ticket, into = await _ids(desk, key, body.into)
    command = m.MergeTicket(ticket=ticket, into=into, reason=body.reason)
    accepted = await desk.submit(command, dry_run=True)
    events = [stored.event for stored in accepted.events if stored.stream_id == ticket]
    gone = [item for event in events if isinstance(event, f.RunMerged) for item in event.cancelled]
    moves = [move for event in events if isinstance(event, ClocksMoved) for move in event.moves]
    shown = await desk.read(lambda tx: queries.merge_preview(tx, desk.caller, (ticket, into), gone))
    return MergePreviewOut(**shown, clocks=sum(move["event"] == "ClockCancelled" for move in moves))


@router.post("/{key}/unmerge")
async def unmerge_ticket(key: str, body: ReasonIn, desk: DeskDep) -> LinksOut:
    """It was another case after all: the ticket goes on where it stood."""
    ticket = await _id_of(desk, key)
    return await _done(desk, m.UnmergeTicket(ticket=ticket, reason=body.reason), ticket)


@router.post("/{key}/split", status_code=201)
async def split_ticket(key: str, body: SplitIn, desk: DeskDep) -> SplitOut:
    """A second ticket for what does not belong here, with chosen notes and files of this one by reference."""
    command = await desk.read(lambda tx: _split_command(tx, desk, key, body))

    def read(tx: Tx, accepted: Accepted) -> dict[str, Any]:
        row, _ = tickets.readable_row(tx, desk.caller, accepted.ref.removeprefix("ticket:"))
        return {"id": row["id"], "number": row["number"]}

    _, found = await desk.submit_and_read(command, read)
    return SplitOut(**found)


def _split_command(tx: Tx, desk: Desk, key: str, body: SplitIn) -> CreateTicket:
    row, _ = tickets.readable_row(tx, desk.caller, key)
    kept = queries.passed_on(tx, desk.caller, row)
    data = body.data if body.data is not None else kept.pop("data")
    kept.pop("data", None)
    given = {"priority": body.priority, "device": body.device}
    return CreateTicket(
        type=body.type or row["type"],
        title=body.title,
        description=body.description,
        source=Source(row["channel"]),
        data=data,
        split_from=SplitFrom(ticket=row["id"], notes=tuple(body.notes), files=tuple(body.files)),
        **{**kept, **{name: value for name, value in given.items() if value is not None}},
    )


async def _id_of(desk: Desk, key: str) -> str:
    found: str = await desk.read(lambda tx: tickets.readable_row(tx, desk.caller, key)[0]["id"])
    return found


async def _ids(desk: Desk, key: str, other: str) -> tuple[str, str]:
    def read(tx: Tx) -> tuple[str, str]:
        here, there = (tickets.readable_row(tx, desk.caller, each)[0]["id"] for each in (key, other))
        return here, there

    return await desk.read(read)


async def _done(desk: Desk, command: Any, ticket: str) -> LinksOut:
    """Send a command; what belongs to the ticket as it left it."""
    _, found = await desk.submit_and_read(command, lambda tx, _: queries.overview(tx, desk.caller, ticket))
    return LinksOut(**found)
