"""Single tickets by their keys, and their row-rule anchors."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import (
    Allowed,
    FieldAccess,
    RowAnchors,
    Subject,
    check_access,
    decide_access,
    visible_fields,
)
from bihuan.core.flow import Actor, FlowRun, holders
from bihuan.core.values import Instant, Json, Kind, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.ids import is_uuid
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets.tables import (
    REACHED,
    note,
    phone_call,
    task,
    ticket,
    ticket_participant,
    ticket_run,
    ticket_value,
    visit,
)

# The name under which roles hide or show internal notes; no column of its own.
INTERNAL_NOTES = "internal_notes"

# Asked once per create; building it anew each time cost more than all else that is asked there together.
_TAKEN = {
    "sqlite": "SELECT id FROM ticket WHERE number = ? OR pos = ? LIMIT 1",
    "postgresql": "SELECT id FROM ticket WHERE number = %s OR pos = %s LIMIT 1",
}


def row_by_id(tx: Tx, ticket_id: str) -> Row | None:
    """One ticket's row, whoever asks."""
    return tx.get(ticket, id=ticket_id)


def row_by_number(tx: Tx, number: str) -> Row | None:
    """The ticket with this number."""
    return tx.get(ticket, number=number)


def is_taken(tx: Tx, number: str, place: int) -> bool:
    """Whether a ticket has this number, or stands at this place in the list of tickets."""
    return tx.run(_TAKEN[tx.kind], (number, place)).fetchone() is not None


def row_by_reference(tx: Tx, system: str, ref: str) -> Row | None:
    """The ticket that an outside system knows under `ref`."""
    return tx.get(ticket, system=system, external_ref=ref)


def run_state(tx: Tx, ticket_id: str) -> Json:
    """The run as the core stored it."""
    row = tx.get(ticket_run, ticket=ticket_id)
    if row is None:
        raise Refusal("ticket.not_found", Kind.NOT_FOUND)
    return row["state"]


def task_row(tx: Tx, task_id: str) -> Row | None:
    """One task, open or closed."""
    return tx.get(task, id=task_id)


def tasks_of(tx: Tx, ticket_id: str) -> list[Row]:
    """Every task that a ticket ever had, oldest first."""
    return tx.all(task, order=("opened_at", "id"), ticket=ticket_id)


def visit_row(tx: Tx, visit_id: str) -> Row | None:
    """One person's go at a task."""
    return tx.get(visit, id=visit_id)


def visits_of(tx: Tx, ticket_id: str) -> list[Row]:
    """Every visit of a ticket, in the order of their offers."""
    return tx.all(visit, order=("offered_at", "id"), ticket=ticket_id)


def is_answered(tx: Tx, row: Row) -> bool:
    """Whether somebody of the company came, reached the customer by phone, or wrote what he may read.

    The platform's words never count, nor a call that nobody took.
    """
    ticket_id, asker = row["id"], row["submitter"]
    if any(item["arrived_at"] is not None for item in tx.all(visit, ticket=ticket_id)):
        return True
    written = {item["author"] for item in tx.all(note, ticket=ticket_id) if item["public"]}
    return _any_of_ours(tx, written - {asker}) or _any_of_ours(
        tx, {item["author"] for item in tx.all(phone_call, ticket=ticket_id, outcome=REACHED)} - {asker}
    )


def _any_of_ours(tx: Tx, authors: Iterable[str | None]) -> bool:
    return any(author is not None and not identity.is_customers(tx, author) for author in authors)


def participants(tx: Tx, ticket_id: str) -> tuple[str, ...]:
    """Everyone who has or had to do with a ticket."""
    return tuple(row["person"] for row in tx.all(ticket_participant, ticket=ticket_id))


def anchors_of(tx: Tx, row: Row) -> RowAnchors:
    """What row rules look at (semantics §8). Whoever stands in now for somebody whose turn it is takes part."""
    return {**plain_anchors(row), "participant": (*participants(tx, row["id"]), *_standing_in(tx, row))}


def _standing_in(tx: Tx, row: Row) -> tuple[str, ...]:
    if not identity.any_deputies(tx):
        return ()
    now = tx.memo.now()
    turns = (_turn(item) for item in tx.all(task, ticket=row["id"], state="open"))
    owners = dict.fromkeys(person for people in turns for person in people)
    found = (one for owner in owners for one in identity.deputies_now(tx, owner, now) if one.covers(row["type"]))
    return tuple(dict.fromkeys(one.deputy for one in found))


