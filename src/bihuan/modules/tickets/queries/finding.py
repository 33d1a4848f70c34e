"""Tickets by what is remembered of them: who, when, which device, whose, which words. One statement, rights inside.

What is asked for together may stand in several tables, and planners guess badly which part is rare. So the part that
is rarest by its nature gives the tickets that come into question, the newest `MOST` of them, and the others check them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import READ, FieldAccess, field_scope, scope_of
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject
from bihuan.db.scope_sql import scope_condition
from bihuan.db.search import RECORD, matching_each, newest_matching, query_tokens
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import Condition, all_rows
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.tickets.queries.hits import hits_of
from bihuan.modules.tickets.queries.lists import NEVER_HIDDEN, SHOWN_BY_WORDS, TICKETS, last_position
from bihuan.modules.tickets.queries.narrowing import found_among, readable_words, told_words
from bihuan.modules.tickets.queries.pool import names_beside
from bihuan.modules.tickets.queries.rows import INTERNAL_NOTES
from bihuan.modules.tickets.tables import ticket, ticket_act

# Read for `hits_of` only.
_NOT_SHOWN = frozenset(column.name for column in SHOWN_BY_WORDS)
# So many tickets come into question at most: the newest, by the part that narrows most.
MOST = 2_000
# The same table once more: where what comes into question is looked for.
_any = ticket.alias("any_ticket")
Period = tuple[Instant, Instant]
Ids = sa.Select[tuple[str]]


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known of a ticket. Of several things of one kind any one fits; of `people`, each entry names one
    person by the ids that may be meant, and all entries must fit. `periods` are half-open. None: not asked for."""

    people: tuple[tuple[str, ...], ...] = ()
    periods: tuple[Period, ...] = ()
    devices: tuple[str, ...] | None = None
    customers: tuple[str, ...] | None = None
    numbers: tuple[str, ...] = ()
    words: str = ""


def find_remembered(tx: Tx, caller: Caller, known: Remembered, limit: int) -> list[str]:
    """The ids of the newest tickets, `limit` at most, that fit and that the caller may read; nothing known, none.

    A person fits who did something with the ticket, was given work on it, or reported it; with days, then. Tickets in
    whose record all words stand come first, then those of which a note, a call or a file says some of them.
    """
    everywhere = found_among(caller.subject)
    found = _found(_Finder(tx, caller, known, (RECORD,)), limit)
    if not query_tokens(known.words) or len(everywhere) == 1 or len(found) == limit:
        return found
    further = _found(_Finder(tx, caller, known, everywhere), limit)
    return [*found, *(one for one in further if one not in found)][:limit]


def _found(finder: "_Finder", limit: int) -> list[str]:
    finder.tx.plan_each()
    rarest = finder.rarest()
    if rarest is None:
        return []
    where = (finder.readable(), ticket.c.id.in_(rarest), *finder.conditions())
    # Not by `pos` as it stands: a planner would go through all tickets from the newest on, looking for few.
    statement = sa.select(ticket.c.id).where(*where).order_by((ticket.c.pos + 0).desc()).limit(limit)
    return [row["id"] for row in finder.tx.rows(statement)]


