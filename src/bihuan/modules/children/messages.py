"""What can be asked about the children of a ticket, and what then has happened. Events name other tickets by id alone.

A child is opened by `CreateTicket(child_of=…)` and tied to its parent by `LinkTickets`; people untie them likewise.
"""

from typing import ClassVar

from bihuan.core.late import dataclass
from bihuan.core.values import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteChild:
    """Let a parent know how a child stands now. Sent by the platform."""

    parent: str
    child: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildNoted:
    """A child of this ticket came to its end, or goes on again. `state` and `handler` as in the table."""

    public: ClassVar[bool] = False
    child: str
    state: str
    handler: str | None = None
    ended_at: Instant | None = None


EVENTS: tuple[type, ...] = (ChildNoted,)
OPEN, DONE, CANCELLED = "open", "done", "cancelled"
