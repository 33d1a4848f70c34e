"""Rows of calendars, policies and clocks; every one is made by apply.py."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, Json, metadata

calendar_version = sa.Table(
    "calendar_version",
    metadata,
    sa.Column("stream_id", Id, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("published_by", sa.Text),
    sa.Column("published_at", Instant, nullable=False),
)

sla_version = sa.Table(
    "sla_version",
    metadata,
    sa.Column("stream_id", Id, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("types", Json, nullable=False),
    sa.Column("forms", Json, nullable=False),
    sa.Column("findings", Json, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("published_by", sa.Text),
    sa.Column("published_at", Instant, nullable=False),
)

# What is in force, one short row each: read with every fact of every ticket. `kind` is calendar, sla or default;
# `digest` tells apart two texts that were to become the same version, of which one was refused.
sla_present = sa.Table(
    "sla_present",
    metadata,
    sa.Column("stream_id", Id, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("types", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
)

# All clocks of a ticket as the pure core keeps them (core.sla.clocks_to_json), and which set judged them.
ticket_clocks = sa.Table(
    "ticket_clocks",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("policies", sa.Text, nullable=False),
    sa.Column("policies_version", sa.Integer, nullable=False),
    sa.Column("state", Json, nullable=False),
)

# What people say of when something happened that became known later; `no` is the event's in the ticket's stream.
# `is_open`: it is doubtful, moved a clock, and no lead has settled it yet.
claimed_time = sa.Table(
    "claimed_time",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("no", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("person", Id),
    sa.Column("claimed", Instant, nullable=False),
    sa.Column("skew", sa.BigInteger),
    sa.Column("offered", Instant, nullable=False),
    sa.Column("received", Instant, nullable=False),
    sa.Column("told", Instant, nullable=False),
    sa.Column("counts_from", Instant, nullable=False),
    sa.Column("doubts", Json, nullable=False),
    sa.Column("clocks", Json, nullable=False),
    sa.Column("is_open", sa.Boolean, nullable=False),
    sa.Column("settled_by", Id),
    sa.Column("settled_at", Instant),
    sa.Column("reason", sa.Text),
)
sa.Index(
    "ix_claimed_time_open",
    claimed_time.c.received,
    claimed_time.c.ticket,
    sqlite_where=claimed_time.c.is_open,
    postgresql_where=claimed_time.c.is_open,
)

# One row per clock, for lists and reports. `phase`: running, paused, stopped, cancelled; `outcome`: met, breached.
ticket_clock = sa.Table(
    "ticket_clock",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("clock", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("policies", sa.Text, nullable=False),
    sa.Column("policy", sa.Text, nullable=False),
    sa.Column("phase", sa.Text, nullable=False),
    sa.Column("cycle", sa.Integer, nullable=False),
    sa.Column("goal", sa.BigInteger, nullable=False),
    sa.Column("hours", sa.Text, nullable=False),
    sa.Column("calendar", sa.Text, nullable=False),
    sa.Column("calendar_version", sa.Integer, nullable=False),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("due", Instant),
    sa.Column("breached_at", Instant),
    sa.Column("ended_at", Instant),
    sa.Column("elapsed", sa.BigInteger),
    sa.Column("outcome", sa.Text),
    sa.Column("breaches", sa.Integer, nullable=False),
)
