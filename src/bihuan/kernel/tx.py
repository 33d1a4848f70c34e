"""A transaction's view of one tenant: what handlers read through and projections write through."""

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


class Tx:
    """One open transaction. It has no commit: `kernel/unit.py` alone closes a unit."""

    raw: Any

    def __init__(self, connection: sa.Connection, kind: str, keys: TenantKeys, memo: Memo) -> None:
        self.connection = connection
        self.kind = kind
        self.keys = keys
        self.memo = memo
        self.raw = connection.connection.driver_connection
        self._cursor: Any = self.raw.cursor()
        self._savepoints = 0

    def run(self, sql: str, parameters: Any = ()) -> Any:
        """Run driver SQL and return its cursor."""
        return self._cursor.execute(sql, parameters)

    def insert(self, table: sa.Table, *rows: Mapping[str, Any]) -> None:
        """Insert `rows`, which all name the same columns."""
        if not rows:
            return
        compiled = statements.insert_statement(table, tuple(rows[0]), self.kind)
        if len(rows) == 1:
            self._cursor.execute(compiled.sql, compiled.bind(rows[0]))
        else:
            self._cursor.executemany(compiled.sql, [compiled.bind(row) for row in rows])

    def upsert(self, table: sa.Table, row: Mapping[str, Any]) -> None:
        """Insert `row`, or update the row with its primary key."""
        compiled = statements.upsert_statement(table, tuple(row), self.kind)
        self._cursor.execute(compiled.sql, compiled.bind(row))

    def update(self, table: sa.Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> int:
        """Set `values` on the rows that equal `key`; returns how many they were."""
        if not values:
            return 0
        compiled = statements.update_statement(table, tuple(key), tuple(values), self.kind)
        named = {**values, **{f"key_{name}": value for name, value in key.items()}}
        self._cursor.execute(compiled.sql, compiled.bind(named))
        return int(self._cursor.rowcount)

    def delete(self, table: sa.Table, **key: Any) -> int:
        """Delete the rows that equal `key`; returns how many they were."""
        compiled = statements.delete_statement(table, tuple(key), self.kind)
        self._cursor.execute(compiled.sql, compiled.bind(key))
        return int(self._cursor.rowcount)

    def get(self, table: sa.Table, **key: Any) -> Row | None:
        """The one row that equals `key`, or None."""
        found = self.all(table, **key)
        return found[0] if found else None

    def all(self, table: sa.Table, order: Sequence[str] = (), **key: Any) -> list[Row]:
        """Every row that equals `key`, ordered by the columns in `order` (`-name` = descending)."""
        selecting = statements.select_statement(table, tuple(key), tuple(order), self.kind)
        self._cursor.execute(selecting.compiled.sql, selecting.compiled.bind(key))
        return [selecting.read(row) for row in self._cursor.fetchall()]

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
        self.run(f"SAVEPOINT {name}")
        try:
            yield
        except BaseException:
            if self.is_open():
                self.run(f"ROLLBACK TO SAVEPOINT {name}")
                self.run(f"RELEASE SAVEPOINT {name}")
            raise
        else:
            self.run(f"RELEASE SAVEPOINT {name}")
        finally:
            self._savepoints -= 1

    def is_open(self) -> bool:
        """Whether the transaction still stands: a full disk ends it behind our back on SQLite."""
        if self.kind == "sqlite":
            return bool(self.raw.in_transaction)
        return not self.raw.closed
