"""Tables that every tenant has, whatever modules are installed."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, Sequence, append_only, metadata

# One row per event; `body` is the exact canonical text that `hash` covers. The other columns repeat what
# queries need and are checked against the body by `bihuan ledger verify`.
event = sa.Table(
    "event",
    metadata,
    sa.Column("seq", Sequence, primary_key=True, autoincrement=True),
    sa.Column("stream", sa.Text, nullable=False),
    sa.Column("no", sa.Integer, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("correlation", Id, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("stream", "no"),
)

# Personal data of an event, beside the chain: erasing deletes the row, the event keeps its commitment (§2.6).
payload = sa.Table(
    "payload",
    metadata,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("no", sa.Integer, primary_key=True),
    sa.Column("key", sa.LargeBinary, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

# Gap-free leaf numbers of committed events: the order of the Merkle tree.
leaf = sa.Table(
    "leaf",
    metadata,
    sa.Column("idx", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.BigInteger, nullable=False, unique=True),
    sa.Column("hash", sa.LargeBinary, nullable=False),
)

# Hashes of complete subtrees above the leaves, so that a proof reads O(log n) rows.
merkle_node = sa.Table(
    "merkle_node",
    metadata,
    sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("idx", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
)

checkpoint = sa.Table(
    "checkpoint",
    metadata,
    sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("root", sa.LargeBinary, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
)

# What an accepted command answered, for repeats of the same id (§2.4). No personal data.
command_result = sa.Table(
    "command_result",
    metadata,
    # In order of time, so that old rows are found without an index of their own.
    sa.Column("seq", Sequence, primary_key=True, autoincrement=True),
    sa.Column("id", Id, nullable=False, unique=True),
    sa.Column("body_hash", sa.LargeBinary, nullable=False),
    sa.Column("ref", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
)

# Work that follows an event after commit; `id` = UUIDv5(event, follower), so a repeat does nothing (§2.3).
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("stream", sa.Text, nullable=False),
    sa.Column("no", sa.Integer, nullable=False),
    sa.Column("follower", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due", Instant, nullable=False),
    sa.Column("last_error", sa.Text),
    sa.Column("at", Instant, nullable=False),
)
# Done rows leave the index: the worker's look for due work stays small however long the history grows.
sa.Index(
    "ix_outbox_due",
    outbox.c.due,
    sqlite_where=outbox.c.state == "waiting",
    postgresql_where=outbox.c.state == "waiting",
)

# Instants at which a command must be sent; part of a stream's rows, hence replayed with it.
timer = sa.Table(
    "timer",
    metadata,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("due", Instant, nullable=False),
    sa.Column("command", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("ix_timer_due", "due"),
)

# PostgreSQL: whoever writes holds this empty table until its COMMIT, so that units of several processes follow each
# other and the order of `seq` is the order of commits (docs/adr/0005). A table rather than an advisory lock: taken in
# the transaction before its snapshot, gone with it, and no other tenant's lock can have the same number.
TAKE_TURN = "LOCK TABLE turn IN EXCLUSIVE MODE"
sa.event.listen(event, "after_create", sa.DDL("CREATE TABLE turn ()").execute_if(dialect="postgresql"))  # type: ignore[no-untyped-call]

append_only(event, leaf, merkle_node, checkpoint)
