"""The clocks of tickets: as they are kept, judged anew, and summed up for lists."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import FieldAccess, visible_fields
from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.sla import (
    CalendarShelf,
    Clock,
    Clocks,
    Fact,
    MeasuredEvent,
    SlaDefinition,
    SlaEvent,
    Tick,
    clocks_from_json,
    event_to_json,
    next_timer,
    settle,
)
from bihuan.core.values import Instant, JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.hooks import Dataset
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.sla.queries.definitions import Applied, Present, present, shelf_with
from bihuan.modules.sla.tables import ticket_clock, ticket_clocks
from bihuan.modules.tickets.interface import DATASET_ANCHORS, TICKETS, anchors_of, ticket_row

OPEN = ("new", "active", "waiting")
MARK = "mark"
_COMMON = frozenset({"received", "cause"})
# Judges a ticket whose set was withdrawn: no clock of it is wanted any more.
NOTHING = SlaDefinition("", {}, {}, ())


@dataclass(frozen=True, slots=True)
class Judged:
    """What one fact or look did to a ticket's clocks, and when somebody must look again."""

    before: Clocks
    after: Clocks
    events: tuple[SlaEvent, ...]
    look_at: Instant | None


def state_row(tx: Tx, ticket_id: str) -> Row | None:
    """A ticket's clocks as they are kept, None if it never had any."""
    return tx.get(ticket_clocks, ticket=ticket_id)


def clocks_in(row: Row | None) -> Clocks:
    """The clocks of a row; none when there is no row."""
    return Clocks() if row is None else clocks_from_json(row["state"])


def clock_rows(tx: Tx, ticket_id: str) -> list[Row]:
    """One row per clock of a ticket."""
    return tx.all(ticket_clock, order=("started_at", "clock"), ticket=ticket_id)


def shelf_for(tx: Tx, in_force: Present, clocks: Clocks) -> CalendarShelf:
    """Every calendar version that the present terms and these clocks need."""
    terms = (clock.terms for clock in clocks.clocks.values() if clock.terms.hours != "wall")
    return shelf_with(tx, in_force.shelf, ((one.calendar, one.calendar_version) for one in terms))


def shelf_of_moves(tx: Tx, in_force: Present, moves: Iterable[SlaEvent]) -> CalendarShelf:
    """Every calendar version that these events were ever measured on."""
    measured = (move for move in moves if isinstance(move, MeasuredEvent) and move.hours != "wall")
    return shelf_with(tx, in_force.shelf, ((move.calendar, move.calendar_version) for move in measured))


def judge(
    definition: SlaDefinition, clocks: Clocks, moment: Fact | Tick, surroundings: tuple[CalendarShelf, Env]
) -> Judged:
    """Decide and fold."""
    shelf, env = surroundings
    events, after = settle(definition, clocks, moment, shelf, env)
    return Judged(clocks, after, events, next_timer(definition, after, shelf))


def move_json(event: SlaEvent) -> JsonObject:
    """An event as `ClocksMoved` keeps it: without what is the same for all moves of a fact."""
    return event_to_json(event, _COMMON)


def summary(definition: SlaDefinition, clocks: Clocks) -> dict[str, Any]:
    """How things stand, for lists: the running promise that is due first, the worst state, whether it is red."""
    live = {key: clock for key, clock in clocks.clocks.items() if clock.live and key in definition.clocks}
    promises = [clock for key, clock in live.items() if not definition.clocks[key].alarm]
    running = [clock for clock in promises if clock.phase == "running" and clock.due is not None]
    first = min(running, key=lambda clock: clock.due or 0, default=None)
    return {
        "next_due": first.due if first else None,
        "next_clock": first.key if first else None,
        "clock_state": _state(promises),
        "red": any(_is_marked(definition, clock) for clock in live.values()),
    }


def _state(promises: list[Clock]) -> str | None:
    if any(clock.breached_at is not None for clock in promises):
        return "breached"
    if any(clock.phase == "running" for clock in promises):
        return "running"
    return "paused" if promises else None


def _is_marked(definition: SlaDefinition, clock: Clock) -> bool:
    if not clock.passed:
        return False
    ladder = {rung.key: rung for rung in definition.clocks[clock.key].ladder}
    passed = (ladder[key] for key in clock.passed if key in ladder)
    return any(action.get("act") == MARK for rung in passed for action in rung.actions)


def open_tickets(
    tx: Tx, in_force: Present, after: int, limit: int, scope: sa.ColumnElement[bool] | None = None
) -> list[Row]:
    """Open tickets that some set is for, or that have clocks, by position; `scope` narrows them to a reader's."""
    ticket = TICKETS.source
    had = sa.exists(sa.select(ticket_clocks.c.ticket).where(ticket_clocks.c.ticket == ticket.c.id))
    statement = sa.select(ticket).where(ticket.c.category.in_(OPEN), ticket.c.pos > after)
    if all(one.types for one in in_force.sets):
        named = sorted({name for one in in_force.sets for name in one.types})
        statement = statement.where(sa.or_(had, ticket.c.type.in_(named)))
    if scope is not None:
        statement = statement.where(scope)
    return tx.rows(statement.order_by(ticket.c.pos).limit(limit))


def open_tickets_with(tx: Tx, kind: str, record: str, limit: int) -> list[Row]:
    """The newest open tickets of a device, customer, site or contract: id and type."""
    ticket = TICKETS.source
    where = (ticket.c[kind] == record, ticket.c.category.in_(OPEN))
    return tx.rows(sa.select(ticket.c.id, ticket.c.type).where(*where).order_by(ticket.c.pos.desc()).limit(limit))


def judged_by(in_force: Present, type_: str) -> Applied:
    """The set for a type; one without clocks where there is none, so that what still runs is given up."""
    return in_force.set_for(type_) or Applied("", 0, frozenset(), NOTHING, frozenset())


def clocks_in_trace(tx: Tx, caller: Caller, ticket_id: str) -> list[Row]:
    """The clocks for a ticket's trace with what they are called now, as far as the caller may know what is due."""
    found = clock_rows(tx, ticket_id)
    row = ticket_row(tx, ticket_id) if found else None
    if row is None or visible_fields(caller.subject, "ticket", anchors_of(tx, row))["next_due"] < FieldAccess.READ:
        return []
    applied = present(tx).set_for(row["type"])
    known = applied.definition.clocks if applied is not None else {}
    labels = {one["clock"]: dict(known[one["clock"]].label) if one["clock"] in known else {} for one in found}
    return [
        {**{key: value for key, value in one.items() if key != "ticket"}, "label": labels[one["clock"]]}
        for one in found
    ]


_TICKET = TICKETS.source
# Clocks with the anchors of their tickets, for reports.
CLOCKS = Dataset(
    "clocks",
    sa.select(ticket_clock, *(_TICKET.c[name].label(f"ticket_{name}") for name in DATASET_ANCHORS.values()))
    .select_from(ticket_clock.join(_TICKET, ticket_clock.c.ticket == _TICKET.c.id))
    .subquery("clocks"),
    {anchor: f"ticket_{name}" for anchor, name in DATASET_ANCHORS.items()},
)
