"""What a caller may read of a ticket, by the paths that rules use (semantics §8)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any

from bihuan.core.access import NOTHING, FieldAccess, FieldSet, Subject, field_scope, visible_fields
from bihuan.core.automation import judged_by, worked_out_from
from bihuan.core.late import dataclass
from bihuan.core.values import Problem
from bihuan.kernel.masters import Master, record_anchors, record_row
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.assets import interface as assets
from bihuan.modules.customers import interface as customers
from bihuan.modules.tickets import interface as tickets

_MASTERS: Mapping[str, Master] = {
    "customer": customers.CUSTOMERS,
    "contract": customers.CONTRACTS,
    "site": customers.SITES,
    "device": assets.DEVICES,
}
# The record's names for what rights know by another.
_ALSO = {"source_channel": "source", "source_system": "source"}
_CHANGED_FIELDS = "event.fields"


@dataclass
class Sight:
    """One subject before many tickets; keeps what it looked up."""

    tx: Tx
    subject: Subject
    _rights: dict[tuple[str, str | None], FieldSet] = field(default_factory=dict)

    def rights_on(self, ticket: Row) -> FieldSet:
        """The subject's access to each field of a ticket."""
        known = self._rights.get(("ticket", ticket["id"]))
        if known is None:
            known = visible_fields(self.subject, "ticket", tickets.anchors_of(self.tx, ticket))
            self._rights["ticket", ticket["id"]] = known
        return known

    def sees_all(self, paths: Iterable[str], ticket: Row) -> bool:
        """Whether the subject may read every one of these fields of this ticket."""
        return all(self.sees(path, ticket) for path in paths)

    def sees(self, path: str, ticket: Row) -> bool:
        """Whether the subject may read the field at a dotted path, before the change as well as after it."""
        if path == _CHANGED_FIELDS:
            return self._sees_whole(ticket)
        name, _, below = path.removeprefix("before.").partition(".")
        if name == "event" or name.startswith("{"):  # a count over history goes with the field that it is over
            return True
        if self.rights_on(ticket)[_ALSO.get(name, name)] < FieldAccess.READ:
            return False
        return not below or name not in _MASTERS or self._sees_record(name, below, ticket)

    def _sees_whole(self, ticket: Row) -> bool:
        """Which fields changed is told to those only who may read each of them."""
        rights = self.rights_on(ticket)
        schema = tickets.record_schema(self.tx, ticket["form"], ticket["form_version"])
        return all(rights[_ALSO.get(name, name)] >= FieldAccess.READ for name in schema.fields)

    def _sees_record(self, kind: str, below: str, ticket: Row) -> bool:
        record = ticket[kind]
        known = self._rights.get((kind, record))
        if known is None:
            row = record_row(self.tx, _MASTERS[kind], record) if record is not None else None
            # Where there is none now there may have been one before: then what is open in every record counts.
            anchors = record_anchors(self.tx, _MASTERS[kind], row) if row is not None else {}
            known = self._rights[kind, record] = visible_fields(self.subject, kind, anchors)
        return known[below.partition(".")[0]] >= FieldAccess.READ


def unreadable(subject: Subject, body: Mapping[str, Any]) -> Iterator[Problem]:
    """The fields that a rule names and that its author may read of no ticket: for him they do not exist."""
    for path in sorted(judged_by(body)):
        if not _reads_somewhere(subject, path):
            yield Problem("if", "automation.field_unknown", {"field": path})
    for place, (_, paths) in enumerate(worked_out_from(body)):
        for path in sorted(paths):
            if not _reads_somewhere(subject, path):
                yield Problem(f"then.{place}", "automation.field_unknown", {"field": path})


def _reads_somewhere(subject: Subject, path: str) -> bool:
    name, _, below = path.removeprefix("before.").partition(".")
    if name == "event":
        return True
    if field_scope(subject, "ticket", _ALSO.get(name, name), FieldAccess.READ) == NOTHING:
        return False
    part = below.partition(".")[0]
    return not part or name not in _MASTERS or field_scope(subject, name, part, FieldAccess.READ) != NOTHING
