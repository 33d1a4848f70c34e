"""Rows of notices. What stands below the line is bookkeeping: losing it loses no fact."""

import sqlalchemy as sa

from bihuan.db.types import Id, Instant, Json, metadata

notice = sa.Table(
    "notice",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person", Id),
    sa.Column("group", sa.Text),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("template_version", sa.Integer, nullable=False),
    sa.Column("ticket", Id),
    sa.Column("number", sa.Text),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("source", Json),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("title", sa.Text),
    sa.Column("text", sa.Text),
    sa.Column("shows", Json, nullable=False),
    sa.Column("bare", sa.Boolean, nullable=False),
    sa.Column("urgent", sa.Boolean, nullable=False),
    sa.Column("listed", sa.Boolean, nullable=False),
    sa.Column("channels", Json, nullable=False),
    sa.Column("unreachable", Json, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("visible_at", Instant, nullable=False),
    sa.Column("released", sa.Boolean, nullable=False),
    sa.Column("digest_at", Instant),
    sa.Column("digest", Id),
    sa.Column("erased", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)
sa.Index(
    "ix_notice_person",
    notice.c.person,
    notice.c.visible_at,
    notice.c.id,
    sqlite_where=notice.c.listed,
    postgresql_where=notice.c.listed,
)
sa.Index(
    "ix_notice_ticket",
    notice.c.ticket,
    sqlite_where=notice.c.ticket.is_not(None),
    postgresql_where=notice.c.ticket.is_not(None),
)
# Emptied as digests are sent.
sa.Index(
    "ix_notice_digest",
    notice.c.person,
    notice.c.digest_at,
    sqlite_where=notice.c.digest_at.is_not(None),
    postgresql_where=notice.c.digest_at.is_not(None),
)

notice_delivery = sa.Table(
    "notice_delivery",
    metadata,
    # The outbox row's id: where a delivery that gave up is found and put back to work.
    sa.Column("id", Id, primary_key=True),
    sa.Column("notice", Id, nullable=False, index=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
)

notice_channel = sa.Table(
    "notice_channel",
    metadata,
    sa.Column("key", Id, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("label", Json, nullable=False),
    sa.Column("settings", Json, nullable=False),
    sa.Column("secrets", sa.Text),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("role", sa.Text),
    sa.Column("removed", sa.Boolean, nullable=False),
    # The delivery id of the last test, whose attempts tell how it went.
    sa.Column("tested", Id),
    sa.Column("version", sa.Integer, nullable=False),
)

notice_template = sa.Table(
    "notice_template",
    metadata,
    sa.Column("kind", Id, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("texts", Json, nullable=False),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("by", Json, nullable=False),
)

notice_preference = sa.Table(
    "notice_preference",
    metadata,
    sa.Column("person", Id, primary_key=True),
    sa.Column("preferences", Json, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

# --- kept beside the events (bookkeeping.py writes them) ---------------------------------------------------------

delivery_attempt = sa.Table(
    "delivery_attempt",
    metadata,
    sa.Column("delivery", Id, primary_key=True),
    sa.Column("no", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),  # delivered, refused, again, skipped
    sa.Column("code", sa.Text),
    sa.Column("detail", sa.Text),
    sa.Column("channel", sa.Text),
    sa.Column("receipt", sa.Text),
)

notice_read = sa.Table(
    "notice_read",
    metadata,
    sa.Column("notice", Id, primary_key=True),
    sa.Column("at", Instant, nullable=False),
)

# Everything up to this instant was read at once.
notice_seen = sa.Table(
    "notice_seen",
    metadata,
    sa.Column("person", Id, primary_key=True),
    sa.Column("until", Instant, nullable=False),
)
