"""Reads of families of tickets. What a caller may not see is never returned."""

from bihuan.modules.children.queries.drawn import fares, wanted
from bihuan.modules.children.queries.offering import offer, passed_on
from bihuan.modules.children.queries.overview import overview, without_unreadable
from bihuan.modules.children.queries.rows import child_row, children_of, family_of, open_children
from bihuan.modules.children.queries.seeing import known_numbers, reads_family

__all__ = [
    "child_row",
    "children_of",
    "family_of",
    "fares",
    "known_numbers",
    "offer",
    "open_children",
    "overview",
    "passed_on",
    "reads_family",
    "wanted",
    "without_unreadable",
]
