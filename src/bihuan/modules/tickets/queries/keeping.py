"""What retention asks of tickets."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from bihuan.core.values import Instant
from bihuan.db.many_values import one_of_many
from bihuan.db.search import EVERYWHERE, indexed_by, newest_matching, query_tokens
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.tickets.tables import note, phone_call, ticket, ticket_act, ticket_participant


def archived_before(tx: Tx, type_: str, before: Instant, but: sa.Select[Any], limit: int) -> list[Row]:
    """Tickets of a type that were archived before an instant, without those that `but` selects, oldest first."""
    shown = [ticket.c[name] for name in ("id", "number", "type", "archived_at")]
    over = (ticket.c.type == type_, ticket.c.archived_at < before, ticket.c.id.not_in(but))
    return tx.rows(sa.select(*shown).where(*over).order_by(ticket.c.archived_at, ticket.c.pos).limit(limit))


def tickets_of_person(tx: Tx, person: str, among: Collection[str]) -> list[str]:
    """The tickets among these that somebody ever had to do with, those included that he reads no more."""
    if not among:
        return []
    met = (
        sa.select(table.c.ticket).where(table.c.person == person, one_of_many(tx.kind, table.c.ticket, tuple(among)))
        for table in (ticket_participant, ticket_act)
    )
    return sorted({row["ticket"] for statement in met for row in tx.rows(statement)})


def tickets_about(
    tx: Tx, contacts: Collection[str], customers: Collection[str], submitters: Collection[str]
) -> list[Row]:
    """Tickets of these contacts or customers, or reported by these people, oldest first."""
    columns = ((ticket.c.contact, contacts), (ticket.c.customer, customers), (ticket.c.submitter, submitters))
    either = [one_of_many(tx.kind, column, tuple(ids)) for column, ids in columns if ids]
    return tx.rows(_told().where(sa.or_(*either)).order_by(ticket.c.pos)) if either else []


def tickets_naming(tx: Tx, words: Collection[str], but: Collection[str], limit: int) -> list[Row]:
    """The newest tickets in whose record, notes or calls one of these words stands, without those in `but`."""
    places = [_record_with(tx, word, limit + len(but)) for word in words if query_tokens(word)]
    places += [ticket.c.id.in_(_said_with(column, word)) for word in words for column in _SAID]
    if not places:
        return []
    where = (sa.or_(*places), sa.not_(one_of_many(tx.kind, ticket.c.id, tuple(but))))
    return tx.rows(_told().where(*where).order_by(ticket.c.pos.desc()).limit(limit))


_SAID = (note.c.text, phone_call.c.text, phone_call.c.name)


def _told() -> sa.Select[Any]:
    names = ("id", "number", "type", "ended_at", "archived_at")
    return sa.select(*(ticket.c[name] for name in names))


def _record_with(tx: Tx, word: str, limit: int) -> sa.ColumnElement[bool]:
    return ticket.c.pos.in_(newest_matching(tx.kind, "ticket", word, 0, limit, EVERYWHERE))


def _said_with(column: sa.ColumnElement[Any], word: str) -> sa.Select[Any]:
    # Seldom asked, so no index is kept for it: every note is looked at.
    return sa.select(column.table.c.ticket).where(column.contains(word, autoescape=True))


def search_behind(tx: Tx) -> int:
    """How many of the newest tickets the search index does not know: none, or somebody must build it anew."""
    newest = sa.select(ticket.c.pos).order_by(ticket.c.pos.desc()).limit(_NEWEST).subquery()
    known = sa.table("ticket_search", sa.column(indexed_by(tx.kind)))
    found = sa.select(sa.func.count()).select_from(newest).where(newest.c.pos.in_(sa.select(*known.c)))
    return int(tx.scalar(sa.select(sa.func.count()).select_from(newest))) - int(tx.scalar(found))


_NEWEST = 200
