"""`bihuan doctor`: what is wrong with this machine or this install, and what to do, in Chinese and English."""

import ctypes
import os
import platform
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher  # type: ignore[import-untyped]

from bihuan.core.late import dataclass
from bihuan.core.values import Refusal
from bihuan.entry.data_lock import lock_path
from bihuan.entry.migrations import current_revision, head_revision
from bihuan.entry.wiring import Install, build_install
from bihuan.kernel.clock import SystemClock
from bihuan.kernel.errors import say
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.owner import OwnerLock
from bihuan.kernel.tables import event as event_table
from bihuan.modules.witness import interface as witness
from bihuan.settings import Settings

OK, ADVICE, FAULT = "ok", "advice", "fault"
_SIGNS = {OK: "✓", ADVICE: "!", FAULT: "✗"}
MIN_FREE_MB = 512
MIN_POSTGRES = 13
BACKUP_MAX_AGE_DAYS = 7
# Nobody runs this program before it was written; such a clock would date a ledger wrongly for ever.
EARLIEST_MS = 1_748_736_000_000
LATEST_MS = 4_102_444_800_000
_DAY_MS = 86_400_000
_SPOT_EVENTS = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `code` names a text `doctor.<code>` that says what it is and what to do."""

    level: str
    code: str
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def is_fault(self) -> bool:
        """Whether Bihuan cannot or must not run like this."""
        return self.level == FAULT

    def text(self) -> str:
        """Both languages, one line each."""
        zh, en = (say(f"doctor.{self.code}", self.data, language) for language in ("zh", "en"))
        return f"{_SIGNS[self.level]} {zh}\n  {en}"


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; later looks are left out when an earlier one makes them pointless."""
    found = [finding for look in _MACHINE for finding in look(settings)]
    if any(finding.is_fault for finding in found):
        return found
    return [*found, *_install(settings)]


def verifier_path() -> Path:
    """Where the stand-alone verifier lies: inside the installed package, or in the source tree."""
    inside = Path(__file__).parents[1] / "verifier" / "bihuan_verify.py"
    return inside if inside.exists() else Path(__file__).parents[3] / "verifier" / "bihuan_verify.py"


# --- the machine --------------------------------------------------------------------------------------------


def _python(_settings: Settings) -> Iterator[Finding]:
    good = sys.version_info >= (3, 11)
    yield Finding(OK if good else FAULT, "python", {"version": platform.python_version()})


def _libc(_settings: Settings) -> Iterator[Finding]:
    if sys.platform != "linux":
        return
    try:
        version = ctypes.CDLL(None).gnu_get_libc_version
    except AttributeError:
        return
    version.restype = ctypes.c_char_p
    text = version().decode()
    good = tuple(int(part) for part in text.split(".")[:2]) >= (2, 28)
    yield Finding(OK if good else FAULT, "glibc", {"version": text})


def _sqlcipher(_settings: Settings) -> Iterator[Finding]:
    with sqlcipher.connect(":memory:") as connection:
        cipher = connection.execute("PRAGMA cipher_version").fetchone()
        has_fts = connection.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0]
    data = {"version": sqlcipher.sqlite_version, "cipher": cipher[0] if cipher else "–"}
    yield Finding(OK if cipher and has_fts else FAULT, "sqlcipher", data)


def _key_file(settings: Settings) -> Iterator[Finding]:
    path = settings.key_path
    data = {"path": str(path)}
    if path.absolute().is_relative_to(settings.data.absolute()):
        yield Finding(FAULT, "key_inside", data)
    elif not path.exists():
        has_data = (settings.data / "control.db").exists()
        yield Finding(FAULT if has_data else ADVICE, "key_missing" if has_data else "key_new", data)
    elif os.name == "posix" and path.stat().st_mode & 0o077:
        yield Finding(FAULT, "key_open", data)
    else:
        yield Finding(OK, "key", data)


def _data_folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.data
    nearest = next(parent for parent in (folder.absolute(), *folder.absolute().parents) if parent.exists())
    data = {"path": str(folder.absolute())}
    if not os.access(nearest, os.W_OK | os.X_OK):
        yield Finding(FAULT, "data_unwritable", data)
        return
    yield Finding(OK, "data", data)
    free = shutil.disk_usage(nearest).free >> 20
    yield Finding(OK if free >= MIN_FREE_MB else FAULT, "disk", {"free": free, "least": MIN_FREE_MB})


def _port(settings: Settings) -> Iterator[Finding]:
    data = {"host": settings.host, "port": settings.port}
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            # A server of ours that runs is no fault.
            level = OK if _owner_runs(settings) else FAULT
            yield Finding(level, "port_ours" if level == OK else "port", {**data, "reason": error.strerror})
            return
    yield Finding(OK, "port_free", data)


