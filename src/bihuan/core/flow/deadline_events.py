"""What becomes of tasks that nobody does in time."""

from bihuan.core.flow.event_base import FlowEvent
from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinesSet(FlowEvent):
    """When something will be done about these tasks, if they are open then. `due`: {rung, at} each; the rung's number
    counts the step's deadlines from 0, and is HAND_OVER for the hand-over."""

    step: str
    tasks: tuple[str, ...]
    due: tuple[JsonObject, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineReached(FlowEvent):
    """The time of one rung has come: `do` is asked for (remind, escalate, transfer, pass, return_step)."""

    task: str
    step: str
    rung: int
    do: str
    owner: str | None = None
