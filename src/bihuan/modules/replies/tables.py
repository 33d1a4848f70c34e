"""Rows of preset replies."""

import sqlalchemy as sa

from bihuan.db.sort_key import SortKey
from bihuan.db.types import Id, Instant, Json, metadata

reply = sa.Table(
    "reply",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("owner", Id, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),  # everybody, departments, own
    sa.Column("departments", Json, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("title_key", SortKey),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("deleted", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
)
sa.Index("ix_reply_scope", reply.c.scope, reply.c.owner)
