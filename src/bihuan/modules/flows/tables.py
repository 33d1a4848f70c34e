"""Published flows and ticket types."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, Json, metadata

flow_version = sa.Table(
    "flow_version",
    metadata,
    sa.Column("stream_id", Id, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("flow", sa.Text, nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("form_version", sa.Integer, nullable=False),
    sa.Column("findings", Json, nullable=False),
    sa.Column("published_by", sa.Text),
    sa.Column("published_at", Instant, nullable=False),
)

ticket_type = sa.Table(
    "ticket_type",
    metadata,
    sa.Column("stream_id", Id, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("label", Json, nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("flow", sa.Text, nullable=False),
    sa.Column("prefix", sa.Text, nullable=False),
    sa.Column("department", Id),
    sa.Column("default_priority", sa.Text, nullable=False),
    sa.Column("confidential", sa.Boolean, nullable=False),
    sa.Column("archive_days", sa.Integer, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("children", Json),
    sa.Column("heading", Json),
)
