"""Keeps the facts: follows the ledger, or counts everything anew, in slices that let others in.

For each ticket in which something happened its facts are made anew (core.reports.facts_of) and compared with those
that are kept of it; days get the difference. So following and counting anew end in the same rows.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import field
from typing import Any

import sqlalchemy as sa

from bihuan.core.late import dataclass
from bihuan.core.reports import AMOUNTS, ClockPast, Past, facts_of, month_of
from bihuan.core.values import Instant
from bihuan.kernel.context import TenantInfo
from bihuan.kernel.sequencer import tree_size
from bihuan.kernel.tables import event, leaf
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.reports.tables import daily_fact, fact_group, fact_state, ticket_fact
from bihuan.modules.sla import interface as sla
from bihuan.modules.tickets import interface as tickets

# Tickets and leaves at once: some ten milliseconds of the writer's time.
TICKETS_AT_ONCE = 25
LEAVES_AT_ONCE = 100
_STATE = 1
_GROUPED = tuple(column.name for column in fact_group.columns if column.name not in ("id", "key"))
_OPEN = ("new", "active", "waiting")

Amounts = tuple[int, ...]
Kept = dict[int, tuple[int, Amounts]]


def is_due(tx: Tx, tenant: TenantInfo) -> bool:
    """Whether something is not counted yet."""
    state = tx.get(fact_state, id=_STATE)
    if state is None or state["pos"] is not None or state["zone"] != tenant.zone:
        return True
    return bool(tree_size(tx) - 1 > state["leaf"])


def refresh(tx: Tx, tenant: TenantInfo, now: Instant, at_once: int = TICKETS_AT_ONCE) -> int:
    """Count a slice of what is not counted yet; returns how many tickets or events it looked at, 0 when all is.

    `at_once`: tickets of a slice while all are counted anew. Hundreds cost a third of the time each.
    """
    state = _state(tx, tenant, now)
    if state["pos"] is not None:
        return _count_on(tx, tenant, state, at_once)
    return _follow(tx, tenant, state)


def begin_anew(tx: Tx, tenant: TenantInfo, now: Instant) -> None:
    """Forget all facts; the next slices count them again."""
    for table in (daily_fact, ticket_fact, fact_group):
        tx.execute(table.delete())
    start = {"id": _STATE, "zone": tenant.zone, "leaf": tree_size(tx) - 1, "pos": -1, "at": now}
    tx.upsert(fact_state, start)


def count_anew(tx: Tx, tenant: TenantInfo, now: Instant) -> None:
    """Count everything again at once: for tests and small tenants."""
    begin_anew(tx, tenant, now)
    while refresh(tx, tenant, now):
        pass


def _state(tx: Tx, tenant: TenantInfo, now: Instant) -> Row:
    state = tx.get(fact_state, id=_STATE)
    if state is None or state["zone"] != tenant.zone:
        # Another zone has other days.
        begin_anew(tx, tenant, now)
        state = tx.get(fact_state, id=_STATE)
    assert state is not None
    return state


def _count_on(tx: Tx, tenant: TenantInfo, state: Row, at_once: int) -> int:
    found = tickets.ids_after(tx, state["pos"], at_once)
    count(tx, tenant.zone, [ticket for _, ticket in found])
    tx.update(fact_state, {"id": _STATE}, {"pos": found[-1][0] if len(found) == at_once else None})
    return max(1, len(found))


def _follow(tx: Tx, tenant: TenantInfo, state: Row) -> int:
    happened = sa.select(leaf.c.idx, event.c.stream, event.c.at).join(event, leaf.c.seq == event.c.seq)
    rows = tx.rows(happened.where(leaf.c.idx > state["leaf"]).order_by(leaf.c.idx).limit(LEAVES_AT_ONCE))
    if not rows:
        return 0
    streams = dict.fromkeys(row["stream"] for row in rows)
    count(tx, tenant.zone, [stream.partition(":")[2] for stream in streams if stream.startswith("ticket:")])
    tx.update(fact_state, {"id": _STATE}, {"leaf": rows[-1]["idx"], "at": rows[-1]["at"]})
    return len(rows)


# --- counting ---------------------------------------------------------------------------------------------------


@dataclass
class _Change:
    """What is to be written: differences of days by (day, dims), rows of tickets that come and go."""

    days: defaultdict[tuple[int, int], list[int]] = field(
        default_factory=lambda: defaultdict(lambda: [0] * (1 + len(AMOUNTS)))
    )
    come: list[tuple[int, int, int, Amounts]] = field(default_factory=list)
    gone: list[tuple[int, int]] = field(default_factory=list)

    def add(self, day: int, dims: int, amounts: Amounts, sign: int) -> None:
        sums = self.days[day, dims]
        sums[0] += sign
        for index, amount in enumerate(amounts, 1):
            if amount:
                sums[index] += sign * amount


def count(tx: Tx, zone: str, ids: Sequence[str]) -> None:
    """Bring the facts of these tickets up to date."""
    if not ids:
        return
    clocks: defaultdict[str, list[ClockPast]] = defaultdict(list)
    for row in sla.judged_clocks(tx, ids):
        clocks[row["ticket"]].append(ClockPast(row["kind"], row["at"], row["met"], row["elapsed"]))
    pasts = tickets.pasts_of(tx, ids)
    kept = _kept(tx, [row["pos"] for row in pasts])
    groups = _groups(tx, pasts)
    change = _Change()
    for row, dims in zip(pasts, groups, strict=True):
        facts = facts_of(_past(row, clocks[row["id"]]), zone)
        now = {day: (dims, tuple(amounts.get(name, 0) for name in AMOUNTS)) for day, amounts in facts.items()}
        _compare(change, row["pos"], kept.get(row["pos"], {}), now)
    _write(tx, change)


def _past(row: Row, clocks: Iterable[ClockPast]) -> Past:
    return Past(
        created_at=row["created_at"],
        open=row["category"] in _OPEN,
        cancelled=row["category"] == "cancelled",
        responded_at=row["responded_at"],
        resolved_at=row["resolved_at"],
        ended_at=row["ended_at"],
        reopened_at=row["reopened_at"],
        visits=row["visits"],
        clocks=tuple(clocks),
    )


def _kept(tx: Tx, positions: Sequence[int]) -> dict[int, Kept]:
    found: dict[int, Kept] = {}
    for row in tx.rows(sa.select(ticket_fact).where(ticket_fact.c.pos.in_(positions))):
        amounts = tuple(int(row[name]) for name in AMOUNTS)
        found.setdefault(row["pos"], {})[row["day"]] = (row["dims"], amounts)
    return found


def _groups(tx: Tx, rows: Sequence[Row]) -> list[int]:
    """The number of each row's combination; new ones are written down."""
    keys = [json.dumps([row[name] for name in _GROUPED], ensure_ascii=False) for row in rows]
    wanted = list(dict.fromkeys(keys))
    known = {
        row["key"]: row["id"]
        for row in tx.rows(sa.select(fact_group.c.key, fact_group.c.id).where(fact_group.c.key.in_(wanted)))
    }
    missing = [key for key in wanted if key not in known]
    if missing:
        highest = tx.scalar(sa.select(sa.func.coalesce(sa.func.max(fact_group.c.id), 0)))
        known.update({key: highest + place for place, key in enumerate(missing, 1)})
        values = dict(zip(keys, rows, strict=True))
        added = [{"id": known[key], "key": key, **{name: values[key][name] for name in _GROUPED}} for key in missing]
        tx.insert(fact_group, *added)
    return [known[key] for key in keys]


