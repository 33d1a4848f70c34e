"""What became of many tickets, for reports: their records, when each was answered, reopened and worked on."""

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa

from bihuan.core.values import Instant
from bihuan.db.many_values import one_of_many
from bihuan.kernel.tables import event
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets.tables import REACHED, note, phone_call, ticket, ticket_run, visit

_RECORD = tuple(ticket.c[name] for name in (
    "id", "pos", "type", "priority", "category", "stage", "channel", "department", "team", "region", "assignee",
    "submitter", "created_at", "resolved_at", "ended_at",
))  # fmt: skip
# Somebody was at work; where a step asks for neither arrival nor beginning, he came to its end.
_CAME = sa.or_(visit.c.arrived_at.is_not(None), visit.c.began_at.is_not(None), visit.c.state == "finished")


def pasts_of(tx: Tx, ids: Sequence[str]) -> list[Row]:
    """The records of tickets with `responded_at`, `reopened_at` and `visits`; those that there are."""
    rows = tx.rows(sa.select(*_RECORD).where(one_of_many(tx.kind, ticket.c.id, ids)))
    visits, answers = _visits(tx, ids), _answers(tx, ids)
    reopened = _reopened(tx, ids)
    known: dict[str, bool] = {}
    for row in rows:
        came, arrived = visits.get(row["id"], (0, None))
        said = [at for at, who in answers.get(row["id"], ()) if who != row["submitter"] and _is_ours(tx, who, known)]
        row["visits"] = came
        row["responded_at"] = min([at for at in (arrived, *said) if at is not None], default=None)
        row["reopened_at"] = tuple(reopened.get(row["id"], ()))
    return rows


def ids_after(tx: Tx, pos: int, limit: int) -> list[tuple[int, str]]:
    """The next tickets in order of position: (position, id)."""
    statement = sa.select(ticket.c.pos, ticket.c.id).where(ticket.c.pos > pos).order_by(ticket.c.pos).limit(limit)
    return [(row["pos"], row["id"]) for row in tx.rows(statement)]


def _is_ours(tx: Tx, who: str, known: dict[str, bool]) -> bool:
    if who not in known:
        known[who] = not identity.is_customers(tx, who)
    return known[who]


def _visits(tx: Tx, ids: Sequence[str]) -> dict[str, tuple[int, Instant | None]]:
    """Ticket → how often somebody was at work, and when somebody arrived first."""
    came = sa.func.sum(sa.case((_CAME, 1), else_=0))
    statement = sa.select(visit.c.ticket, came.label("came"), sa.func.min(visit.c.arrived_at).label("arrived"))
    rows = tx.rows(statement.where(one_of_many(tx.kind, visit.c.ticket, ids)).group_by(visit.c.ticket))
    return {row["ticket"]: (int(row["came"]), row["arrived"]) for row in rows}


def _answers(tx: Tx, ids: Sequence[str]) -> dict[str, list[tuple[Instant, str]]]:
    """Ticket → when and by whom something was said to the customer: public notes, and calls that were taken."""
    found: defaultdict[str, list[tuple[Instant, str]]] = defaultdict(list)
    for table, at, counts in (
        (note, note.c.at, note.c.public),
        (phone_call, phone_call.c.began_at, phone_call.c.outcome == REACHED),
    ):
        said = sa.select(table.c.ticket, at.label("at"), table.c.author).where(counts, table.c.author.is_not(None))
        for row in tx.rows(said.where(one_of_many(tx.kind, table.c.ticket, ids))):
            found[row["ticket"]].append((row["at"], row["author"]))
    return found


def _reopened(tx: Tx, ids: Sequence[str]) -> dict[str, list[Instant]]:
    """Ticket → when it was reopened. Few ever are: only of those is the stream read."""
    again = sa.select(ticket_run.c.ticket).where(ticket_run.c.state["round"].as_integer() > 1)
    streams = [
        f"ticket:{row['ticket']}" for row in tx.rows(again.where(one_of_many(tx.kind, ticket_run.c.ticket, ids)))
    ]
    if not streams:
        return {}
    happened = sa.select(event.c.stream, event.c.at).where(event.c.type == "RunReopened", event.c.stream.in_(streams))
    found: defaultdict[str, list[Instant]] = defaultdict(list)
    for row in tx.rows(happened.order_by(event.c.no)):
        found[row["stream"].partition(":")[2]].append(row["at"])
    return found
