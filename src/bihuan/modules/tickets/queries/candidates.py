"""Tickets that a report may repeat: few, found by index, and none that the caller may not see (INT-12)."""

from collections.abc import Iterator

import sqlalchemy as sa

from bihuan.core.access import READ, FieldAccess, field_scope, scope_of
from bihuan.core.late import dataclass
from bihuan.core.values import Instant
from bihuan.db.scope_sql import scope_condition
from bihuan.db.search import newest_matching, query_tokens
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import Condition
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.tickets.queries.lists import TICKETS
from bihuan.modules.tickets.queries.narrowing import permitted
from bihuan.modules.tickets.tables import OPEN, ticket

# So many are looked at for each trait, newest first: a busy customer costs no more than a quiet one.
_EACH = 50
_IN_TEXTS = 200
# A single word says nothing: half the tickets of a trade have it.
_FEWEST_WORDS = 2
_PLAIN = ("id", "number", "type", "flow", "flow_version", "stage", "category", "created_at")
_PERMITTED = ("title", "description", "priority", "assignee", "device", "customer", "site", "contact", "submitter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What those that are looked for share with a report, and since when: `since` they were made, and those that are
    done were done since `done_since`. `but`: the ticket that the report became."""

    text: str
    device: str | None
    customer: str | None
    submitter: str | None
    since: Instant
    done_since: Instant
    but: str = ""


def candidates(tx: Tx, caller: Caller, wanted: Wanted) -> list[Row]:
    """Tickets that share device, customer, submitter or all words of the title; each once. Fields that the caller may
    not read are missing, and nothing is found by them. Merged ones are among them, other cancelled ones too."""
    columns = (*(ticket.c[name] for name in _PLAIN), *(permitted(caller, TICKETS, name) for name in _PERMITTED))
    read = scope_condition(scope_of(caller.subject, READ, "ticket"), TICKETS.anchors, ticket.c.id)
    done = sa.func.coalesce(ticket.c.resolved_at, ticket.c.ended_at)
    alive = sa.or_(ticket.c.category.in_(OPEN), done >= wanted.done_since)
    first = wanted.since << 20  # as in kernel.ids.position_of: positions grow with time
    found: dict[str, Row] = {}
    for trait in _traits(tx, caller, wanted, first):
        where = (trait, ticket.c.pos >= first, ticket.c.id != wanted.but, alive, read)
        statement = sa.select(*columns).where(*where).order_by(ticket.c.pos.desc()).limit(_EACH)
        for row in tx.rows(statement):
            found.setdefault(row["id"], row)
    return list(found.values())


def _traits(tx: Tx, caller: Caller, wanted: Wanted, first: int) -> Iterator[Condition]:
    for name in ("device", "customer", "submitter"):
        value = getattr(wanted, name)
        if value is not None:
            rows = field_scope(caller.subject, "ticket", name, FieldAccess.READ)
            yield sa.and_(ticket.c[name] == value, scope_condition(rows, TICKETS.anchors, ticket.c.id))
    if len(query_tokens(wanted.text)) >= _FEWEST_WORDS:
        yield ticket.c.pos.in_(newest_matching(tx.kind, "ticket", wanted.text, first, _IN_TEXTS))