def _turn(item: Row) -> tuple[str, ...]:
    return (item["owner"],) if item["owner"] is not None else tuple(item["candidates"])


def plain_anchors(row: Row) -> dict[str, Any]:
    """The anchors that stand in the ticket's own row."""
    return {
        "type": row["type"],
        "created_by": row["submitter"],
        "assignee": row["assignee"],
        "department": row["department"],
        "team": row["team"],
        "area": row["region"],
    }


def readable_row(tx: Tx, caller: Caller, key: str) -> tuple[Row, RowAnchors]:
    """The ticket with this id or number, if the caller may read it. Refuses `ticket.not_found`."""
    row = row_by_id(tx, key) if is_uuid(key) else row_by_number(tx, key.strip().upper())
    if row is None:
        raise Refusal("ticket.not_found", Kind.NOT_FOUND)
    anchors = anchors_of(tx, row)
    check_access(caller.subject, "read", "ticket", anchors)
    return row, anchors


def reads_internal(subject: Subject, tx: Tx, row: Row) -> bool:
    """Whether the subject may read internal notes of this ticket."""
    return visible_fields(subject, "ticket", anchors_of(tx, row))[INTERNAL_NOTES] >= FieldAccess.READ


DATASET_ANCHORS = {
    "created_by": "submitter",
    "assignee": "assignee",
    "department": "department",
    "team": "team",
    "area": "region",
    "type": "type",
}


def actor_in(directory: identity.TxDirectory, run: FlowRun | None, person: str, roles: frozenset[str]) -> Actor:
    """Somebody as the flow sees him: with a run, also for those whose turn it is and whose deputy he is now."""
    if run is None or not identity.any_deputies(directory.tx):
        return Actor(person, roles)
    turn = {holder for item in run.tasks.values() for holder in holders(item)}
    known = {holder: within for holder, within in directory.principals_of(person).items() if holder in turn}
    return Actor(
        person,
        roles,
        stands_in_for=frozenset(holder for holder, within in known.items() if within is None),
        within={holder: within for holder, within in known.items() if within is not None},
        deputies=frozenset(directory.deputies_of(person)) if person in turn else frozenset(),
    )


def may_read_stream(tx: Tx, caller: Caller, ticket_id: str) -> bool:
    """Whether the caller may be told that something happened to this ticket."""
    row = row_by_id(tx, ticket_id)
    if row is None:
        return False
    return isinstance(decide_access(caller.subject, "read", "ticket", anchors_of(tx, row)), Allowed)


# What a module may provide: (tx, caller, ticket id) → whether the caller works on the case that the ticket is part of.
CASE_READER = "tickets.case_reader"
# The same for whoever works on another ticket of its family: its parent, a child, a sibling.
FAMILY_READER = "tickets.family_reader"


def may_read_file(tx: Tx, caller: Caller, ticket_id: str) -> bool:
    """Whoever reads the ticket reads its files; so does whoever works on the ticket that took it over, or on one of its
    family."""
    if may_read_stream(tx, caller, ticket_id):
        return True
    readers = (tx.memo.provided.get(name) for name in (CASE_READER, FAMILY_READER))
    return any(reads(tx, caller, ticket_id) for reads in readers if reads is not None)


_OWN_COLUMNS = frozenset({"customer", "contact", "site", "device", "contract", "region", "submitter"})


def value_is_taken(tx: Tx, field: str, value: str, but: str) -> bool:
    """Whether a ticket other than `but` has this value in a unique field."""
    same = (ticket_value.c.field == field) & (ticket_value.c.text == value) & (ticket_value.c.ticket != but)
    return tx.first(sa.select(ticket_value.c.ticket).where(same).limit(1)) is not None


def count_same(tx: Tx, name: str, value: Json, since: Instant, but: str) -> int:
    """How many tickets other than `but`, made since an instant, have the same core column or form value."""
    if value is None:
        return 0
    if name in _OWN_COLUMNS:
        same = ticket.c[name] == value
    else:
        rows = sa.select(ticket_value.c.ticket).where(ticket_value.c.field == name, ticket_value.c.text == str(value))
        same = ticket.c.id.in_(rows)
    statement = sa.select(sa.func.count()).where(same, ticket.c.created_at >= since, ticket.c.id != but)
    return int(tx.scalar(statement) or 0)
