"""What becomes of the child tickets that a step opens. Customers learn of none of it."""

from bihuan.core.flow.event_base import ColleaguesEvent
from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildrenAsked(ColleaguesEvent):
    """Children are to be opened: `parts` are {part, type, team}, and {child, state} of one that there is already.

    `inputs`: what they are opened on, as of a decision. `again`: a flow admin (`by`) asked once more for those that
    could not be opened.
    """

    step: str
    instance: str
    parts: tuple[JsonObject, ...]
    inputs: JsonObject | None = None
    again: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildOpened(ColleaguesEvent):
    """The child of one part is there."""

    step: str
    instance: str
    part: str
    child: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildFared(ColleaguesEvent):
    """One of them came to its end, or goes on again. `state`: as in `run.Part`."""

    step: str
    instance: str
    part: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildrenReleased(ColleaguesEvent):
    """Nobody waits any longer for these children (ids), and the step says that they end with that."""

    step: str
    instance: str
    children: tuple[str, ...]
