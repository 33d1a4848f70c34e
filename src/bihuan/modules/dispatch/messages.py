"""What can be asked of engineers, roster and dispatch, and what then has happened.

Streams: `engineer:<user>` (profile), `duty:<user>` (pattern, days, leave), `backlog:<user>` (became free),
`definition:dispatch` and `definition:roster`; what concerns one task stands in its ticket's stream.
"""

from bihuan.core.dispatch import DispatchDecided
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject

POLICIES, ROSTER = "dispatch", "roster"


# --- commands: engineers ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveEngineer:
    """Make somebody an engineer, or change the profile as a whole. Skills, areas and teams are the person's own.

    `home`: {"lat", "lng"} in degrees as text. `capacity`: tasks at once, `day_cap`: tasks a day; None: no bound.
    `certificates`: {"name", "until"} each, `until` the first instant at which it is void or None. `exclusions`: ids of
    customers, sites and devices.
    """

    user: str
    home: JsonObject | None = None
    capacity: int | None = None
    day_cap: int | None = None
    languages: tuple[str, ...] = ()
    certificates: tuple[JsonObject, ...] = ()
    exclusions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PauseEngineer:
    """暂停接单: takes no new work until it is said otherwise. An explicit word, never guessed from who is online."""

    user: str
    paused: bool


@dataclass(frozen=True, slots=True)
class RemoveEngineer:
    """The person is no candidate any more; work under way stays."""

    user: str


# --- commands: roster ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PublishRoster:
    """Shifts, patterns, coverage needs, hours of rest and special days as the next version (docs/dispatch.md)."""

    body: JsonObject
    base_version: int | None = None


@dataclass(frozen=True, slots=True)
class FillSpecialDays:
    """Put an official yearly notice into the roster: {"year", "days": [{"name", "date", "isOffDay"}]}."""

    notice: JsonObject


@dataclass(frozen=True, slots=True)
class SetMemberships:
    """Which patterns somebody follows: {"pattern", "from", "to", "shifted"} each, days as text. Replaces them all."""

    user: str
    memberships: tuple[JsonObject, ...]


@dataclass(frozen=True, slots=True)
class SetDay:
    """On this day somebody has these shifts and no others (none: off); None: as the pattern says."""

    user: str
    day: str
    shifts: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class PublishRosterPlan:
    """Days of several people at once, as somebody made them of a proposal: {"person", "day", "shifts"} each (`shifts`
    null: as the pattern says). `bases`: the version of each person's entries that the plan was made from."""

    days: tuple[JsonObject, ...]
    bases: JsonObject


@dataclass(frozen=True, slots=True)
class EnterLeave:
    """Leave from `start` until `end`. `kind`: the word it is filed under; `note`: what planners should know of it."""

    user: str
    start: Instant
    end: Instant
    kind: str = "leave"
    note: str = ""


@dataclass(frozen=True, slots=True)
class CancelLeave:
    """The leave does not take place, or ends now."""

    user: str
    leave: str


@dataclass(frozen=True, slots=True)
class TurnLeave:
    """A leave begins or ends (`ended`). Sent by its timers."""

    user: str
    leave: str
    ended: bool = False


@dataclass(frozen=True, slots=True)
class NoteLeaver:
    """Somebody has left for good: note whose work must go to others. Sent by the platform."""

    user: str


@dataclass(frozen=True, slots=True)
class ForgetPerson:
    """Somebody was erased: so are home, leave and everything personal here. Sent by the platform."""

    user: str


# --- commands: dispatch ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PublishDispatchPolicies:
    """`body`: {"policies": ordered list, "jobs": what jobs ask for} as the next version (docs/dispatch.md)."""

    body: JsonObject
    base_version: int | None = None


@dataclass(frozen=True, slots=True)
class DispatchTask:
    """Dispatch a task that is in want of a person. Sent by the platform; `trigger` as in core.dispatch.

    `policy`: decide by this one, whatever it is for; None: by the first that is for the ticket.
    """

    task: str
    trigger: str
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class DecideDispatch:
    """A dispatcher asks for a decision. `act`: also give the task as the policy says; else keep a recommendation."""

    task: str
    act: bool = True


@dataclass(frozen=True, slots=True)
class AwaitAcceptance:
    """Begin the accept window of an offer that a person made. Sent by the platform."""

    task: str
    visit: str
    person: str


@dataclass(frozen=True, slots=True)
class LapsePool:
    """Nobody claimed in time. Sent by the timer."""

    task: str


@dataclass(frozen=True, slots=True)
class NoteTaken:
    """A task was claimed from a pool: those who come too late are told. Sent by the platform."""

    task: str
    person: str


@dataclass(frozen=True, slots=True)
class NoteFreed:
    """Somebody can take work again. Sent by the platform."""

    user: str


@dataclass(frozen=True, slots=True)
class GiveNextJob:
    """Give somebody who is free the oldest waiting task that fits. Sent by the platform."""

    user: str


