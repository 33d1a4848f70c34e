"""What a parent knows of its children; made from the parent's stream alone."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, metadata

# The state of one that is not over: the word of `messages.OPEN`, which tables may not import.
OPEN = "open"

# `state`: open, done (it came to its regular end) or cancelled. `handler`: who worked on it last. What came of it
# stands in the child and is read there: erased there, it is gone here, too. `step`, `part`: the step of the parent's
# flow that opened it, and for which team or row; null when a person did.
ticket_child = sa.Table(
    "ticket_child",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("child", Id, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("handler", Id),
    sa.Column("at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("step", sa.Text),
    sa.Column("part", sa.Text),
)
