"""What every event of a run carries."""

from typing import ClassVar

from bihuan.core.late import dataclass
from bihuan.core.values import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowEvent:
    """`at` is when it was decided; `version` grows when a field changes its meaning."""

    version: ClassVar[int] = 1
    run_id: str
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ColleaguesEvent(FlowEvent):
    """What colleagues say among themselves: told to those who read internal notes."""

    public: ClassVar[bool] = False
