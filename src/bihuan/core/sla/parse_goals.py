"""Reads policies and their goals: one length for all, rows by condition, or a table by one or two fields."""

from collections.abc import Iterator, Mapping
from typing import get_args

from bihuan.core.sla.definition import ClockDefinition, Goal, Hours, Policy
from bihuan.core.sla.durations import read_duration
from bihuan.core.sla.reading import Reading
from bihuan.core.values import DocumentReader, Json

MOST_DEPTH = 2


def read_policies(whole: DocumentReader, reading: Reading, clocks: Mapping[str, ClockDefinition]) -> Iterator[Policy]:
    """The policies in order. Notes unknown clocks and calendars, and keys used twice."""
    seen: set[str] = set()
    for entry in whole.children("policies"):
        key = entry.key("key")
        if key in seen:
            entry.fault("key", "sla.key_twice", key=key)
        seen.add(key)
        tree = entry.raw("when")
        hours = entry.choice("hours", get_args(Hours), "working")
        shared = _Shared(reading, hours, entry.text("calendar", ""))
        goals: dict[str, tuple[Goal, ...]] = {}
        for name, written in entry.table("goals"):
            if name not in clocks:
                entry.fault(f"goals.{name}"[:200], "sla.unknown_clock", known=list(clocks))
            goals[name] = tuple(shared.rows(written, DocumentReader({}, entry.at(f"goals.{name}"), reading.problems)))
        label = entry.label(key)
        entry.done()
        yield Policy(key, label, None if tree is None else reading.condition(tree, entry.at("when")), goals)


class _Shared:
    """What the goals of one policy have in common where they say nothing else."""

    def __init__(self, reading: Reading, hours: Hours, calendar: str) -> None:
        self.reading = reading
        self.hours = hours
        self.calendar = calendar

    def rows(self, written: Json, place: DocumentReader) -> Iterator[Goal]:
        """`30m`, an object, or a list of objects of which the first that fits is taken."""
        listed = written if isinstance(written, list | tuple) else [written]
        for index, item in enumerate(listed):
            path = f"{place.path}.{index}" if isinstance(written, list | tuple) else place.path
            row = {"goal": item} if isinstance(item, str) else item
            yield from self.row(DocumentReader(row, path, self.reading.problems))

    def row(self, entry: DocumentReader) -> Iterator[Goal]:
        hours = entry.choice("hours", get_args(Hours), self.hours)
        calendar = self.known_calendar(entry, hours)
        by, tree = entry.names("by"), entry.raw("when")
        conditions = [] if tree is None else [tree]
        for found, text, path in self.cells(entry, by):
            length = read_duration(text)
            if length is None:
                entry.fault(path, "sla.bad_duration")
            elif hours == "working" and "d" in str(text):
                # Nobody agrees how many hours a working day has; in working hours a goal says hours.
                entry.fault(path, "sla.days_of_working_hours")
            whole = [*conditions, *found]
            when = self.reading.condition({"all": whole}, entry.path) if whole else None
            yield Goal(when, length or 60_000, hours, calendar)
        entry.done()

    def known_calendar(self, entry: DocumentReader, hours: Hours) -> str:
        calendar = entry.text("calendar", self.calendar or "-")
        if hours == "wall":
            return ""
        if calendar == "-":
            entry.fault("calendar", "document.missing")
        elif self.reading.calendars is not None and calendar not in self.reading.calendars:
            entry.fault("calendar", "sla.unknown_calendar", calendar=calendar, known=sorted(self.reading.calendars))
        return calendar

    def cells(self, entry: DocumentReader, by: tuple[str, ...]) -> Iterator[tuple[list[Json], Json, str]]:
        """(conditions, length, path) of one goal, or of each cell of a table by one or two fields."""
        if not by:
            yield [], entry.raw("goal"), "goal"
            return
        if len(by) > MOST_DEPTH or any(self.reading.schema.resolve(field) is None for field in by):
            entry.fault("by", "sla.unknown_field", field=", ".join(by)[:200])
            return
        if not isinstance(entry.raw("goals"), Mapping):
            entry.fault("goals", "document.object_expected")
            return
        for value, cell in entry.table("goals"):
            first = _equals(by[0], value)
            if len(by) == 1:
                yield [first], cell, f"goals.{value}"
            elif isinstance(cell, Mapping):
                for second, inner in cell.items():
                    yield [first, _equals(by[1], second)], inner, f"goals.{value}.{second}"
            else:
                entry.fault(f"goals.{value}", "document.object_expected")


def _equals(field: str, value: Json) -> Json:
    return {"op": "eq", "left": {"field": field}, "right": value}
