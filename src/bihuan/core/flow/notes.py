"""What a check noticed, before it is put into words."""

from collections.abc import Mapping
from dataclasses import field

from bihuan.core.late import dataclass
from bihuan.core.values import Json


@dataclass(frozen=True, slots=True)
class Note:
    """`code` names the rule, `step` the step or block it is about, `data` what its text needs."""

    code: str
    step: str | None = None
    data: Mapping[str, Json] = field(default_factory=dict)
    advice: bool = False
    unproven: bool = False
