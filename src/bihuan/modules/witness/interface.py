"""What other modules and the operator may ask of outside witnesses."""

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject
from bihuan.kernel.tx import Tx
from bihuan.modules.witness import queries


@dataclass(frozen=True, slots=True)
class Left:
    """A checkpoint that has left this machine: when and for whom (`kind`: mail, webhook, tsa)."""

    size: int
    at: Instant
    kind: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Lookout:
    """How things stand with outside witnesses. `overdue_since`: no checkpoint has left since, and that is too long."""

    witnesses: int
    last_left_at: Instant | None
    overdue_since: Instant | None


def left_covering(tx: Tx, leaf: int) -> Left | None:
    """The smallest checkpoint that left and covers the event of this leaf: it proves the most."""
    row = queries.left_covering(tx, leaf)
    return Left(row["size"], row["left_at"], row["kind"], row["label"], row["note"]) if row else None


def left_sizes(tx: Tx, limit: int = 400) -> list[int]:
    """The sizes of the newest checkpoints that left: exports should let their holders relate to them."""
    return queries.left_sizes(tx, limit)


def departures(tx: Tx) -> list[JsonObject]:
    """What was asked to leave, newest first: size, label, kind, when asked for and when it left, and the last fault."""
    shown = ("size", "kind", "label", "asked_at", "left_at", "state", "last_error")
    return [{name: row[name] for name in shown} for row in queries.departure_rows(tx, 50)]


def lookout(tx: Tx, now: Instant) -> Lookout:
    """For the health page, the doctor and the reminder."""
    gone = queries.last_left(tx)
    in_use = sum(1 for row in queries.witness_rows(tx) if row["enabled"])
    return Lookout(in_use, gone["left_at"] if gone else None, queries.overdue_since(tx, now))
