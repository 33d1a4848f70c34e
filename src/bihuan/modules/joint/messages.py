"""What can be asked about joint sessions and crews, and what then has happened. All of it stands in the ticket's
stream and is told to colleagues only."""

from typing import ClassVar

from bihuan.core.late import dataclass
from bihuan.core.values import Instant
from bihuan.modules.tickets.messages import ticket_of_task, ticket_stream

# --- commands ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSession:
    """Book a slot for `people`. `despite`: knowing that some of them are booked at that time already."""

    ticket: str
    start: Instant
    end: Instant
    people: tuple[str, ...]
    subject: str = ""
    place: str = ""
    link: str = ""
    despite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSession:
    """Another slot, other people, another place: the session as a whole from now on."""

    ticket: str
    session: str
    start: Instant
    end: Instant
    people: tuple[str, ...]
    subject: str = ""
    place: str = ""
    link: str = ""
    despite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelSession:
    """It does not take place."""

    ticket: str
    session: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldSession:
    """It took place: 纪要 what was said, the conclusion, and who was there. Sent again, it corrects them."""

    ticket: str
    session: str
    minutes: str
    conclusion: str
    attended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindSession:
    """It begins soon. Sent by the timer."""

    ticket: str
    session: str


@dataclass(frozen=True, slots=True)
class SetSessionRules:
    """`double_booking`: warn (somebody may insist) or refuse."""

    double_booking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetHelpers:
    """协作人: who helps the owner of a handle task from now on, all of them."""

    task: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAsHelper:
    """A helper's own visit: `move` is depart, arrive, or leave, when he is done there."""

    task: str
    move: str


# --- events -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class JointSessionPlanned:
    """A session was booked, or (`changed`) is booked otherwise from now on."""

    public: ClassVar[bool] = False
    session: str
    start: Instant
    end: Instant
    people: tuple[str, ...]
    subject: str | None = None
    place: str | None = None
    link: str | None = None
    changed: bool = False
    despite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JointSessionCancelled:
    """It does not take place."""

    public: ClassVar[bool] = False
    session: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JointSessionHeld:
    """It took place."""

    public: ClassVar[bool] = False
    session: str
    attended: tuple[str, ...]
    minutes: str | None = None
    conclusion: str | None = None


@dataclass(frozen=True, slots=True)
class JointSessionReminded:
    """Whoever takes part is reminded of it."""

    public: ClassVar[bool] = False
    session: str


@dataclass(frozen=True, slots=True)
class HelpersSet:
    """These people help the owner of the task from now on; `added` and `gone` are the difference to before."""

    public: ClassVar[bool] = False
    task: str
    people: tuple[str, ...]
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperMoved:
    """A helper of a task set out, arrived, or left again. The task's own visit is its owner's."""

    public: ClassVar[bool] = False
    task: str
    person: str
    move: str


@dataclass(frozen=True, slots=True)
class SessionRulesSet:
    """Whether somebody may be asked to two sessions at once."""

    double_booking: str


EVENTS: tuple[type, ...] = (
    *(JointSessionPlanned, JointSessionCancelled, JointSessionHeld, JointSessionReminded),
    *(HelpersSet, HelperMoved, SessionRulesSet),
)
PERSONAL: dict[type, tuple[str, ...]] = {
    JointSessionPlanned: ("subject", "place", "link"),
    JointSessionCancelled: ("reason",),
    JointSessionHeld: ("minutes", "conclusion"),
}
PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
WARN, REFUSE = "warn", "refuse"
RULES_STREAM = "definition:joint_sessions"

_OfTicket = PlanSession | ChangeSession | CancelSession | HoldSession | RemindSession


def stream_of(command: _OfTicket) -> str:
    """The stream that a command about a session is about."""
    return ticket_stream(command.ticket)


def stream_of_task(command: SetHelpers | MoveAsHelper) -> str:
    """The stream that a command about a crew is about."""
    return ticket_stream(ticket_of_task(command.task))
