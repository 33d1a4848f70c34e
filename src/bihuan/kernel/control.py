"""The install's own small store: which tenants exist, their wrapped keys, and the recovery phrase's public half."""

import threading
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Kind, Refusal
from bihuan.db.types import control_metadata

tenant_table = sa.Table(
    "tenant",
    control_metadata,
    sa.Column("slug", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    # The tenant's root key, sealed by the master key and for the recovery phrase; never stored bare.
    sa.Column("wrapped_key", sa.LargeBinary, nullable=False),
    sa.Column("recovery_key", sa.LargeBinary, nullable=False),
)

setting_table = sa.Table(
    "setting",
    control_metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class TenantRow:
    """A tenant as the control store knows it. `state` is active or suspended."""

    slug: str
    id: str
    name: str
    state: str
    zone: str
    language: str
    created_at: Instant
    wrapped_key: bytes
    recovery_key: bytes


class ControlStore:
    """Reads and writes the control store; every call is its own small transaction."""

    def __init__(self, engine: sa.Engine, schema: str | None = None) -> None:
        self._engine = engine
        # On SQLite it is one connection for all threads: one transaction at a time.
        self._turn = threading.RLock()
        if schema is not None:
            with engine.begin() as connection:
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(4207)"))
                connection.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
                control_metadata.create_all(connection)
        else:
            control_metadata.create_all(engine)

    def tenants(self) -> list[TenantRow]:
        """Every tenant, by slug."""
        with self._turn, self._engine.begin() as connection:
            rows = connection.execute(sa.select(tenant_table).order_by(tenant_table.c.slug)).mappings()
            return [_tenant(dict(row)) for row in rows]

    def tenant(self, slug: str) -> TenantRow:
        """One tenant. Refuses `tenant.unknown`."""
        with self._turn, self._engine.begin() as connection:
            row = connection.execute(sa.select(tenant_table).where(tenant_table.c.slug == slug)).mappings().first()
        if row is None:
            raise Refusal("tenant.unknown", Kind.NOT_FOUND, slug=slug)
        return _tenant(dict(row))

    def add(self, row: TenantRow) -> None:
        """Write a new tenant. Refuses `tenant.exists`."""
        values = {name: getattr(row, name) for name in TenantRow.__slots__}
        try:
            with self._turn, self._engine.begin() as connection:
                connection.execute(tenant_table.insert().values(values))
        except sa.exc.IntegrityError as error:
            raise Refusal("tenant.exists", Kind.CONFLICT, slug=row.slug) from error

    def change(self, slug: str, **values: str | bytes) -> None:
        """Set columns of a tenant."""
        with self._turn, self._engine.begin() as connection:
            connection.execute(tenant_table.update().where(tenant_table.c.slug == slug).values(**values))

    def remove(self, slug: str) -> None:
        """Forget a tenant and its wrapped keys: whatever backups remain open only with the phrase."""
        with self._turn, self._engine.begin() as connection:
            connection.execute(tenant_table.delete().where(tenant_table.c.slug == slug))

    def setting(self, name: str) -> str | None:
        """A value that belongs to the install."""
        with self._turn, self._engine.begin() as connection:
            value = connection.execute(sa.select(setting_table.c.value).where(setting_table.c.name == name)).scalar()
            return None if value is None else str(value)

    def set_setting(self, name: str, value: str) -> None:
        """Write such a value."""
        with self._turn, self._engine.begin() as connection:
            connection.execute(setting_table.delete().where(setting_table.c.name == name))
            connection.execute(setting_table.insert().values(name=name, value=value))

    def replace_recovery(self, wrapped: Mapping[str, bytes], settings: Mapping[str, str | None]) -> None:
        """New recovery keys by slug together with their settings (None = removed): all of it or nothing."""
        with self._turn, self._engine.begin() as connection:
            for slug, key in wrapped.items():
                where = tenant_table.c.slug == slug
                connection.execute(tenant_table.update().where(where).values(recovery_key=key))
            for name, value in settings.items():
                connection.execute(setting_table.delete().where(setting_table.c.name == name))
                if value is not None:
                    connection.execute(setting_table.insert().values(name=name, value=value))

    def rekey(self, key: bytes) -> None:
        """Encrypt the store anew under `key` (SQLite only)."""
        with self._turn:
            raw = self._engine.raw_connection()
            try:
                # Not within a transaction: SQLCipher makes its own.
                raw.cursor().execute(f"PRAGMA rekey = \"x'{key.hex()}'\"")
            finally:
                raw.close()

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()


def _tenant(row: dict[str, Any]) -> TenantRow:
    values = {**row, "wrapped_key": bytes(row["wrapped_key"]), "recovery_key": bytes(row["recovery_key"])}
    return TenantRow(**values)
