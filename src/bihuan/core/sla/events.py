"""What happened to the clocks of a ticket. Every input that a clock was moved by stands in the event.

`at` is the effective instant, which counts for the clock; `received` is when it became known, which orders the ledger.
`cause` is the fact's own (who, what, from which channel). Fields are JSON only; a goal is in ms.
"""

from dataclasses import field, fields
from typing import Any, ClassVar

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Json, JsonObject, thaw_json


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaEvent:
    """`version` grows when a field changes its meaning."""

    version: ClassVar[int] = 1
    at: Instant
    received: Instant
    cause: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockEvent(SlaEvent):
    """`cycle` counts how often the clock has begun from nothing, from 1."""

    clock: str
    cycle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredEvent(ClockEvent):
    """The terms and the due instant that hold from now on. Wall hours: calendar "" and version 0.

    `due` is None while the clock is paused, or when its calendar ends before the goal does.
    """

    policy: str
    goal: int
    hours: str
    calendar: str
    calendar_version: int
    due: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStarted(MeasuredEvent):
    """`why`: start, switch (a policy asks for it late; then `started_at` is the old start) or restart.

    `spans`: [from, to] pairs in which it has run already, less the pauses on record; the last is open (null) unless
    the ticket is paused.
    """

    kind: str
    why: str
    started_at: Instant
    spans: tuple[Json, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPaused(ClockEvent):
    """`elapsed` ms had run."""

    elapsed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockResumed(ClockEvent):
    """What had run before the pause stays; `due` is new."""

    elapsed: int
    due: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockContinued(MeasuredEvent):
    """重开: a stopped clock goes on, under today's terms; the time in between does not count."""

    elapsed: int
    breached_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStopped(ClockEvent):
    """The thing was done. `outcome`: met or breached."""

    outcome: str
    elapsed: int
    goal: int
    due: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockBreached(ClockEvent):
    """The goal was used up at `at`. `born`: a switch made it so, for a goal that had passed already."""

    policy: str
    goal: int
    born: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockBreachWithdrawn(ClockEvent):
    """A late message showed that the clock had moved before `breached_at`; notices are to be corrected, once.

    `passed`: the thresholds that stay reached.
    """

    breached_at: Instant
    policy: str
    goal: int
    passed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSwitched(MeasuredEvent):
    """Goal, hours or calendar were replaced; what ran and paused before stands. `why`: policy, goal or calendar.

    `breached_at`: when it breached under the new terms, if it had breached under the old ones too; None otherwise
    (a clock born breached gets a `ClockBreached` of its own). `passed`: thresholds that need not be said again.
    """

    why: str
    elapsed: int
    old_policy: str
    old_goal: int
    old_due: Instant | None
    breached_at: Instant | None
    passed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReset(ClockEvent):
    """It counts from nothing again; `elapsed` is what is forgotten."""

    elapsed: int
    due: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockCancelled(ClockEvent):
    """`why`: cancel (its condition), switch (the policy has no such goal) or removed (no such clock any more)."""

    why: str
    elapsed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRetimed(ClockEvent):
    """A lead settled when the fact behind an earlier move happened: `spans`, `started_at` and `moved_at` are those of
    a history in which it had always been known. `outcome` and `due` are told anew, `elapsed` is as of `received`.

    `breached_at`: where a breach that still is one stands now. `passed`: thresholds that stay reached.
    """

    spans: tuple[Json, ...]
    started_at: Instant
    moved_at: Instant
    elapsed: int
    due: Instant | None
    outcome: str | None
    breached_at: Instant | None
    passed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdReached(ClockEvent):
    """Rungs of the ladder, lowest first: {threshold, at, notify_at, actions}. One event is one notice per person.

    Several when a timer was late, or a clock was born beyond them.
    """

    passed: tuple[JsonObject, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderPlanned(SlaEvent):
    """The date of a reminder was set, moved or taken away. `pending`: [offset, instant] pairs still to come."""

    reminder: str
    value: Json
    pending: tuple[Json, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderReached(SlaEvent):
    """`offsets` that have come, several when the timer was late."""

    reminder: str
    value: Json
    offsets: tuple[str, ...]
    actions: tuple[JsonObject, ...]


SLA_EVENTS: tuple[type[SlaEvent], ...] = (
    ClockStarted,
    ClockPaused,
    ClockResumed,
    ClockContinued,
    ClockStopped,
    ClockBreached,
    ClockBreachWithdrawn,
    ClockSwitched,
    ClockReset,
    ClockCancelled,
    ClockRetimed,
    ThresholdReached,
    ReminderPlanned,
    ReminderReached,
)
EVENT_TYPES = {kind.__name__: kind for kind in SLA_EVENTS}
TUPLES = frozenset({"spans", "passed", "pending", "offsets", "actions"})
_FIELDS = {kind: tuple(item.name for item in fields(kind)) for kind in SLA_EVENTS}
_PLAIN = frozenset({str, int, bool, type(None)})


def event_to_json(event: SlaEvent, without: frozenset[str] = frozenset()) -> JsonObject:
    """The event as plain JSON, its name under `event`; fields in `without` are left out."""
    body = {"event": type(event).__name__}
    for name in _FIELDS[type(event)]:
        if name in without:
            continue
        value = getattr(event, name)
        body[name] = value if type(value) in _PLAIN else thaw_json(value)
    return body


def event_from_json(data: Json) -> SlaEvent:
    """The inverse of `event_to_json`."""
    body: dict[str, Any] = {
        key: tuple(value) if key in TUPLES else value for key, value in data.items() if key != "event"
    }
    return EVENT_TYPES[data["event"]](**body)
