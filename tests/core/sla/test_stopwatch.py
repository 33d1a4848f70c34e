"""Whole clock histories against a stopwatch that writes down every minute in which it ran."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.core.calendars import parse_calendar
from bihuan.core.rules import Env, Field, Option, Schema
from bihuan.core.sla import (
    CalendarShelf,
    Clocks,
    Fact,
    SlaDefinition,
    Tick,
    clocks_from_json,
    clocks_to_json,
    decide,
    evolve,
    next_timer,
    parse_sla,
    read_clock,
    try_out,
)
from tests.core.calendars.minutes import MINUTE, instant, open_minutes

# New York over the week-end in which an hour is skipped: Friday noon to Tuesday.
START = instant("2026-03-06T12:00-05:00")
LENGTH = 4 * 24 * 60
FLAGS = ("go", "hold", "done", "void")
SCHEMA = Schema(
    [*(Field(flag, "boolean") for flag in FLAGS), Field("level", "choice", options=tuple(map(Option, "ABC")))]
)
CALENDARS: dict[str, dict[str, Any]] = {
    "office": {"key": "office", "zone": "America/New_York", "week": {"mon-fri": ["09:00-12:00", "13:00-18:00"]}},
    "nights": {"key": "nights", "zone": "America/New_York", "week": {"mon-sun": ["00:00-04:00", "22:00-24:00"]}},
}
SHELF = CalendarShelf({(key, 1): parse_calendar(data) for key, data in CALENDARS.items()})
AGAIN = {"once": "never", "whole": "continue", "round": "restart"}
ENV = Env(0)
Holds = Callable[[str], dict[str, Any]]


@cache
def opened(calendar: str) -> list[bool]:
    return [True] * LENGTH if calendar == "" else open_minutes(CALENDARS[calendar], START, LENGTH)


def is_set(flag: str) -> dict[str, Any]:
    return {"field": flag}


def clock(key: str, again: str, word: str, holds: Holds) -> dict[str, Any]:
    conditions = {"start": "go", "pause": "hold", "stop": "done", "cancel": "void"}
    reset = {"op": "contains", "left": {"field": "work.happened"}, "right": word}
    ladder = [{"at": "50%"}, {"at": "75%"}, {"at": "100%"}, {"at": "+1h", "every": "2h", "times": 3}]
    written = {name: holds(flag) for name, flag in conditions.items()}
    return {"key": key, "again": again, **written, "reset": reset, "ladder": ladder}


def body(goals: dict[str, dict[str, Any]], word: str = "again", holds: Holds = is_set) -> dict[str, Any]:
    """The set as it is written. `word` says that the clocks begin from nothing, `holds` asks for a flag."""
    policies = [
        {"key": level.lower(), "when": {"op": "eq", "left": {"field": "level"}, "right": level}, "goals": goals[level]}
        for level in "ABC"
    ]
    clocks = [clock(key, again, word, holds) for key, again in AGAIN.items()]
    return {"key": "any", "clocks": clocks, "policies": policies}


def definition(goals: dict[str, dict[str, Any]]) -> SlaDefinition:
    return parse_sla(body(goals), SCHEMA, CALENDARS)


def goal(minutes: int, calendar: str) -> dict[str, Any]:
    return {"goal": f"{minutes}m", **({"calendar": calendar} if calendar else {"hours": "wall"})}


@dataclass
class Stopwatch:
    """The oracle: the minutes in which one clock ran, counted out loud."""

    again: str
    phase: str = "idle"
    ran: list[int] = field(default_factory=list)
    goal: int = 0
    calendar: str = ""
    gone: str = ""
    began: int = 0
    gaps_from: int = 0
    ended: int = 0
    late: bool = False

    def pass_minutes(self, since: int, until: int) -> None:
        if self.phase == "running":
            self.ran += range(since, until)

    def hear(self, at: int, record: dict[str, Any], terms: tuple[int, str] | None, others: list["Stopwatch"]) -> None:
        live = self.phase in ("running", "paused")
        if live and (record["done"] or record["void"] or terms is None):
            self.phase = "stopped" if record["done"] else "cancelled"
            self.gone = "void" if record["void"] else "switch"
            self.ended = at
        elif live and terms is not None:
            self.goal, self.calendar = terms
            if "again" in record["work"]["happened"]:
                self.ran, self.gaps_from = [], at
        elif terms is not None and record["go"] and not record["done"] and not record["void"]:
            self.begin(at, terms, others)
        if self.phase in ("running", "paused"):
            self.phase = "paused" if record["hold"] else "running"

    def begin(self, at: int, terms: tuple[int, str], others: list["Stopwatch"]) -> None:
        missed = self.phase == "cancelled" and self.gone == "switch"
        if self.phase in ("idle", "cancelled") and (missed or (self.phase == "idle" and self.late)):
            self.catch_up(at, others)
        elif self.phase == "idle" or self.again == "restart":
            self.ran, self.began, self.gaps_from = [], at, at
        elif self.phase == "stopped" and self.again == "never":
            return
        self.goal, self.calendar = terms
        self.phase = "running"

    def catch_up(self, at: int, others: list["Stopwatch"]) -> None:
        known = [other for other in others if other.phase != "idle"]
        start = min((other.began for other in known), default=at)
        paused = {minute for other in known for minute in other.gaps(at)}
        self.ran = [minute for minute in range(start, at) if minute not in paused]
        self.began = self.gaps_from = start

    def gaps(self, now: int) -> set[int]:
        end = now if self.phase in ("running", "paused") else self.ended
        return set(range(self.gaps_from, end)) - set(self.ran)

    def elapsed(self) -> int:
        return sum(opened(self.calendar)[minute] for minute in self.ran)

    def breached_at(self, now: int) -> int | None:
        counted = [minute for minute in self.ran if opened(self.calendar)[minute]]
        if len(counted) < self.goal:
            return None
        full = counted[self.goal - 1] + 1
        following = [minute for minute in self.ran if minute >= full]
        return following[0] if following else now if self.phase == "running" else None


goals = st.builds(goal, st.integers(1, 700), st.sampled_from(["office", "nights", ""]))
policies = st.fixed_dictionaries(
    {
        "A": st.fixed_dictionaries({"once": goals, "whole": goals, "round": goals}),
        "B": st.fixed_dictionaries({"whole": goals, "round": goals}),
        "C": st.fixed_dictionaries({"once": goals}),
    }
)
changes = st.fixed_dictionaries(
    {},
    optional={
        "hold": st.booleans(),
        "done": st.booleans(),
        "void": st.sampled_from([False, False, True]),
        "level": st.sampled_from("AAB" + "C"),
        "again": st.booleans(),
    },
)
histories = st.lists(st.tuples(st.integers(0, 500), changes), min_size=1, max_size=9)


def facts_of(history: list[tuple[int, dict[str, Any]]]) -> list[tuple[int, dict[str, Any]]]:
    """(minute, whole record) of each fact; a history begins with the ticket."""
    record: dict[str, Any] = {"go": True, "hold": False, "done": False, "void": False, "level": "A"}
    found, minute = [], 0
    for gap, change in [(0, {}), *history]:
        minute += gap
        record = {**record, **{key: value for key, value in change.items() if key != "again"}}
        happened = ["again"] if change.get("again") else []
        found.append((minute, {**record, "work": {"happened": happened}}))
    return found


def play(written: SlaDefinition, facts: list[tuple[int, dict[str, Any]]], ticking: bool, until: int) -> Clocks:
    clocks = Clocks()

    def judge(moment: Fact | Tick, now: int) -> None:
        nonlocal clocks
        for event in decide(written, clocks, moment, SHELF, replace(ENV, now=now)):
            clocks = evolve(clocks, event)

    def tick(now: int) -> None:
        while (due := next_timer(written, clocks, SHELF)) is not None and due <= now:
            judge(Tick(), due if ticking else now)

    for minute, record in facts:
        now = START + minute * MINUTE
        if ticking:
            tick(now)
        judge(Fact(now, record), now)
    tick(START + until * MINUTE)
    return clocks


def listen(goals_by_level: dict[str, Any], facts: list[tuple[int, dict[str, Any]]], until: int) -> dict[str, Stopwatch]:
    watches = {key: Stopwatch(again) for key, again in AGAIN.items()}
    before, level = 0, None
    for minute, record in facts:
        switched = level not in (None, record["level"])
        # The set of goals is the clocks' only when a clock was started or switched under it.
        for watch in watches.values():
            watch.pass_minutes(before, minute)
            watch.late = switched
        terms = goals_by_level[record["level"]]
        moved = False
        for key, watch in watches.items():
            promise = terms.get(key)
            wanted = (int(promise["goal"][:-1]), promise.get("calendar", "")) if promise else None
            was = watch.phase
            watch.hear(minute, record, wanted, list(watches.values()))
            stays = was in ("running", "paused") and watch.phase in ("running", "paused")
            moved = moved or (was not in ("running", "paused") and watch.phase in ("running", "paused"))
            moved = moved or (stays and switched)
        if moved or level is None:
            level = record["level"]
        before = minute
    for watch in watches.values():
        watch.pass_minutes(before, until)
    return watches


@pytest.mark.req("SLA-3.core")
@settings(max_examples=max(15, settings().max_examples // 2))
@given(policies, histories, st.booleans())
def test_every_history_ends_as_the_stopwatch_says(
    promised: dict[str, Any], history: list[tuple[int, dict[str, Any]]], ticking: bool
) -> None:
    facts = facts_of(history)
    until = min(facts[-1][0] + 400, LENGTH)
    clocks = play(definition(promised), facts, ticking, until)
    now = START + until * MINUTE
    for key, watch in listen(promised, facts, until).items():
        found = clocks.clocks.get(key)
        if found is None:
            assert watch.phase == "idle"
            continue
        assert found.phase == watch.phase
        assert read_clock(found, SHELF, now).elapsed == watch.elapsed() * MINUTE
        if watch.phase != "cancelled":
            breached = watch.breached_at(until)
            assert found.breached_at == (None if breached is None else START + breached * MINUTE)
            assert_due(found.due, watch, found.breached_at, until)


def assert_due(due: int | None, watch: Stopwatch, breached_at: int | None, until: int) -> None:
    if watch.phase == "stopped":
        return
    if watch.phase == "paused" or breached_at is not None:
        assert due == breached_at
        return
    left = watch.goal - watch.elapsed()
    ahead = [minute for minute in range(until, LENGTH) if opened(watch.calendar)[minute]]
    if len(ahead) >= left:
        assert due == START + (ahead[left - 1] + 1) * MINUTE


@pytest.mark.req("SLA-3.core")
@settings(max_examples=max(10, settings().max_examples // 4))
@given(policies, histories, st.integers(1, 600))
def test_a_stop_told_late_ends_as_if_told_in_time(
    promised: dict[str, Any], history: list[tuple[int, dict[str, Any]]], delay: int
) -> None:
    written = definition(promised)
    facts = [(minute, {**record, "done": False}) for minute, record in facts_of(history)]
    minute, record = facts[-1]
    stop = Fact(START + (minute + 30) * MINUTE, {**record, "done": True, "work": {"happened": []}})
    known = [(START + at * MINUTE, Fact(START + at * MINUTE, body)) for at, body in facts]
    late = stop.at + delay * MINUTE
    in_time, _ = try_out(written, [*known, (stop.at, stop)], SHELF, ENV, late)
    afterwards, _ = try_out(written, [*known, (late, stop)], SHELF, ENV, late)
    for key, expected in in_time.clocks.items():
        found = afterwards.clocks[key]
        assert (found.phase, found.spans, found.breached_at) == (expected.phase, expected.spans, expected.breached_at)


@settings(max_examples=max(10, settings().max_examples // 4))
@given(policies, histories)
def test_nothing_happens_twice_and_nothing_is_lost_in_storage(
    promised: dict[str, Any], history: list[tuple[int, dict[str, Any]]]
) -> None:
    written, facts = definition(promised), facts_of(history)
    minute, record = facts[-1]
    clocks = play(written, facts, True, minute)
    now = START + minute * MINUTE
    quiet = Fact(now, {**record, "work": {"happened": []}})
    assert decide(written, clocks, quiet, SHELF, replace(ENV, now=now)) == ()
    assert decide(written, clocks, Tick(), SHELF, replace(ENV, now=now)) == ()
    assert clocks_from_json(clocks_to_json(clocks)) == clocks
