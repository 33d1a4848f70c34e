"""Times that people claimed: of one ticket, and the doubtful ones that wait for a lead."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import Allowed, FieldAccess, decide_access, scope_of, visible_fields
from bihuan.core.values import Instant, JsonObject
from bihuan.db.scope_sql import scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.identity import interface as identity
from bihuan.modules.sla.queries.definitions import Present, present
from bihuan.modules.sla.tables import claimed_time
from bihuan.modules.tickets import interface as tickets

# What a lead may do.
SETTLE = "confirm_time"
_SHOWN = (
    "no", "what", "person", "claimed", "skew", "offered", "received", "told", "counts_from", "doubts", "is_open",
    "settled_by", "settled_at", "reason",
)  # fmt: skip


def claim_row(tx: Tx, ticket_id: str, no: int) -> Row | None:
    """What was claimed of one event."""
    return tx.get(claimed_time, ticket=ticket_id, no=no)


def fact_ref(ticket_id: str, no: int) -> str:
    """How the moves of clocks name an event of the ticket."""
    return f"ticket:{ticket_id}#{no}"


def last_told(tx: Tx, ticket_id: str, person: str | None) -> Instant | None:
    """When the last thing was that somebody did on a ticket while offline."""
    told = sa.select(sa.func.max(claimed_time.c.told))
    found: Instant | None = tx.scalar(told.where(claimed_time.c.ticket == ticket_id, claimed_time.c.person == person))
    return found


def settled_times(tx: Tx, ticket_id: str) -> dict[str, Instant]:
    """Where events count from that a lead has settled, by their refs."""
    rows = tx.all(claimed_time, order=("no",), ticket=ticket_id)
    return {fact_ref(ticket_id, row["no"]): row["counts_from"] for row in rows if row["settled_at"] is not None}


def told_claims(tx: Tx, caller: Caller, row: Row) -> list[JsonObject]:
    """The claimed times of a ticket for who reads its internal notes: what a phone said is no customer's matter."""
    anchors = tickets.anchors_of(tx, row)
    found = tx.all(claimed_time, order=("no",), ticket=row["id"])
    if not found or visible_fields(caller.subject, "ticket", anchors)["internal_notes"] < FieldAccess.READ:
        return []
    may = isinstance(decide_access(caller.subject, SETTLE, "ticket", anchors), Allowed)
    people = _names(tx, found)
    labels = _labels(present(tx), row["type"])
    return [{**_shown(one, people, labels), "may_settle": may and _may(caller, one)} for one in found]


def doubtful_times(tx: Tx, caller: Caller, limit: int, *, settled: bool) -> list[JsonObject]:
    """Doubtful times of the tickets whose times the caller settles: those that wait, or those that were settled;
    newest first."""
    ticket = tickets.TICKETS.source
    scope = scope_condition(scope_of(caller.subject, SETTLE, "ticket"), tickets.TICKETS.anchors, tickets.TICKETS.id)
    which = claimed_time.c.settled_at.is_not(None) if settled else claimed_time.c.is_open
    statement = (
        sa.select(claimed_time, ticket.c.number, ticket.c.type)
        .select_from(claimed_time.join(ticket, claimed_time.c.ticket == ticket.c.id))
        .where(which, scope)
        .order_by(claimed_time.c.received.desc(), claimed_time.c.ticket, claimed_time.c.no)
    )
    found = tx.rows(statement.limit(limit))
    return list(_told(tx, caller, found))


def _told(tx: Tx, caller: Caller, found: list[Row]) -> Iterator[JsonObject]:
    people, in_force = _names(tx, found), present(tx)
    for one in found:
        row = tickets.ticket_row(tx, one["ticket"])
        rights = visible_fields(caller.subject, "ticket", tickets.anchors_of(tx, row)) if row is not None else None
        title = row["title"] if row is not None and rights is not None and rights["title"] >= FieldAccess.READ else None
        shown = _shown(one, people, _labels(in_force, one["type"]))
        yield {
            "ticket": one["ticket"],
            "number": one["number"],
            "title": title,
            **shown,
            "may_settle": _may(caller, one),
        }


def _may(caller: Caller, row: Row) -> bool:
    """Nobody confirms what he claimed himself."""
    return bool(row["doubts"]) and row["person"] != caller.id


def _shown(row: Row, people: Mapping[str, str], labels: Mapping[str, Any]) -> JsonObject:
    told = {name: row[name] for name in _SHOWN}
    clocks = [{"key": key, "label": labels.get(key, {})} for key in row["clocks"]]
    names = {"person_name": people.get(row["person"] or ""), "settled_by_name": people.get(row["settled_by"] or "")}
    return {**told, "clocks": clocks, **names}


def _names(tx: Tx, rows: list[Row]) -> dict[str, str]:
    ids = sorted({row[name] for row in rows for name in ("person", "settled_by") if row[name]})
    return {key: brief.name or "" for key, brief in identity.person_briefs(tx, ids).items()}


def _labels(in_force: Present, type_: str) -> dict[str, dict[str, str]]:
    applied = in_force.set_for(type_)
    return {} if applied is None else {key: dict(one.label) for key, one in applied.definition.clocks.items()}
