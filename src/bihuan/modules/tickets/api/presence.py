"""Who else has this ticket open: told to colleagues only, kept in memory only (docs/adr/0019)."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from bihuan.core.values import Instant
from bihuan.kernel.presence import BEAT_MS, Present
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import queries
from bihuan.modules.tickets.api.pool import DeskDep
from bihuan.modules.tickets.api.shapes import TakenIn

presence = Router(tags=["tickets"], responses=PROBLEMS)


class PresenceIn(TakenIn):
    """What one is doing at the ticket. `tab`: drawn by the page, so that two pages of one person are two."""

    tab: Annotated[str, Field(min_length=8, max_length=40, pattern=r"^[A-Za-z0-9-]+$")]
    state: Literal["viewing", "typing", "editing", "left"]


class PresentOut(BaseModel):
    """A colleague who has the ticket open now."""

    person: str
    name: str | None
    state: Literal["viewing", "typing", "editing"]
    since: Instant


class PresenceOut(BaseModel):
    """The others; come back after `again_in` ms."""

    people: list[PresentOut]
    again_in: int


@presence.post("/{key}/presence")
async def be_present(key: str, body: PresenceIn, desk: DeskDep) -> PresenceOut:
    """Say that one has the ticket open, and learn who else has. Whoever falls silent is gone within seconds.

    Programs and customers are told nobody and are shown to nobody.
    """
    ticket = await desk.read(lambda tx: _colleagues_ticket(tx, desk, key))
    person = desk.caller.subject.person
    if ticket is None or person is None:
        return PresenceOut(people=[], again_in=BEAT_MS)
    board, thing, now = desk.bus.tenants.presence, f"{desk.info.slug}/ticket:{ticket}", desk.now()
    board.note(thing, person, body.tab, body.state, now)
    others = [one for one in board.at(thing, now) if one.person != person]
    return await desk.read(lambda tx: _named(tx, others))


def _colleagues_ticket(tx: Tx, desk: Desk, key: str) -> str | None:
    """The ticket's id; None for callers who are no colleagues. Refuses `ticket.not_found`."""
    row, _ = queries.readable_row(tx, desk.caller, key)
    is_colleague = desk.caller.kind == "user" and desk.caller.viewing is None
    return row["id"] if is_colleague and queries.reads_internal(desk.caller.subject, tx, row) else None


def _named(tx: Tx, others: list[Present]) -> PresenceOut:
    briefs = identity.person_briefs(tx, [one.person for one in others]) if others else {}
    people = [
        PresentOut(person=one.person, name=briefs[one.person].name, state=one.state, since=one.since)  # type: ignore[arg-type]
        for one in others
        if one.person in briefs
    ]
    return PresenceOut(people=people, again_in=BEAT_MS)
