"""Published forms."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, Json, metadata

form_version = sa.Table(
    "form_version",
    metadata,
    # The stream's id (`form.<key>`) leads the key, so that one stream's rows can be cleared for replay.
    sa.Column("stream_id", Id, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("weight", sa.Text, nullable=False),
    sa.Column("changes", Json, nullable=False),
    sa.Column("published_by", sa.Text),
    sa.Column("published_at", Instant, nullable=False),
)
