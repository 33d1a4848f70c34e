"""Rows of engineers, roster and dispatch."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, Json, metadata

engineer = sa.Table(
    "engineer",
    metadata,
    sa.Column("user", Id, primary_key=True),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("paused", sa.Boolean, nullable=False),
    sa.Column("home", Json),
    sa.Column("capacity", sa.Integer),
    sa.Column("day_cap", sa.Integer),
    sa.Column("languages", Json, nullable=False),
    sa.Column("certificates", Json, nullable=False),
    sa.Column("exclusions", Json, nullable=False),
    sa.Column("tags", Json, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

# One person's place in the roster. `mark` is a fingerprint of it: the key of what was worked out from it.
duty = sa.Table(
    "roster_person",
    metadata,
    sa.Column("user", Id, primary_key=True),
    sa.Column("memberships", Json, nullable=False),
    sa.Column("days", Json, nullable=False),
    sa.Column("leaves", Json, nullable=False),
    sa.Column("mark", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

# Versions of the policies ("dispatch") and of the roster ("roster").
definition = sa.Table(
    "dispatch_definition",
    metadata,
    sa.Column("stream_id", Id, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("findings", Json, nullable=False),
    sa.Column("published_by", sa.Text),
    sa.Column("published_at", Instant, nullable=False),
)

# One row of fingerprints: what stands in the caches under them is as true as the tables. `policies` is null until the
# first ones are published; so long dispatch costs one look at this row.
book = sa.Table(
    "dispatch_book",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("policies", sa.Text),
    sa.Column("policies_version", sa.Integer),
    sa.Column("roster", sa.Text),
    sa.Column("roster_version", sa.Integer),
    sa.Column("people", sa.Text),
)

# How the last dispatch of an open task ended. `failures`: offers in vain since a person last dispatched it; `since`:
# the event's number from which on a missed offer counts against somebody. `needs`: why a dispatcher must decide.
dispatched = sa.Table(
    "dispatch_task",
    metadata,
    sa.Column("task", Id, primary_key=True),
    sa.Column("ticket", Id, nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("policy", sa.Text),
    sa.Column("policy_version", sa.Integer),
    sa.Column("move", sa.Text),
    sa.Column("why", sa.Text),
    sa.Column("people", Json, nullable=False),
    sa.Column("until", Instant),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("since", sa.Integer, nullable=False),
    sa.Column("needs", sa.Text),
)
sa.Index(
    "ix_dispatch_task_needs",
    dispatched.c.at,
    sqlite_where=dispatched.c.needs.is_not(None),
    postgresql_where=dispatched.c.needs.is_not(None),
)

# One row per visit: whose work is open, what was given to whom, who knows which device and customer.
given = sa.Table(
    "dispatch_visit",
    metadata,
    sa.Column("visit", Id, primary_key=True),
    sa.Column("ticket", Id, nullable=False, index=True),
    sa.Column("task", Id, nullable=False),
    sa.Column("person", Id, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("claimed", sa.Boolean, nullable=False),
    sa.Column("open", sa.Boolean, nullable=False),
    sa.Column("outcome", sa.Text),
    sa.Column("ended_at", Instant),
    sa.Column("ended_no", sa.Integer),
    sa.Column("reason", sa.Text),
    sa.Column("customer", Id),
    sa.Column("device", Id),
)
sa.Index("ix_dispatch_visit_person", given.c.person, given.c.at)
sa.Index("ix_dispatch_visit_open", given.c.person, sqlite_where=given.c.open, postgresql_where=given.c.open)
for _name in ("device", "customer"):
    sa.Index(
        f"ix_dispatch_visit_{_name}",
        given.c[_name],
        given.c.person,
        sqlite_where=given.c[_name].is_not(None),
        postgresql_where=given.c[_name].is_not(None),
    )
