"""Channels, templates and preferences as they stand."""

import sqlalchemy as sa

from bihuan.core.values import JsonObject
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.notifications.tables import notice_channel, notice_preference, notice_template


def channel_row(tx: Tx, key: str) -> Row | None:
    """A channel that was not removed, its secrets sealed."""
    row = tx.get(notice_channel, key=key)
    return row if row is not None and not row["removed"] else None


def channel_rows(tx: Tx) -> list[Row]:
    """Every channel that was not removed, by key."""
    return tx.all(notice_channel, order=("key",), removed=False)


def channel_for(tx: Tx, kinds: tuple[str, ...]) -> Row | None:
    """The first channel of these kinds that is in use."""
    return next((row for row in channel_rows(tx) if row["enabled"] and row["kind"] in kinds), None)


def template_row(tx: Tx, kind: str) -> Row | None:
    """The newest published version of a kind's words; None while the ready ones stand."""
    statement = (
        sa.select(notice_template)
        .where(notice_template.c.kind == kind)
        .order_by(notice_template.c.number.desc())
        .limit(1)
    )
    return tx.first(statement)


def template_rows(tx: Tx) -> dict[str, Row]:
    """The newest published version of every kind that was published."""
    return {row["kind"]: row for row in tx.all(notice_template, order=("kind", "number"))}


def preferences_of(tx: Tx, person: str) -> JsonObject:
    """A person's choice; empty if none was made."""
    row = tx.get(notice_preference, person=person)
    return dict(row["preferences"]) if row else {}
