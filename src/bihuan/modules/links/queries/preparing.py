"""What somebody is shown before he merges, and what a split-off ticket starts with."""

from collections.abc import Iterable

from bihuan.core.access import NOTHING, FieldAccess, scope_of, visible_fields
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.links.queries.seeing import Seen, files_for, headline, seen
from bihuan.modules.tickets import interface as tickets

_PASSED_ON = ("priority", "customer", "contact", "site", "device", "contract", "region", "submitter")


def reports_for_others(caller: Caller) -> bool:
    """Whether the caller files what others report: then he is not the reporter of what he files."""
    return scope_of(caller.subject, "create_for", "ticket") != NOTHING


def merge_preview(tx: Tx, caller: Caller, pair: tuple[str, str], gone: Iterable[JsonObject]) -> JsonObject:
    """Both tickets, the tasks that would be withdrawn (`gone`: {task, owner}), who would be told, what is shown."""
    ticket, into = (_readable(tx, caller, each) for each in pair)
    withdrawn = list(gone)
    told = dict.fromkeys((ticket.row["submitter"], *(item["owner"] for item in withdrawn)))
    notes = [note for note in tickets.notes_of(tx, ticket.row["id"]) if note["public"] or ticket.internal]
    return {
        "ticket": headline(tx, ticket),
        "into": headline(tx, into),
        "tasks": [{"label": _label(tx, ticket.row, item["task"]), "owner": item["owner"]} for item in withdrawn],
        "told": [person for person in told if person and person != caller.id],
        "notes": len(notes),
        "files": len(files_for(tx, ticket.row["id"], ticket.internal)),
    }


def _readable(tx: Tx, caller: Caller, ticket_id: str) -> Seen:
    found = seen(tx, caller, ticket_id)
    if found is None:
        raise Refusal("ticket.not_found", Kind.NOT_FOUND)
    return found


def _label(tx: Tx, row: Row, task_id: str) -> dict[str, str]:
    task = tickets.task_row(tx, task_id)
    step = tickets.flow_of(tx, row).items.get(task["step"]) if task is not None else None
    return dict(getattr(step, "label", {}))


def passed_on(tx: Tx, caller: Caller, row: Row) -> JsonObject:
    """What a ticket split off this one has in common with it, as far as the caller may read it: the core record, and
    in `data` what a report may say today. Files and unique values stay where they are."""
    rights = visible_fields(caller.subject, "ticket", tickets.anchors_of(tx, row))
    core = {name: row[name] for name in _PASSED_ON if row[name] is not None and rights[name] >= FieldAccess.READ}
    kind = flows.ticket_type(tx, row["type"])
    form = forms.form_definition(tx, kind.form, forms.current_version(tx, kind.form))
    start = flows.flow_definition(tx, kind.flow, flows.current_version(tx, kind.flow)).start.offers["submit"].form
    data = {
        key: value
        for key, value in (row["data"] or {}).items()
        if key in form.fields
        and start.get(key, start.get("*", "edit")) in ("edit", "required")
        and rights[key] >= FieldAccess.READ
        and not form.fields[key].unique
        and not form.fields[key].kind.files_in(value)
    }
    return {**core, "data": data}
