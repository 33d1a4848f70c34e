"""Channels."""

import sqlalchemy as sa

from bihuan.db.types import Json, metadata

channel = sa.Table(
    "channel",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("label", Json, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)
