"""Percentiles on both databases, by nearest rank: the smallest value that so many in a hundred do not exceed.

PostgreSQL has an aggregate for it. SQLite has none; ranking every row in a window takes three times as long as
writing the sorted values one after the other, each as wide as the others, and picking one.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

# Digits of the largest value that can be told apart: milliseconds of 30,000 years.
_WIDTH = 15


class nearest_rank(GenericFunction[int]):  # noqa: N801 - as functions of SQLAlchemy are called
    """`nearest_rank(value, percent, where)`: whole numbers from 0 on; of the rows for which `where` holds and `value`
    is known; NULL where there are none."""

    type = sa.BigInteger()
    inherit_cache = True

    def __init__(self, value: sa.ColumnElement[Any], percent: int, where: sa.ColumnElement[bool]) -> None:
        known = sa.and_(where, value.is_not(None))
        super().__init__(value, sa.literal(percent), known)


@compiles(nearest_rank, "postgresql")
def _on_postgresql(element: nearest_rank, compiler: Any, **options: Any) -> str:
    value, percent, known = (compiler.process(part, **options) for part in element.clauses)
    return f"percentile_disc({percent} / 100.0::float8) WITHIN GROUP (ORDER BY {value}) FILTER (WHERE {known})"


@compiles(nearest_rank, "sqlite")
def _on_sqlite(element: nearest_rank, compiler: Any, **options: Any) -> str:
    value, percent, known = (compiler.process(part, **options) for part in element.clauses)
    joined = f"group_concat(printf('%0{_WIDTH}d', {value}), '' ORDER BY {value}) FILTER (WHERE {known})"
    rank = f"(count(*) FILTER (WHERE {known}) * {percent} + 99) / 100"
    return f"CAST(substr({joined}, ({rank} - 1) * {_WIDTH} + 1, {_WIDTH}) AS INTEGER)"
