"""Compiled statements of the hot path: insert, update, delete and get by key, built from the tables once.

SQLAlchemy Core costs 60-100 µs a statement, the driver 5-10; a unit writes about a dozen rows. So rows that
are written or read by key go through here, everything else through Core (architecture §9.2).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.postgresql import psycopg as postgres
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.dialects.sqlite import pysqlite as sqlite

from bihuan.core.late import dataclass
from bihuan.db.types import dump_json, load_json

_DIALECTS: dict[str, sa.Dialect] = {
    "sqlite": sqlite.dialect(json_serializer=dump_json),
    "postgresql": postgres.dialect(json_serializer=dump_json),  # type: ignore[no-untyped-call]
}


@dataclass(frozen=True, slots=True)
class Compiled:
    """One statement's SQL, and how named values become the driver's parameters."""

    sql: str
    processors: tuple[tuple[str, Callable[[Any], Any]], ...]
    # Picks the driver's positional parameters out of named values; None where the driver takes names.
    pick: Callable[[Mapping[str, Any]], tuple[Any, ...]] | None

    def bind(self, values: Mapping[str, Any]) -> Any:
        """The driver's parameters for `values`."""
        return self.ordered(self.stored(values))

    def stored(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """`values` as the database keeps them."""
        if not self.processors:
            return values
        kept = dict(values)
        for name, process in self.processors:
            kept[name] = process(kept[name])
        return kept

    def ordered(self, kept: Mapping[str, Any]) -> Any:
        """The driver's parameters for what `stored` gave."""
        # A copy: what waits to be sent must not change with what its writer does next.
        return self.pick(kept) if self.pick else dict(kept)


def compile_statement(statement: Any, kind: str) -> Compiled:
    """`statement` for the database `kind`, parameters named after its bind parameters."""
    compiled = statement.compile(dialect=_DIALECTS[kind])
    processors = tuple(
        (name, _write_json if kind == "sqlite" and isinstance(compiled.binds[name].type, sa.JSON) else process)
        for name, process in compiled._bind_processors.items()
        if callable(process)
    )
    pick = _picker(tuple(compiled.positiontup or ())) if compiled.positional else None
    return Compiled(str(compiled), processors, pick)


def _write_json(value: Any) -> str | None:
    return None if value is None else dump_json(value)


def _read_json(text: str | None) -> Any:
    return None if text is None else load_json(text)


@lru_cache(maxsize=256)
def in_order_of(table: sa.Table) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """Picks the values of a row in the order of the table's columns."""
    return _picker(tuple(column.name for column in table.columns))


def _picker(names: tuple[str, ...]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)


@lru_cache(maxsize=1024)
def insert_statement(table: sa.Table, columns: tuple[str, ...], kind: str, rows: int = 1) -> Compiled:
    """INSERT of `columns`; of several `rows` at once the parameters are named as `numbered` names them."""
    if rows == 1:
        return compile_statement(table.insert().inline().values({name: sa.bindparam(name) for name in columns}), kind)
    values = [
        {name: sa.bindparam(f"{name}_{row}", type_=table.c[name].type) for name in columns} for row in range(rows)
    ]
    return compile_statement(table.insert().inline().values(values), kind)


def numbered(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The values of several rows under the names that `insert_statement` gives them."""
    if len(rows) == 1:
        return rows[0]
    return {f"{name}_{number}": value for number, row in enumerate(rows) for name, value in row.items()}


@lru_cache(maxsize=256)
def upsert_statement(table: sa.Table, columns: tuple[str, ...], kind: str) -> Compiled:
    """INSERT of `columns`, or UPDATE of the others when the primary key stands already."""
    build = sqlite_insert if kind == "sqlite" else postgres_insert
    keys = [column.name for column in table.primary_key]
    statement = build(table).values({name: sa.bindparam(name) for name in columns})
    changed = {name: statement.excluded[name] for name in columns if name not in keys}
    if not changed:
        return compile_statement(statement.on_conflict_do_nothing(index_elements=keys), kind)
    return compile_statement(statement.on_conflict_do_update(index_elements=keys, set_=changed), kind)


@lru_cache(maxsize=1024)
def update_statement(table: sa.Table, keys: tuple[str, ...], columns: tuple[str, ...], kind: str) -> Compiled:
    """UPDATE of `columns` where `keys` equal; key values are bound as `key_<name>`."""
    where = [table.c[name] == sa.bindparam(f"key_{name}", type_=table.c[name].type) for name in keys]
    return compile_statement(table.update().where(*where).values({c: sa.bindparam(c) for c in columns}), kind)


@lru_cache(maxsize=256)
def delete_statement(table: sa.Table, keys: tuple[str, ...], kind: str) -> Compiled:
    """DELETE where `keys` equal."""
    return compile_statement(table.delete().where(*_equal(table, keys)), kind)


@dataclass(frozen=True, slots=True)
class Selecting:
    """A compiled SELECT with the conversions of its columns."""

    compiled: Compiled
    columns: tuple[str, ...]
    converters: tuple[tuple[int, Callable[[Any], Any]], ...]

    def read(self, row: Sequence[Any]) -> dict[str, Any]:
        """One driver row as a mapping by column name."""
        values = dict(zip(self.columns, row, strict=True))
        for index, convert in self.converters:
            values[self.columns[index]] = convert(row[index])
        return values


@lru_cache(maxsize=256)
def select_statement(table: sa.Table, keys: tuple[str, ...], order: tuple[str, ...], kind: str) -> Selecting:
    """SELECT every column where `keys` equal, ordered by `order` (a leading `-` means descending)."""
    statement = table.select().where(*_equal(table, keys))
    for name in order:
        statement = statement.order_by(table.c[name[1:]].desc() if name.startswith("-") else table.c[name])
    dialect = _DIALECTS[kind]
    converters = []
    for index, column in enumerate(table.columns):
        convert: Any = column.type.dialect_impl(dialect).result_processor(dialect, None)
        if isinstance(column.type, sa.JSON):
            # SQLAlchemy's own does the same in four calls more.
            convert = _copy if kind == "postgresql" else _read_json
        if convert is not None:
            converters.append((index, convert))
    return Selecting(compile_statement(statement, kind), tuple(c.name for c in table.columns), tuple(converters))


def _copy(value: Any) -> Any:
    """The driver has parsed it; whoever reads the same row again must not find what the first has made of it."""
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _equal(table: sa.Table, keys: tuple[str, ...]) -> list[sa.ColumnElement[bool]]:
    return [table.c[name] == sa.bindparam(name, type_=table.c[name].type) for name in keys]
