"""What a machine's instruments showed the last time, for whoever reads them off again (FLD-3)."""

import sqlalchemy as sa

from bihuan.core.access import Allowed, FieldAccess, FieldSet, decide_access, visible_fields
from bihuan.core.values import JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.forms.interface import form_definition
from bihuan.modules.tickets.queries.rows import anchors_of
from bihuan.modules.tickets.tables import ticket

_LOOKED_AT = 10


def previous_readings(tx: Tx, caller: Caller, row: Row, rights: FieldSet) -> JsonObject:
    """By field: the newest reading in another ticket of the same form and device, as far as the caller may read both.

    Of the newest tickets only a few are looked at; what lies further back is history, no comparison.
    """
    if row["device"] is None or rights["device"] < FieldAccess.READ:
        return {}
    fields = form_definition(tx, row["form"], row["form_version"]).fields.values()
    open_keys = {item.key for item in fields if item.kind.name == "reading" and rights[item.key] >= FieldAccess.READ}
    found: JsonObject = {}
    for other in _others(tx, row) if open_keys else ():
        theirs = _rights(tx, caller, other)
        for key in open_keys - found.keys():
            value = (other["data"] or {}).get(key)
            if isinstance(value, str) and theirs[key] >= FieldAccess.READ:
                found[key] = {"value": value, "at": other["resolved_at"] or other["updated_at"]}
    return found


def _others(tx: Tx, row: Row) -> list[Row]:
    same = (ticket.c.device == row["device"], ticket.c.form == row["form"], ticket.c.id != row["id"])
    newest = ticket.c.created_at < row["created_at"]
    statement = sa.select(ticket).where(*same, newest).order_by(ticket.c.created_at.desc(), ticket.c.id.desc())
    return tx.rows(statement.limit(_LOOKED_AT))


def _rights(tx: Tx, caller: Caller, row: Row) -> FieldSet:
    anchors = anchors_of(tx, row)
    if not isinstance(decide_access(caller.subject, "read", "ticket", anchors), Allowed):
        return FieldSet(others=FieldAccess.HIDDEN)
    return visible_fields(caller.subject, "ticket", anchors)
