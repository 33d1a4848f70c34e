"""Applications of bundles; every row is made by apply.py."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, Json, metadata

application = sa.Table(
    "bundle_application",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("by", sa.Text),
    sa.Column("bundle", sa.Text, nullable=False),
    sa.Column("label", Json, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    # {"kind", "key", "label", "before"} each.
    sa.Column("changed", Json, nullable=False),
    sa.Column("undoes", Id),
)
