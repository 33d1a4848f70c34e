"""How tickets belong together (INT-12): which reports look like the same case, and which ties keep their graph sane."""

from bihuan.core.links.family import (
    END,
    LEAVE,
    SYNCED_CORE,
    FamilyRules,
    family_faults,
    family_rules,
    farewell,
    followed,
)
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
    "END",
    "INVERSE",
    "KINDS",
    "LEAVE",
    "LIKELY",
    "MAX_LEVELS",
    "POSSIBLE",
    "SYNCED_CORE",
    "FamilyRules",
    "Likeness",
    "Neighbours",
    "Part",
    "Report",
    "check_link",
    "descends",
    "family_faults",
    "family_rules",
    "farewell",
    "followed",
    "likeness",
    "text_share",
]