@dataclass(frozen=True, slots=True)
class _Finder:
    tx: Tx
    caller: Caller
    known: Remembered
    # Where the words are looked for (db.search).
    among: tuple[str, ...] = (RECORD,)

    def readable(self) -> Condition:
        scope = scope_of(self.caller.subject, READ, TICKETS.kind)
        return scope_condition(scope, TICKETS.anchors, ticket.c.id)

    # --- where tickets that fit are looked for ------------------------------------------------------------------

    def rarest(self) -> Ids | None:
        """Tickets that come into question; None when nothing was asked for."""
        known = self.known
        newest = sa.select(_any.c.id).order_by(_any.c.pos.desc()).limit(MOST)
        ways: tuple[tuple[object, Callable[[], Ids]], ...] = (
            (known.numbers, lambda: newest.where(_any.c.number.in_(known.numbers))),
            (known.devices, lambda: newest.where(_any.c.device.in_(known.devices or ()))),
            (known.people and known.periods, self._of_somebody),
            (known.customers, lambda: newest.where(_any.c.customer.in_(known.customers or ()))),
            (query_tokens(known.words), self._with_words),
            (known.people, self._of_somebody),
            (known.periods, lambda: newest.where(_any.c.pos <= self._last_position())),
        )
        return next((way() for asked, way in ways if asked), None)

    def _with_words(self) -> Ids:
        return sa.select(_any.c.id).where(_any.c.pos.in_(self._newest_with_words()))

    def _newest_with_words(self) -> sa.Select[Any]:
        found = newest_matching(self.tx.kind, TICKETS.kind, self.known.words, 0, MOST, self.among).subquery()
        return sa.select(found)

    def _of_somebody(self) -> Ids:
        ids = self.known.people[0]
        acts = sa.select(ticket_act.c.ticket.label("id")).where(ticket_act.c.person.in_(ids), *self.when())
        reports = sa.select(_any.c.id).where(_any.c.submitter.in_(ids))
        if self.known.periods:
            reports = reports.where(_any.c.pos <= self._last_position())
        parts = (
            acts.order_by(ticket_act.c.at.desc()).limit(MOST).subquery(),
            reports.order_by(_any.c.pos.desc()).limit(MOST).subquery(),
        )
        either = sa.union(*(sa.select(part.c.id) for part in parts)).subquery()
        return sa.select(either.c.id)

    def _last_position(self) -> int:
        """No ticket made in one of the periods, or before, stands behind it."""
        return last_position(max(until for _, until in self.known.periods))

    # --- what must hold of each -----------------------------------------------------------------------------------

    def conditions(self) -> Iterator[Condition]:
        known = self.known
        if known.numbers:
            yield ticket.c.number.in_(known.numbers)
        if known.devices is not None:
            yield self._where_read("device", ticket.c.device.in_(known.devices))
        if known.customers is not None:
            yield self._where_read("customer", ticket.c.customer.in_(known.customers))
        for ids in known.people:
            yield self._had_to_do(ids)
        if known.periods and not known.people:
            yield sa.or_(self._made_then(), self._act())
        if known.words:
            yield matching_each(self.tx.kind, TICKETS.kind, ticket.c.pos, known.words, self.among)
            if self.among != (RECORD,):
                yield from told_words(self.tx, self.caller, TICKETS, known.words)
            yield from readable_words(self.tx, self.caller, TICKETS, known.words, self.among)

    def _had_to_do(self, ids: tuple[str, ...]) -> Condition:
        reported: Condition = ticket.c.submitter.in_(ids)
        if self.known.periods:
            reported = sa.and_(reported, self._made_then())
        return sa.or_(self._act(ticket_act.c.person.in_(ids)), self._where_read("submitter", reported))

    def _act(self, *more: Condition) -> Condition:
        return sa.exists().where(ticket_act.c.ticket == ticket.c.id, *more, *self.when(), self.known_acts())

    def known_acts(self) -> Condition:
        """Acts that the caller may know of: others' internal notes are nothing to those who do not read them."""
        return self._where_read(INTERNAL_NOTES, sa.true(), ~ticket_act.c.inner)

    def when(self) -> tuple[Condition, ...]:
        spans = (sa.and_(ticket_act.c.at >= first, ticket_act.c.at < until) for first, until in self.known.periods)
        return (sa.or_(*spans),) if self.known.periods else ()

    def _made_then(self) -> Condition:
        made = ticket.c.created_at
        return sa.or_(*(sa.and_(made >= first, made < until) for first, until in self.known.periods))

    def _where_read(self, name: str, holds: Condition, otherwise: Condition | None = None) -> Condition:
        """`holds` in the tickets in which the caller reads the field `name`, `otherwise` (nothing) in the others."""
        rows = field_scope(self.caller.subject, TICKETS.kind, name, FieldAccess.READ)
        if rows.everything or rows == scope_of(self.caller.subject, READ, TICKETS.kind):
            return holds
        there = sa.and_(scope_condition(rows, TICKETS.anchors, ticket.c.id), holds)
        return there if otherwise is None else sa.or_(otherwise, there)


