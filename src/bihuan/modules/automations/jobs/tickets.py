"""Actions that make tickets, give tasks to people or change the ticket later on: each is a command like any other."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.hooks import ActionCall, JobContext
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.automations.jobs.reasons import reason_of
from bihuan.modules.dispatch.messages import DispatchTask
from bihuan.modules.flows import interface as flows
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import AmendTicket, AssignTask, ChildOf, CreateTicket, Source

# Fields of the report itself; whatever else a rule gives belongs to the form.
_CORE = frozenset(
    {"priority", "description", "customer", "contact", "site", "device", "contract", "region", "submitter"}
)
_PASSED_ON = ("customer", "contact", "site", "device", "contract", "region", "submitter")
MAX_TITLE = 200


def ticket_of(call: ActionCall, context: JobContext) -> Row:
    """The ticket that an action is about. Refuses `ticket.not_found`."""
    row: Row | None = context.read(lambda tx: tickets.ticket_row(tx, call.ticket or ""))
    if row is None:
        raise Refusal("ticket.not_found", Kind.NOT_FOUND)
    return row


def create(call: ActionCall, context: JobContext) -> Iterable[Any]:
    """A new ticket for the same customer, device and submitter, unless `values` says otherwise. Its reference is the
    request's key, so that asking again finds it."""
    return [_report(call, ticket_of(call, context), call.settings["type"], call.settings.get("title") or "")]


def create_child(call: ActionCall, context: JobContext) -> Iterable[Any]:
    """The same as a child of the ticket, as long as that is under way; for one that is over, a ticket of its own."""
    (report,) = create(call, context)
    running = context.read(lambda tx: tickets.run_of(tx, call.ticket or "").running)
    return [replace(report, child_of=ChildOf(ticket=call.ticket or "")) if running else report]


def start_approval(call: ActionCall, context: JobContext) -> Iterable[Any]:
    """A ticket of the type that runs on the named flow. Refuses `automation.no_type_for_flow`."""
    name = call.settings["flow"]

    def find(tx: Tx) -> str | None:
        kinds = [kind for kind in flows.ticket_types(tx) if kind.active]
        return next((kind.key for kind in kinds if name in (kind.flow, kind.key)), None)

    found: str | None = context.read(find)
    if found is None:
        raise Refusal("automation.no_type_for_flow", Kind.INVALID, flow=name)
    return [_report(call, ticket_of(call, context), found, call.settings.get("title") or "")]


def _report(call: ActionCall, origin: Row, kind: str, title: str) -> CreateTicket:
    values: JsonObject = dict(call.settings.get("values") or {})
    given = {key: values.pop(key) for key in tuple(values) if key in _CORE}
    passed_on = {key: origin[key] for key in _PASSED_ON if origin[key] is not None}
    return CreateTicket(
        type=kind,
        title=(title or origin["title"] or origin["number"])[:MAX_TITLE],
        source=Source(origin["channel"], "rule", call.key),
        data={key: value for key, value in values.items() if value is not None},
        **{**passed_on, **{key: value for key, value in given.items() if value is not None}},
    )


def assign(call: ActionCall, context: JobContext) -> Iterator[Any]:
    """Give the tasks that nobody has, or else the oldest, to a person, or to dispatch, whose policies then decide.
    Refuses `automation.nothing_to_assign`."""
    person = call.settings.get("person")
    ticket = ticket_of(call, context)
    rows: list[Row] = context.read(lambda tx: tickets.tasks_of(tx, ticket["id"]))
    open_rows = [row for row in rows if row["state"] == "open"]
    free = [row for row in open_rows if row["owner"] is None] or open_rows[:1]
    if not free:
        raise Refusal("automation.nothing_to_assign", Kind.CONFLICT, number=ticket["number"])
    for row in free:
        if person is None:
            yield DispatchTask(task=row["id"], trigger="by_hand", policy=call.settings.get("policy"))
        elif row["owner"] != person:
            yield AssignTask(task=row["id"], person=person, reason=reason_of(call, context))


def amend(call: ActionCall, context: JobContext) -> Iterable[Any]:
    """set_field, set_priority, add_tag and remove_tag, when asked for after the event (a rung of a clock's ladder)."""
    row = ticket_of(call, context)
    settings = call.settings
    tags = list(row["tags"] or [])
    if call.name == "set_field":
        field, value = settings["field"], settings.get("value")
    elif call.name == "set_priority":
        field, value = "priority", settings["priority"]
    elif call.name == "add_tag":
        field, value = "tags", tags if settings["tag"] in tags else [*tags, settings["tag"]]
    else:
        field, value = "tags", [tag for tag in tags if tag != settings["tag"]]
    core = field in {item.key for item in tickets.CORE_FIELDS}
    changes, data = ({field: value}, {}) if core else ({}, {field: value})
    return [AmendTicket(ticket=row["id"], changes=changes, data=data, source=str(call.source["kind"]))]


TICKET_RUNNERS: Mapping[str, Callable[[ActionCall, JobContext], Iterable[Any]]] = {
    "create_ticket": create,
    "create_child": create_child,
    "start_approval": start_approval,
    "assign": assign,
    "set_field": amend,
    "set_priority": amend,
    "add_tag": amend,
    "remove_tag": amend,
}