def _compare(change: _Change, pos: int, kept: Kept, now: Kept) -> None:
    for day, (dims, amounts) in kept.items():
        if now.get(day) != (dims, amounts):
            change.add(day, dims, amounts, -1)
            change.gone.append((pos, day))
    for day, (dims, amounts) in now.items():
        if kept.get(day) != (dims, amounts):
            change.add(day, dims, amounts, 1)
            change.come.append((pos, day, dims, amounts))


# --- writing ----------------------------------------------------------------------------------------------------


def _write(tx: Tx, change: _Change) -> None:
    for pos, day in change.gone:
        tx.delete(ticket_fact, pos=pos, day=day)
    rows = [
        {"pos": pos, "day": day, "month": month_of(day), "dims": dims, **dict(zip(AMOUNTS, amounts, strict=True))}
        for pos, day, dims, amounts in change.come
    ]
    tx.insert(ticket_fact, *rows)
    add = _ADD[tx.kind]
    emptied = []
    for (day, dims), (number, *amounts) in change.days.items():
        if number or any(amounts):
            tx.write(add, (day, dims, month_of(day), number, *amounts))
        if number < 0:
            emptied.append((day, dims))
    for day, dims in emptied:
        tx.delete(daily_fact, day=day, dims=dims, tickets=0)


def _adding(mark: str) -> str:
    """Adds to the amounts of a day, or makes the row: a dozen of them per ticket, hence no Core."""
    names = ("day", "dims", "month", "tickets", *AMOUNTS)
    sums = ", ".join(f"{name} = daily_fact.{name} + excluded.{name}" for name in ("tickets", *AMOUNTS))
    columns, marks = ", ".join(names), ", ".join(mark for _ in names)
    return f"INSERT INTO daily_fact ({columns}) VALUES ({marks}) ON CONFLICT (day, dims) DO UPDATE SET {sums}"  # noqa: S608


_ADD: dict[str, Any] = {"sqlite": _adding("?"), "postgresql": _adding("%s")}
