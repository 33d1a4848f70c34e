"""Notices as their recipients and the readers of tickets find them."""

from collections.abc import Collection, Iterable

import sqlalchemy as sa

from bihuan.core.late import dataclass
from bihuan.core.values import Instant
from bihuan.kernel.command import Caller
from bihuan.kernel.cursors import open_cursor, seal_cursor
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.notifications.tables import notice, notice_read, notice_seen

UNREAD_CAP = 1_000


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Notices, newest first, and the cursor of the next page."""

    rows: list[Row]
    cursor: str | None


def notice_row(tx: Tx, notice_id: str) -> Row | None:
    """One notice, whoever asks."""
    return tx.get(notice, id=notice_id)


def notices_there(tx: Tx, ids: Iterable[str]) -> frozenset[str]:
    """Those of `ids` that were made."""
    statement = sa.select(notice.c.id).where(notice.c.id.in_(list(ids)))
    return frozenset(row["id"] for row in tx.rows(statement))


def list_notices(tx: Tx, person: str, now: Instant, unread: bool, cursor: str | None, limit: int) -> NoticePage:
    """A person's notices that are due, newest first, each with `read_at`. Refuses `list.cursor_foreign`."""
    bound_to = ["notices", person, unread]
    order = (notice.c.visible_at.desc(), notice.c.id.desc())
    read_at = _read_at(tx, person)
    statement = sa.select(notice, read_at.label("read_at")).select_from(_with_marks()).where(*_due(person, now))
    if unread:
        statement = statement.where(read_at.is_(None))
    if cursor:
        at, last = open_cursor(tx.keys.cursor, bound_to, cursor)
        here = sa.tuple_(notice.c.visible_at, notice.c.id)
        statement = statement.where(here < sa.tuple_(sa.literal(at, sa.BigInteger), sa.literal(last)))
    rows = tx.rows(statement.order_by(*order).limit(limit + 1))
    following = None
    if len(rows) > limit:
        last_row = rows[limit - 1]
        following = seal_cursor(tx.keys.cursor, bound_to, [last_row["visible_at"], last_row["id"]])
    return NoticePage(rows[:limit], following)


def count_unread(tx: Tx, person: str, now: Instant) -> int:
    """How many of a person's notices that are due were not read; counting stops at UNREAD_CAP."""
    found = sa.select(notice.c.id).select_from(_with_marks()).where(*_due(person, now), _read_at(tx, person).is_(None))
    return int(tx.scalar(sa.select(sa.func.count()).select_from(found.limit(UNREAD_CAP).subquery())) or 0)


def notices_on_ticket(tx: Tx, ticket: str, limit: int = 500) -> list[Row]:
    """Who was told of a ticket, newest first, each with `read_at` as far as it was marked by itself."""
    statement = sa.select(notice, notice_read.c.at.label("read_at")).select_from(_with_marks())
    return tx.rows(
        statement.where(notice.c.ticket == ticket).order_by(notice.c.made_at.desc(), notice.c.id.desc()).limit(limit)
    )


def notices_to_erase(tx: Tx, ticket: str | None, person: str | None) -> list[str]:
    """Notices about a ticket or to a person whose texts are still there."""
    return _with_texts(tx, notice.c.ticket == ticket if ticket is not None else notice.c.person == person)


def notices_of_causes(tx: Tx, causes: Collection[str], people: Collection[str]) -> list[str]:
    """Notices by which these people were told of these events, whose texts are still there."""
    return _with_texts(tx, notice.c.person.in_(people) & notice.c.cause.in_(causes))


def _with_texts(tx: Tx, about: sa.ColumnElement[bool]) -> list[str]:
    statement = sa.select(notice.c.id).where(about, ~notice.c.erased).order_by(notice.c.id)
    return [row["id"] for row in tx.rows(statement)]


def waiting_for_digest(tx: Tx, person: str, now: Instant) -> list[Row]:
    """What the person's digest is to gather now, oldest first."""
    statement = sa.select(notice).where(notice.c.person == person, notice.c.digest_at <= now)
    return tx.rows(statement.order_by(notice.c.made_at, notice.c.id))


def may_read_stream(tx: Tx, caller: Caller, notice_id: str) -> bool:
    """Only the recipient, signed in: an API token is for other things."""
    if caller.kind != "user" or caller.id is None:
        return False
    row = notice_row(tx, notice_id)
    return row is not None and row["person"] == caller.id


def _due(person: str, now: Instant) -> tuple[sa.ColumnElement[bool], ...]:
    return notice.c.person == person, notice.c.listed.is_(True), notice.c.visible_at <= now


def _with_marks() -> sa.FromClause:
    return notice.outerjoin(notice_read, notice_read.c.notice == notice.c.id)


def _read_at(tx: Tx, person: str) -> sa.ColumnElement[int]:
    """When it was read: by its own mark, or by "all read" later than it."""
    seen = tx.get(notice_seen, person=person)
    if seen is None:
        return sa.type_coerce(notice_read.c.at, sa.BigInteger)
    until = sa.literal(seen["until"], sa.BigInteger)
    return sa.func.coalesce(notice_read.c.at, sa.case((notice.c.visible_at <= until, until)))
