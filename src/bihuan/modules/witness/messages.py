"""What can be asked of outside witnesses, and what has left for whom.

Streams: `witness:<id>` (a destination), `witness_plan:daily`, `departure:<id>` (one checkpoint to one destination).
"""

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject

MAIL, WEBHOOK, TSA = "mail", "webhook", "tsa"
KINDS = (MAIL, WEBHOOK, TSA)
# The follower that carries; an outbox row's id is made of the event and this name.
CARRY = "witness.carry"
PLAN = "daily"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveWitness:
    """Make a destination (`id` None) or change it as a whole.

    `settings`: {"address"} of a mail, {"url"} of a webhook, {"url", "roots"} of a time-stamp authority (PEM, may be
    left out). `secrets` are sealed with the tenant's key; None leaves those that there are.
    """

    kind: str
    label: str
    settings: JsonObject
    id: str | None = None
    secrets: str | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class RemoveWitness:
    """Send nothing there any more, and forget where it was. What left stays on record."""

    id: str


@dataclass(frozen=True, slots=True)
class SetWitnessPlan:
    """Every day at `hour` (0 to 23, the tenant's time) the newest checkpoint leaves; warn when none did for
    `overdue_days`."""

    hour: int
    overdue_days: int


@dataclass(frozen=True, slots=True)
class SendCheckpoint:
    """Let the newest checkpoint leave now: to the destination `only`, or to all that are in use."""

    only: str | None = None


@dataclass(frozen=True, slots=True)
class SendDaily:
    """It is the hour. Sent by the plan's timer."""


@dataclass(frozen=True, slots=True)
class NoteReceipt:
    """It has left. `receipt`: what the other side answered; `token`: a time stamp (RFC 3161 response, DER in base64)
    and the instant `stamped_at` that it states. Sent by the follower that carried it."""

    departure: str
    at: Instant
    receipt: str = ""
    token: str | None = None
    stamped_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class WitnessSaved:
    """A destination as it is from now on."""

    kind: str
    label: str
    enabled: bool
    settings: JsonObject | None = None
    secrets: str | None = None


@dataclass(frozen=True, slots=True)
class WitnessRemoved:
    """Nothing is sent there any more; the address is erased with it."""


@dataclass(frozen=True, slots=True)
class WitnessPlanSet:
    """When checkpoints leave by themselves, for the first time at `next_at`."""

    hour: int
    overdue_days: int
    next_at: Instant


@dataclass(frozen=True, slots=True)
class WitnessDayDone:
    """Today's have been asked for; the next are due at `next_at`."""

    next_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureAsked:
    """The checkpoint of `size` leaves, signed at `signed_at`, is to leave; `note` is what will be handed over."""

    witness: str
    kind: str
    label: str
    size: int
    signed_at: Instant
    note: str


@dataclass(frozen=True, slots=True)
class DepartureDone:
    """It has left; see `NoteReceipt`."""

    at: Instant
    receipt: str = ""
    token: str | None = None
    stamped_at: Instant | None = None


EVENTS: tuple[type, ...] = (
    WitnessSaved,
    WitnessRemoved,
    WitnessPlanSet,
    WitnessDayDone,
    DepartureAsked,
    DepartureDone,
)
PERSONAL: dict[type, tuple[str, ...]] = {WitnessSaved: ("settings", "secrets")}


def witness_stream(witness: str) -> str:
    """The stream of one destination."""
    return f"witness:{witness}"


def departure_stream(departure: str) -> str:
    """The stream of one checkpoint on its way to one destination."""
    return f"departure:{departure}"


PLAN_STREAM = f"witness_plan:{PLAN}"


def stream_of_witness(command: SaveWitness | RemoveWitness) -> str | None:
    """The stream that a command about a destination is about."""
    return None if command.id is None else witness_stream(command.id)
