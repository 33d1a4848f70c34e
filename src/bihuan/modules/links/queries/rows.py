"""Rows of ties and merges, whoever asks."""

from collections.abc import Iterable

import sqlalchemy as sa

from bihuan.kernel.tx import Row, Tx
from bihuan.modules.links.tables import ticket_link, ticket_merge, ticket_piece


def links_of(tx: Tx, ticket: str) -> list[Row]:
    """Every tie of a ticket, newest first."""
    return tx.all(ticket_link, order=("-at", "link", "other"), ticket=ticket)


def is_linked(tx: Tx, ticket: str, link: str, other: str) -> bool:
    """Whether this tie is there."""
    return tx.get(ticket_link, ticket=ticket, link=link, other=other) is not None


def neighbours(tx: Tx, link: str, ticket: str) -> list[str]:
    """The tickets that it has this tie with."""
    return [row["other"] for row in tx.all(ticket_link, order=("other",), ticket=ticket, link=link)]


def merge_of(tx: Tx, ticket: str) -> Row | None:
    """Into which leader a ticket was merged, and since when; None for one that is its own case."""
    return tx.get(ticket_merge, ticket=ticket)


def merges_of(tx: Tx, ticket_ids: Iterable[str]) -> dict[str, Row]:
    """The same for several, by ticket."""
    wanted = list(ticket_ids)
    if not wanted:
        return {}
    rows = tx.rows(sa.select(ticket_merge).where(ticket_merge.c.ticket.in_(wanted)))
    return {row["ticket"]: row for row in rows}


def merged_into(tx: Tx, leader: str) -> list[Row]:
    """The tickets that were merged straight into this one, oldest merge first."""
    return tx.all(ticket_merge, order=("at", "ticket"), leader=leader)


def leaders_of(tx: Tx, ticket: str) -> list[str]:
    """The leader of a ticket, the leader of that, and so on; empty for one that is its own case."""
    found: list[str] = []
    row = merge_of(tx, ticket)
    while row is not None:
        found.append(row["leader"])
        row = merge_of(tx, row["leader"])
    return found


def case_of(tx: Tx, leader: str) -> list[Row]:
    """The merges of all tickets that the leader stands for, those merged into merged ones included."""
    found = merged_into(tx, leader)
    return found + [below for row in found for below in case_of(tx, row["ticket"])]


def pieces_of(tx: Tx, ticket: str) -> list[Row]:
    """Notes and files of other tickets that this one shows."""
    return tx.all(ticket_piece, order=("kind", "item"), ticket=ticket)
