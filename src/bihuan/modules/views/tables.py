"""Rows of saved views, and which of them somebody's pool opens with."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, Json, metadata

saved_view = sa.Table(
    "saved_view",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("owner", Id, nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("query", Json, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
)

# With whom a view is shared: `kind` role or department.
view_audience = sa.Table(
    "view_audience",
    metadata,
    sa.Column("view", Id, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("target", sa.Text, primary_key=True),
)
sa.Index("ix_view_audience_target", view_audience.c.kind, view_audience.c.target)

view_choice = sa.Table(
    "view_choice",
    metadata,
    sa.Column("person", Id, primary_key=True),
    sa.Column("view", Id),
)
