"""A clock as it stands: the spans in which it ran, what it is measured against, and what it has already said.

Frozen values; `evolve` makes the next one. Elapsed and due follow from spans, goal and calendar (see `measuring`).
"""

from collections.abc import Mapping
from dataclasses import field, fields
from typing import Literal

from bihuan.core.calendars import ROUND_THE_CLOCK, Calendar
from bihuan.core.late import dataclass
from bihuan.core.sla.definition import Hours
from bihuan.core.values import Instant, Json, JsonObject, Refusal, thaw_json

Span = tuple[Instant, Instant | None]
Spans = tuple[Span, ...]
Phase = Literal["running", "paused", "stopped", "cancelled"]
LIVE: frozenset[Phase] = frozenset({"running", "paused"})
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Terms:
    """What a clock is measured against: `goal` ms of `hours`. Wall hours have no calendar: key "" and version 0."""

    policy: str
    goal: int
    hours: Hours
    calendar: str
    calendar_version: int

    def to_json(self) -> JsonObject:
        """The fields that every event about terms carries."""
        return {
            "policy": self.policy,
            "goal": self.goal,
            "hours": self.hours,
            "calendar": self.calendar,
            "calendar_version": self.calendar_version,
        }


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of one ticket. Spans are half-open, in order, the last one open (None) while it runs.

    `moved_at`: the effective instant of its last move. `due`: when the goal is used up as things stand; None while it
    is paused. `passed`: thresholds reached under the present terms. `breaches`: {policy, goal, at, end} that are no
    more: `end` says why (switched, withdrawn, reset).
    """

    key: str
    kind: str
    cycle: int
    terms: Terms
    started_at: Instant
    spans: Spans
    phase: Phase
    moved_at: Instant
    due: Instant | None = None
    breached_at: Instant | None = None
    passed: tuple[str, ...] = ()
    breaches: tuple[JsonObject, ...] = ()
    why_cancelled: str = ""

    @property
    def live(self) -> bool:
        """Running or paused."""
        return self.phase in LIVE


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    """The reminders still to come for one date: (offset, instant), soonest first."""

    value: Json
    pending: tuple[tuple[str, Instant], ...]


@dataclass(frozen=True, slots=True)
class Clocks:
    """All clocks of one ticket, and the policy that the last of them was started or switched under."""

    policy: str | None = None
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    reminders: Mapping[str, PlannedReminder] = field(default_factory=dict)


@dataclass(frozen=True)
class CalendarShelf:
    """Calendars by key and version; the highest version of a key is the present one."""

    versions: Mapping[tuple[str, int], Calendar]

    def present(self, key: str) -> int:
        """The present version of a calendar. Raises `Refusal("sla.calendar_gone")` when there is none."""
        found = max((version for name, version in self.versions if name == key), default=None)
        if found is None:
            raise Refusal("sla.calendar_gone", calendar=key)
        return found

    def of(self, terms: Terms) -> Calendar:
        """The calendar that a clock is measured on. Raises `Refusal("sla.calendar_gone")`."""
        if terms.hours == "wall":
            return ROUND_THE_CLOCK
        found = self.versions.get((terms.calendar, terms.calendar_version))
        if found is None:
            raise Refusal("sla.calendar_gone", calendar=terms.calendar)
        return found


# Written with every fact of every ticket: one pass over known fields rather than a walk over any shape.
_SCALARS = tuple(item.name for item in fields(Clock) if item.name not in ("terms", "spans", "passed", "breaches"))


def clocks_to_json(clocks: Clocks) -> JsonObject:
    """As JSON: what a ticket row keeps; `v` is the format."""
    return {
        "v": FORMAT,
        "policy": clocks.policy,
        "clocks": {key: _clock_json(clock) for key, clock in clocks.clocks.items()},
        "reminders": {
            key: {"value": planned.value, "pending": [list(pair) for pair in planned.pending]}
            for key, planned in clocks.reminders.items()
        },
    }


def _clock_json(clock: Clock) -> JsonObject:
    return {
        **{name: getattr(clock, name) for name in _SCALARS},
        "terms": clock.terms.to_json(),
        "spans": [list(span) for span in clock.spans],
        "passed": list(clock.passed),
        "breaches": [thaw_json(breach) for breach in clock.breaches],
    }


def clocks_from_json(data: Json) -> Clocks:
    """The inverse of `clocks_to_json`. Raises ValueError for a format of the future."""
    if data.get("v") != FORMAT:
        raise ValueError(f"unknown format of clocks: {data.get('v')}")
    return Clocks(
        data["policy"],
        {key: _clock(written) for key, written in data["clocks"].items()},
        {
            key: PlannedReminder(written["value"], tuple((offset, at) for offset, at in written["pending"]))
            for key, written in data["reminders"].items()
        },
    )


def _clock(data: JsonObject) -> Clock:
    spans = tuple((start, end) for start, end in data["spans"])
    lists = {key: tuple(data[key]) for key in ("passed", "breaches")}
    return Clock(**{**data, **lists, "spans": spans, "terms": Terms(**data["terms"])})
