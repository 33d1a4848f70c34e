"""Telling a ticket's story to its clocks: facts and looks at the time, in the order in which they became known."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bihuan.core.calendars import Calendar, parse_calendar
from bihuan.core.rules import Env, Field, Option, Schema
from bihuan.core.sla import (
    CalendarShelf,
    Clock,
    ClockReading,
    Clocks,
    Fact,
    SlaDefinition,
    SlaEvent,
    Tick,
    clocks_from_json,
    clocks_to_json,
    decide,
    event_from_json,
    event_to_json,
    evolve,
    next_timer,
    parse_sla,
    read_clock,
    sla_schema,
)
from tests.core.calendars.minutes import instant

OFFICE: dict[str, Any] = {"key": "office", "zone": "Asia/Shanghai", "week": {"mon-fri": ["09:00-12:00", "13:00-18:00"]}}


def options(*values: str) -> tuple[Option, ...]:
    return tuple(Option(value) for value in values)


SCHEMA = Schema(
    [
        Field("title", "text"),
        Field("priority", "choice", options=options("P0", "P1", "P2", "P3")),
        Field("urgency", "choice", options=options("高", "中", "低")),
        Field("impact", "choice", options=options("高", "中", "低")),
        Field("customer", "record", fields=(Field("level", "choice", options=options("vip", "normal")),)),
        Field(
            "device",
            "record",
            fields=(Field("kind", "choice", options=options("core", "office")), Field("next_service", "date")),
        ),
    ]
)


def at(text: str) -> int:
    """`06-01 09:30` of 2026 in Shanghai, as ms."""
    return instant(text) if "T" in text else instant(f"2026-{text.replace(' ', 'T')}+08:00")


def told(moment: int | None) -> str | None:
    """The inverse of `at`, to the minute."""
    if moment is None:
        return None
    days, ms = divmod(moment - at("01-01 00:00"), 86_400_000)
    month = next(number for number in range(12, 0, -1) if at(f"{number:02d}-01 00:00") <= moment)
    day = days - (at(f"{month:02d}-01 00:00") - at("01-01 00:00")) // 86_400_000 + 1
    return f"{month:02d}-{day:02d} {ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}"


class Ticket:
    """A ticket whose facts pile up: what a fact does not name stays as it was, except what just happened."""

    def __init__(
        self, definition: dict[str, Any] | SlaDefinition, *calendars: dict[str, Any], schema: Schema = SCHEMA
    ) -> None:
        shelf: dict[str, Calendar] = {data["key"]: parse_calendar(data) for data in (calendars or (OFFICE,))}
        self.shelf = CalendarShelf({(key, 1): calendar for key, calendar in shelf.items()})
        self.definition = parse_sla(definition, schema, shelf) if isinstance(definition, dict) else definition
        self.record: dict[str, Any] = {"work": {"category": "new"}}
        self.clocks = Clocks()
        self.events: list[SlaEvent] = []
        self.env = Env(0)

    def put_calendar(self, calendar: Calendar, version: int) -> None:
        self.shelf = CalendarShelf({**self.shelf.versions, (calendar.key, version): calendar})

    def fact(
        self, when: str, *, received: str | None = None, happened: Sequence[str] = (), cause: str = "", **changes: Any
    ) -> list[str]:
        """The names of the events, each with its clock. `changes`: fields of work where there are such, else fields."""
        work = {**self.record["work"], "happened": list(happened)}
        known = {field.key for field in sla_schema(SCHEMA).fields["work"].fields}
        work |= {key: value for key, value in changes.items() if key in known}
        self.record |= {"work": work, **{key: value for key, value in changes.items() if key not in known}}
        return self.judge(Fact(at(when), dict(self.record), {"what": cause} if cause else {}), at(received or when))

    def tick(self, when: str) -> list[str]:
        return self.judge(Tick(), at(when))

    def run_until(self, when: str) -> list[str]:
        """Every timer goes off in time."""
        names: list[str] = []
        for _ in range(1000):
            due = next_timer(self.definition, self.clocks, self.shelf)
            if due is None or due > at(when):
                return names
            names += self.judge(Tick(), due)
        raise AssertionError("the timers never come to rest")

    def judge(self, moment: Fact | Tick, now: int) -> list[str]:
        env = replace(self.env, now=now)
        found = decide(self.definition, self.clocks, moment, self.shelf, env)
        for event in found:
            assert event_from_json(event_to_json(event)) == event
            self.clocks = evolve(self.clocks, event)
        assert clocks_from_json(clocks_to_json(self.clocks)) == self.clocks
        self.events += found
        return [f"{type(event).__name__} {getattr(event, 'clock', getattr(event, 'reminder', ''))}" for event in found]

    def clock(self, key: str) -> Clock:
        return self.clocks.clocks[key]

    def due(self, key: str) -> str | None:
        return told(self.clock(key).due)

    def read(self, key: str, when: str) -> ClockReading:
        return read_clock(self.clock(key), self.shelf, at(when))

    def state(self, key: str, when: str) -> str:
        return self.read(key, when).state
