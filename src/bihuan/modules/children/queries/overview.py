"""The family of one ticket: its parent, its children with what came of them, and what they share."""

from typing import Any

from bihuan.core.access import Allowed, FieldAccess, RowAnchors, decide_access, redact
from bihuan.core.flow import FlowDefinition, HandleStep
from bihuan.core.links import family_rules
from bihuan.core.values import JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.children.queries.rows import children_of, family_of
from bihuan.modules.children.queries.seeing import Relative, relative
from bihuan.modules.files import interface as files
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.links import interface as links
from bihuan.modules.tickets import interface as tickets

_NOTE = ("id", "ticket", "text", "public", "files", "author", "at")


def overview(tx: Tx, caller: Caller, key: str) -> JsonObject:
    """Everything about the family of a ticket. Refuses `ticket.not_found`."""
    row, anchors = tickets.readable_row(tx, caller, key)
    if not tickets.reads_internal(caller.subject, tx, row):
        # The customer asked for one thing; how the work on it is cut up is the company's own business.
        return {"ticket": row["id"], "on_end": "warn", "parent": None, "children": [], "shared": [], "actions": []}
    above = links.parent_of(tx, row["id"])
    parent = relative(tx, caller, above, anchors) if above is not None else None
    return {
        "ticket": row["id"],
        "on_end": family_rules(flows.family_settings(tx, row["type"])).on_end,
        "parent": _headline(tx, parent) if parent is not None else None,
        "children": [_child(tx, caller, known, (row, anchors)) for known in children_of(tx, row["id"])],
        "shared": [told for other in family_of(tx, row["id"]) if (told := _shared(tx, caller, other, anchors))],
        "actions": _actions(tx, caller, row, anchors),
    }


def _actions(tx: Tx, caller: Caller, row: Row, anchors: RowAnchors) -> list[str]:
    may_tie = isinstance(decide_access(caller.subject, "link", "ticket", anchors), Allowed)
    if not may_tie or row["archived_at"] is not None:
        return []
    return ["open", "link"] if tickets.run_of(tx, row["id"]).running else ["link"]


def _headline(tx: Tx, found: Relative) -> JsonObject:
    """What names a relative; one of a confidential type is there, and nothing more."""
    row, shared = found.row, found.shared
    shown = redact({"title": row["title"], "assignee": row["assignee"], "priority": row["priority"]}, found.rights, {})
    return {
        "id": row["id"] if shared else None,
        "number": row["number"] if shared else None,
        "type": row["type"] if shared else None,
        "team": row["team"] if shared else None,
        "title": shown.get("title") if shared else None,
        "priority": shown.get("priority") if shared else None,
        "assignee": shown.get("assignee") if shared else None,
        "category": row["category"],
        "stage_label": dict(tickets.flow_of(tx, row).stages[row["stage"]].label) if shared else {},
        "created_at": row["created_at"],
        "openable": found.own,
    }


def _child(tx: Tx, caller: Caller, known: Row, parent: tuple[Row, RowAnchors]) -> JsonObject:
    above, anchors = parent
    found = relative(tx, caller, known["child"], anchors)
    assert found is not None  # a child that is known has a row
    drawn = tickets.flow_of(tx, above).items.get(known["step"] or "")
    return {
        **_headline(tx, found),
        "step_label": dict(getattr(drawn, "label", {})),
        "state": known["state"],
        "handler": known["handler"] if found.shared else None,
        "ended_at": known["ended_at"],
        "results": _results(tx, found) if found.shared else [],
    }


def _results(tx: Tx, found: Relative) -> list[JsonObject]:
    """What came of a child: the fields that its type names, else those that the steps of its flow fill in."""
    row = found.row
    form = forms.form_definition(tx, row["form"], row["form_version"])
    named = family_rules(flows.family_settings(tx, row["type"])).results
    keys = named if named is not None else _filled_in(tickets.flow_of(tx, row))
    data: dict[str, Any] = row["data"] or {}
    return [
        {"key": key, "label": dict(form.fields[key].label), "value": data[key]}
        for key in keys
        if key in form.fields and data.get(key) is not None and found.rights[key] >= FieldAccess.READ
    ]


def _filled_in(flow: FlowDefinition) -> list[str]:
    offers = [offer for step in flow.items.values() if isinstance(step, HandleStep) for offer in step.offers.values()]
    written = (key for offer in offers for key, right in offer.form.items() if right in ("edit", "required"))
    return [key for key in dict.fromkeys(written) if key != "*"]


def _shared(tx: Tx, caller: Caller, other: str, anchors: RowAnchors) -> JsonObject | None:
    """The public notes and the files of a relative; None where there is nothing to share."""
    found = relative(tx, caller, other, anchors)
    if found is None or not found.shared:
        return None
    notes = [{name: note[name] for name in _NOTE} for note in tickets.notes_of(tx, other) if note["public"]]
    inner = tickets.internal_files(tx, other)
    hanging = [file for file in files.hanging_on(tx, "ticket", other) if file["id"] not in inner]
    return {"ticket": _headline(tx, found), "notes": notes, "files": hanging} if notes or hanging else None


def without_unreadable(tx: Tx, caller: Caller, ticket: str, what: JsonObject) -> JsonObject:
    """An event about a child, less its id and handler for whoever may not know of it."""
    row, other = tickets.ticket_row(tx, ticket), what.get("child")
    if row is None or other is None:
        return what
    found = relative(tx, caller, other, tickets.anchors_of(tx, row))
    if found is not None and found.shared and tickets.reads_internal(caller.subject, tx, row):
        return what
    return {name: value for name, value in what.items() if name not in ("child", "handler")}
