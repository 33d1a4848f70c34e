"""How tickets belong together (INT-12): which reports look like the same case, and which ties keep their graph sane."""

from bihuan.core.links.graph import (
    INVERSE,
    KINDS,
    MAX_LEVELS,
    Neighbours,
    check_link,
    descends,
)
from bihuan.core.links.likeness import LIKELY, POSSIBLE, Likeness, Part, Report, likeness, text_share

__all__ = [
    "INVERSE",
    "KINDS",
    "LIKELY",
    "MAX_LEVELS",
    "POSSIBLE",
    "Likeness",
    "Neighbours",
    "Part",
    "Report",
    "check_link",
    "descends",
    "likeness",
    "text_share",
]
