"""What can be asked of retention, and what then has happened.

Streams: `retention:<ticket type>`, `retention_plan:daily`; holds stand in the ticket's own stream.
"""

from typing import ClassVar

from bihuan.core.late import dataclass
from bihuan.core.values import Instant

DEFAULT_YEARS = 10
PLAN = "daily"
PLAN_STREAM = f"retention_plan:{PLAN}"


@dataclass(frozen=True, slots=True)
class SetRetention:
    """Keep tickets of a type for `years` after they were archived. `duty`: a law says so, and nobody erases earlier."""

    type: str
    years: int
    duty: bool = False


@dataclass(frozen=True, slots=True)
class HoldTicket:
    """保全: nothing of the ticket is erased, whatever its age, until the hold is lifted."""

    ticket: str
    reason: str


@dataclass(frozen=True, slots=True)
class LiftHold:
    """The reason for the hold is gone."""

    ticket: str
    reason: str


@dataclass(frozen=True, slots=True)
class SetPurging:
    """Whether what is due is erased by itself, every day."""

    on: bool


@dataclass(frozen=True, slots=True)
class PurgeDue:
    """Erase what is due, a part at a time. Sent by the plan's timer, or by somebody who may erase."""


@dataclass(frozen=True, slots=True)
class RetentionSet:
    """So long are tickets of this type kept from now on; with `duty` even if the person asks for erasing."""

    years: int
    duty: bool = False


@dataclass(frozen=True, slots=True)
class TicketHeld:
    """保全. Why is for colleagues: a customer may be whom the company quarrels with."""

    public: ClassVar[bool] = False
    reason: str


@dataclass(frozen=True, slots=True)
class HoldLifted:
    """Retention goes on as if there had been no hold."""

    public: ClassVar[bool] = False
    reason: str


@dataclass(frozen=True, slots=True)
class PurgingSet:
    """Erased by itself from `next_at` on; None: only when somebody asks."""

    next_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class DuePurged:
    """These tickets' time was over. `next_at`: when to look again, None where nothing is erased by itself."""

    tickets: tuple[str, ...]
    next_at: Instant | None = None


EVENTS: tuple[type, ...] = (RetentionSet, TicketHeld, HoldLifted, PurgingSet, DuePurged)
PERSONAL: dict[type, tuple[str, ...]] = {TicketHeld: ("reason",), HoldLifted: ("reason",)}


def retention_stream(command: SetRetention) -> str:
    """The stream of one ticket type's retention."""
    return f"retention:{command.type}"


def held_stream(command: HoldTicket | LiftHold) -> str:
    """The stream of the ticket."""
    return f"ticket:{command.ticket}"
