"""What travels on the bus: who calls, what is asked, and what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import field
from functools import lru_cache
from typing import Any

from bihuan.core.access import SYSTEM, Subject
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Refusal


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a command or reads.

    `kind` is user, token, link, anonymous, operator (command line) or system (followers of an event);
    `id` is the person's id for the first two. `scopes` narrows a token: None means everything its person may.
    `ip` and `device` are personal data: they are stored erasably beside the unit's first event.
    `viewing` is the role through whose eyes somebody looks; such a caller only reads. `unguarded`: a person who must
    set up a second factor before anything else.
    """

    kind: str
    id: str | None
    subject: Subject
    language: str = "zh"
    ip: str | None = None
    device: str | None = None
    scopes: frozenset[str] | None = None
    session: str | None = None
    viewing: str | None = None
    unguarded: bool = False

    @property
    def is_system(self) -> bool:
        """Whether the platform itself acts; such callers pass every access check."""
        return self.kind in ("system", "operator")


@lru_cache(maxsize=64)
def system_caller(cause: str | None = None) -> Caller:
    """The platform itself, acting because of `cause` (an event or a timer)."""
    return Caller("system", cause, SYSTEM)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A command with all that the bus needs to decide it once (semantics §2.1).

    `id` is the client's UUIDv7 or derived from its Idempotency-Key. `claimed` is the client's own time for
    work done offline, `skew` what its clock is slow by (server minus client, ms; None: not measured).
    `expected_version` is the number of the target stream's last event that the caller saw.
    """

    id: str
    command: Any
    caller: Caller
    channel: str = "api"
    claimed: Instant | None = None
    expected_version: int | None = None
    cause: str | None = None
    dry_run: bool = False
    skew: int | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """A command that another brings along: decided after it in the same unit, with the same caller's rights.

    `blame` makes the refusal of the whole from what was wrong with this one, saying where it came from.
    """

    command: Any
    blame: Callable[[Refusal], Refusal] = lambda refusal: refusal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a handler decided: `events` as (stream, event) in order, and `ref`, the thing made or changed.

    `carried`: commands that stand or fall with this one, in their order (docs/adr/0026).
    """

    ref: str
    events: tuple[tuple[str, Any], ...] = ()
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """The bus's answer, given only after the commit. `repeated`: the id was known, nothing happened again."""

    ref: str
    repeated: bool = False
    events: tuple["StoredEvent", ...] = ()


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event with its place in the ledger. `version` of a thing = `no` of its stream's last event."""

    stream: str
    no: int
    event: Any
    at: Instant
    caller_kind: str
    caller_id: str | None
    channel: str
    correlation: str
    command_id: str
    claimed: Instant | None = None
    cause: str | None = None
    origin: Mapping[str, Any] = field(default_factory=dict)
    erased: bool = False

    @property
    def ref(self) -> str:
        """Names this event for ever: `stream#no`."""
        return f"{self.stream}#{self.no}"

    @property
    def stream_id(self) -> str:
        """The id behind the stream's kind."""
        return self.stream.partition(":")[2]
