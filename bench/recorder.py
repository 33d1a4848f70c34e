"""Sees every statement that goes to the database: through `Tx`, and through SQLAlchemy behind `tx.rows`."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from bihuan.db.engines import Database
from bihuan.kernel.postgres_tx import PostgresTx
from bihuan.kernel.tx import Tx

# Transaction control is no work of a request: with group commit many units share one BEGIN and one COMMIT.
_CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "LOCK", "SET LOCAL")


@dataclass(frozen=True)
class Statement:
    """One call of the driver: SQL and parameters; `many` rows at once count as one statement."""

    sql: str
    parameters: Any
    many: bool = False

    @property
    def writes(self) -> bool:
        """Whether it changes rows."""
        return self.sql.lstrip().startswith(("INSERT", "REPLACE", "UPDATE", "DELETE"))

    @property
    def adds(self) -> bool:
        """Whether it writes new rows."""
        return self.sql.startswith(("INSERT", "REPLACE"))

    @property
    def rows(self) -> int:
        """How many rows it writes, if it adds any."""
        return len(self.parameters) if self.many else 1 + self.sql.partition(" VALUES ")[2].count("), (")


@dataclass
class Recording:
    """What was seen, in order. `trips`: how often PostgreSQL was waited for, for BEGIN and COMMIT, too."""

    statements: list[Statement] = field(default_factory=list)
    trips: int = 0

    def note(self, sql: str, parameters: Any, many: bool = False) -> None:
        """Keep it unless it is transaction control."""
        if not sql.lstrip().upper().startswith(_CONTROL):
            self.statements.append(Statement(sql, list(parameters) if many else parameters, many))

    def take(self) -> list[Statement]:
        """What was seen since the last time."""
        taken, self.statements = self.statements, []
        self.trips = 0
        return taken


class _Cursor:
    """A driver's cursor that tells what is asked of it."""

    def __init__(self, cursor: Any, recording: Recording) -> None:
        self._cursor = cursor
        self._recording = recording

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        self._recording.note(sql, parameters)
        return self._cursor.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any) -> Any:
        self._recording.note(sql, parameters, many=True)
        return self._cursor.executemany(sql, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


_turn = threading.Lock()


@contextlib.contextmanager
def recording(of: Database | None = None) -> Iterator[Recording]:
    """Record the statements of one database, or every one of this process, until the end of the block."""
    recorded = Recording()
    new_cursor, flush = Tx.new_cursor, PostgresTx.flush

    def concerns(connection: sa.Connection) -> bool:
        return of is None or connection.engine in (of.writer, of.reader)

    def cursor(self: Tx) -> Any:
        return _Cursor(new_cursor(self), recorded) if concerns(self._connection) else new_cursor(self)

    def counted(self: PostgresTx) -> None:
        recorded.trips += bool(self._waiting) and concerns(self._connection)
        flush(self)

    def before(connection: sa.Connection, _cursor: Any, sql: str, parameters: Any, _context: Any, many: bool) -> None:
        if concerns(connection):
            recorded.trips += 1
            recorded.note(sql, parameters, many)

    with _turn:
        sa.event.listen(sa.Engine, "before_cursor_execute", before)
        Tx.new_cursor = cursor  # type: ignore[method-assign]
        PostgresTx.flush = counted  # type: ignore[method-assign]
        try:
            yield recorded
        finally:
            Tx.new_cursor = new_cursor  # type: ignore[method-assign]
            PostgresTx.flush = flush  # type: ignore[method-assign]
            sa.event.remove(sa.Engine, "before_cursor_execute", before)
