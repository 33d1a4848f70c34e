"""Rows of rules, of what they did, and of the endpoints that they may push to."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, Json, metadata

rule = sa.Table(
    "rule",
    metadata,
    sa.Column("stream_id", Id, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("deleted_at", Instant),
    # When the rule's schedule is due next; None without one, or while the rule is off.
    sa.Column("due", Instant),
    sa.Column("body", Json, nullable=False),
    sa.Column("advice", Json, nullable=False),
    sa.Column("no", sa.Integer, nullable=False),
)

rule_version = sa.Table(
    "rule_version",
    metadata,
    sa.Column("stream_id", Id, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("published_by", sa.Text),
    sa.Column("published_at", Instant, nullable=False),
)

# One row: changes whenever any rule does, so that parsed rules can be kept under it.
rule_epoch = sa.Table(
    "rule_epoch",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("value", sa.Text, nullable=False),
)

# Where it is written what a rule whose trigger went off did about a ticket: in RulesRan, the ticket's event `no`.
rule_run = sa.Table(
    "rule_run",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("no", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("rule", sa.Text, primary_key=True),
    sa.Column("fired", sa.Boolean, nullable=False),
    sa.Column("at", Instant, nullable=False),
)
# What did not fire is many times what did, and each rule's own place in an index would be a page more to write with
# every change of a ticket: it is found by time.
sa.Index("ix_rule_run_at", rule_run.c.at)
sa.Index(
    "ix_rule_run_fired",
    rule_run.c.rule,
    rule_run.c.at,
    sqlite_where=rule_run.c.fired,
    postgresql_where=rule_run.c.fired,
)

# A following action that was asked for; how it fares stands in the outbox row of its event.
rule_action = sa.Table(
    "rule_action",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("no", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("rule_version", sa.Integer, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("settings", Json),
    sa.Column("chain", Json, nullable=False),
    sa.Column("at", Instant, nullable=False),
)

webhook_endpoint = sa.Table(
    "webhook_endpoint",
    metadata,
    sa.Column("stream_id", Id, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("label", Json, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    # Sealed with the tenant's key; shown once, when it is made.
    sa.Column("secret", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("no", sa.Integer, nullable=False),
)

# Endpoints whose last push failed: how often in a row, why, and until when they are left in peace. Bookkeeping, no
# projection. `no`: the endpoint's version; once it is changed, what was is forgotten.
webhook_health = sa.Table(
    "webhook_health",
    metadata,
    sa.Column("endpoint", sa.Text, primary_key=True),
    sa.Column("no", sa.Integer, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("resting_until", Instant),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
)
