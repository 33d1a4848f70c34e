"""How a bulk load writes: all rows of a part in one transaction, indexes made at the end, nothing synchronised in
between. A load that is cut short is begun anew.
"""

import marshal
from typing import Any, Protocol

import sqlalchemy as sa

from bench import lives
from bench import world as w
from bench.drawing import SEARCH, Drawn
from bihuan.core import ledger
from bihuan.db.engines import connect_sqlite
from bihuan.entry.wiring import Install
from bihuan.kernel import sequencer
from bihuan.kernel.tables import event, leaf, merkle_node
from bihuan.kernel.tx import Tx

Rows = list[tuple[Any, ...]]
_TREE = (leaf, merkle_node)
_CACHE_KIB = 600_000
_SORT_MEMORY = "512MB"


class Sink(Protocol):
    """Where the rows go."""

    def write(self, drawn: Drawn) -> int:
        """One transaction; returns how many events."""

    def close(self) -> None:
        """Make what was left out, and let the planner know the tables."""


def open_sink(install: Install, kind: str) -> Sink:
    """The sink of the bench's tenant. Nobody else may have it open."""
    return SqliteSink(install) if kind == "sqlite" else PostgresSink(install)


class Leaves:
    """Numbers the events of a load as the sequencer would, without reading them again (`kernel.sequencer`)."""

    def __init__(self, tx: Tx) -> None:
        while sequencer.number_events(tx):
            pass
        size = sequencer.tree_size(tx)
        self._frontier = ledger.read_frontier(size, sequencer.NodeReader(tx))
        self._seq = int(tx.scalar(sa.select(sa.func.max(event.c.seq))))

    def grow(self, packed: bytes) -> dict[str, Rows]:
        """The rows of these leaves, their hashes one after the other, in the tables of the tree."""
        width = ledger.HASH_BYTES
        hashes = [packed[start : start + width] for start in range(0, len(packed), width)]
        size, seq = self._frontier.size, self._seq + 1
        self._frontier, levels = ledger.grow(self._frontier, hashes)
        self._seq += len(hashes)
        rows: Rows = [(size + offset, seq + offset, one) for offset, one in enumerate(hashes)]
        return {leaf.name: rows, merkle_node.name: list(sequencer.stored_nodes(levels))}

    def check(self, last: int) -> None:
        """The last event must have the number that its leaf says."""
        if last != self._seq:
            raise RuntimeError(f"the newest event has the number {last}, not {self._seq}")


def _columns(install: Install) -> dict[str, list[str]]:
    own = {table.name: lives.columns_of(table) for table, _, _ in lives.tables_of(install.hooks)}
    return {**own, **{table.name: [column.name for column in table.columns] for table in _TREE}}


class SqliteSink:
    """Writes with one statement per table, without a log of changes."""

    def __init__(self, install: Install) -> None:
        tenant = install.tenants.get(w.SLUG)
        self._leaves = tenant.writer.call(Leaves)
        path = install.settings.data / "tenants" / w.SLUG / "tenant.db"
        install.tenants.close(w.SLUG)
        self._connection = connect_sqlite(path, tenant.keys.database)
        pragmas = ("locking_mode = EXCLUSIVE", "journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF")
        for pragma in (*pragmas, f"cache_size = -{_CACHE_KIB}"):
            self._connection.execute(f"PRAGMA {pragma}")
        columns = _columns(install)
        self._sql = {table: self._statement(table, names) for table, names in columns.items()}
        self._sql[SEARCH] = f"INSERT INTO {SEARCH}(rowid, tokens) VALUES (?, ?)"
        self._indexes = self._without_indexes(set(columns))

    @staticmethod
    def _statement(table: str, names: list[str]) -> str:
        quoted = ", ".join(f'"{name}"' for name in names)
        return f'INSERT INTO "{table}" ({quoted}) VALUES ({", ".join("?" * len(names))})'

    def _without_indexes(self, tables: set[str]) -> list[str]:
        sql = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        found = [row for row in self._connection.execute(sql).fetchall() if row[1] in tables]
        for name, _, _ in found:
            self._connection.execute(f'DROP INDEX "{name}"')
        return [row[2] for row in found]

    def write(self, drawn: Drawn) -> int:
        """One transaction."""
        run = self._connection.executemany
        self._connection.execute("BEGIN IMMEDIATE")
        for table, packed in drawn.rows.items():
            run(self._sql[table], marshal.loads(packed))
        for table, rows in self._leaves.grow(drawn.leaves).items():
            run(self._sql[table], rows)
        self._connection.execute("COMMIT")
        return len(drawn.leaves) // ledger.HASH_BYTES

    def close(self) -> None:
        """Make the indexes. Tables are not analysed: no install does, so that its plans never change under anybody."""
        self._leaves.check(self._connection.execute("SELECT max(seq) FROM event").fetchone()[0])
        for statement in self._indexes:
            self._connection.execute(statement)
        for statement in ("PRAGMA locking_mode = NORMAL", "PRAGMA journal_mode = WAL"):
            self._connection.execute(statement)
        self._connection.close()


class PostgresSink:
    """Writes with COPY."""

    def __init__(self, install: Install) -> None:
        tenant = install.tenants.get(w.SLUG)
        self._leaves = tenant.writer.call(Leaves)
        self._connection = tenant.database.writer.connect()
        driver: Any = self._connection.connection.driver_connection
        self._driver = driver
        self._columns = {**_columns(install), SEARCH: ["pos", "tokens"]}
        self._run("SET synchronous_commit = off")
        self._run(f"SET maintenance_work_mem = '{_SORT_MEMORY}'")
        # A unit that failed has used up numbers.
        self._run("SELECT setval(pg_get_serial_sequence('event', 'seq'), max(seq)) FROM event")
        self._indexes = self._without_indexes()
        self._driver.commit()

    def _run(self, sql: str, *parameters: Any) -> Any:
        return self._driver.execute(sql, parameters)

    def _without_indexes(self) -> list[str]:
        sql = """
            SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = ANY(%s)
            AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE connamespace = current_schema()::regnamespace)
        """
        found = self._run(sql, list(self._columns)).fetchall()
        for name, _ in found:
            self._run(f'DROP INDEX "{name}"')
        return [definition for _, definition in found]

    def write(self, drawn: Drawn) -> int:
        """One transaction."""
        with self._driver.cursor() as cursor:
            for table, packed in drawn.rows.items():
                with cursor.copy(self._copy(table)) as copy:
                    copy.write(packed)
            for table, rows in self._leaves.grow(drawn.leaves).items():
                with cursor.copy(self._copy(table)) as copy:
                    for row in rows:
                        copy.write_row(row)
        self._driver.commit()
        return len(drawn.leaves) // ledger.HASH_BYTES

    def _copy(self, table: str) -> str:
        quoted = ", ".join(f'"{name}"' for name in self._columns[table])
        return f'COPY "{table}" ({quoted}) FROM STDIN'

    def close(self) -> None:
        """Make the indexes, and let the planner know the tables."""
        self._leaves.check(self._run("SELECT max(seq) FROM event").fetchone()[0])
        for statement in self._indexes:
            self._run(statement)
        self._driver.commit()
        self._driver.autocommit = True
        self._run("VACUUM ANALYZE")
        self._connection.close()
