"""Rows of versions and comments, made from the stream of the ticket."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, metadata

# Every version after the first; a document's first file is its `document`.
file_version = sa.Table(
    "file_version",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("file", Id, primary_key=True),
    sa.Column("document", Id, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("replaced", Id, nullable=False),
    sa.Column("field", sa.Text),
    sa.Column("note", Id),
    sa.Column("remark", sa.Text),
    sa.Column("at", Instant, nullable=False),
    sa.Column("by", Id),
)

file_comment = sa.Table(
    "file_comment",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("ticket", Id, nullable=False, index=True),
    sa.Column("file", Id, nullable=False),
    sa.Column("text", sa.Text),
    sa.Column("place", sa.Text),
    sa.Column("at", Instant, nullable=False),
    sa.Column("by", Id),
    sa.Column("resolved_at", Instant),
    sa.Column("resolved_by", Id),
)
