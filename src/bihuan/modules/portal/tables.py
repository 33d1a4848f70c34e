"""Public forms, and links to tickets."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, Json, metadata

public_form = sa.Table(
    "public_form",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("type", Id, nullable=False),
    sa.Column("label", Json, nullable=False),
    sa.Column("intro", Json, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("fields", Json, nullable=False),
    sa.Column("prefill", Json, nullable=False),
    sa.Column("phone_needed", sa.Boolean, nullable=False),
    sa.Column("for_devices", sa.Boolean, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

ticket_access = sa.Table(
    "ticket_access",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("ticket", Id, nullable=False),
    sa.Column("person", Id, nullable=False),
    sa.Column("issued_at", Instant, nullable=False),
    sa.Column("issued_by", Id),
    sa.Column("until_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant),
    sa.Index("ix_ticket_access_ticket", "ticket", "issued_at"),
    sa.Index("ix_ticket_access_person", "person", "issued_at"),
)

# When somebody comes: what was agreed, and what the customer asked for last.
visit_time = sa.Table(
    "portal_visit_time",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("at", Instant),
    sa.Column("until_at", Instant),
    sa.Column("state", sa.Text, nullable=False),  # asked, agreed, declined
    sa.Column("asked_from", Instant, nullable=False),
    sa.Column("asked_until", Instant, nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("asked_by", Id),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("answered_at", Instant),
    sa.Column("answered_by", Id),
    sa.Column("answer", sa.Text),
)

# A code sent to a phone to prove whose it is, and how much an address has begun; no event: it is worth nothing soon.
phone_code = sa.Table(
    "portal_phone_code",
    metadata,
    sa.Column("phone", sa.Text, primary_key=True),  # keyed hash of the number
    sa.Column("code", sa.Text, nullable=False),  # keyed hash of number and code
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("sent", sa.Integer, nullable=False),
    sa.Column("first_at", Instant, nullable=False),
    sa.Column("sent_at", Instant, nullable=False),
)
