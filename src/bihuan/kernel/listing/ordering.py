"""Orders: by which columns rows stand, and where the row after another one is."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import NOTHING, FieldAccess, FieldPermit, FieldUse, check_filter_fields, field_scope
from bihuan.core.late import dataclass
from bihuan.core.values import Json, Kind, Refusal
from bihuan.kernel.listing.describing import MAX_SORTS, Condition
from bihuan.kernel.listing.narrowing import View


@dataclass(frozen=True, slots=True)
class Key:
    """Something that orders: `down` largest first, `empty` whether it may be missing; what is missing comes last."""

    value: sa.ColumnElement[Any]
    down: bool
    empty: bool


@dataclass(frozen=True, slots=True)
class Order:
    """Keys, the id last, and how they were written."""

    keys: tuple[Key, ...]
    text: str


def usual_sort(view: View) -> str:
    """The order of a list that nobody asked for."""
    # Nobody asked for it by name, so what the caller may not know is left out without a word.
    subject, kind = view.caller.subject, view.listing.kind
    names = view.listing.default_sort.split(",")
    return ",".join(n for n in names if field_scope(subject, kind, n.removeprefix("-"), FieldAccess.READ) != NOTHING)


def order_of(view: View, text: str) -> Order:
    """The order that a caller asks for. Refuses `list.sort_invalid`, `filter.rejected`."""
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
    return Order((*keys, Key(view.listing.id, down, empty=False)), ",".join(asked))


def _key(view: View, permit: FieldPermit, down: bool) -> Key:
    column = view.listing.by_key[permit.field]
    assert column.value is not None
    shown = view.permitted(column.value, permit.rows)
    return Key(shown, down, column.empty or shown is not column.value)


def ordering(key: Key, value: sa.ColumnElement[Any] | None = None) -> sa.ColumnElement[Any]:
    """How rows are put in order by this key; `value`: where the key's value stands, if not in its own column."""
    column = key.value if value is None else value
    ordered = column.desc() if key.down else column.asc()
    return ordered.nulls_last() if key.empty else ordered


def after(keys: tuple[Key, ...], last: list[Any]) -> list[Condition]:
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


def _beyond(key: Key, value: Any) -> Condition:
    if value is None:
        return sa.false()
    strict = key.value < _bound(key, value) if key.down else key.value > _bound(key, value)
    return sa.or_(strict, key.value.is_(None)) if key.empty else strict


def carried(value: Any) -> Json:
    """A value as a cursor carries it; `_bound` is the inverse."""
    return {"decimal": str(value)} if isinstance(value, Decimal) else value


def _bound(key: Key, value: Json) -> sa.ColumnElement[Any]:
    return sa.literal(Decimal(value["decimal"]) if isinstance(value, dict) else value, key.value.type)
