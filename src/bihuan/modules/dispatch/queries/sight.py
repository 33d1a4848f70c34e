"""What one caller may see of one ticket, where policies read it and where tables of candidates are told."""

from collections.abc import Mapping
from dataclasses import replace

from bihuan.core.access import FieldAccess, FieldSet, Subject, field_scope, scope_of, visible_fields
from bihuan.core.dispatch import FACTS
from bihuan.core.late import dataclass
from bihuan.core.rules import Field, Schema
from bihuan.kernel.command import Caller
from bihuan.kernel.masters import Master, record_anchors, record_row
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.assets import interface as assets
from bihuan.modules.customers import interface as customers
from bihuan.modules.dispatch.queries.definitions import Readable
from bihuan.modules.tickets import interface as tickets

# The field right of a ticket under which its tables stand: who could have done the work, and why others not. Whoever
# has it masked sees his own line.
RIGHT = "candidates"
_MASTERS: Mapping[str, Master] = {
    "customer": customers.CUSTOMERS,
    "contract": customers.CONTRACTS,
    "site": customers.SITES,
    "device": assets.DEVICES,
}
_PEOPLE = ("assignee", "submitter")
# The record's and the job's names for what rights know by another.
_ALSO = {"source_channel": "source", "source_system": "source", "job.area": "region", "job.due": "next_due"}
_OF_THE_TICKET = ("type", "priority", "area", "customer", "device", "due")


@dataclass(frozen=True, slots=True)
class TableSight:
    """How much of a ticket's tables somebody sees: nothing, his own line (`own`), or all of them (`own` None)."""

    hidden: bool = False
    own: str | None = None

    def sees(self, person: str) -> bool:
        """Whether the line of this person is shown."""
        return not self.hidden and self.own in (None, person)


def table_sight(caller: Caller, rights: FieldSet) -> TableSight:
    """What these rights on a ticket show of its tables."""
    access = rights[RIGHT]
    if access >= FieldAccess.READ:
        return TableSight()
    return TableSight(hidden=access == FieldAccess.HIDDEN, own=caller.subject.person or "")


def sight_of(tx: Tx, caller: Caller, row: Row) -> TableSight:
    """What the caller sees of this ticket's tables."""
    if sees_every_table(caller.subject):
        return TableSight()
    return table_sight(caller, visible_fields(caller.subject, "ticket", tickets.anchors_of(tx, row)))


def sees_every_table(subject: Subject) -> bool:
    """Whether no ticket that the caller may read hides its tables from him: then none need be looked at."""
    rows = field_scope(subject, "ticket", RIGHT, FieldAccess.READ)
    return rows.everything or rows == scope_of(subject, "read", "ticket")


def readable_fields(tx: Tx, caller: Caller, row: Row) -> Readable:
    """The fields of a ticket, of what stands beside it, and of candidates, that the caller may read: policies of his
    own can name no others, or their outcome would tell what is hidden."""
    rights = visible_fields(caller.subject, "ticket", tickets.anchors_of(tx, row))
    seen = (item for item in tickets.shared_schema(tx).fields.values() if _open(rights, item.key, item.key))
    ticket = Schema(tuple(_readable(tx, caller.subject, row, item) for item in seen))
    job, candidate = FACTS
    kept = tuple(
        item for item in job.fields if item.key not in _OF_THE_TICKET or _open(rights, f"job.{item.key}", item.key)
    )
    return Readable(ticket, (replace(job, fields=kept), _candidate(caller.subject, rights, candidate)))


def _open(rights: FieldSet, path: str, name: str) -> bool:
    return rights[_ALSO.get(path, name)] >= FieldAccess.READ


def _readable(tx: Tx, subject: Subject, row: Row, item: Field) -> Field:
    """The field with those below it that the caller may read."""
    if item.key in _MASTERS:
        below = _record_rights(tx, subject, _MASTERS[item.key], row)
        return replace(item, fields=tuple(part for part in item.fields if below[part.key] >= FieldAccess.READ))
    if item.key in _PEOPLE:
        return replace(item, fields=tuple(part for part in item.fields if _everywhere(subject, "user", part.key)))
    return item


def _record_rights(tx: Tx, subject: Subject, master: Master, row: Row) -> FieldSet:
    record = record_row(tx, master, row[master.kind]) if row[master.kind] else None
    anchors = record_anchors(tx, master, record) if record is not None else {}
    return visible_fields(subject, master.kind, anchors)


def _candidate(subject: Subject, rights: FieldSet, candidate: Field) -> Field:
    known = rights[RIGHT] >= FieldAccess.READ
    kept = (part for part in candidate.fields if known and _everywhere(subject, "engineer", part.key))
    return replace(candidate, fields=tuple(kept))


def _everywhere(subject: Subject, kind: str, name: str) -> bool:
    return field_scope(subject, kind, name, FieldAccess.READ).everything
