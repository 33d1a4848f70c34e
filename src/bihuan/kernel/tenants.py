"""A tenant is one database, one file root and one key: created, suspended, opened and erased as one thing (TEN-1)."""

import re
import shutil
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import field, replace
from pathlib import Path
from threading import RLock
from typing import Any

import sqlalchemy as sa

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Kind, Refusal
from bihuan.db.engines import Database, connect_sqlite, open_postgres, open_sqlite, single_connection
from bihuan.kernel import keys as key_tools
from bihuan.kernel.clock import Clock
from bihuan.kernel.context import TenantInfo
from bihuan.kernel.control import ControlStore, TenantRow
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.ids import new_id, random_bytes
from bihuan.kernel.keys import TenantKeys
from bihuan.kernel.owner import OwnerLock
from bihuan.kernel.presence import Presence
from bihuan.kernel.tx import Memo, Tx
from bihuan.kernel.unit import Writer, read_once
from bihuan.kernel.units import Units
from bihuan.settings import Settings

CONTROL_SCHEMA = "bihuan_control"
_SLUG = re.compile(r"[a-z][a-z0-9-]{0,38}[a-z0-9]")
RECOVERY_PUBLIC = "recovery_public_key"
RECOVERY_CONFIRMED = "recovery_confirmed_at"


@dataclass(eq=False)
class Tenant:
    """An open tenant: everything that one process holds of it."""

    info: TenantInfo
    keys: TenantKeys
    database: Database
    memo: Memo
    writer: Writer
    units: Units
    files: Path
    lock: OwnerLock | None
    used_at: Instant = 0
    attachments: dict[str, Any] = field(default_factory=dict)

    def read(self, work: Callable[[Tx], Any]) -> Any:
        """Do `work` on one consistent snapshot; whatever it writes is not kept."""
        return read_once(self.database, self.keys, self.memo, work)

    def close(self) -> None:
        """Let go of connections and of the owner's lock."""
        self.writer.close()
        self.database.dispose()
        if self.lock is not None:
            self.lock.release()


