"""Who was told of a ticket without having to act, and who has read it."""

from bihuan.core.flow.event_base import ColleaguesEvent
from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleTold(ColleaguesEvent):
    """知会 by a step of its own (`kind` notify), or 抄送 once a step is done (cc). `text`: as designed, by language."""

    step: str
    instance: str
    kind: str
    people: tuple[str, ...]
    text: JsonObject | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRead(ColleaguesEvent):
    """已阅: somebody who was told has opened the ticket."""

    step: str
    instance: str
    person: str
