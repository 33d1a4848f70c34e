"""Reminders of a ticket for one reader: a date that he may not read has no reminders, either (semantics §8)."""

from collections.abc import Mapping
from typing import Any

from bihuan.core.access import Allowed, FieldAccess, FieldSet, decide_access, visible_fields
from bihuan.core.sla import PlannedReminder, Reminder, SlaDefinition
from bihuan.core.values import JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.masters import Master, record_anchors, record_row
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.assets import interface as assets
from bihuan.modules.customers import interface as customers
from bihuan.modules.sla.queries.definitions import present
from bihuan.modules.tickets import interface as tickets

_MASTERS: Mapping[str, Master] = {
    "customer": customers.CUSTOMERS,
    "contract": customers.CONTRACTS,
    "site": customers.SITES,
    "device": assets.DEVICES,
}


def told_reminders(
    tx: Tx, caller: Caller, row: Row, definition: SlaDefinition, planned: Mapping[str, PlannedReminder]
) -> list[JsonObject]:
    """What is planned, as far as the caller may read the dates it comes from."""
    rights = visible_fields(caller.subject, "ticket", tickets.anchors_of(tx, row))
    return [
        {
            "key": one.key,
            "label": dict(one.label),
            "value": planned[one.key].value,
            "pending": [{"offset": offset, "at": at} for offset, at in planned[one.key].pending],
        }
        for one in definition.reminders
        if one.key in planned and _reads(tx, caller, row, rights, one)
    ]


def without_hidden_reminders(tx: Tx, caller: Caller, ticket_id: str, what: JsonObject) -> JsonObject:
    """An event of the ticket's history less what it tells of reminders whose date the caller may not read."""
    told = {name: what[name] for name in ("moves", "calls") if name in what}
    if not any(_reminder_of(part) for parts in told.values() for part in parts):
        return what
    readable = _readable(tx, caller, ticket_id)
    kept = {name: [part for part in parts if _reminder_of(part) in readable] for name, parts in told.items()}
    return {**what, **kept}


def _reminder_of(part: JsonObject) -> str | None:
    found = part.get("reminder") or part.get("source", {}).get("reminder")
    return str(found) if found else None


def _readable(tx: Tx, caller: Caller, ticket_id: str) -> frozenset[str | None]:
    """Keys of the reminders that the caller may read; None stands for whatever is no reminder."""
    row = tickets.ticket_row(tx, ticket_id)
    applied = present(tx).set_for(row["type"]) if row is not None else None
    if row is None or applied is None:
        return frozenset({None})
    rights = visible_fields(caller.subject, "ticket", tickets.anchors_of(tx, row))
    keys = (one.key for one in applied.definition.reminders if _reads(tx, caller, row, rights, one))
    return frozenset((None, *keys))


def _reads(tx: Tx, caller: Caller, row: Row, rights: FieldSet, reminder: Reminder) -> bool:
    name, _, below = reminder.field.partition(".")
    if rights[name] < FieldAccess.READ:
        return False
    return not below or name not in _MASTERS or _reads_record(tx, caller, (name, row[name]), below)


def _reads_record(tx: Tx, caller: Caller, which: tuple[str, Any], below: str) -> bool:
    kind, record_id = which
    record = record_row(tx, _MASTERS[kind], record_id) if record_id else None
    if record is None:
        return False
    anchors = record_anchors(tx, _MASTERS[kind], record)
    if not isinstance(decide_access(caller.subject, "read", kind, anchors), Allowed):
        return False
    return visible_fields(caller.subject, kind, anchors)[below.partition(".")[0]] >= FieldAccess.READ