def _owner_runs(settings: Settings) -> bool:
    if settings.database_url or not lock_path(settings).exists():
        return False
    try:
        OwnerLock.take(lock_path(settings), "*").release()
    except Refusal:
        return True
    return False


def _clock(_settings: Settings) -> Iterator[Finding]:
    now = SystemClock().now()
    yield Finding(OK if EARLIEST_MS < now < LATEST_MS else FAULT, "clock", {"now": now})


def _postgres(settings: Settings) -> Iterator[Finding]:
    if not settings.database_url:
        return
    try:
        engine = sa.create_engine(settings.database_url, connect_args={"connect_timeout": 5})
        with engine.connect() as connection:
            version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
            character_type = str(
                connection.exec_driver_sql(
                    "SELECT datctype FROM pg_database WHERE datname = current_database()"
                ).scalar_one()
            )
            encoding = str(connection.exec_driver_sql("SHOW server_encoding").scalar_one())
        engine.dispose()
    except Exception as error:
        yield Finding(FAULT, "postgres_unreachable", {"reason": str(error).splitlines()[0][:200]})
        return
    yield Finding(OK if version >= MIN_POSTGRES else FAULT, "postgres", {"version": version, "least": MIN_POSTGRES})
    # With LC_CTYPE C, pg_trgm sees no Chinese letters and finds nothing.
    good = encoding == "UTF8" and character_type not in ("C", "POSIX")
    yield Finding(OK if good else FAULT, "postgres_locale", {"ctype": character_type, "encoding": encoding})


def _reach(settings: Settings) -> Iterator[Finding]:
    from bihuan.entry.reach.findings import reach_findings

    yield from (Finding(level, code, data) for level, code, data in reach_findings(settings, SystemClock().now()))


_MACHINE: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _python,
    _libc,
    _sqlcipher,
    _key_file,
    _data_folder,
    _port,
    _clock,
    _postgres,
    _reach,
)


# --- the install --------------------------------------------------------------------------------------------


def _install(settings: Settings) -> Iterator[Finding]:
    if not settings.key_path.exists():
        yield Finding(ADVICE, "not_set_up")
        return
    if _owner_runs(settings):
        yield Finding(ADVICE, "running")
        return
    try:
        install = build_install(settings)
    except Refusal as refusal:
        yield Finding(FAULT, "not_opened", {"what": "control", "reason": say(refusal.code, refusal.data, "zh")})
        return
    try:
        yield from _plugins(install)
        confirmed = install.tenants.recovery_confirmed()
        yield Finding(OK if confirmed else ADVICE, "phrase_confirmed" if confirmed else "phrase_unconfirmed")
        for row in install.tenants.rows():
            if row.state == "active":
                yield from _tenant(install, row.slug)
    finally:
        install.tenants.close_all()


def _plugins(install: Install) -> Iterator[Finding]:
    for one in install.plugins:
        data = {"name": one.name, "version": one.version, "brings": ", ".join(one.brings), "error": one.error}
        # It stops nothing: the rest of Bihuan does without it.
        yield Finding(ADVICE if one.error else OK, "plugin_broken" if one.error else "plugin", data)


def _tenant(install: Install, slug: str) -> Iterator[Finding]:
    try:
        tenant = install.tenants.get(slug)
    except Exception as error:
        reason = say(error.code, error.data, "zh") if isinstance(error, Refusal) else str(error)
        yield Finding(FAULT, "not_opened", {"what": slug, "reason": reason})
        return
    stands = current_revision(tenant.database) == head_revision()
    yield Finding(OK if stands else FAULT, "migrations", {"slug": slug})
    faults: list[str] = tenant.read(lambda tx: _spot_check(tx, EventLog(install.hooks)))
    yield Finding(FAULT if faults else OK, "ledger_broken" if faults else "ledger", {"slug": slug, "at": faults[:1]})
    backed_up = install.tenants.control.setting(f"backed_up_at.{slug}")
    age = None if backed_up is None else (install.clock.now() - int(backed_up)) // _DAY_MS
    good = age is not None and age <= BACKUP_MAX_AGE_DAYS
    yield Finding(OK if good else ADVICE, "backup" if good else "backup_old", {"slug": slug, "days": age})
    now = install.clock.now()
    out: witness.Lookout = tenant.read(lambda tx: witness.lookout(tx, now))
    late = out.overdue_since is not None
    days = (now - (out.overdue_since or now)) // _DAY_MS
    yield Finding(ADVICE if late else OK, "evidence_old" if late else "evidence", {"slug": slug, "days": days})


def _spot_check(tx: Any, log: EventLog) -> list[str]:
    """The newest events: does each still have the hash that stands beside it, and can it be read?"""
    statement = sa.select(event_table).order_by(event_table.c.seq.desc()).limit(_SPOT_EVENTS)
    return [f"{row['stream']}#{row['no']}" for row in tx.rows(statement) if not log.is_intact(tx, row)]
