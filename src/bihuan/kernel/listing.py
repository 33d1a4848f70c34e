"""Lists as semantics §10 has them: the caller's rows, narrowed by a filter, in an order, a page at a time.

A module describes its rows once as a `Listing`; tickets, customers, devices and users are then listed by the same
code. Start from what the caller may see, then narrow: no filter, sort or search can widen it (semantics §8).
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Generic, Literal, TypeVar

import sqlalchemy as sa
from fastapi import Query
from pydantic import BaseModel
from pydantic import Field as Shown

from bihuan.core.access import (
    NOTHING,
    READ,
    FieldAccess,
    FieldPermit,
    FieldSet,
    FieldUse,
    Scope,
    check_filter_fields,
    field_scope,
    scope_of,
    visible_fields,
)
from bihuan.core.rules import Env, Field, FieldKind, FieldRef, Option, Schema, fields_of, parse_condition, to_sql
from bihuan.core.values import Json, JsonObject, Kind, Refusal
from bihuan.db.rule_sql import InColumn, InJson, InValueRow, Place, rule_target
from bihuan.db.scope_sql import Anchors, Link, scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.cursors import open_cursor, seal_cursor
from bihuan.kernel.tx import Row, Tx

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
COUNT_CAP = 1_000
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
    `selected` is what a page reads of each row. `default_sort` is written like the `sort` parameter.
    """

    kind: str
    source: sa.FromClause
    id: sa.ColumnElement[str]
    columns: tuple[Column, ...]
    selected: tuple[sa.ColumnElement[Any], ...]
    anchors: Anchors = field(default_factory=dict)
    default_sort: str = ""

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


