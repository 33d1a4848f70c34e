"""Rows of reviews."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, metadata

ticket_review = sa.Table(
    "ticket_review",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("lesson", sa.Text, nullable=False),
    sa.Column("by", Id),
    sa.Column("at", Instant, nullable=False),
)

review_measure = sa.Table(
    "review_measure",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("ticket", Id, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("person", Id, nullable=False),
    sa.Column("due", Instant, nullable=False),
    sa.Column("done_at", Instant),
    sa.Column("done_by", Id),
    sa.Index("ix_review_measure_ticket", "ticket"),
)
