"""A transaction on PostgreSQL in as few round trips as there are things to read.

What writes waits until something is read and goes with it (libpq's pipeline mode); BEGIN, savepoints and COMMIT go
the same way. A fault of what waited is raised by whoever reads next, so after one the whole transaction counts as lost.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from psycopg.pq import TransactionStatus

from bihuan.kernel import statements
from bihuan.kernel.keys import TenantKeys
from bihuan.kernel.tx import Count, Memo, Tx

# More rows than that in one INSERT make it no cheaper, and each number of rows is a statement of its own to prepare.
_ROWS_AT_ONCE = 16
# A restore writes without ever reading: what waits must not grow for ever.
_AT_ONCE = 256


class PostgresTx(Tx):
    """Keeps what writes until something is read or counted, and sends both in one go."""

    def __init__(self, connection: sa.Connection, kind: str, keys: TenantKeys, memo: Memo) -> None:
        super().__init__(connection, kind, keys, memo)
        self._writing: Any = self.new_cursor()
        self._waiting: list[tuple[Any, str, Any]] = []
        # How often something was sent: tells whether what waited at some moment still waits.
        self._sent = 0
        self._plans_each = False

    def plan_each(self) -> None:
        """See `Tx`. Goes with what is asked next, and ends with the transaction."""
        if not self._plans_each:
            self._plans_each = True
            self._put("SET LOCAL plan_cache_mode = force_custom_plan")

    def flush(self) -> None:
        """Send what waits; faults of it are raised here."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        self._sent += 1
        if len(waiting) == 1:
            cursor, sql, parameters = waiting[0]
            cursor.execute(sql, parameters)
            return
        with self.raw.pipeline():
            for cursor, sql, parameters in waiting:
                cursor.execute(sql, parameters)

    def _ask(self, sql: str, parameters: Any) -> Any:
        self._waiting.append((self._cursor, sql, parameters))
        self.flush()
        return self._cursor

    def _put(self, sql: str, parameters: Any = ()) -> None:
        self._waiting.append((self._writing, sql, parameters))
        if len(self._waiting) >= _AT_ONCE:
            self.flush()

    def _counted(self, compiled: statements.Compiled, values: Mapping[str, Any]) -> Count:
        cursor = self.new_cursor()
        self._waiting.append((cursor, compiled.sql, compiled.bind(values)))

        def look() -> int:
            self.flush()
            return int(cursor.rowcount)

        return Count(None, look)

    def insert(self, table: sa.Table, *rows: Mapping[str, Any], whole: str | None = None) -> None:
        """Insert `rows`, which all name the same columns. `whole` is passed over: see `Tx`."""
        if not rows:
            return
        self._forget(table.name)
        columns = tuple(rows[0])
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            part = rows[start : start + _ROWS_AT_ONCE]
            compiled = statements.insert_statement(table, columns, self.kind, len(part))
            self._put(compiled.sql, compiled.bind(statements.numbered(part)))

    def _mark(self, name: str) -> Any:
        mark = self._sent, len(self._waiting)
        self._put(f"SAVEPOINT {name}")
        return mark

    def _back_to(self, name: str, mark: Any) -> None:
        sent, length = mark
        if sent == self._sent:
            # The savepoint itself was never sent.
            del self._waiting[length:]
            return
        self._waiting.clear()
        super()._back_to(name, mark)

    def is_open(self) -> bool:
        """Whether the transaction still stands: after a fault of the database it does not, whatever savepoints say."""
        return self.raw.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.IDLE)

    def has_begun(self) -> bool:
        """Whether the database knows of the transaction."""
        return bool(self._sent)

    def undo(self) -> None:
        """Roll everything back, if there is still something to roll back."""
        self._waiting.clear()
        if self.raw.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
            self.run("ROLLBACK")
