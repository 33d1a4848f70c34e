"""Rows of ties, merges and shared pieces. Each row belongs to one ticket's stream and is made by apply.py from it."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, metadata

# Both sides of each tie have their row, so one look by the first column of the key finds all.
ticket_link = sa.Table(
    "ticket_link",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("link", sa.Text, primary_key=True),
    sa.Column("other", Id, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("by", Id),
)

# A merged ticket and its leader. `ended`: how the leader's run ended, if it has.
ticket_merge = sa.Table(
    "ticket_merge",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("leader", Id, nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("by", Id),
    sa.Column("reason", sa.Text),
    sa.Column("ended", sa.Text),
    sa.Column("ended_at", Instant),
)

# Notes and files of another ticket that a split-off one shows, too. `kind`: note or file.
ticket_piece = sa.Table(
    "ticket_piece",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("item", Id, primary_key=True),
    sa.Column("source", Id, nullable=False),
    sa.Column("at", Instant, nullable=False),
)
