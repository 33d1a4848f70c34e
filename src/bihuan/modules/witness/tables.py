"""Rows of destinations, of the daily plan and of what left."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, Json, metadata

witness = sa.Table(
    "witness",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("settings", Json, nullable=False),
    sa.Column("secrets", sa.Text),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("removed", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

witness_plan = sa.Table(
    "witness_plan",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("hour", sa.Integer, nullable=False),
    sa.Column("overdue_days", sa.Integer, nullable=False),
    sa.Column("next_at", Instant, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

departure = sa.Table(
    "departure",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("witness", Id, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("signed_at", Instant, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("asked_by", Id),
    # The outbox row's id: where a departure that gave up is found and put back to work.
    sa.Column("outbox", Id, nullable=False),
    sa.Column("left_at", Instant),
    sa.Column("receipt", sa.Text),
    sa.Column("token", sa.Text),
    sa.Column("stamped_at", Instant),
)
sa.Index("ix_departure_asked", departure.c.asked_at, departure.c.id)
# Asked with every proof of a ticket: the smallest that left and covers an event.
sa.Index(
    "ix_departure_left",
    departure.c.size,
    departure.c.left_at,
    sqlite_where=departure.c.left_at.is_not(None),
    postgresql_where=departure.c.left_at.is_not(None),
)
