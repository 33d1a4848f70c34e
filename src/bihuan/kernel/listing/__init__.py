"""Lists as semantics §10 has them: the caller's rows, narrowed by a filter, in an order, a page at a time.

A module describes its rows once as a `Listing`; tickets, customers, devices and users are then listed by the same
code. Start from what the caller may see, then narrow: no filter, sort or search can widen it (semantics §8).
"""

from bihuan.kernel.listing.asking import Asked, asked_of
from bihuan.kernel.listing.describing import (
    COUNT_CAP,
    DEFAULT_LIMIT,
    MARKS_CAP,
    MAX_FILTER_LENGTH,
    MAX_LIMIT,
    MAX_SORTS,
    Circumstances,
    Column,
    Condition,
    CountOut,
    HitOut,
    ListAsk,
    Listed,
    Listing,
    Page,
    PageOut,
    list_ask,
    page_of,
    plain_column,
    text_column,
)
from bihuan.kernel.listing.marks import Marks, count_lists, list_marks
from bihuan.kernel.listing.narrowing import MYSELF, View, parse_filter, visible_schema
from bihuan.kernel.listing.pages import all_rows, list_page

__all__ = [
    "COUNT_CAP",
    "DEFAULT_LIMIT",
    "MARKS_CAP",
    "MAX_FILTER_LENGTH",
    "MAX_LIMIT",
    "MAX_SORTS",
    "MYSELF",
    "Asked",
    "Circumstances",
    "Column",
    "Condition",
    "CountOut",
    "HitOut",
    "ListAsk",
    "Listed",
    "Listing",
    "Marks",
    "Page",
    "PageOut",
    "View",
    "all_rows",
    "asked_of",
    "count_lists",
    "list_ask",
    "list_marks",
    "list_page",
    "page_of",
    "parse_filter",
    "plain_column",
    "text_column",
    "visible_schema",
]
