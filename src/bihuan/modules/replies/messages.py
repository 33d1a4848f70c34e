"""What can be asked of preset replies, and what then has happened. Streams: `reply:<id>`."""

from bihuan.core.late import dataclass

# Whose it is to use: everybody's in the company, some departments' (and those below), or its owner's alone.
SCOPES = ("everybody", "departments", "own")


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveReply:
    """Keep a reply, or change one (`reply`: its id). In the text `{{field}}` stands for a field of the ticket.

    `scope` as in SCOPES; `departments` are those that it is for, where the scope says so.
    """

    title: str
    text: str
    scope: str = "own"
    category: str = ""
    departments: tuple[str, ...] = ()
    reply: str | None = None


@dataclass(frozen=True, slots=True)
class DeleteReply:
    """Offer it no more; it can be restored."""

    reply: str


@dataclass(frozen=True, slots=True)
class RestoreReply:
    """Offer it again."""

    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplySaved:
    """A reply as it is from now on. `owner` is whoever made it first."""

    owner: str
    title: str
    text: str
    scope: str
    category: str = ""
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyDeleted:
    """It is offered no more."""


@dataclass(frozen=True, slots=True)
class ReplyRestored:
    """It is offered again."""


def reply_stream(reply: str) -> str:
    """The stream of one reply."""
    return f"reply:{reply}"


EVENTS: tuple[type, ...] = (ReplySaved, ReplyDeleted, ReplyRestored)
PERSONAL: dict[type, tuple[str, ...]] = {}
