"""What other modules may ask of tickets. Unless a caller is named, these are the platform's own reads: no rights."""

from collections.abc import Collection

from bihuan.core.flow import FlowDefinition, FlowRun, run_from_json, rungs_by_number
from bihuan.core.rules import Env
from bihuan.core.values import Instant, JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.context import Context, TenantInfo
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.flows.interface import flow_definition
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import queries
from bihuan.modules.tickets.queries import (
    CORE_FIELDS,
    DATASET_ANCHORS,
    TICKETS,
    anchors_of,
    asked_of_pool,
    assignable_tasks,
    count_same,
    has_unowned_tasks,
    is_answered,
    readable_row,
    reads_internal,
    record_schema,
    shared_schema,
    task_row,
    tasks_of,
    ticket_view,
    unowned_tasks,
    visit_row,
    visits_of,
    work_of,
)
from bihuan.modules.tickets.queries.candidates import Wanted, candidates
from bihuan.modules.tickets.queries.finding import (
    Remembered,
    acts_of,
    drawn_by_lot,
    find_remembered,
    remembered_rows,
)
from bihuan.modules.tickets.queries.incidents import OPEN_CHILDREN
from bihuan.modules.tickets.queries.keeping import (
    archived_before,
    search_behind,
    tickets_about,
    tickets_naming,
    tickets_of_person,
)
from bihuan.modules.tickets.queries.notes import internal_files, notes_of
from bihuan.modules.tickets.queries.pasts import ids_after, pasts_of
from bihuan.modules.tickets.queries.people import Standing
from bihuan.modules.tickets.queries.rebuilding import Rebuild, begin_rebuild, rebuild_of, rebuild_some
from bihuan.modules.tickets.queries.rows import CASE_READER, FAMILY_READER
from bihuan.modules.tickets.queries.searching import SEARCHED_BESIDE, refresh_search
from bihuan.modules.tickets.queries.trace import ticket_trace
from bihuan.modules.tickets.queries.writing import writable_fields

__all__ = [
    "CASE_READER",
    "CORE_FIELDS",
    "DATASET_ANCHORS",
    "FAMILY_READER",
    "OPEN_CHILDREN",
    "SEARCHED_BESIDE",
    "TICKETS",
    "Rebuild",
    "Remembered",
    "Standing",
    "Wanted",
    "acts_of",
    "anchors_of",
    "archived_before",
    "asked_of_pool",
    "assignable_tasks",
    "begin_rebuild",
    "candidates",
    "count_same",
    "drawn_by_lot",
    "find_remembered",
    "flow_of",
    "has_unowned_tasks",
    "ids_after",
    "internal_files",
    "is_answered",
    "notes_of",
    "open_on_customers",
    "open_on_devices",
    "passes_at",
    "pasts_of",
    "readable_row",
    "reads_internal",
    "rebuild_of",
    "rebuild_some",
    "record_at",
    "record_env",
    "record_of",
    "record_schema",
    "refresh_search",
    "remembered_rows",
    "run_of",
    "search_behind",
    "shared_schema",
    "task_row",
    "tasks_of",
    "ticket_row",
    "ticket_trace",
    "ticket_view",
    "tickets_about",
    "tickets_naming",
    "tickets_of_person",
    "unowned_tasks",
    "visit_row",
    "visits_of",
    "work_of",
    "writable_fields",
]


def ticket_row(tx: Tx, ticket_id: str) -> Row | None:
    """A ticket's core record."""
    return queries.row_by_id(tx, ticket_id)


def run_of(tx: Tx, ticket_id: str) -> FlowRun:
    """The run of a ticket. Refuses `ticket.not_found`."""
    return run_from_json(queries.run_state(tx, ticket_id))


def passes_at(tx: Tx, ticket: Row, task: str) -> Instant | None:
    """When the open task is passed by itself, by the deadlines of its step; None: never."""
    run = run_from_json(queries.run_state(tx, ticket["id"]))
    known = run.tasks.get(task)
    rungs = rungs_by_number(flow_of(tx, ticket), known.step) if known is not None else {}
    due = [at for number, at in (known.deadlines if known else ()) if rungs[number].do == "pass"]
    return min(due, default=None)


def flow_of(tx: Tx, row: Row) -> FlowDefinition:
    """The version of the flow that a ticket runs on."""
    return flow_definition(tx, row["flow"], row["flow_version"])


def record_of(context: Context, row: Row) -> JsonObject:
    """A ticket as rules read it: core record, form data and the records beside it (`shared_schema` describes it)."""
    return queries.record_of(context.tx, context.tenant, context.now, row)


def record_at(tx: Tx, tenant: TenantInfo, now: Instant, row: Row, wanted: Collection[str] | None = None) -> JsonObject:
    """The same outside of a command. `wanted`: which of the records beside it are loaded, None for all."""
    return queries.record_of(tx, tenant, now, row, wanted)


def record_env(context: Context) -> Env:
    """What conditions about a ticket may know besides its record."""
    return identity.env_of(context.tx, context.tenant, context.now)


def open_on_customers(tx: Tx, caller: Caller, ids: tuple[str, ...], _now: Instant) -> dict[str, list[Row]]:
    """Open tickets for customers' cards, as far as the caller may read them."""
    return queries.open_tickets(tx, caller, "customer", ids)


def open_on_devices(tx: Tx, caller: Caller, ids: tuple[str, ...], _now: Instant) -> dict[str, list[Row]]:
    """Open tickets for devices' cards, as far as the caller may read them."""
    return queries.open_tickets(tx, caller, "device", ids)


def open_by_type(tx: Tx, caller: Caller) -> dict[str, int]:
    """How many tickets of each type are not done yet, of those that the caller may read."""
    return queries.open_by_type(tx, caller)
