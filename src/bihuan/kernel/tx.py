"""A transaction's view of one tenant: what handlers read through and projections write through.

What was read by key, or of one table, is read once: rules, reactions and projections of a unit, and the units of a
group, ask for the same rows again and again. Whoever writes to a table makes the transaction forget what it has read.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

import sqlalchemy as sa

from bihuan.kernel import statements
from bihuan.kernel.keys import TenantKeys

T = TypeVar("T")
Row = dict[str, Any]
_INSERTED = re.compile(r"(?:INSERT|REPLACE) INTO (\w+)")
_OF_ONE_TABLE = re.compile(r"SELECT [^()]*(?:max\(\w+\))? FROM (\w+)(?: (?:WHERE|ORDER|LIMIT) [^()]*)?")
_NAMED = re.compile(r"%\(\w+\)s")
# Work on very many rows asks for each of them once.
_MAX_READ = 2_000


class Memo:
    """A tenant's cache of immutable things (parsed definitions by id and version), oldest out first.

    `provided`: what modules give to lower ones by name, which know nothing of whose it is (`Hooks.provide`). `now`: the
    present instant, for reads whose answer depends on it (who stands in for whom).
    """

    def __init__(
        self, size: int = 512, provided: Mapping[str, Any] | None = None, now: Callable[[], int] = lambda: 0
    ) -> None:
        self._size = size
        self.now = now
        self.provided: Mapping[str, Any] = provided or {}
        self._items: dict[Any, Any] = {}
        self._made = 0

    def get(self, key: Any, make: Callable[[], T]) -> T:
        """The thing under `key`, made once. Two threads may make it twice; both get an equal one."""
        found: T | None = self._items.get(key)
        if found is None:
            found = make()
            if len(self._items) >= self._size:
                self._items.pop(next(iter(self._items)), None)
            self._items[key] = found
            self._made += 1
        return found

    def mark(self) -> int:
        """Where the memory stands now, for `forget_since`."""
        return self._made

    def forget_since(self, mark: int) -> None:
        """Forget what was made after the mark: a unit that is undone may have read definitions that never came to be,
        and another may be published under the same version."""
        newest = list(self._items)[max(0, len(self._items) - (self._made - mark)) :] if self._made > mark else ()
        for key in newest:
            self._items.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self._items.clear()


@lru_cache(maxsize=512)
def _only_table(sql: str) -> str | None:
    """The one table that a plain SELECT reads; None for any other statement."""
    found = _OF_ONE_TABLE.fullmatch(_NAMED.sub("?", sql))
    return found[1] if found and sql.count("SELECT") == 1 and "," not in sql.partition(" FROM ")[2] else None


class Found:
    """The rows of a SELECT, given out as a cursor would."""

    def __init__(self, rows: list[Any]) -> None:
        self._rows = iter(rows)

    def fetchone(self) -> Any:
        """The next row, or None."""
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        return list(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows


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
        # Table → what was asked of it → the driver's rows: read anew from these, nobody is given another's values.
        self._read: dict[str, dict[Any, list[Any]]] = {}
        self._read_count = 0

    def new_cursor(self) -> Any:
        """A cursor of the driver."""
        return self.raw.cursor()

    @property
    def connection(self) -> sa.Connection:
        """The connection, with everything sent that was written so far; whatever is done with it."""
        self._forget()
        self.flush()
        return self._connection

    def flush(self) -> None:
        """Send what waits; faults of it are raised here."""

    def plan_each(self) -> None:
        """What is asked from here on depends much on the values asked for: they shall be known when it is planned.

        PostgreSQL otherwise takes one plan for all values after a few times: the few urgent tickets that are open
        were then looked for in all there are. SQLite plans with the values anyway.
        """

    def run(self, sql: str, parameters: Any = ()) -> Any:
        """Run driver SQL and return its cursor, or what was found before."""
        table = _only_table(sql)
        if table is not None:
            values = parameters.items() if isinstance(parameters, Mapping) else parameters
            return Found(self._once(table, sql, parameters, (sql, *values)))
        if not sql.startswith("SELECT"):
            self._forget()
        return self._ask(sql, parameters)

    def _once(self, table: str, sql: str, parameters: Any, asked: Any) -> list[Any]:
        known = self._read.setdefault(table, {})
        found = known.get(asked)
        if found is None:
            found = self._ask(sql, parameters).fetchall()
            self._read_count += 1
            if self._read_count > _MAX_READ:
                self._forget()
            known[asked] = found
        return found

    def write(self, sql: str, parameters: Any = ()) -> None:
        """Run driver SQL that nobody asks an answer of."""
        inserted = _INSERTED.match(sql)
        self._forget(inserted[1] if inserted else None)
        self._put(sql, parameters)

    def _ask(self, sql: str, parameters: Any) -> Any:
        return self._cursor.execute(sql, parameters)

    def _put(self, sql: str, parameters: Any = ()) -> None:
        self._cursor.execute(sql, parameters)

    def _forget(self, table: str | None = None) -> None:
        """What was read of `table`, or of every table, may have changed."""
        if table is None:
            self._read.clear()
            self._read_count = 0
        else:
            self._read.pop(table, None)

    def insert(self, table: sa.Table, *rows: Mapping[str, Any], whole: str | None = None) -> None:
        """Insert `rows`, which all name the same columns.

        `whole`: a column in which no other rows have the value that these have; they name every column of the table.
        Whoever asks for the rows with that value is given these, and the database need not be asked.
        """
        if not rows:
            return
        self._forget(table.name)
        compiled = statements.insert_statement(table, tuple(rows[0]), self.kind)
        kept = [compiled.stored(row) for row in rows]
        if len(kept) == 1:
            self._put(compiled.sql, compiled.ordered(kept[0]))
        else:
            self._cursor.executemany(compiled.sql, [compiled.ordered(row) for row in kept])
        if whole is not None:
            self._know(table, whole, kept)

    def upsert(self, table: sa.Table, row: Mapping[str, Any], *, whole: str | None = None) -> None:
        """Insert `row`, or update the row with its primary key. `whole`: as for `insert`."""
        self._forget(table.name)
        compiled = statements.upsert_statement(table, tuple(row), self.kind)
        kept = compiled.stored(row)
        self._put(compiled.sql, compiled.ordered(kept))
        if whole is not None:
            self._know(table, whole, [kept])

    def know_none(self, table: sa.Table, **key: Any) -> None:
        """No row has these values: until somebody writes to the table, the database need not be asked."""
        self._read.setdefault(table.name, {})[((), *key.items())] = []

    def _know(self, table: sa.Table, whole: str, kept: list[Mapping[str, Any]]) -> None:
        # PostgreSQL gives JSON back in an order of its own.
        if self.kind == "sqlite":
            in_order = statements.in_order_of(table)
            self._read.setdefault(table.name, {})[((), (whole, kept[0][whole]))] = [in_order(row) for row in kept]

    def update(self, table: sa.Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> Count:
        """Set `values` on the rows that equal `key`; returns how many they were."""
        if not values:
            return Count(0)
        self._forget(table.name)
        compiled = statements.update_statement(table, tuple(key), tuple(values), self.kind)
        return self._counted(compiled, {**values, **{f"key_{name}": value for name, value in key.items()}})

    def delete(self, table: sa.Table, **key: Any) -> Count:
        """Delete the rows that equal `key`; returns how many they were."""
        self._forget(table.name)
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
        order = tuple(order)
        selecting = statements.select_statement(table, tuple(key), order, self.kind)
        asked = (order, *key.items())
        known = self._read.get(table.name)
        found = known.get(asked) if known is not None else None
        if found is None and known and order:
            # Where there is one or none, the order is all the same.
            unordered = known.get(((), *key.items()))
            found = unordered if unordered is not None and len(unordered) < 2 else None
        if found is None:
            compiled = selecting.compiled
            found = self._once(table.name, compiled.sql, compiled.bind(key), asked)
        return [selecting.read(row) for row in found]

    def rows(self, statement: sa.Executable, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Every row of a Core statement, by column name."""
        result = self._core(statement).execute(statement, parameters or {})
        return [dict(row) for row in result.mappings()]

    def first(self, statement: sa.Executable) -> Row | None:
        """The first row of a Core statement, or None."""
        row = self._core(statement).execute(statement).mappings().first()
        return dict(row) if row is not None else None

    def scalar(self, statement: sa.Executable) -> Any:
        """The first column of the first row, or None."""
        return self._core(statement).execute(statement).scalar()

    def _core(self, statement: sa.Executable) -> sa.Connection:
        if not isinstance(statement, sa.SelectBase):
            return self.connection
        self.flush()
        return self._connection

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
            self._forget()
            if self.is_open():
                self._back_to(name, mark)
            raise
        else:
            self._put(f"RELEASE SAVEPOINT {name}")
        finally:
            self._savepoints -= 1

    def _mark(self, name: str) -> Any:
        self._put(f"SAVEPOINT {name}")

    def _back_to(self, name: str, _mark: Any) -> None:
        self._put(f"ROLLBACK TO SAVEPOINT {name}")
        self._put(f"RELEASE SAVEPOINT {name}")

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
