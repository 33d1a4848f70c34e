"""The disk under a tenant's writer: it gets full, fails, loses a COMMIT, and its process dies at any statement."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher  # type: ignore[import-untyped]

from bihuan.db.engines import Database, open_sqlite

FAULTS = ("full", "io", "commit_fails", "commit_unheard")
DEATHS = ("die", "die_before_commit", "die_after_commit", "torn_commit")
_AT_COMMIT = frozenset({"commit_fails", "commit_unheard", "die_before_commit", "die_after_commit", "torn_commit"})
_WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class ProcessDeath(BaseException):
    """The simulated process has ended; nothing of it goes on."""


class Disk:
    """What lies on it outlives the process; `arm` says what goes wrong next, after how many statements.

    `troubles` counts what went wrong so far. `synchronous = FULL` is given up: only the process dies, not the machine.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.troubles = 0
        self.is_full = False
        self.is_dead = False
        self.died_of = ""
        self._armed: str | None = None
        self._left = 0
        self._torn_at: tuple[int, float] | None = None
        self._engines: list[Database] = []
        self.is_calm = True

    # --- what the product opens -----------------------------------------------------------------------------

    def open(self, path: Path, key: bytes) -> Database:
        """The tenant's database over this disk."""
        self._path = path
        database = open_sqlite(path, key, readers=8, writing=partial(_Connection, self))
        self._engines.append(database)
        return database

    # --- what goes wrong ------------------------------------------------------------------------------------

    def arm(self, kind: str, after: int, share: float = 0.5) -> None:
        """`kind` happens once, after so many statements of the writer (`share`: how much of a torn COMMIT is left)."""
        self._armed, self._left, self._share = kind, after, share
        self._settle()

    def disarm(self) -> None:
        """Nothing goes wrong from now on; what is full has room again."""
        self._armed, self.is_full = None, False
        self._settle()

    def fill(self, is_full: bool) -> None:
        """Whether there is no room for anything new."""
        self.is_full = is_full
        self._settle()

    def _settle(self) -> None:
        self.is_calm = self._armed is None and not self.is_full and not self.is_dead

    def before(self, connection: Any, sql: str) -> None:
        """Asked before every statement. Raises what the driver would raise, or ProcessDeath."""
        if self.is_dead:
            raise ProcessDeath
        if self.is_full and (sql.startswith(_WRITING) or sql == "COMMIT"):
            self._fail(connection, "database or disk is full")
        self._left -= 1
        kind = self._armed
        if kind is not None and self._left <= 0 and (kind not in _AT_COMMIT or sql == "COMMIT"):
            self._strike(kind, connection, sql)

    def _strike(self, kind: str, connection: Any, sql: str) -> None:
        if kind == "full" and sql.startswith(_WRITING):
            self._fail(connection, "database or disk is full")
        elif kind == "io" and sql != "ROLLBACK":
            self._fail(connection, "disk I/O error")
        elif kind == "commit_fails":
            self._fail(connection, "disk I/O error", ends_transaction=False)
        elif kind in ("die", "die_before_commit"):
            self.die(kind)
        elif kind == "torn_commit":
            self._torn_at = (self._log_size(), self._share)

    def after(self, sql: str) -> None:
        """Asked after every statement that was done."""
        if sql != "COMMIT" or self._left > 0:
            return
        if self._armed == "commit_unheard":
            self._happened()
            raise sqlcipher.OperationalError("disk I/O error")
        if self._armed in ("die_after_commit", "torn_commit"):
            self.die(self._armed)

    def _fail(self, connection: Any, text: str, *, ends_transaction: bool = True) -> None:
        self._happened()
        # SQLite ends the transaction behind its user's back when the disk is full or fails.
        if ends_transaction and connection.in_transaction:
            sqlcipher.Cursor(connection).execute("ROLLBACK")
        raise sqlcipher.OperationalError(text)

    def _happened(self) -> None:
        self.troubles += 1
        self._armed = None
        self._settle()

    # --- the end of a process -------------------------------------------------------------------------------

    def die(self, why: str) -> None:
        """End the process here and now."""
        self._happened()
        self.is_dead, self.died_of = True, why
        self._settle()
        raise ProcessDeath

    def bury(self, let_go: Callable[[], None]) -> None:
        """Leave behind what the operating system would: files as they were written, no transaction, no connection.

        SQLite tidies up when a connection is closed; a process that is killed closes none. Hence the copies.
        """
        kept = [self._copy(suffix) for suffix in ("", "-wal")]
        if self._torn_at is not None and kept[1] is not None:
            _cut(kept[1], *self._torn_at)
        self.is_dead = False
        let_go()
        for database in self._engines:
            database.dispose()
        for suffix, copy in zip(("", "-wal"), kept, strict=True):
            place = self._place(suffix)
            place.unlink(missing_ok=True)
            if copy is not None:
                copy.rename(place)
        self._place("-shm").unlink(missing_ok=True)
        self._engines.clear()
        self._torn_at = None
        self._settle()

    def _place(self, suffix: str) -> Path:
        return self._path.with_name(self._path.name + suffix)

    def _copy(self, suffix: str) -> Path | None:
        place = self._place(suffix)
        return shutil.copyfile(place, place.with_name("left" + suffix)) if place.exists() else None

    def _log_size(self) -> int:
        place = self._place("-wal")
        return place.stat().st_size if place.exists() else 0


def _cut(log: Path, before: int, share: float) -> None:
    """Of what the last COMMIT added to the log, only a part has reached it."""
    size = log.stat().st_size
    if size > before:
        with log.open("r+b") as file:
            file.truncate(before + int((size - before) * share))


class _Connection(sqlcipher.Connection):  # type: ignore[misc]
    """The writer's connection, with the disk between it and its statements."""

    def __init__(self, disk: Disk, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.disk = disk

    @property
    def in_transaction(self) -> bool:
        """A dead process may be buried while its writer still finds its way out: there is no transaction then."""
        try:
            return bool(super().in_transaction)
        except sqlcipher.ProgrammingError:
            return False

    def cursor(self, *_: Any) -> Any:
        return super().cursor(_Cursor)


class _Cursor(sqlcipher.Cursor):  # type: ignore[misc]
    def execute(self, sql: str, *parameters: Any) -> Any:
        return self._through(super().execute, sql, *parameters)

    def executemany(self, sql: str, *parameters: Any) -> Any:
        return self._through(super().executemany, sql, *parameters)

    def _through(self, do: Callable[..., Any], sql: str, *parameters: Any) -> Any:
        disk: Disk = self.connection.disk
        if disk.is_calm:
            return do(sql, *parameters)
        disk.before(self.connection, sql)
        found = do(sql, *parameters)
        disk.after(sql)
        return found


def some_fault(chance: Random) -> tuple[str, int, float]:
    """A fault of the disk or the end of the process, some statements from now."""
    kind = chance.choice(FAULTS + DEATHS)
    return kind, chance.choice((1, 2, 5, 20, 60, 200)), chance.random()
