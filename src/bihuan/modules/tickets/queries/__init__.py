"""Typed reads of tickets. What a caller may not see is never returned."""

from bihuan.modules.tickets.queries.backlog import assignable_tasks, has_unowned_tasks, unowned_tasks, work_of
from bihuan.modules.tickets.queries.lists import TICKETS, Narrowed, list_tasks, list_tickets, open_tickets
from bihuan.modules.tickets.queries.records import CORE_FIELDS, record_of, record_schema, shared_schema
from bihuan.modules.tickets.queries.rows import (
    DATASET_ANCHORS,
    anchors_of,
    count_same,
    is_answered,
    may_read_file,
    may_read_stream,
    readable_row,
    reads_internal,
    row_by_id,
    row_by_number,
    row_by_reference,
    run_state,
    stands_in_for,
    task_row,
    tasks_of,
    value_is_taken,
    visit_row,
)
from bihuan.modules.tickets.queries.trace import ticket_trace
from bihuan.modules.tickets.queries.views import ticket_view

__all__ = [
    "CORE_FIELDS",
    "DATASET_ANCHORS",
    "TICKETS",
    "Narrowed",
    "anchors_of",
    "assignable_tasks",
    "count_same",
    "has_unowned_tasks",
    "is_answered",
    "list_tasks",
    "list_tickets",
    "may_read_file",
    "may_read_stream",
    "open_tickets",
    "readable_row",
    "reads_internal",
    "record_of",
    "record_schema",
    "row_by_id",
    "row_by_number",
    "row_by_reference",
    "run_state",
    "shared_schema",
    "stands_in_for",
    "task_row",
    "tasks_of",
    "ticket_trace",
    "ticket_view",
    "unowned_tasks",
    "value_is_taken",
    "visit_row",
    "work_of",
]
