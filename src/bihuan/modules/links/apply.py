"""Events of ties, merges and splits into the rows of the one ticket in whose stream they stand."""

from collections.abc import Callable, Mapping
from typing import Any

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.tx import Tx
from bihuan.modules.links import messages as m
from bihuan.modules.links.tables import ticket_link, ticket_merge, ticket_piece

_PEOPLE = frozenset({"user", "token", "link"})


def apply_links(tx: Tx, ticket_id: str, events: list[StoredEvent]) -> None:
    """Fold what concerns other tickets; nearly every unit brings nothing of the kind."""
    for stored in events:
        fold = _FOLDS.get(type(stored.event))
        if fold is not None:
            fold(tx, ticket_id, stored, stored.event)


def _linked(tx: Tx, ticket: str, stored: StoredEvent, event: m.TicketLinked) -> None:
    _tie(tx, ticket, stored, (event.link, event.other))


def _tie(tx: Tx, ticket: str, stored: StoredEvent, tie: tuple[str, str]) -> None:
    link, other = tie
    tx.upsert(ticket_link, {"ticket": ticket, "link": link, "other": other, "at": stored.at, "by": _person(stored)})


def _person(stored: StoredEvent) -> str | None:
    return stored.caller_id if stored.caller_kind in _PEOPLE else None


def _unlinked(tx: Tx, ticket: str, _stored: StoredEvent, event: m.TicketUnlinked) -> None:
    tx.delete(ticket_link, ticket=ticket, link=event.link, other=event.other)


def _merged(tx: Tx, ticket: str, stored: StoredEvent, event: m.TicketMerged) -> None:
    row = {"ticket": ticket, "leader": event.leader, "at": stored.at, "by": _person(stored), "reason": event.reason}
    tx.upsert(ticket_merge, {**row, "ended": None, "ended_at": None})


def _undone(tx: Tx, ticket: str, _stored: StoredEvent, _event: m.MergeUndone) -> None:
    tx.delete(ticket_merge, ticket=ticket)


def _leader_changed(tx: Tx, ticket: str, _stored: StoredEvent, event: m.LeaderChanged) -> None:
    tx.update(ticket_merge, {"ticket": ticket}, {"leader": event.leader})


def _case_noted(tx: Tx, ticket: str, stored: StoredEvent, event: m.CaseNoted) -> None:
    over = event.how != "reopened"
    ended = {"ended": event.how if over else None, "ended_at": stored.at if over else None}
    tx.update(ticket_merge, {"ticket": ticket}, ended)


def _taken(tx: Tx, ticket: str, stored: StoredEvent, event: m.PiecesTaken) -> None:
    _tie(tx, ticket, stored, (m.SPLIT_FROM, event.source))
    pieces = [("note", item) for item in event.notes] + [("file", item) for item in event.files]
    row = {"ticket": ticket, "source": event.source, "at": stored.at}
    tx.insert(ticket_piece, *({**row, "kind": kind, "item": item} for kind, item in pieces))


def _given(tx: Tx, ticket: str, stored: StoredEvent, event: m.PiecesGiven) -> None:
    _tie(tx, ticket, stored, (m.SPLIT_INTO, event.ticket))


_FOLDS: Mapping[type, Callable[[Tx, str, StoredEvent, Any], None]] = {
    m.TicketLinked: _linked,
    m.TicketUnlinked: _unlinked,
    m.TicketMerged: _merged,
    m.MergeUndone: _undone,
    m.LeaderChanged: _leader_changed,
    m.CaseNoted: _case_noted,
    m.PiecesTaken: _taken,
    m.PiecesGiven: _given,
}
