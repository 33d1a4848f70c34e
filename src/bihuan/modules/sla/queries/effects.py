"""What if: open tickets judged under a calendar or policies that are not published yet. Nothing is written."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bihuan.core.access import scope_of
from bihuan.core.calendars import Calendar
from bihuan.core.late import dataclass
from bihuan.core.sla import CalendarShelf, Clock, Clocks
from bihuan.core.values import Instant, Json, JsonObject
from bihuan.db.scope_sql import scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.context import TenantInfo
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.sla.queries.clocks import clocks_in, judge, judged_by, open_tickets, shelf_for, state_row
from bihuan.modules.sla.queries.definitions import Applied, Present
from bihuan.modules.sla.queries.facts import env_for, fact_of
from bihuan.modules.tickets.interface import TICKETS

# A preview is read by a person; what it leaves out is said.
MOST_TICKETS = 300


@dataclass(frozen=True, slots=True)
class Effect:
    """One clock of one open ticket that would read otherwise. `due` None: paused, over, or no such clock."""

    ticket: str
    number: str
    clock: str
    label: Mapping[str, str]
    due: Instant | None
    new_due: Instant | None
    breached: bool
    new_breached: bool


@dataclass(frozen=True, slots=True)
class Effects:
    """What would change among `judged` open tickets; `more`: there are others that were not looked at."""

    judged: int
    more: bool
    changes: tuple[Effect, ...]


def with_calendar(in_force: Present, calendar: Calendar) -> Present:
    """What would be in force if this calendar were published."""
    known = [version for key, version in in_force.shelf.versions if key == calendar.key]
    version = max(known, default=0) + 1
    shelf = CalendarShelf({**in_force.shelf.versions, (calendar.key, version): calendar})
    return replace(in_force, calendars={**in_force.calendars, calendar.key: calendar}, shelf=shelf)


def with_set(in_force: Present, wanted: Applied) -> Present:
    """What would be in force if this set were published."""
    others = (one for one in in_force.sets if one.key != wanted.key)
    return replace(in_force, sets=(*others, wanted))


def effects_of(tx: Tx, tenant: TenantInfo, caller: Caller, now: Instant, wanted: Present) -> Effects:
    """The open tickets that the caller may read, judged now under `wanted`."""
    scope = scope_condition(scope_of(caller.subject, "read", "ticket"), TICKETS.anchors, TICKETS.id)
    rows = open_tickets(tx, wanted, 0, MOST_TICKETS + 1, scope)
    env = env_for(tx, tenant, now, wanted)
    changes: list[Effect] = []
    for row in rows[:MOST_TICKETS]:
        applied = judged_by(wanted, row["type"])
        before = clocks_in(state_row(tx, row["id"]))
        fact = fact_of(tx, tenant, row, applied, (now, now))
        judged = judge(applied.definition, before, fact, (shelf_for(tx, wanted, before), env))
        labels = {key: clock.label for key, clock in applied.definition.clocks.items()}
        changes.extend(_differences(row, labels, (before, judged.after), now))
    return Effects(min(len(rows), MOST_TICKETS), len(rows) > MOST_TICKETS, tuple(changes))


def changes_between(old: Json, new: Json, where: str = "") -> Iterator[JsonObject]:
    """What differs between two written definitions: {what, where, old, new}, by path."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in {**old, **new}:
            yield from changes_between(old.get(key), new.get(key), f"{where}.{key}" if where else str(key))
    elif old != new:
        what = "added" if old is None else "removed" if new is None else "changed"
        yield {"what": what, "where": where, "old": old, "new": new}


def _differences(
    row: Row, labels: Mapping[str, Mapping[str, str]], pair: tuple[Clocks, Clocks], now: Instant
) -> Iterator[Effect]:
    before, after = pair
    for key in {**before.clocks, **after.clocks}:
        old, new = before.clocks.get(key), after.clocks.get(key)
        reading, wanted = _reading(old, now), _reading(new, now)
        if reading != wanted:
            label = labels.get(key, {"zh": key, "en": key})
            yield Effect(row["id"], row["number"], key, label, reading[0], wanted[0], reading[1], wanted[1])


def _reading(clock: Clock | None, now: Instant) -> tuple[Instant | None, bool]:
    if clock is None or not clock.live:
        return None, clock is not None and clock.breached_at is not None
    overdue = clock.phase == "running" and clock.due is not None and clock.due <= now
    return clock.due, clock.breached_at is not None or overdue
