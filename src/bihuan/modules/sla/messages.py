"""What can be asked of calendars, policies and clocks, and what then has happened.

What moved in a ticket's clocks stands in `tickets.messages.ClocksMoved`, in the ticket's own stream.
"""

from dataclasses import field
from typing import ClassVar

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject

# --- calendars --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PublishCalendar:
    """Publish `body` (docs/calendars.md) as the next version of its calendar.

    `official`: the country (`CN`) whose known yearly notices are put into the table. `only_new`: a calendar that is
    there already stays as it is, for its days are kept by the company.
    """

    body: JsonObject
    base_version: int | None = None
    official: str | None = None
    only_new: bool = False


@dataclass(frozen=True, slots=True)
class ImportOfficialDays:
    """Put yearly notices into a calendar: `notice` in the shape of NateScarlet/holiday-cn, or the shipped `year`."""

    calendar: str
    notice: JsonObject | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class SetDefaultCalendar:
    """Whose working days count where no calendar is named."""

    calendar: str


@dataclass(frozen=True, slots=True)
class CalendarPublished:
    """A version of a calendar, complete."""

    key: str
    version: int
    body: JsonObject


@dataclass(frozen=True, slots=True)
class DefaultCalendarSet:
    """The company's own calendar from now on."""

    calendar: str


# --- policies ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PublishSla:
    """Publish `body` (docs/sla.md) as the next version of its set. `types`: the ticket types it is for; empty = all
    that no other set names. `active` False: it applies to nothing from now on."""

    body: JsonObject
    types: tuple[str, ...] = ()
    base_version: int | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class SlaPublished:
    """A version of a set. `forms`: the versions whose fields its conditions were checked against."""

    key: str
    version: int
    body: JsonObject
    types: tuple[str, ...]
    forms: JsonObject
    findings: tuple[JsonObject, ...] = ()
    active: bool = True


# --- clocks -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeTicket:
    """Something happened to a ticket (`cause`, `happened`), effective `at`: judge its clocks. The platform's own.

    `claim`: when somebody says it was, as `TimeClaimed` has it, where that is not simply now.
    """

    ticket: str
    at: Instant
    happened: tuple[str, ...] = ()
    cause: JsonObject = field(default_factory=dict)
    claim: JsonObject | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtClocks:
    """A timer went off: see which clocks of a ticket have reached something. The platform's own."""

    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeOpenTickets:
    """Judge the next few open tickets under what was published last; `after`: position of the last one judged.

    Positions are text: they are larger than numbers in the ledger may be.
    """

    definition: str
    version: int
    after: str = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTicketsJudged:
    """A slice is done; `next` is where the next one begins, None when there is none."""

    version: int
    after: str
    tickets: int
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationDue:
    """What a clock's ladder or a reminder asks to be done: `calls` are {act, settings, not_before, source}.

    All that one look brought about, merged: nobody is told the same thing twice because a timer was late.
    """

    calls: tuple[JsonObject, ...]


# --- when it was ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleTime:
    """Confirm the doubtful time of event `no` of a ticket, or set it right: `at`, with a `reason`. For leads."""

    ticket: str
    no: int
    at: Instant | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeClaimed:
    """Event `no` of the ticket, a `what`, happened when `person` says, not when it became known.

    `claimed` is what the device said, `skew` what its clock was slow by (ms; None: not measured), `told` both within
    their bounds: not before `offered`, when the person could first have known of the work. `doubts` (core.sla) keep it
    from counting: `counts_from` is then when it became known, until a lead settles it. `clocks`: whom it moved.
    """

    public: ClassVar[bool] = False
    no: int
    what: str
    person: str | None
    claimed: Instant
    skew: int | None = None
    offered: Instant
    told: Instant
    counts_from: Instant
    doubts: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSettled:
    """A lead says that event `no` counts from `counts_from`, and why if that is not what was claimed."""

    public: ClassVar[bool] = False
    no: int
    counts_from: Instant
    reason: str = ""


def stream_of_time(command: SettleTime) -> str:
    """The stream of the ticket whose time is settled."""
    return f"ticket:{command.ticket}"


def calendar_stream(key: str) -> str:
    """The stream that holds every version of one calendar."""
    return f"definition:calendar.{key}"


def sla_stream(key: str) -> str:
    """The stream that holds every version of one set of policies."""
    return f"definition:sla.{key}"


DEFAULT_STREAM = "definition:default_calendar"
EVENTS: tuple[type, ...] = (
    CalendarPublished,
    DefaultCalendarSet,
    SlaPublished,
    OpenTicketsJudged,
    EscalationDue,
    TimeClaimed,
    TimeSettled,
)
PERSONAL: dict[type, tuple[str, ...]] = {TimeSettled: ("reason",)}
