"""What lists are about: columns, rows of one kind, what a caller asks and what he is answered."""

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from functools import cached_property
from typing import Annotated, Any, Generic, Literal, TypeVar

import sqlalchemy as sa
from fastapi import Query
from pydantic import BaseModel
from pydantic import Field as Shown

from bihuan.core.access import FieldSet
from bihuan.core.late import dataclass
from bihuan.core.rules import Env, Field, FieldKind, Option, Schema
from bihuan.core.values import JsonObject
from bihuan.db.rule_sql import InColumn, Place
from bihuan.db.scope_sql import Anchors, Between
from bihuan.kernel.tx import Row

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
COUNT_CAP = 1_000
# How far a screen may scroll: what lies beyond is found by narrowing, not by looking.
MARKS_CAP = 100_000
MAX_SORTS = 4
MAX_FILTER_LENGTH = 20_000

Condition = sa.ColumnElement[bool]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Column:
    """Something of a row that lists show, filter and sort by.

    `place` is where filters find it (`db.rule_sql`); `value` what orders it: the `sort_key` column of a text. None for
    either means that lists cannot filter or sort by it. `empty` False promises that `value` is never NULL, which lets
    both databases use their plain indexes in both directions.
    """

    key: str
    type: FieldKind
    place: Place | None
    value: sa.ColumnElement[Any] | None
    empty: bool = True
    label: Mapping[str, str] = field(default_factory=dict)
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Listing:
    """Rows of one kind of object: where they stand, what they have, whose they are.

    `kind` is the object kind of rights. `id` ends every order and is never NULL. `anchors` as in `db.scope_sql`.
    `selected` is what a page reads of each row. `default_sort` is written like the `sort` parameter. `pos`: the primary
    key, where that is the place at which a row stands in the usual order.
    """

    kind: str
    source: sa.FromClause
    id: sa.ColumnElement[str]
    columns: tuple[Column, ...]
    selected: tuple[sa.ColumnElement[Any], ...]
    anchors: Anchors = field(default_factory=dict)
    default_sort: str = ""
    pos: sa.ColumnElement[int] | None = None

    @cached_property
    def by_key(self) -> Mapping[str, Column]:
        """The columns by their keys."""
        return {column.key: column for column in self.columns}

    @cached_property
    def schema(self) -> Schema:
        """What a filter may speak about."""
        return Schema(Field(c.key, c.type, c.label, c.options) for c in self.columns if c.place is not None)

    def having(self, *columns: Column) -> "Listing":
        """The same with further columns: the custom fields of one ticket type."""
        return replace(self, columns=self.columns + columns)


def plain_column(key: str, type_: FieldKind, column: sa.Column[Any], *, clean: bool = False, **more: Any) -> Column:
    """A column that is filtered and sorted by its own values. `clean` as in `db.rule_sql.InColumn`."""
    return Column(key, type_, InColumn(column, clean), column, bool(column.nullable), **more)


def text_column(key: str, column: sa.Column[Any], sort_key: sa.Column[Any] | None, **more: Any) -> Column:
    """A text that people wrote: filtered by itself, sorted by its `sort_key` column if it has one."""
    return Column(key, "text", InColumn(column), sort_key, **more)


@dataclass(frozen=True, slots=True)
class ListAsk:
    """What a caller asks of a list: `filter` as text of JSON, `sort` as `-created_at,name`."""

    filter: str = ""
    sort: str = ""
    limit: int = DEFAULT_LIMIT
    cursor: str = ""
    exact: bool = False


async def list_ask(
    filter: Annotated[
        str, Query(max_length=MAX_FILTER_LENGTH, description="JSON condition tree, see docs/rules.md")
    ] = "",
    sort: Annotated[str, Query(max_length=400, description="Columns, first counts most; `-` = descending")] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    cursor: Annotated[str, Query(max_length=8_000, description="`next_cursor` of the page before")] = "",
    count: Annotated[Literal["capped", "exact"], Query(description="capped stops counting at 1,000")] = "capped",
) -> ListAsk:
    """The parameters that every list has (a FastAPI dependency)."""
    return ListAsk(filter, sort, limit, cursor, count == "exact")


class CountOut(BaseModel):
    """How many there are; `exact` false means at least so many."""

    value: int
    exact: bool


class HitOut(BaseModel):
    """Where words stand that were looked for."""

    where: Literal["title", "description", "field", "note", "call", "file", "review"]
    text: str = Shown(description="What is around the first of them")
    marks: list[list[int]] = Shown(description="Where they stand in `text`: from this character, up to that one")
    label: dict[str, str] | None = Shown(None, description="What the field is called, if it is one")
    at: int | None = Shown(None, description="When it was said, ms")


class PageOut(BaseModel, Generic[Item]):
    """A page of a list. `next_cursor` is null on the last one."""

    items: list[Item]
    next_cursor: str | None = Shown(description="Give it back as `cursor` for the next page")
    count: CountOut


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a filter may know besides the rows, and what else narrows them.

    `where` narrows further (a search, a parent); `where_key` tells those conditions apart in cursors. `between`: what
    of it is said of places. `few`: an index knows the few rows that are left, whoever asks.
    """

    env: Env
    where: tuple[Condition, ...] = ()
    where_key: str = ""
    between: Between = ()
    few: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a page with the access its caller has to each of its fields."""

    row: Row
    rights: FieldSet


@dataclass(frozen=True, slots=True)
class Page:
    """A page. `counted` = (how many, whether that is all of them).

    `logged`: masked fields whose whole value was asked for; the route must have that logged (semantics §8).
    """

    rows: tuple[Listed, ...]
    next_cursor: str | None
    counted: tuple[int, bool]
    logged: tuple[str, ...] = ()


def page_of(page: Page, show: Callable[[Listed], Any]) -> JsonObject:
    """The answer that `PageOut` describes, each row as `show` makes it for this caller."""
    number, exact = page.counted
    return {
        "items": [show(listed) for listed in page.rows],
        "next_cursor": page.next_cursor,
        "count": {"value": number, "exact": exact},
    }