class Tenants:
    """Every tenant of this install; opens them on demand and closes the least used."""

    def __init__(
        self,
        settings: Settings,
        hooks: Hooks,
        clock: Clock,
        migrate: Callable[[Database], None],
        *,
        read_only_handlers: bool = False,
    ) -> None:
        self.settings = settings
        self.hooks = hooks
        self.clock = clock
        self._migrate = migrate
        self._read_only_handlers = read_only_handlers
        self.presence = Presence()
        self.control = self._open_control()
        self._open: OrderedDict[str, Tenant] = OrderedDict()
        self._ended = False
        self._guard = RLock()
        # entry/ attaches the threads that attend to a tenant's writer.
        self.opened: Callable[[Tenant], None] = lambda _tenant: None
        self.closing: Callable[[Tenant], None] = lambda _tenant: None

    def _open_control(self) -> ControlStore:
        if self.settings.database_url:
            store = ControlStore(open_postgres(self.settings.database_url, CONTROL_SCHEMA).writer, CONTROL_SCHEMA)
            self._have_master(is_new=not store.tenants())
        else:
            self.settings.data.mkdir(parents=True, exist_ok=True)
            self._have_master(is_new=not (self.settings.data / "control.db").exists())
            store = self._open_control_file()
        self._finish_rotation(store)
        return store

    def _have_master(self, *, is_new: bool) -> None:
        # A key made beside existing data would only hide that theirs is missing.
        key_tools.load_master_key(self.settings.key_path, create=is_new)

    def _open_control_file(self) -> ControlStore:
        path = self.settings.data / "control.db"
        # A rotation that was cut short left two keys behind; the store opens with one of them.
        for master in (self._master(), self._replacement()):
            if master is None:
                continue
            try:
                connection = connect_sqlite(path, key_tools.derive(master, "control"))
            except Exception as error:
                cause = error
                continue
            return ControlStore(single_connection(connection))
        raise Refusal("key.wrong", Kind.FORBIDDEN, file=str(path)) from cause

    def _master(self) -> bytes:
        # Read each time: another process may have replaced it.
        return key_tools.load_master_key(self.settings.key_path, create=False)

    @property
    def _replacement_path(self) -> Path:
        return self.settings.key_path.with_name(self.settings.key_path.name + ".new")

    def _replacement(self) -> bytes | None:
        path = self._replacement_path
        return key_tools.load_master_key(path, create=False) if path.exists() else None

    # --- recovery phrase ---------------------------------------------------------------------------------

    def set_up_recovery(self) -> str | None:
        """Make the recovery phrase, once; None when there is one. It is shown and kept nowhere."""
        if self.control.setting(RECOVERY_PUBLIC) is not None:
            return None
        phrase = key_tools.new_recovery_phrase()
        self.control.set_setting(RECOVERY_PUBLIC, key_tools.recovery_public_key(phrase).hex())
        return phrase

    def renew_recovery(self) -> str:
        """A new phrase in place of one that was lost. Backups made before still open with the old one only."""
        phrase = key_tools.new_recovery_phrase()
        public = key_tools.recovery_public_key(phrase)
        wrapped = {row.slug: key_tools.wrap_for_recovery(public, self._root_key(row)) for row in self.rows()}
        self.control.replace_recovery(wrapped, {RECOVERY_PUBLIC: public.hex(), RECOVERY_CONFIRMED: None})
        return phrase

    def confirm_recovery(self, phrase: str) -> None:
        """Somebody typed the phrase again: stop reminding. Refuses `key.wrong`."""
        if key_tools.recovery_public_key(phrase).hex() != self.control.setting(RECOVERY_PUBLIC):
            raise Refusal("key.wrong", Kind.FORBIDDEN)
        self.control.set_setting(RECOVERY_CONFIRMED, str(self.clock.now()))

    def recovery_confirmed(self) -> bool:
        """Whether somebody has proven to hold the phrase."""
        return self.control.setting(RECOVERY_CONFIRMED) is not None

    def rotate_master(self) -> None:
        """Replace the master key and wrap every tenant key anew; data are not touched (`bihuan key rotate`).

        Both keys lie on the disk until everything has changed over; whatever is cut short is finished at next start.
        """
        key_tools.write_master_key(self._replacement_path, random_bytes(32))
        self._finish_rotation(self.control)

    def _finish_rotation(self, control: ControlStore) -> None:
        fresh = self._replacement()
        if fresh is None:
            return
        old = self._master()
        if not self.settings.database_url:
            control.rekey(key_tools.derive(fresh, "control"))
        for row in control.tenants():
            root = _unseal_with((fresh, old), row)
            control.change(row.slug, wrapped_key=key_tools.seal(fresh, root, row.slug.encode()))
        self._replacement_path.replace(self.settings.key_path)
        key_tools.sync_folder(self.settings.key_path.parent)

    # --- life of a tenant ---------------------------------------------------------------------------------

    def create(self, slug: str, name: str, *, zone: str | None = None, root: bytes | None = None) -> TenantRow:
        """Make a tenant with its own database, file root and key. Refuses a bad or taken slug."""
        if not _SLUG.fullmatch(slug):
            raise Refusal("tenant.slug_invalid", slug=slug)
        now = self.clock.now()
        root = root or random_bytes(32)
        row = TenantRow(
            slug,
            new_id(now),
            name,
            "active",
            zone or self.settings.zone,
            self.settings.language,
            now,
            key_tools.seal(self._master(), root, slug.encode()),
            key_tools.wrap_for_recovery(self._recovery_public(), root),
        )
        self.control.add(row)
        self.get(slug)
        return row

    def adopt(self, row: TenantRow, root: bytes) -> None:
        """Add a tenant that came from a backup, with the id and key it had."""
        wrapped = key_tools.seal(self._master(), root, row.slug.encode())
        recovery = key_tools.wrap_for_recovery(self._recovery_public(), root)
        self.control.add(replace(row, wrapped_key=wrapped, recovery_key=recovery))

    def open_wrapped(self, wrapped: bytes, slug: str) -> bytes:
        """A tenant key that this install's master key sealed. Refuses `key.wrong`."""
        return key_tools.unseal(self._master(), wrapped, slug.encode())

    def rows(self) -> list[TenantRow]:
        """Every tenant, by slug."""
        return self.control.tenants()

    def suspend(self, slug: str) -> None:
        """Close a tenant to everyone; nothing is lost."""
        self.control.tenant(slug)
        self.control.change(slug, state="suspended")
        self.close(slug)

    def resume(self, slug: str) -> None:
        """Open a suspended tenant again."""
        self.control.tenant(slug)
        self.control.change(slug, state="active")

    def erase(self, slug: str) -> None:
        """Destroy database, files and key. What backups remain need the recovery phrase."""
        row = self.control.tenant(slug)
        self.close(slug)
        if self.settings.database_url:
            with open_postgres(self.settings.database_url, schema_of(slug)).writer.begin() as connection:
                connection.execute(sa.text(f'DROP SCHEMA IF EXISTS "{schema_of(slug)}" CASCADE'))
        self.control.remove(row.slug)
        shutil.rmtree(self._folder(slug), ignore_errors=True)

    def get(self, slug: str) -> Tenant:
        """The open tenant. Refuses `tenant.unknown`, `tenant.suspended`, `tenant.owned_elsewhere`."""
        with self._guard:
            tenant = self._open.get(slug)
            if tenant is None and self._ended:
                raise Refusal("storage.unavailable", Kind.UNAVAILABLE)
            if tenant is None:
                tenant = self._open_tenant(self.control.tenant(slug))
                self._open[slug] = tenant
                self._close_least_used()
            self._open.move_to_end(slug)
            return tenant

    def peek(self, slug: str) -> Tenant | None:
        """The tenant if it is open; never waits while another one is being opened."""
        tenant = self._open.get(slug)
        if tenant is not None and self._guard.acquire(blocking=False):
            try:
                if slug in self._open:
                    self._open.move_to_end(slug)
            finally:
                self._guard.release()
        return tenant

    def open_now(self) -> list[Tenant]:
        """The tenants that this process has open."""
        with self._guard:
            return list(self._open.values())

    def close(self, slug: str) -> None:
        """Close a tenant in this process; the next `get` opens it again."""
        # Inside the guard to the end: whoever opens the tenant anew must find the owner's lock free.
        with self._guard:
            tenant = self._open.pop(slug, None)
            if tenant is not None:
                tenant.writer.shut()
                self.closing(tenant)
                tenant.close()

    def close_all(self) -> None:
        """Close every tenant and the control store; from now on none is opened, whoever is late."""
        with self._guard:
            self._ended = True
        for tenant in self.open_now():
            self.close(tenant.info.slug)
        self.control.close()

    def _close_least_used(self) -> None:
        while len(self._open) > self.settings.open_tenants:
            self.close(next(iter(self._open)))

    def _open_tenant(self, row: TenantRow) -> Tenant:
        if row.state != "active":
            raise Refusal("tenant.suspended", Kind.FORBIDDEN, slug=row.slug)
        keys = TenantKeys(self._root_key(row))
        folder = self._folder(row.slug)
        (folder / "files").mkdir(parents=True, exist_ok=True)
        lock = None if self.settings.database_url else OwnerLock.take(folder / "owner.lock", row.slug)
        try:
            database = self.open_database(row.slug, keys)
            self._migrate(database)
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        info = TenantInfo(row.slug, row.id, row.name, row.zone, row.language)
        memo = Memo(provided=self.hooks.provided, now=self.clock.now)
        units = Units(self.hooks, self.clock, info, read_only_handlers=self._read_only_handlers)
        writer = Writer(database, keys, memo)
        tenant = Tenant(info, keys, database, memo, writer, units, folder / "files", lock)
        self.opened(tenant)
        return tenant

    def open_database(self, slug: str, keys: TenantKeys) -> Database:
        """The tenant's database, on SQLite or PostgreSQL as this install is set."""
        if not self.settings.database_url:
            return open_sqlite(self._folder(slug) / "tenant.db", keys.database)
        database = open_postgres(self.settings.database_url, schema_of(slug))
        with database.writer.begin() as connection:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(4208)"))
            connection.execute(sa.text(f'CREATE SCHEMA IF NOT EXISTS "{schema_of(slug)}"'))
        return database

    def _folder(self, slug: str) -> Path:
        return self.settings.data / "tenants" / slug

    def _root_key(self, row: TenantRow) -> bytes:
        # While another process rotates, either key may be the one.
        replacement = self._replacement()
        return _unseal_with((self._master(), *([replacement] if replacement else [])), row)

    def _recovery_public(self) -> bytes:
        public = self.control.setting(RECOVERY_PUBLIC)
        if public is None:
            raise Refusal("key.no_recovery_phrase", Kind.CONFLICT)
        return bytes.fromhex(public)


def _unseal_with(masters: tuple[bytes, ...], row: TenantRow) -> bytes:
    for master in masters[:-1]:
        try:
            return key_tools.unseal(master, row.wrapped_key, row.slug.encode())
        except Refusal:
            continue
    return key_tools.unseal(masters[-1], row.wrapped_key, row.slug.encode())


def schema_of(slug: str) -> str:
    """The PostgreSQL schema of a tenant."""
    return "t_" + slug.replace("-", "_")
