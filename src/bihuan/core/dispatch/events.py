"""What dispatch decided, as JSON-friendly values fit for the ledger."""

from typing import ClassVar

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchDecided:
    """One dispatch of one task, with the whole table: why him, why not her.

    `trigger`: new, refused, expired, returned, leaver, freed or by_hand. `mode`: the step's. `move`: assign, offer,
    pool, recommend or dispatcher; `people` whom it concerns, best first; `why` says what led to the move. `candidates`
    are the rows of `table.rows_of`. `accept_until` and `accept_counted` only for an offer or a pool.
    """

    version: ClassVar[int] = 1
    task: str
    at: Instant
    policy: str
    policy_version: int
    trigger: str
    round: int
    mode: str
    move: str
    people: tuple[str, ...]
    why: str
    weights: JsonObject
    unrated: tuple[str, ...]
    candidates: tuple[JsonObject, ...]
    accept_until: Instant | None = None
    accept_counted: str | None = None
