"""Files and what they are bound to; uploads on their way."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, Json, metadata

file = sa.Table(
    "file",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("created_by", Id),
    sa.Column("name", sa.Text),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("address", sa.Text),
    sa.Column("width", sa.Integer),
    sa.Column("height", sa.Integer),
    sa.Column("thumbnail", sa.Text),
    sa.Column("sha256", sa.Text),
    sa.Column("erased_at", Instant),
    sa.Index("ix_file_address", "address"),
    sa.Index("ix_file_created_by", "created_by", "created_at"),
    sa.Index("ix_file_thumbnail", "thumbnail"),
)

_erased = file.c.erased_at.is_not(None)
sa.Index("ix_file_erased", file.c.erased_at, sqlite_where=_erased, postgresql_where=_erased)

file_binding = sa.Table(
    "file_binding",
    metadata,
    sa.Column("file", Id, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("owner", Id, primary_key=True),
    sa.Index("ix_file_binding_owner", "kind", "owner"),
)

# Bookkeeping, not events: rows live until the file is stored or the upload is given up.
upload = sa.Table(
    "upload",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("by", Id, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.Text),
    sa.Column("offset", sa.BigInteger, nullable=False),
    sa.Column("at", Instant, nullable=False),
    # What was found out about the complete content; StoreFile takes it from here, never from a caller.
    sa.Column("facts", Json),
    sa.Index("ix_upload_by", "by"),
    sa.Index("ix_upload_at", "at"),
)

upload_part = sa.Table(
    "upload_part",
    metadata,
    sa.Column("upload", Id, primary_key=True),
    sa.Column("offset", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),
)
