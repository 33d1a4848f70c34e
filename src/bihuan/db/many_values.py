"""Very many values in one parameter: a list of placeholders of that length costs more than what it finds."""

from collections.abc import Iterable

import sqlalchemy as sa

from bihuan.db.types import dump_json


def one_of_many(kind: str, column: sa.ColumnElement[str], values: Iterable[str]) -> sa.ColumnElement[bool]:
    """The condition that a text column has one of `values`, hundreds of them perhaps; an index on it is used."""
    listed = sa.literal(dump_json(list(values)), sa.Text)
    if kind == "sqlite":
        each = sa.func.json_each(listed).table_valued("value")
    else:
        each = sa.func.json_array_elements_text(sa.cast(listed, sa.JSON)).table_valued("value")
    return column.in_(sa.select(each.c.value))
