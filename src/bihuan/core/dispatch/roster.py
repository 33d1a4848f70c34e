"""The roster 排班: who is on duty when. Shifts and patterns are designed; the rest is entered day by day."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Literal

from bihuan.core.dispatch.facts import Absence, DutyKind
from bihuan.core.dispatch.hours import read_hours
from bihuan.core.late import dataclass
from bihuan.core.values import DocumentReader, Json, Problem, Refusal

SpecialDay = Literal["holiday", "workday"]
OFF = "off"
KINDS: tuple[DutyKind, ...] = ("work", "on_call")


@dataclass(frozen=True, slots=True)
class Shift:
    """`spans`: minutes of the local day on which it begins, half-open; 1440 and more are the next. Breaks are out."""

    key: str
    label: Mapping[str, str]
    spans: tuple[tuple[int, int], ...]
    kind: DutyKind = "work"


@dataclass(frozen=True, slots=True)
class Pattern:
    """`cycle`: the shifts of each day of a rotation; day 0 is `start`. A cycle of 7 from a Monday is a weekly plan.

    `special`: what holds instead on public holidays and make-up workdays (调休); absent: the rotation goes on.
    """

    key: str
    label: Mapping[str, str]
    start: date
    cycle: tuple[tuple[str, ...], ...]
    special: Mapping[SpecialDay, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Membership:
    """The person follows the pattern on days `start` to `end` (both included; None: for good), `shifted` days ahead."""

    person: str
    pattern: str
    start: date
    end: date | None = None
    shifted: int = 0


@dataclass(frozen=True, slots=True)
class Override:
    """On this day the person has these shifts and no others: a swap, an extra duty, a day off (no shifts)."""

    person: str
    day: date
    shifts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leave:
    """Time in which the person is neither at work nor on call."""

    person: str
    absence: Absence


@dataclass(frozen=True, slots=True)
class Roster:
    """Everything that `duty_of` needs. The last membership that covers a day counts, and the last override of a day."""

    zone: str
    shifts: Mapping[str, Shift]
    patterns: Mapping[str, Pattern]
    memberships: tuple[Membership, ...] = ()
    overrides: tuple[Override, ...] = ()
    leaves: tuple[Leave, ...] = ()
    special_days: Mapping[date, SpecialDay] = field(default_factory=dict)


def parse_roster(data: Json, zone: str) -> Roster:
    """Shifts and patterns as written: `{"shifts": […], "patterns": […]}` (docs/dispatch.md).

    Raises Refusal `dispatch.roster_invalid`; `problems` names every fault.
    """
    problems: list[Problem] = []
    reader = DocumentReader(data, "", problems)
    shifts: dict[str, Shift] = {}
    for child in reader.children("shifts"):
        shift = _read_shift(child)
        if shift.key in shifts or shift.key == OFF:
            child.fault("key", "dispatch.key_taken", taken=shift.key)
        shifts[shift.key] = shift
    patterns: dict[str, Pattern] = {}
    for child in reader.children("patterns"):
        pattern = _read_pattern(child, shifts)
        if pattern.key in patterns:
            child.fault("key", "dispatch.key_taken", taken=pattern.key)
        patterns[pattern.key] = pattern
    reader.done()
    if problems:
        raise Refusal("dispatch.roster_invalid", problems=problems)
    return Roster(zone, shifts, patterns)


def _read_shift(reader: DocumentReader) -> Shift:
    key = reader.key("key")
    start, end = read_hours(reader, "hours")
    spans = [(start, end)]
    for pause in reader.children("breaks", shorthand="hours"):
        begin, stop = read_hours(pause, "hours")
        pause.done()
        if begin < start:
            begin, stop = begin + 1440, stop + 1440
        if stop > end or begin < start:
            pause.fault("hours", "dispatch.break_outside")
            continue
        spans = [part for span in spans for part in _without(span, begin, stop)]
    shift = Shift(key, reader.label(key), tuple(spans), reader.choice("kind", KINDS, "work"))
    reader.done()
    return shift


def _without(span: tuple[int, int], begin: int, stop: int) -> list[tuple[int, int]]:
    pieces = [(span[0], min(span[1], begin)), (max(span[0], stop), span[1])]
    return [piece for piece in pieces if piece[0] < piece[1]]


def _read_pattern(reader: DocumentReader, shifts: Mapping[str, Shift]) -> Pattern:
    key = reader.key("key")
    cycle = tuple(_read_cycle(reader, shifts))
    if not cycle:
        reader.fault("cycle", "document.missing")
    special: dict[SpecialDay, tuple[str, ...]] = {}
    for name in ("holiday", "workday"):
        if reader.has(name):
            special[name] = _read_day(reader, name, reader.raw(name), shifts)
    pattern = Pattern(key, reader.label(key), _read_date(reader, "from"), cycle, special)
    reader.done()
    return pattern


def _read_cycle(reader: DocumentReader, shifts: Mapping[str, Shift]) -> list[tuple[str, ...]]:
    written = reader.raw("cycle")
    if not isinstance(written, list | tuple) or len(written) > 366:
        reader.fault("cycle", "document.list_expected", most=366)
        return []
    return [_read_day(reader, f"cycle.{index}", item, shifts) for index, item in enumerate(written)]


def _read_day(reader: DocumentReader, key: str, value: Json, shifts: Mapping[str, Shift]) -> tuple[str, ...]:
    """A shift, a list of shifts, or `off` (which YAML reads as false)."""
    names = [OFF if name is False else name for name in (value if isinstance(value, list | tuple) else [value])]
    if any(not isinstance(name, str) or (name != OFF and name not in shifts) for name in names):
        reader.fault(key, "dispatch.shift_unknown", known=sorted((*shifts, OFF)))
        return ()
    return tuple(name for name in names if name != OFF)


def _read_date(reader: DocumentReader, key: str) -> date:
    value = reader.raw(key)
    if isinstance(value, date):  # YAML reads an unquoted date as one
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        reader.fault(key, "document.missing" if value is None else "dispatch.bad_date")
        return date(1970, 1, 5)
