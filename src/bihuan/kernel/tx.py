"""A transaction's view of one tenant: what handlers read through and projections write through.

On PostgreSQL what writes waits until something is read, and goes with it: a unit costs a round trip per read, none
per row written, and neither BEGIN nor COMMIT one of its own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa

from bihuan.kernel import statements
from bihuan.kernel.keys import TenantKeys

T = TypeVar("T")
Row = dict[str, Any]


class Memo:
    """A tenant's cache of immutable things (parsed definitions by id and version), oldest out first."""

    def __init__(self, size: int = 512) -> None:
        self._size = size
        self._items: dict[Any, Any] = {}

    def get(self, key: Any, make: Callable[[], T]) -> T:
        """The thing under `key`, made once. Two threads may make it twice; both get an equal one."""
        found: T | None = self._items.get(key)
        if found is None:
            found = make()
            if len(self._items) >= self._size:
                self._items.pop(next(iter(self._items)), None)
            self._items[key] = found
        return found

    def clear(self) -> None:
        """Forget everything."""
        self._items.clear()


class Count:
    """How many rows a statement touched; asked for, it sends what waits."""

    __slots__ = ("_known", "_look")

    def __init__(self, known: int | None, look: Callable[[], int] = int) -> None:
        self._known = known
        self._look = look

    def __int__(self) -> int:
        if self._known is None:
            self._known = self._look()
        return self._known

    def __bool__(self) -> bool:
        return int(self) > 0

    def __eq__(self, other: object) -> bool:
        return int(self) == (int(other) if isinstance(other, Count) else other)

    __hash__ = None  # type: ignore[assignment]


class Tx:
    """One open transaction. It has no commit: `kernel/unit.py` alone closes a unit."""

    raw: Any

    def __init__(self, connection: sa.Connection, kind: str, keys: TenantKeys, memo: Memo) -> None:
        self._connection = connection
        self.kind = kind
        self.keys = keys
        self.memo = memo
        self.raw = connection.connection.driver_connection
        self._cursor: Any = self.new_cursor()
        self._savepoints = 0

    def new_cursor(self) -> Any:
        """A cursor of the driver."""
        return self.raw.cursor()

    @property
    def connection(self) -> sa.Connection:
        """The connection, with everything sent that was written so far."""
        self.flush()
        return self._connection

    def flush(self) -> None:
        """Send what waits; faults of it are raised here."""

    def run(self, sql: str, parameters: Any = ()) -> Any:
        """Run driver SQL and return its cursor."""
        return self._cursor.execute(sql, parameters)

    def write(self, sql: str, parameters: Any = ()) -> None:
        """Run driver SQL that nobody asks an answer of."""
        self._cursor.execute(sql, parameters)

    def insert(self, table: sa.Table, *rows: Mapping[str, Any]) -> None:
        """Insert `rows`, which all name the same columns."""
        if not rows:
            return
        compiled = statements.insert_statement(table, tuple(rows[0]), self.kind)
        if len(rows) == 1:
            self.write(compiled.sql, compiled.bind(rows[0]))
        else:
            self._cursor.executemany(compiled.sql, [compiled.bind(row) for row in rows])

    def upsert(self, table: sa.Table, row: Mapping[str, Any]) -> None:
        """Insert `row`, or update the row with its primary key."""
        compiled = statements.upsert_statement(table, tuple(row), self.kind)
        self.write(compiled.sql, compiled.bind(row))

    def update(self, table: sa.Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> Count:
        """Set `values` on the rows that equal `key`; returns how many they were."""
        if not values:
            return Count(0)
        compiled = statements.update_statement(table, tuple(key), tuple(values), self.kind)
        return self._counted(compiled, {**values, **{f"key_{name}": value for name, value in key.items()}})

    def delete(self, table: sa.Table, **key: Any) -> Count:
        """Delete the rows that equal `key`; returns how many they were."""
        return self._counted(statements.delete_statement(table, tuple(key), self.kind), key)

    def _counted(self, compiled: statements.Compiled, values: Mapping[str, Any]) -> Count:
        self._cursor.execute(compiled.sql, compiled.bind(values))
        return Count(self._cursor.rowcount)

    def get(self, table: sa.Table, **key: Any) -> Row | None:
        """The one row that equals `key`, or None."""
        found = self.all(table, **key)
        return found[0] if found else None

    def all(self, table: sa.Table, order: Sequence[str] = (), **key: Any) -> list[Row]:
        """Every row that equals `key`, ordered by the columns in `order` (`-name` = descending)."""
        selecting = statements.select_statement(table, tuple(key), tuple(order), self.kind)
        found = self.run(selecting.compiled.sql, selecting.compiled.bind(key))
        return [selecting.read(row) for row in found.fetchall()]

    def rows(self, statement: sa.Executable, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Every row of a Core statement, by column name."""
        result = self.connection.execute(statement, parameters or {})
        return [dict(row) for row in result.mappings()]

    def first(self, statement: sa.Executable) -> Row | None:
        """The first row of a Core statement, or None."""
        row = self.connection.execute(statement).mappings().first()
        return dict(row) if row is not None else None

    def scalar(self, statement: sa.Executable) -> Any:
        """The first column of the first row, or None."""
        return self.connection.execute(statement).scalar()

    def execute(self, statement: sa.Executable) -> int:
        """Run a Core statement that writes; returns how many rows it touched."""
        return int(self.connection.execute(statement).rowcount)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what happens inside when it raises. A transaction that the database ended is left to the caller."""
        self._savepoints += 1
        name = f"sp{self._savepoints}"
        mark = self._mark(name)
        try:
            yield
        except BaseException:
            if self.is_open():
                self._back_to(name, mark)
            raise
        else:
            self.write(f"RELEASE SAVEPOINT {name}")
        finally:
            self._savepoints -= 1

    def _mark(self, name: str) -> Any:
        self.write(f"SAVEPOINT {name}")

    def _back_to(self, name: str, _mark: Any) -> None:
        self.write(f"ROLLBACK TO SAVEPOINT {name}")
        self.write(f"RELEASE SAVEPOINT {name}")

    def is_open(self) -> bool:
        """Whether the transaction still stands: a full disk ends it behind our back."""
        return bool(self.raw.in_transaction)

    def has_begun(self) -> bool:
        """Whether the database knows of the transaction."""
        return self.is_open()

    def undo(self) -> None:
        """Roll everything back, if there is still something to roll back."""
        if self.is_open():
            self.run("ROLLBACK")
