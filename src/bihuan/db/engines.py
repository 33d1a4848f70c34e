"""How a tenant's database is opened: SQLCipher file or PostgreSQL schema, one writer or a small pool."""

import re
import select
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher  # type: ignore[import-untyped]
from sqlalchemy.pool import NullPool, QueuePool, StaticPool

from bihuan.core.late import dataclass
from bihuan.db.types import dump_json

_SCHEMA_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_BUSY_TIMEOUT_MS = 5_000
_READ_CACHE_KIB = 16_384
# More than the statements of all modules: one that is thrown out is planned again at each use.
_PREPARED = 1_000


@dataclass(frozen=True, slots=True)
class Database:
    """One tenant's database: `writer` for units, `reader` for everything else."""

    kind: str
    writer: sa.Engine
    reader: sa.Engine

    def dispose(self) -> None:
        """Close every connection."""
        self.writer.dispose()
        if self.reader is not self.writer:
            self.reader.dispose()


def open_sqlite(
    path: Path, key: bytes, *, readers: int = 4, writing: Callable[..., Any] = sqlcipher.Connection
) -> Database:
    """Open (or make) an encrypted file; `key` is the raw 256-bit key, so no key derivation is paid per connection.

    `writing` makes the writer's connections: the driver's class, or one made of it that stands between it and the disk.
    """
    writer = _sqlite_engine(path, key, pool=NullPool, read_only=False, factory=writing)
    reader = _sqlite_engine(path, key, pool=QueuePool, pool_size=readers, max_overflow=0, read_only=True)
    return Database("sqlite", writer, reader)


def open_postgres(url: str, schema: str, *, pool_size: int = 8) -> Database:
    """Open a tenant's schema. `kernel/unit.py` runs units and reads at REPEATABLE READ, each on one snapshot."""
    if not _SCHEMA_NAME.fullmatch(schema):
        raise ValueError(f"not a schema name: {schema!r}")
    engine = sa.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        isolation_level="REPEATABLE READ",
        json_serializer=dump_json,
        # Faults are logged, and parameters are personal.
        hide_parameters=True,
        # Who may read what makes statements look dear that take milliseconds; compiling them takes hundreds.
        connect_args={"options": f"-c search_path={schema},public -c lock_timeout=10s -c jit=off"},
    )
    sa.event.listen(engine, "connect", _prepare_more)
    sa.event.listen(engine, "checkout", _refuse_severed)
    return Database("postgresql", engine, engine)


def is_severed(connection: sa.Connection) -> bool:
    """Whether the database has hung up on an idle connection; known without asking it."""
    return connection.invalidated or _is_severed(connection.connection.driver_connection)


def _is_severed(driver: Any) -> bool:
    # SQLite has none. A server that ends (or talks without having been asked) can be heard on the socket.
    if not hasattr(driver, "pgconn"):
        return False
    if driver.closed:
        return True
    ear = select.poll()
    ear.register(driver.fileno(), select.POLLIN)
    return bool(ear.poll(0))


def _refuse_severed(driver: Any, _record: Any, _proxy: Any) -> None:
    # Instead of a ping, which would cost each read a round trip.
    if _is_severed(driver):
        raise sa.exc.DisconnectionError


def _prepare_more(driver: Any, _record: Any) -> None:
    driver.prepared_max = _PREPARED


def connect_sqlite(
    path: Path, key: bytes, *, read_only: bool = False, factory: Callable[..., Any] = sqlcipher.Connection
) -> Any:
    """A raw DBAPI connection in autocommit mode: transactions are opened by hand (BEGIN IMMEDIATE)."""
    connection = sqlcipher.connect(
        str(path),
        timeout=_BUSY_TIMEOUT_MS / 1000,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
        factory=factory,
    )
    for pragma in _pragmas(key, read_only):
        connection.execute(pragma)
    _register_functions(connection)
    return connection


def single_connection(connection: Any) -> sa.Engine:
    """An engine over one raw connection, with transactions that begin and end where SQLAlchemy says so."""
    engine = sa.create_engine("sqlite+pysqlite://", module=sqlcipher, creator=lambda: connection, poolclass=StaticPool)
    sa.event.listen(engine, "begin", lambda begun: begun.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _pragmas(key: bytes, read_only: bool) -> list[str]:
    pragmas = [
        f"PRAGMA key = \"x'{key.hex()}'\"",
        # Chosen before the first page is written: 12-17 % cheaper commits than SHA-512, still 256 bits.
        "PRAGMA cipher_hmac_algorithm = HMAC_SHA256",
        f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA temp_store = MEMORY",
        f"PRAGMA cache_size = -{_READ_CACHE_KIB}",
    ]
    return [*pragmas, "PRAGMA query_only = ON"] if read_only else pragmas


def _register_functions(connection: Any) -> None:
    for register in SQLITE_FUNCTIONS:
        register(connection)


# Deterministic functions that compiled rules need on SQLite; `db.rule_sql` adds its own here.
SQLITE_FUNCTIONS: list[Callable[[Any], None]] = []


def _sqlite_engine(
    path: Path,
    key: bytes,
    *,
    pool: type[sa.Pool],
    read_only: bool,
    factory: Callable[..., Any] = sqlcipher.Connection,
    **options: Any,
) -> sa.Engine:
    return sa.create_engine(
        "sqlite+pysqlite://",
        module=sqlcipher,
        creator=lambda: connect_sqlite(path, key, read_only=read_only, factory=factory),
        poolclass=pool,
        # The DBAPI is in autocommit mode; SQLAlchemy must not believe it owns a transaction.
        isolation_level="AUTOCOMMIT",
        json_serializer=dump_json,
        # Faults are logged, and parameters are personal.
        hide_parameters=True,
        **options,
    )
