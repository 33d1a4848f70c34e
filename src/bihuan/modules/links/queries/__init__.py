"""Typed reads of tickets that belong together. What a caller may not see is never returned."""

from bihuan.modules.links.queries.finding import Draft, draft_of, find_duplicates, report_of
from bihuan.modules.links.queries.overview import overview, without_unreadable
from bihuan.modules.links.queries.preparing import merge_preview, passed_on, reports_for_others
from bihuan.modules.links.queries.rows import (
    case_of,
    is_linked,
    leaders_of,
    merge_of,
    merged_into,
    neighbours,
)
from bihuan.modules.links.queries.seeing import reads_case, seen, stage_label

__all__ = [
    "Draft",
    "case_of",
    "draft_of",
    "find_duplicates",
    "is_linked",
    "leaders_of",
    "merge_of",
    "merge_preview",
    "merged_into",
    "neighbours",
    "overview",
    "passed_on",
    "reads_case",
    "report_of",
    "reports_for_others",
    "seen",
    "stage_label",
    "without_unreadable",
]
