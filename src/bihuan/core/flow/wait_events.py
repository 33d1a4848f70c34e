"""What happens to waits and to rounds: where a run goes on without anybody's task."""

from bihuan.core.flow.event_base import FlowEvent
from bihuan.core.late import dataclass
from bihuan.core.values import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitMoved(FlowEvent):
    """The date that a wait hangs on was changed. `until`: None while the field is empty."""

    step: str
    instance: str
    until: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitEnded(FlowEvent):
    """A wait is over. `why`: its `time` came, its `event` did, or somebody (`by`) ended it `early`, for a reason."""

    step: str
    instance: str
    why: str
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundBegan(FlowEvent):
    """A repeat block was entered, or is walked once more: what its steps decided in the round before is void.

    `replaces` is the instance of the round before.
    """

    block: str
    instance: str
    within: str | None
    round: int
    replaces: str | None = None
    voids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundsEnded(FlowEvent):
    """A repeat block is over. `why`: its condition holds (`until`), or it was walked as often as it may be (`most`)."""

    block: str
    instance: str
    round: int
    why: str
