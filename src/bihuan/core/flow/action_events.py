"""What the product does by itself at a step, and what became of it."""

from bihuan.core.flow.event_base import ColleaguesEvent
from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionAsked(ColleaguesEvent):
    """Something is to be done: `changes` at once, then the push. `again`: a flow admin asked for it once more."""

    step: str
    instance: str
    changes: JsonObject
    webhook: str = ""
    values: JsonObject | None = None
    again: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDone(ColleaguesEvent):
    """It was done."""

    step: str
    instance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentOpened(ColleaguesEvent):
    """异常: it failed, and a flow admin must see to it. `why`: a code with its values, as the product's notes are."""

    step: str
    instance: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentSettled(ColleaguesEvent):
    """A flow admin saw to it. `how`: retry, skip (not needed), fill (done by hand)."""

    step: str
    instance: str
    how: str
    by: str
    reason: str = ""