def drawn_by_lot(tx: Tx, caller: Caller, fractions: Iterable[float]) -> list[Row]:
    """Tickets that are over and that the caller may read: for each fraction of the way from the first to the last the
    next one behind it (before it, where all behind are drawn), none twice."""
    scope = scope_condition(scope_of(caller.subject, READ, TICKETS.kind), TICKETS.anchors, ticket.c.id)
    over = (scope, ticket.c.ended_at.is_not(None))
    ends = tx.first(
        sa.select(sa.func.min(ticket.c.pos).label("low"), sa.func.max(ticket.c.pos).label("high")).where(*over)
    )
    if ends is None or ends["low"] is None:
        return []
    shown = [ticket.c[name] for name in ("id", "number", "type", "created_at", "archived_at")]
    found: dict[str, Row] = {}
    for fraction in fractions:
        first = ends["low"] + int(fraction * (ends["high"] - ends["low"]))
        others = sa.select(*shown).where(*over, ticket.c.id.not_in(list(found))).limit(1)
        row = tx.first(others.where(ticket.c.pos >= first).order_by(ticket.c.pos))
        row = row or tx.first(others.where(ticket.c.pos < first).order_by(ticket.c.pos.desc()))
        if row is not None:
            found[row["id"]] = row
    return list(found.values())


# --- what is shown of them ----------------------------------------------------------------------------------------


def remembered_rows(tx: Tx, caller: Caller, ids: Iterable[str], words: str = "") -> list[JsonObject]:
    """These tickets, in this order, with what the caller may see of each, what their customer and device are called,
    and what `words` hit in them."""
    place = {id_: number for number, id_ in enumerate(ids)}
    listing = replace(TICKETS, selected=(*TICKETS.selected, *SHOWN_BY_WORDS)) if words else TICKETS
    rows = all_rows(tx, listing, caller, (ticket.c.id.in_(list(place)),), (ticket.c.pos.desc(),))
    names, hits = names_beside(tx, caller, rows), hits_of(tx, caller, rows, words)
    return [
        {
            **{key: value for key, value in one.row.items() if not key.startswith("_") and _is_shown(one.rights, key)},
            **{f"{key}_name": name for key, name in names.get(one.row["id"], {}).items()},
            "hits": hits.get(one.row["id"], []),
        }
        for one in sorted(rows, key=lambda one: place[one.row["id"]])
    ]


def _is_shown(rights: Any, key: str) -> bool:
    return key in NEVER_HIDDEN or (key not in _NOT_SHOWN and rights[key] >= FieldAccess.READ)


def acts_of(tx: Tx, caller: Caller, known: Remembered, ids: Iterable[str]) -> list[Row]:
    """What the people asked for did with these tickets in the periods asked for, as far as the caller may know: ticket,
    person, how often, first and last instant. Without people whoever did something; without periods at any time."""
    finder = _Finder(tx, caller, known)
    people = [person for entry in known.people for person in entry]
    where = [ticket_act.c.ticket.in_(list(ids)), finder.known_acts(), *finder.when()]
    if people:
        where.append(ticket_act.c.person.in_(people))
    at = ticket_act.c.at
    counted = (sa.func.count().label("count"), sa.func.min(at).label("first"), sa.func.max(at).label("last"))
    return tx.rows(
        sa.select(ticket_act.c.ticket, ticket_act.c.person, *counted)
        .select_from(ticket_act.join(ticket, ticket.c.id == ticket_act.c.ticket))
        .where(*where)
        .group_by(ticket_act.c.ticket, ticket_act.c.person)
        .order_by(sa.func.min(at), ticket_act.c.person)
    )
