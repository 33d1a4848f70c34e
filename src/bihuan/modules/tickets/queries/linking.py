"""Tickets as fields of forms name them: by number and title, only those that the caller may read."""

from bihuan.core.access import Allowed, FieldAccess, FieldSet, decide_access, visible_fields
from bihuan.core.rules import Env
from bihuan.core.values import JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import ListAsk
from bihuan.kernel.named import MOST, Nameable, Thing
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.flows.interface import flow_definition
from bihuan.modules.tickets.queries.lists import TICKETS, Narrowed, Narrowing, list_tickets
from bihuan.modules.tickets.queries.rows import anchors_of, row_by_id

_FACTS = ("number", "title", "priority", "category")


def _find(tx: Tx, caller: Caller, text: str, _of: str) -> list[Thing]:
    """The newest tickets that the text finds: by number, title, or whatever else they say."""
    narrowed = Narrowed(Env(0), Narrowing(text))
    page = list_tickets(tx, TICKETS, caller, ListAsk(limit=MOST), narrowed)
    return [found for one in page.rows if (found := _one(tx, caller, one.row["id"])) is not None]


def _one(tx: Tx, caller: Caller, ticket: str) -> Thing | None:
    row = row_by_id(tx, ticket)
    if row is None:
        return None
    anchors = anchors_of(tx, row)
    if not isinstance(decide_access(caller.subject, "read", "ticket", anchors), Allowed):
        return None
    return _thing(tx, caller, row, visible_fields(caller.subject, "ticket", anchors))


def _thing(tx: Tx, caller: Caller, row: Row, rights: FieldSet) -> Thing:
    known = [name for name in _FACTS if name in ("number", "category") or rights[name] >= FieldAccess.READ]
    facts = {name: row[name] for name in known if row[name] is not None}
    return Thing(row["id"], f"{row['number']} {facts.get('title') or ''}".strip(), _stage(tx, row), facts)


def _stage(tx: Tx, row: Row) -> str:
    """How it stands, in the flow's own word."""
    stage = flow_definition(tx, row["flow"], row["flow_version"]).stages.get(row["stage"])
    return str(stage.label.get("zh") or row["stage"]) if stage is not None else str(row["stage"])


def _whole(tx: Tx, ticket: str) -> JsonObject | None:
    row = row_by_id(tx, ticket)
    return None if row is None else {"id": ticket, **{name: row[name] for name in _FACTS if row[name] is not None}}


NAMEABLE = Nameable(_find, _one, _whole)
