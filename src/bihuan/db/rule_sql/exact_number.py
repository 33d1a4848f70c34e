"""A column of exact decimals that both databases compare and sort right."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from bihuan.core.rules import number_key, number_of_key


class ExactNumber(sa.types.TypeDecorator[Decimal]):
    """`Decimal` in Python, NUMERIC on PostgreSQL, and on SQLite the text of `core.rules.number_key`.

    SQLite knows only 64-bit integers and floats; the key is exact, sorts as the number, and an index serves it.
    """

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.Numeric() if dialect.name == "postgresql" else sa.Text())

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return number_key(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        if value is None or dialect.name == "postgresql":
            return value  # type: ignore[no-any-return]
        return number_of_key(value)

    def result_processor(self, dialect: sa.Dialect, coltype: Any) -> Any:
        # psycopg gives Decimal by itself; SQLAlchemy's own processor would ask for the driver's type code, which
        # statements compiled before any result do not have.
        return None if dialect.name == "postgresql" else super().result_processor(dialect, coltype)

    def coerce_compared_value(self, op: Any, value: Any) -> sa.types.TypeEngine[Any]:
        return self
