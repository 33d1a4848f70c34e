"""Rows of imports: how far each has come, and what became of its rows, a piece at a time."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, Json, metadata

data_import = sa.Table(
    "data_import",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("by", Id),
    sa.Column("at", Instant, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("file", Id, nullable=False),
    sa.Column("settings", Json, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("done", sa.Integer, nullable=False),
    sa.Column("made", sa.Integer, nullable=False),
    sa.Column("changed", sa.Integer, nullable=False),
    sa.Column("skipped", sa.Integer, nullable=False),
    sa.Column("refused", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
)
sa.Index("ix_data_import_by", data_import.c.by, data_import.c.at)

import_part = sa.Table(
    "import_part",
    metadata,
    sa.Column("import", Id, primary_key=True),
    sa.Column("start", sa.Integer, primary_key=True),
    sa.Column("rows", Json, nullable=False),
    sa.Column("refused", sa.Integer, nullable=False),
)
