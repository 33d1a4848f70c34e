"""Rows of people, organisation, rights and credentials."""

import sqlalchemy as sa

from bihuan.db.sort_key import SortKey
from bihuan.db.types import Id, Instant, Json, metadata

user = sa.Table(
    "user_account",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),  # active, left, erased
    sa.Column("name", sa.Text),
    sa.Column("name_key", SortKey),
    sa.Column("login", sa.Text, unique=True),
    sa.Column("phone", sa.Text),
    sa.Column("email", sa.Text),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("customer", Id),
    sa.Column("manager", Id),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("ix_user_account_name", "name_key", "id"),
    sa.Index("ix_user_account_phone", "phone"),
)

# Everything a person belongs to or has; `level` is that of a skill, `place` the order given (0 = main department).
member = sa.Table(
    "user_member",
    metadata,
    sa.Column("user", Id, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),  # department, role, skill, area, team
    sa.Column("target", Id, primary_key=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("level", sa.Integer),
    sa.Index("ix_user_member_target", "kind", "target", "user"),
)

deputy = sa.Table(
    "user_deputy",
    metadata,
    sa.Column("user", Id, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("deputy", Id, nullable=False),
    sa.Column("from_at", Instant, nullable=False),
    sa.Column("until_at", Instant, nullable=False),
    # Null: in everything, and on every day. `away`: on the days of leave that lie between.
    sa.Column("types", Json),
    sa.Column("roles", Json),
    sa.Column("away", sa.Boolean),
)

# Departments, areas, skills and teams.
org_unit = sa.Table(
    "org_unit",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_key", SortKey),
    sa.Column("parent", Id),
    sa.Column("head", Id),
    sa.Column("removed", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("ix_org_unit_kind", "kind", "name_key", "id"),
)

role = sa.Table(
    "role",
    metadata,
    sa.Column("key", Id, primary_key=True),
    sa.Column("label", Json, nullable=False),
    sa.Column("grants", Json, nullable=False),
    sa.Column("ready", sa.Boolean, nullable=False),
    sa.Column("removed", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("second_factor", sa.Boolean),  # who has it must sign in with two steps; null: need not
)

confidential_type = sa.Table(
    "confidential_type",
    metadata,
    sa.Column("type", Id, primary_key=True),
    sa.Column("confidential", sa.Boolean, nullable=False),
)

# One row: a fingerprint of all that rights depend on. Caches of rights are kept under it (see `apply.py`).
epoch = sa.Table(
    "identity_epoch",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("value", sa.Text, nullable=False),
)

credential = sa.Table(
    "credential",
    metadata,
    sa.Column("user", Id, primary_key=True),
    sa.Column("password", sa.Text),
    sa.Column("password_expires", sa.Boolean, nullable=False),
    sa.Column("totp_secret", sa.Text),
    sa.Column("totp_state", sa.Text, nullable=False),  # off, enrolled, on
    sa.Column("totp_step", sa.BigInteger, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("recovery", Json),  # keyed hashes of the recovery codes that are left; null: none
)

session = sa.Table(
    "session",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("user", Id, nullable=False, index=True),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("idle_ms", sa.BigInteger, nullable=False),
    sa.Column("ip", sa.Text),
    sa.Column("device", sa.Text),
    sa.Column("must_enrol", sa.Boolean),  # of no use until there is a second factor; null: it is
)

token = sa.Table(
    "api_token",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("user", Id, nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    sa.Column("scopes", Json, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant),
    sa.Column("revoked", sa.Boolean, nullable=False),
)

# --- kept beside the events: losing these rows loses no fact (bookkeeping.py writes them) ----------------------------

# When a session or token was last used, to within minutes.
last_use = sa.Table(
    "credential_use",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("at", Instant, nullable=False),
)

# Failed sign-ins by keyed hash of login or address; nothing personal can be read from it.
sign_in_attempt = sa.Table(
    "sign_in_attempt",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_at", Instant, nullable=False),
    sa.Column("next_at", Instant, nullable=False),
    sa.Index("ix_sign_in_attempt_last", "last_at"),
)
