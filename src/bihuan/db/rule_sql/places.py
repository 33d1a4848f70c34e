"""Where a store keeps the value of a field, and what it must write into a value row."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from bihuan.core.late import dataclass
from bihuan.core.rules import FieldKind, FieldRef, read_value

Column = sa.ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class InColumn:
    """A column of its own, possibly of a joined table.

    `clean`: it holds comparable values only (text folded by NFKC, never empty), so the bare column is compared and
    its index is used. Numbers must be `ExactNumber` columns.
    """

    column: Column
    clean: bool = False


@dataclass(frozen=True, slots=True)
class InJson:
    """A path inside a JSON column, as the form wrote it; nothing about it is trusted."""

    document: Column
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InValueRow:
    """Rows of `ticket_value(field, ticket, text | num | at)`: one per value, one per item of a multi-choice.

    `owner` is the column of the record that `owner_column` of the table refers to.
    """

    owner: Column
    table: sa.FromClause
    field: str
    owner_column: str = "ticket"


Place = InColumn | InJson | InValueRow
Places = Callable[[FieldRef], Place]


@dataclass(frozen=True, slots=True)
class ValueCells:
    """One value row without its sort key: exactly one of the three is set."""

    text: str | None = None
    num: Decimal | None = None
    at: int | None = None


def value_column(kind: FieldKind) -> str:
    """The column of a value row that values of this kind stand in."""
    return {"number": "num", "instant": "at", "boolean": "at"}.get(kind, "text")


def value_cells(kind: FieldKind, value: object) -> tuple[ValueCells, ...]:
    """The value rows of one stored JSON value, already comparable; none where it is missing. Not for sub-tables."""
    found = read_value(kind, value)
    if found is None:
        return ()
    if kind in {"multi", "files"}:
        return tuple(ValueCells(text=item) for item in dict.fromkeys(found))
    if kind == "number":
        return (ValueCells(num=found),)
    return (ValueCells(at=int(found)),) if value_column(kind) == "at" else (ValueCells(text=found),)
