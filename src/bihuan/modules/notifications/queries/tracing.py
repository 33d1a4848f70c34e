"""Whom the platform told of a ticket, for its trace: that somebody was told and how, without the words."""

from collections.abc import Callable

from bihuan.core.values import JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.identity import interface as identity
from bihuan.modules.notifications.queries.deliveries import deliveries_of
from bihuan.modules.notifications.queries.notices import notices_on_ticket
from bihuan.modules.tickets import interface as tickets


def notices_in_trace(label_of: Callable[[str], JsonObject], tx: Tx, caller: Caller, ticket_id: str) -> list[JsonObject]:
    """Notices, oldest first: to whom, when, by which channels, delivered or not, read when. Who may not read internal
    notes sees what he was told himself. `label_of`: what a kind of notice is called."""
    rows = notices_on_ticket(tx, ticket_id)
    ticket = tickets.ticket_row(tx, ticket_id) if rows else None
    if ticket is None:
        return []
    if not tickets.reads_internal(caller.subject, tx, ticket):
        rows = [row for row in rows if caller.kind == "user" and row["person"] == caller.id]
    sent = deliveries_of(tx, {key for row in rows for key in (row["id"], row["digest"]) if key})
    names = identity.person_briefs(tx, {row["person"] for row in rows if row["person"]})
    return [{**_told(row, sent, names), "label": label_of(row["kind"])} for row in reversed(rows)]


def _told(row: Row, sent: dict[str, list[Row]], names: dict[str, identity.PersonBrief]) -> JsonObject:
    brief = names.get(row["person"])
    deliveries = [*sent.get(row["id"], []), *sent.get(row["digest"] or "", [])]
    return {
        **{name: row[name] for name in ("id", "kind", "person", "group", "read_at")},
        "at": row["made_at"],
        "name": brief.name if brief else None,
        "deliveries": [
            {"channel": one["channel"], "delivered": any(each["outcome"] == "delivered" for each in one["attempts"])}
            for one in deliveries
        ],
    }