class PageOut(BaseModel, Generic[Item]):
    """A page of a list. `next_cursor` is null on the last one."""

    items: list[Item]
    next_cursor: str | None = Shown(description="Give it back as `cursor` for the next page")
    count: CountOut


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a filter may know besides the rows, and what else narrows them.

    `where` narrows further (a search, a parent); `where_key` tells those conditions apart in cursors.
    """

    env: Env
    where: tuple[Condition, ...] = ()
    where_key: str = ""


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


def list_page(tx: Tx, listing: Listing, caller: Caller, ask: ListAsk, around: Circumstances) -> Page:
    """The page asked for, of the rows that `caller` may read.

    Refuses `filter.rejected`, `rule.invalid`, `list.sort_invalid`, `list.filter_invalid`, `list.cursor_foreign`.
    """
    view = _View(listing, caller, scope_of(caller.subject, READ, listing.kind))
    order = _order(view, ask.sort or _usual_sort(view))
    tree = _parse_filter(ask.filter)
    narrowed, logged = _filter(tx, view, tree, around.env)
    conditions = (scope_condition(view.scope, listing.anchors, listing.id), *around.where, *narrowed)
    query = _Query(listing, conditions, order.keys)
    bound_to = [listing.kind, caller.kind, caller.id, _filter_hash(tree, around.where_key), order.text]
    start = open_cursor(tx.keys.cursor, bound_to, ask.cursor) if ask.cursor else None
    found = _fetch(tx, query, start["last"] if start else None, ask.limit + 1)
    shown = found[: ask.limit]
    counted = _count(tx, query, ask, start)
    cursor = None
    if len(found) > ask.limit:
        last = [_carried(shown[-1][f"_sort_{index}"]) for index in range(len(order.keys))]
        cursor = seal_cursor(tx.keys.cursor, bound_to, {"last": last, "count": counted})
    return Page(_with_rights(tx, view, shown), cursor, counted, logged)


def all_rows(
    tx: Tx, listing: Listing, caller: Caller, where: Sequence[Condition], order: Sequence[sa.ColumnElement[Any]]
) -> tuple[Listed, ...]:
    """Every row for which `where` holds and that `caller` may read: for parts of a page that are short by nature."""
    view = _View(listing, caller, scope_of(caller.subject, READ, listing.kind))
    mine = scope_condition(view.scope, listing.anchors, listing.id)
    statement = sa.select(*_selected(listing)).select_from(listing.source).where(mine, *where).order_by(*order)
    return _with_rights(tx, view, tx.rows(statement))


@dataclass(frozen=True, slots=True)
class _View:
    """A listing as one caller sees it."""

    listing: Listing
    caller: Caller
    scope: Scope

    def permitted(self, value: sa.ColumnElement[Any], rows: Scope) -> sa.ColumnElement[Any]:
        """`value` where the caller may know it, missing elsewhere."""
        if rows.everything or rows == self.scope:
            return value
        return sa.case((scope_condition(rows, self.listing.anchors, self.listing.id), value))


# --- filter -----------------------------------------------------------------------------------------------------


def _parse_filter(text: str) -> Json:
    if not text:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refusal("list.filter_invalid", Kind.BAD_REQUEST, path="filter") from error


def _filter_hash(tree: Json, where_key: str) -> str:
    return hashlib.sha256(json.dumps([tree, where_key], sort_keys=True).encode()).hexdigest()[:32]


def _filter(tx: Tx, view: _View, tree: Json, env: Env) -> tuple[tuple[Condition, ...], tuple[str, ...]]:
    """The filter as a condition, and the masked fields that it asks for by their whole value."""
    if tree is None:
        return (), ()
    # Parsed against what this caller may see at all: a hidden field answers word for word like an unknown one.
    condition = parse_condition(tree, _visible_schema(view))
    whole = _compared_whole(tree)
    fields = sorted({path.partition(".")[0] for path in fields_of(condition)})
    uses = [FieldUse(name, "equals" if name in whole else "compare") for name in fields]
    permits = check_filter_fields(view.caller.subject, view.listing.kind, uses, view.listing.by_key)
    rows = {permit.field: permit.rows for permit in permits}
    target = rule_target(tx.kind, lambda ref: _permitted_place(view, ref, rows))
    return (to_sql(condition, target, env),), tuple(permit.field for permit in permits if permit.logged)


def _visible_schema(view: _View) -> Schema:
    subject, kind = view.caller.subject, view.listing.kind
    known = view.listing.schema.fields.values()
    return Schema(f for f in known if field_scope(subject, kind, f.key, FieldAccess.MASKED) != NOTHING)


def _permitted_place(view: _View, ref: FieldRef, rows: Mapping[str, Scope]) -> Place:
    place = view.listing.by_key[ref.path[0]].place
    allowed = rows[ref.path[0]]
    if isinstance(place, InColumn):
        return replace(place, column=view.permitted(place.column, allowed))
    if isinstance(place, InJson):
        return replace(place, document=view.permitted(place.document, allowed))
    assert isinstance(place, InValueRow)
    return replace(place, owner=view.permitted(place.owner, allowed))


def _compared_whole(tree: Json) -> set[str]:
    """The fields that a filter compares with whole values only (`eq`, `ne`): all that a mask allows."""
    whole: set[str] = set()
    otherwise: set[str] = set()
    pending = [tree]
    while pending:
        part = pending.pop()
        if isinstance(part, list):
            pending += part
        elif isinstance(part, dict):
            left, right = part.get("left"), part.get("right")
            if part.get("op") in ("eq", "ne") and isinstance(left, dict) and isinstance(right, str | int | bool):
                whole.add(str(left.get("field")))
            else:
                otherwise.add(str(part.get("field")))
                pending += part.values()
    return whole - otherwise


# --- order ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Key:
    value: sa.ColumnElement[Any]
    down: bool
    empty: bool


@dataclass(frozen=True, slots=True)
class _Order:
    keys: tuple[_Key, ...]
    text: str


def _usual_sort(view: _View) -> str:
    # Nobody asked for it by name, so what the caller may not know is left out without a word.
    subject, kind = view.caller.subject, view.listing.kind
    names = view.listing.default_sort.split(",")
    return ",".join(n for n in names if field_scope(subject, kind, n.removeprefix("-"), FieldAccess.READ) != NOTHING)


def _order(view: _View, text: str) -> _Order:
    asked = [name for name in text.split(",") if name]
    names = [name.removeprefix("-") for name in asked]
    if len(set(names)) != len(names) or len(names) > MAX_SORTS:
        raise Refusal("list.sort_invalid", Kind.BAD_REQUEST, path="sort")
    sortable = {key for key, column in view.listing.by_key.items() if column.value is not None}
    uses = [FieldUse(name, "sort") for name in names]
    permits = check_filter_fields(view.caller.subject, view.listing.kind, uses, sortable)
    keys = [_key(view, permit, name.startswith("-")) for permit, name in zip(permits, asked, strict=True)]
    # The id goes the way of the last column, so that one index serves both directions.
    down = keys[-1].down if keys else False
    return _Order((*keys, _Key(view.listing.id, down, empty=False)), ",".join(asked))


def _key(view: _View, permit: FieldPermit, down: bool) -> _Key:
    column = view.listing.by_key[permit.field]
    assert column.value is not None
    shown = view.permitted(column.value, permit.rows)
    return _Key(shown, down, column.empty or shown is not column.value)


# --- rows -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Query:
    listing: Listing
    conditions: Sequence[Condition]
    keys: tuple[_Key, ...]


def _fetch(tx: Tx, query: _Query, last: list[Any] | None, limit: int) -> list[Row]:
    """Rows after `last`. What is empty comes last, in a query of its own: so the plain index orders the rest, on both
    databases and in both directions."""
    found: list[Row] = []
    for position in range(len(query.keys)):
        # Here everything before `position` is NULL.
        if last is not None and any(value is not None for value in last[:position]):
            last = None
        passed = last is not None and last[position] is None and query.keys[position].empty
        if not passed and len(found) < limit:
            found += tx.rows(_select(query, position, last, limit - len(found)))
        if not query.keys[position].empty:
            break
    return found


def _select(query: _Query, position: int, last: list[Any] | None, limit: int) -> sa.Select[Any]:
    listing, keys = query.listing, query.keys
    conditions = [*query.conditions, *(key.value.is_(None) for key in keys[:position])]
    following = keys[position:]
    if following[0].empty:
        conditions.append(following[0].value.is_not(None))
        following = (replace(following[0], empty=False), *following[1:])
    if last is not None:
        conditions += _after(following, last[position:])
    return (
        sa.select(
            *_selected(listing),
            *(key.value.label(f"_sort_{index}") for index, key in enumerate(keys)),
        )
        .select_from(listing.source)
        .where(*conditions)
        .order_by(*(_ordering(key) for key in following))
        .limit(limit)
    )


def _ordering(key: _Key) -> sa.ColumnElement[Any]:
    ordered = key.value.desc() if key.down else key.value.asc()
    return ordered.nulls_last() if key.empty else ordered


def _after(keys: tuple[_Key, ...], last: list[Any]) -> list[Condition]:
    """Rows that stand after `last`: one row comparison if all goes one way, else spelled out behind a plain bound."""
    first = keys[0]
    if len({key.down for key in keys}) == 1 and not any(key.empty for key in keys):
        if len(keys) == 1:
            return [_beyond(first, last[0])]
        here = sa.tuple_(*(key.value for key in keys))
        there = sa.tuple_(*(_bound(key, value) for key, value in zip(keys, last, strict=True)))
        return [here < there if first.down else here > there]
    spelled: Condition = sa.false()
    for key, value in reversed(list(zip(keys, last, strict=True))):
        same = key.value.is_(None) if value is None else key.value == _bound(key, value)
        spelled = sa.or_(_beyond(key, value), sa.and_(same, spelled))
    bound = _bound(first, last[0])
    return [first.value <= bound if first.down else first.value >= bound, spelled]


def _beyond(key: _Key, value: Any) -> Condition:
    if value is None:
        return sa.false()
    strict = key.value < _bound(key, value) if key.down else key.value > _bound(key, value)
    return sa.or_(strict, key.value.is_(None)) if key.empty else strict


def _carried(value: Any) -> Json:
    """A value as a cursor carries it; `_bound` is the inverse."""
    return {"decimal": str(value)} if isinstance(value, Decimal) else value


def _bound(key: _Key, value: Json) -> sa.ColumnElement[Any]:
    return sa.literal(Decimal(value["decimal"]) if isinstance(value, dict) else value, key.value.type)


def _count(tx: Tx, query: _Query, ask: ListAsk, start: JsonObject | None) -> tuple[int, bool]:
    # A later page repeats what the first one counted, unless more is asked now.
    if start is not None and (start["count"][1] or not ask.exact):
        return start["count"][0], start["count"][1]
    matching = sa.select(sa.literal(1).label("one")).select_from(query.listing.source).where(*query.conditions)
    if not ask.exact:
        matching = matching.limit(COUNT_CAP + 1)
    number = int(tx.scalar(sa.select(sa.func.count()).select_from(matching.subquery())))
    return (number, True) if ask.exact or number <= COUNT_CAP else (COUNT_CAP, False)


# --- rights of each row -----------------------------------------------------------------------------------------


def _selected(listing: Listing) -> Iterator[sa.ColumnElement[Any]]:
    yield from listing.selected
    yield listing.id.label("_id")
    for name, anchor in _plain_anchors(listing):
        yield anchor.label(f"_anchor_{name}")


def _plain_anchors(listing: Listing) -> Iterator[tuple[str, sa.ColumnElement[str]]]:
    for name, anchor in listing.anchors.items():
        if not isinstance(anchor, Link):
            yield name, anchor


def _with_rights(tx: Tx, view: _View, rows: Sequence[Row]) -> tuple[Listed, ...]:
    listing = view.listing
    ids = [row["_id"] for row in rows]
    linked = {name: _linked(tx, link, ids) for name, link in listing.anchors.items() if isinstance(link, Link)}
    known: dict[Any, FieldSet] = {}
    listed = []
    for row in rows:
        anchors: dict[str, Any] = {name: row[f"_anchor_{name}"] for name, _ in _plain_anchors(listing)}
        anchors.update({name: values.get(row["_id"], ()) for name, values in linked.items()})
        same = tuple(anchors.values())
        if same not in known:
            known[same] = visible_fields(view.caller.subject, listing.kind, anchors)
        listed.append(Listed(row, known[same]))
    return tuple(listed)


def _linked(tx: Tx, link: Link, ids: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    statement = sa.select(link.row.label("row"), link.value.label("value")).where(link.row.in_(ids))
    for row in tx.rows(statement.order_by(link.row, link.value)):
        found[row["row"]] = (*found.get(row["row"], ()), row["value"])
    return found
