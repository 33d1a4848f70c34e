"""What is promised: clocks with their conditions, policies with their goals, ladders of thresholds, reminders.

Conditions are trees of `core.rules` over the ticket's fields and `work` (see `kinds`). Immutable; made by `parse_sla`.
"""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Literal

from bihuan.core.calendars import Calendar
from bihuan.core.late import dataclass
from bihuan.core.rules import Condition, Env
from bihuan.core.values import Instant, Json, JsonObject

Hours = Literal["working", "wall"]
Again = Literal["never", "continue", "restart"]
Notice = Literal["quiet", "now", "working"]
Record = Mapping[str, Any]
CONDITIONS = ("start", "pause", "resume", "stop", "reset", "cancel")


@dataclass(frozen=True, slots=True)
class When:
    """A checked condition. `tree` is as written; equal trees are the same condition."""

    tree: Json
    condition: Condition = field(compare=False, repr=False)
    test: Callable[[Record, Env], bool] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A rung of the ladder: at a share of the goal (`percent`) or `offset` ms of the clock's own time beside its end.

    `actions` are for whoever carries them out; the core only hands them on. `policies`: only under these; empty = all.
    """

    key: str
    percent: int | None
    offset: int
    actions: tuple[JsonObject, ...]
    notice: Notice
    policies: tuple[str, ...] = ()

    def amount(self, goal: int) -> int:
        """After how much of the clock's time (ms) it is reached."""
        return goal * self.percent // 100 if self.percent is not None else goal + self.offset


@dataclass(frozen=True, slots=True)
class ClockDefinition:
    """One clock. `again`: what a stopped clock does when its start holds again.

    never: what was done is done (first response) · continue: the same clock goes on (a reopened ticket) · restart: a
    new cycle from nothing. `alarm`: it watches (stale) rather than promises, and is never "the next due".
    """

    key: str
    kind: str
    label: Mapping[str, str]
    conditions: Mapping[str, When]
    again: Again
    alarm: bool
    ladder: tuple[Threshold, ...]

    @property
    def start(self) -> When:
        return self.conditions["start"]


@dataclass(frozen=True, slots=True)
class Goal:
    """One row of goals: the first whose condition holds gives the goal (ms of the clock's hours)."""

    when: When | None
    length: int
    hours: Hours
    calendar: str


@dataclass(frozen=True, slots=True)
class Policy:
    """Goals for the tickets that meet `when`. A clock without a goal here does not run under this policy."""

    key: str
    label: Mapping[str, str]
    when: When | None
    goals: Mapping[str, tuple[Goal, ...]]


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When notices wait. `awake` is open while they may go out; the policies in `exempt` never wait."""

    awake: Calendar
    exempt: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offset:
    """So many days, or working days, from a date; negative = before it."""

    key: str
    count: int
    unit: Literal["day", "working_day"]


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder beside a date field (下次保养日期): at `minute` of the local day, for each offset."""

    key: str
    label: Mapping[str, str]
    field: str
    offsets: tuple[Offset, ...]
    minute: int
    when: When
    actions: tuple[JsonObject, ...]


@dataclass(frozen=True, slots=True)
class PriorityMatrix:
    """紧急程度 × 影响 → P0–P3, read from two fields of the record."""

    urgency: str
    impact: str
    cells: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class SlaDefinition:
    """A whole set, in the order written: the first policy that fits a ticket is its policy."""

    key: str
    label: Mapping[str, str]
    clocks: Mapping[str, ClockDefinition]
    policies: tuple[Policy, ...]
    priority: PriorityMatrix | None = None
    quiet: QuietHours | None = None
    reminders: tuple[Reminder, ...] = ()

    def policy(self, record: Record, env: Env) -> Policy | None:
        """The ticket's policy, None when none fits."""
        return next((policy for policy in self.policies if policy.when is None or policy.when.test(record, env)), None)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something happened: the record as it is since then, `work` included (docs/sla.md lists what stands in it).

    `at` is the effective instant (see `effective_time`), `cause` says what it was, for the timeline.
    """

    at: Instant
    record: Record
    cause: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tick:
    """A timer went off, or somebody looks whether one should have."""

    cause: JsonObject = field(default_factory=dict)
