"""Custom tables (FRM-9): what a table is beyond its form, and how records occupy a room or a vehicle."""

from bihuan.core.records.booking import (
    Hours,
    Span,
    booking_problems,
    clash_of,
    day_of,
    free_spans,
    is_within,
    opening,
    spans_text,
    too_few_or_many,
)
from bihuan.core.records.definition import (
    ICONS,
    LAYOUTS,
    Booking,
    Reminder,
    TableDefinition,
    TableView,
    parse_table,
)

__all__ = [
    "ICONS",
    "LAYOUTS",
    "Booking",
    "Hours",
    "Reminder",
    "Span",
    "TableDefinition",
    "TableView",
    "booking_problems",
    "clash_of",
    "day_of",
    "free_spans",
    "is_within",
    "opening",
    "parse_table",
    "spans_text",
    "too_few_or_many",
]