@dataclass(frozen=True, slots=True)
class HandOverTask:
    """Decide what becomes of a task whose owner is away from `away_from` until `back_at` (None: for good)."""

    task: str
    person: str
    away_from: Instant
    back_at: Instant | None = None


# --- events ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineerSaved:
    """A profile as a whole; erased, the home is None."""

    home: JsonObject | None = None
    capacity: int | None = None
    day_cap: int | None = None
    languages: tuple[str, ...] = ()
    certificates: tuple[JsonObject, ...] = ()
    exclusions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineerPaused:
    """暂停接单, or takes work again."""

    paused: bool


@dataclass(frozen=True, slots=True)
class EngineerRemoved:
    """No candidate any more."""


@dataclass(frozen=True, slots=True)
class EngineerFreed:
    """Something waits, and this person can take work again."""


@dataclass(frozen=True, slots=True)
class RosterPublished:
    """A version of the roster's definition."""

    version: int
    body: JsonObject


@dataclass(frozen=True, slots=True)
class MembershipsSet:
    """The patterns somebody follows from now on, all of them."""

    memberships: tuple[JsonObject, ...]


@dataclass(frozen=True, slots=True)
class DaySet:
    """A day's own shifts, or None: as the pattern says."""

    day: str
    shifts: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class RosterPlanned:
    """Days of a published plan: day → its own shifts, or null: as the pattern says."""

    days: JsonObject


@dataclass(frozen=True, slots=True)
class LeaveEntered:
    """A leave stands in the roster. Erased, the word it was filed under and the note are None."""

    leave: str
    start: Instant
    end: Instant
    kind: str | None = "leave"
    note: str | None = ""


@dataclass(frozen=True, slots=True)
class LeaveCancelled:
    """The leave is struck out, or ended early at `end`."""

    leave: str
    end: Instant | None = None


@dataclass(frozen=True, slots=True)
class LeaveBegan:
    """The person is away now until `until`; `tasks` were open then."""

    leave: str
    until: Instant
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeaveEnded:
    """The person is back."""

    leave: str


@dataclass(frozen=True, slots=True)
class LeaverNoted:
    """The person has left for good; `tasks` were open then."""

    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonForgotten:
    """Everything personal in this stream is gone since."""


@dataclass(frozen=True, slots=True)
class DispatchPoliciesPublished:
    """A version of the policies. `findings`: what was advised ({code, path, data})."""

    version: int
    body: JsonObject
    findings: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceAwaited:
    """An offer that a person made runs out at `until`; `counted` as in core.dispatch."""

    task: str
    visit: str
    until: Instant
    counted: str


@dataclass(frozen=True, slots=True)
class PoolLapsed:
    """Nobody claimed the task in time."""

    task: str


@dataclass(frozen=True, slots=True)
class PoolTaken:
    """`person` won the claim; `others` could have claimed it."""

    task: str
    person: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DispatcherCalled:
    """A dispatcher must decide. `why`: nobody_fits, rounds_used_up, on_site, locked or no_policy; `rules`: how many
    people each rule removed."""

    task: str
    why: str
    rules: JsonObject


@dataclass(frozen=True, slots=True)
class WorkHandedOver:
    """The owner is away: the task is dispatched anew. `why` as in core.dispatch."""

    task: str
    person: str
    why: str


@dataclass(frozen=True, slots=True)
class DispatchStopped:
    """No policy is for this task any more: it is dispatched by hand."""

    task: str


PROFILE = ("home", "capacity", "day_cap", "languages", "certificates", "exclusions", "tags")
EVENTS: tuple[type, ...] = (
    EngineerSaved,
    EngineerPaused,
    EngineerRemoved,
    EngineerFreed,
    RosterPublished,
    MembershipsSet,
    DaySet,
    RosterPlanned,
    LeaveEntered,
    LeaveCancelled,
    LeaveBegan,
    LeaveEnded,
    LeaverNoted,
    PersonForgotten,
    DispatchPoliciesPublished,
    DispatchDecided,
    AcceptanceAwaited,
    PoolLapsed,
    PoolTaken,
    DispatcherCalled,
    WorkHandedOver,
    DispatchStopped,
)
# Where people live, why they are away, and what a table says about them all.
PERSONAL: dict[type, tuple[str, ...]] = {
    EngineerSaved: ("home",),
    LeaveEntered: ("kind", "note"),
    DispatchDecided: ("candidates",),
}


def engineer_stream(user: str) -> str:
    """The stream of an engineer's profile."""
    return f"engineer:{user}"


def duty_stream(user: str) -> str:
    """The stream of a person's place in the roster."""
    return f"duty:{user}"


def backlog_stream(user: str) -> str:
    """The stream that says when somebody became free."""
    return f"backlog:{user}"


def definition_stream(key: str) -> str:
    """The stream of the policies or of the roster."""
    return f"definition:{key}"
