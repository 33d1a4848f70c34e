"""What can be asked of tickets that belong together, and what then has happened.

Every fact stands in the streams of both tickets: each history is complete by itself, and replaying either of them
needs nothing of the other. Events name other tickets by id alone, so that no number reaches who may not read it.
"""

from bihuan.core.late import dataclass
from bihuan.modules.tickets.messages import ticket_stream

# --- commands ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTickets:
    """Tie two tickets. `link` is one of `core.links.KINDS` as seen from `ticket`: it is the … of `other`."""

    ticket: str
    link: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkTickets:
    """Untie them."""

    ticket: str
    link: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeTicket:
    """合并: `ticket` is the same case as `into`, which goes on as the leader."""

    ticket: str
    into: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmergeTicket:
    """撤销合并: it was another case after all."""

    ticket: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCase:
    """Let the tickets merged into `leader` know how its run fares: `how` is ended, stopped, reopened or withdrawn.
    Sent by the platform."""

    leader: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePieces:
    """Show notes and files of `source` in the new `ticket` that was split off it. Sent by the platform."""

    ticket: str
    source: str
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


# --- events -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TicketLinked:
    """A tie, as seen from this ticket."""

    link: str
    other: str


@dataclass(frozen=True, slots=True)
class TicketUnlinked:
    """The tie is gone."""

    link: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMerged:
    """This ticket's case goes on in `leader`."""

    leader: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DuplicateTaken:
    """This ticket is the leader of `duplicate` from now on."""

    duplicate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeUndone:
    """This ticket is a case of its own again."""

    leader: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DuplicateReleased:
    """`duplicate` is a case of its own again."""

    duplicate: str


@dataclass(frozen=True, slots=True)
class CaseNoted:
    """What became of the case that this merged ticket is part of: `how` is ended, stopped or reopened."""

    leader: str
    how: str


@dataclass(frozen=True, slots=True)
class LeaderChanged:
    """The former leader was withdrawn by whoever reported it; this merged ticket's case goes on in `leader`."""

    leader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PiecesTaken:
    """This ticket was split off `source` and shows these notes and files of it."""

    source: str
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PiecesGiven:
    """`ticket` was split off this one."""

    ticket: str
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


EVENTS: tuple[type, ...] = (
    *(TicketLinked, TicketUnlinked),
    *(TicketMerged, DuplicateTaken, MergeUndone, DuplicateReleased, LeaderChanged, CaseNoted),
    *(PiecesTaken, PiecesGiven),
)
PERSONAL: dict[type, tuple[str, ...]] = {TicketMerged: ("reason",), MergeUndone: ("reason",)}
# Which field of an event names another ticket.
NAMES_OTHER: dict[type, str] = {
    TicketLinked: "other",
    TicketUnlinked: "other",
    TicketMerged: "leader",
    DuplicateTaken: "duplicate",
    MergeUndone: "leader",
    DuplicateReleased: "duplicate",
    LeaderChanged: "leader",
    CaseNoted: "leader",
    PiecesTaken: "source",
    PiecesGiven: "ticket",
}
SPLIT_FROM, SPLIT_INTO = "split_from", "split_into"


def stream_of(command: LinkTickets | UnlinkTickets | MergeTicket | UnmergeTicket) -> str:
    """The stream that a command is about."""
    return ticket_stream(command.ticket)
