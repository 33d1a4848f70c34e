"""The switches: one row, for it is asked often and changed seldom."""

import sqlalchemy as sa

from bihuan.db.types import Json, metadata

# A company has one set of switches; this is what its stream is called, too.
SWITCHES = "switches"

feature_switches = sa.Table(
    "feature_switches",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("off", Json, nullable=False),  # the keys of those that are off; every other is on
    sa.Column("version", sa.Integer, nullable=False),
)
