"""Reads of public forms and links."""

import sqlalchemy as sa

from bihuan.core.access import check_access
from bihuan.core.values import Instant, Kind, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.portal.tables import phone_code, public_form, ticket_access, visit_time
from bihuan.modules.tickets import interface as tickets


def form(tx: Tx, key: str) -> Row | None:
    """One public form."""
    return tx.get(public_form, key=key)


def forms(tx: Tx) -> list[Row]:
    """Every public form, by key."""
    return tx.all(public_form, order=("key",))


def form_for_devices(tx: Tx) -> Row | None:
    """The first active form that codes on devices lead to."""
    return next((row for row in forms(tx) if row["active"] and row["for_devices"]), None)


def link(tx: Tx, link_id: str) -> Row | None:
    """One link."""
    return tx.get(ticket_access, id=link_id)


def links_of(tx: Tx, ticket: str) -> list[Row]:
    """A ticket's links, the newest first."""
    return tx.all(ticket_access, order=("-issued_at", "id"), ticket=ticket)


def is_good(row: Row | None, now: Instant) -> bool:
    """Whether a link opens its ticket at `now`."""
    return row is not None and row["revoked_at"] is None and now < row["until_at"]


def good_links_of_people(tx: Tx, people: tuple[str, ...], now: Instant, limit: int) -> list[Row]:
    """The newest good link to each ticket of these people."""
    found = tx.rows(
        sa.select(ticket_access)
        .where(ticket_access.c.person.in_(people))
        .where(ticket_access.c.revoked_at.is_(None), ticket_access.c.until_at > now)
        .order_by(ticket_access.c.issued_at.desc(), ticket_access.c.id)
        .limit(limit * 4)
    )
    newest: dict[str, Row] = {}
    for row in found:
        newest.setdefault(row["ticket"], row)
    return list(newest.values())[:limit]


def code_row(tx: Tx, phone: str) -> Row | None:
    """The code that was sent to a phone last."""
    return tx.get(phone_code, phone=phone)


def check_answers(tx: Tx, caller: Caller, ticket: str) -> None:
    """Staff who may correct the ticket answer its customer, and whoever does the work; customers do not themselves."""
    row, anchors = tickets.readable_row(tx, caller, ticket)
    if row["assignee"] != caller.subject.person:
        check_access(caller.subject, "update", "ticket", anchors)
    if not tickets.reads_internal(caller.subject, tx, row):
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.no_grant")


def answers(tx: Tx, caller: Caller, ticket: str) -> bool:
    """Whether the caller may answer the customer of a ticket that he reads."""
    try:
        check_answers(tx, caller, ticket)
    except Refusal:
        return False
    return True


def visit_time_row(tx: Tx, ticket: str) -> Row | None:
    """When somebody comes, and what was asked for; None where nobody ever asked."""
    return tx.get(visit_time, ticket=ticket)
