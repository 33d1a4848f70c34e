"""A naive model of the resolve clock, recomputed from what happened to a ticket: minute by minute, without the engine.

It knows what the company promises (`tests/modules/sla/promises.py`): P0 and P1 within 8 hours by the wall clock, P2 and
P3 within 24 and 40 hours of the office's, which is shut on official holidays and open on their make-up days. The clock
runs while a ticket is new or active, rests while it waits, stops when it is resolved and goes on when it is reopened.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import groupby
from random import Random
from typing import Any

import sqlalchemy as sa

from bihuan.core.values import Instant
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.tables import event
from bihuan.kernel.tx import Tx
from bihuan.modules.sla.tables import ticket_clock
from tests.modules.tickets.pumps import FLOW
from tests.simulator.watch import BrokenError

_MINUTE, _HOUR = 60_000, 3_600_000
_ZONE = timedelta(hours=8)
_GOALS = {"P0": 8 * _HOUR, "P1": 8 * _HOUR, "P2": 24 * _HOUR, "P3": 40 * _HOUR}
_ON_THE_WALL = ("P0", "P1")
_OPEN = (*range(9 * 60, 12 * 60), *range(13 * 60, 18 * 60))
_CATEGORY = {stage["key"]: stage["category"] for stage in FLOW["stages"]}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What people claim to have done earlier, and mergings, have rules of their own; their tests are elsewhere.
_BEYOND = ("TimeClaimed", "TimeSettled", "RunMerged", "RunUnmerged")


@cache
def _special_days() -> dict[date, bool]:
    """Days that are off (True) or worked like a Monday (False) by official notice."""
    text = (files("bihuan.modules.sla") / "official_days.json").read_text(encoding="utf-8")
    return {
        date.fromisoformat(day["date"]): day["isOffDay"] for year in json.loads(text)["years"] for day in year["days"]
    }


@cache
def _open_minutes(day: date) -> frozenset[int]:
    """The minutes of a day at which the office is open."""
    off = _special_days().get(day, day.weekday() > 4)
    return frozenset() if off else frozenset(_OPEN)


def _minutes(start: Instant, end: Instant) -> Iterator[tuple[Instant, Instant]]:
    """The open parts of a span, at most a minute each."""
    at = start
    while at < end:
        local = _EPOCH + timedelta(milliseconds=at) + _ZONE
        opened = _open_minutes(local.date())
        next_at = (at // _MINUTE + 1) * _MINUTE
        if not opened:
            midnight = datetime(local.year, local.month, local.day, tzinfo=UTC) + timedelta(days=1) - _ZONE
            next_at = (midnight - _EPOCH) // timedelta(milliseconds=1)
        elif local.hour * 60 + local.minute in opened:
            yield at, min(next_at, end)
        at = next_at


@dataclass
class Model:
    """The clock as somebody with paper and a watch would keep it."""

    priority: str = ""
    phase: str = ""
    spans: list[list[Instant]] = field(default_factory=list)
    judged_by: str = ""

    def fact(self, at: Instant, category: str) -> None:
        """Something happened, after which the ticket is in a stage of this category."""
        runs = category in ("new", "active")
        if self.phase == "running" and not runs:
            self.spans[-1].append(at)
        elif self.phase != "running" and runs:
            self.spans.append([at])
        over = {"waiting": "paused", "resolved": "stopped", "closed": "stopped", "cancelled": "cancelled"}
        before, self.phase = self.phase, "running" if runs else over[category]
        if self.phase not in ("stopped", "cancelled") or before != self.phase:
            self.judged_by = self.priority

    def elapsed(self) -> int:
        """How long it has run in closed spans."""
        return sum(self._measure(*span) for span in self.spans if len(span) == 2)

    def _measure(self, start: Instant, end: Instant) -> int:
        if self.judged_by in _ON_THE_WALL:
            return end - start
        return sum(to - at for at, to in _minutes(start, end))

    def due(self) -> Instant:
        """When the goal is used up, if it goes on as it does."""
        left = _GOALS[self.judged_by]
        for span in self.spans:
            start, end = span[0], span[1] if len(span) == 2 else span[0] + 400 * 24 * _HOUR
            parts = ((start, end),) if self.judged_by in _ON_THE_WALL else _minutes(start, end)
            for at, to in parts:
                if to - at >= left:
                    return at + left
                left -= to - at
        raise AssertionError("the goal is never used up")


def _model_of(stream: list[StoredEvent]) -> Model:
    model, category = Model(), "new"
    for _, unit in groupby(stream, key=lambda stored: stored.correlation):
        events = list(unit)
        for stored in events:
            changes = getattr(stored.event, "changes", None) or {}
            model.priority = getattr(stored.event, "priority", None) or changes.get("priority", model.priority)
            category = _CATEGORY.get(getattr(stored.event, "stage", None) or "", category)
        if any(type(stored.event).__name__ != "ClocksMoved" for stored in events):
            model.fact(events[0].at, category)
    return model


def compare(tx: Tx, hooks: Hooks, chance: Random, most: int | None) -> int:
    """Compare the clocks of some tickets (None: of all) with the model; returns how many."""
    rows = tx.all(ticket_clock, order=("ticket",), clock="resolve")
    if most is not None:
        rows = chance.sample(rows, min(most, len(rows)))
    compared = 0
    for row in rows:
        stream = f"ticket:{row['ticket']}"
        beyond = sa.select(event.c.no).where(event.c.stream == stream, event.c.type.in_(_BEYOND)).limit(1)
        if tx.first(beyond) is None:
            _compare(row, _model_of(EventLog(hooks).read(tx, stream)))
            compared += 1
    return compared


def _compare(row: dict[str, Any], model: Model) -> None:
    if row["phase"] != model.phase:
        raise BrokenError("clocks are right", f"{row['ticket']} is {row['phase']}, should be {model.phase}")
    if model.phase == "running" and row["due"] != model.due():
        raise BrokenError("clocks are right", f"{row['ticket']} is due {row['due']}, should be {model.due()}")
    if model.phase == "stopped" and row["elapsed"] != model.elapsed():
        raise BrokenError("clocks are right", f"{row['ticket']} took {row['elapsed']}, should be {model.elapsed()}")
    if model.phase == "stopped" and (row["elapsed"] > row["goal"]) != (row["outcome"] == "breached"):
        raise BrokenError("clocks are right", f"{row['ticket']} took {row['elapsed']}: {row['outcome']}")
