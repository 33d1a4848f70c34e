"""What candidates have done and have in hand: one statement for all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from bihuan.core.dispatch import Candidate, PastOffer
from bihuan.core.values import Instant
from bihuan.kernel.statements import Compiled, compile_statement
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.dispatch.queries.people import NOT_ON_ROSTER, OnRoster
from bihuan.modules.dispatch.tables import dispatched, engineer, given

# Fairness and cool-downs look back so far: the longest cool-down that a policy can ask for is as long.
LOOK_BACK_MS = 7 * 86_400_000


def _constant(text: str) -> sa.ColumnClause[Any]:
    """Written out: compiled statements keep no values of their own."""
    return sa.literal_column(text)


# An offer that came to nothing was no work.
_IN_VAIN = tuple(_constant(f"'{word}'") for word in ("refused", "expired", "replaced"))
_RETURNED, _FINISHED, _ONE, _NONE = (_constant(text) for text in ("'returned'", "'finished'", "1", "0"))
_FIELDS = (
    *("person", "recent", "assigned_today", "claimed_today", "last_claim_at", "last_return_at"),
    *("load", "claimed_open", "last_assigned_at", "device_visits", "customer_visits"),
)


def work_facts(tx: Tx, since: Instant, today: Instant, thing: Mapping[str, str | None], one: str | None = None) -> Any:
    """Facts by person. `since`: how far back; `today`: the day's first instant; `thing`: the job's device and
    customer; `one`: only about this person."""
    statement = _statement(tx.kind, one is not None)
    values = {"since": since, "today": today, **thing, "one": one}
    rows = tx.run(statement.sql, statement.bind(values)).fetchall()
    return {row[0]: dict(zip(_FIELDS[1:], row[1:], strict=True)) for row in rows}


@lru_cache(maxsize=4)
def _statement(kind: str, one: bool) -> Compiled:
    since, today = sa.bindparam("since", type_=sa.BigInteger), sa.bindparam("today", type_=sa.BigInteger)
    work = given.c
    counts = sa.and_(work.visit.is_not(None), sa.or_(work.outcome.is_(None), work.outcome.not_in(_IN_VAIN)))
    statement = (
        sa.select(
            engineer.c.user,
            _count(counts),
            _count(sa.and_(counts, work.at >= today)),
            _count(sa.and_(counts, work.claimed, work.at >= today)),
            sa.func.max(sa.case((work.claimed, work.at))),
            sa.func.max(sa.case((work.outcome == _RETURNED, work.ended_at))),
            *_of_person(),
        )
        .select_from(engineer.outerjoin(given, sa.and_(work.person == engineer.c.user, work.at >= since)))
        .where(engineer.c.active)
        .group_by(engineer.c.user)
    )
    return compile_statement(statement.where(engineer.c.user == sa.bindparam("one")) if one else statement, kind)


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, _ONE), else_=_NONE)), _NONE)


def _of_person() -> list[sa.ScalarSelect[Any]]:
    """What does not depend on how far back one looks; each is a look into an index."""

    def about(*where: sa.ColumnElement[bool], what: Any = None) -> sa.ScalarSelect[Any]:
        found = sa.select(sa.func.count() if what is None else what).select_from(own)
        return found.where(own.c.person == engineer.c.user, *where).scalar_subquery()

    own = given.alias("own")
    done = own.c.outcome == _FINISHED
    return [
        about(own.c.open),
        about(own.c.open, own.c.claimed),
        about(what=sa.func.max(own.c.at)),
        about(own.c.device == sa.bindparam("device", type_=sa.Text), done),
        about(own.c.customer == sa.bindparam("customer", type_=sa.Text), done),
    ]


def last_engineer(tx: Tx, device: str | None, customer: str | None) -> str | None:
    """Who finished work there last: on the device, else for the customer."""
    thing = given.c.device == device if device else given.c.customer == customer
    if not device and not customer:
        return None
    statement = sa.select(given.c.person).where(thing, given.c.outcome == "finished")
    found: str | None = tx.scalar(statement.order_by(given.c.ended_at.desc(), given.c.visit).limit(1))
    return found


def dispatched_row(tx: Tx, task: str) -> Row | None:
    """How the last dispatch of an open task ended."""
    return tx.get(dispatched, task=task)


def past_offers(tx: Tx, ticket: str, task: str, since: int) -> dict[str, tuple[PastOffer, ...]]:
    """Offers of this task that came to nothing. A missed one is forgotten once a person dispatches anew; no is no."""
    found: dict[str, tuple[PastOffer, ...]] = {}
    for row in tx.all(given, order=("at", "visit"), ticket=ticket):
        outcome = row["outcome"]
        counts = outcome in ("refused", "returned") or (outcome == "expired" and row["ended_no"] > since)
        if row["task"] == task and counts:
            offer = PastOffer(outcome, row["ended_at"], row["reason"] or "")
            found[row["person"]] = (*found.get(row["person"], ()), offer)
    return found


def with_facts(
    people: Iterable[Candidate],
    facts: Mapping[str, Mapping[str, Any]],
    duties: Mapping[str, OnRoster],
    past: Mapping[str, tuple[PastOffer, ...]],
) -> list[Candidate]:
    """The candidates as this job sees them now."""
    found = []
    for person in people:
        on_roster = duties.get(person.person, NOT_ON_ROSTER)
        more = facts.get(person.person, {})
        offers = past.get(person.person, ())
        found.append(replace(person, duty=on_roster.duty, absences=on_roster.absences, past_offers=offers, **more))
    return found
