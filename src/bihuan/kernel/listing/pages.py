"""Pages of a list, each row with what its caller may see of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import READ, FieldSet, scope_of, visible_fields
from bihuan.core.values import JsonObject
from bihuan.db.scope_sql import Link, scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.cursors import open_cursor, seal_cursor
from bihuan.kernel.listing.asking import Asked, asked_of
from bihuan.kernel.listing.describing import COUNT_CAP, Circumstances, Condition, ListAsk, Listed, Listing, Page
from bihuan.kernel.listing.narrowing import View
from bihuan.kernel.listing.ordering import after, carried, ordering
from bihuan.kernel.tx import Row, Tx


def list_page(tx: Tx, listing: Listing, caller: Caller, ask: ListAsk, around: Circumstances) -> Page:
    """The page asked for, of the rows that `caller` may read.

    Refuses `filter.rejected`, `rule.invalid`, `list.sort_invalid`, `list.filter_invalid`, `list.cursor_foreign`.
    """
    asked = asked_of(tx, listing, caller, ask, around)
    start = open_cursor(tx.keys.cursor, asked.bound_to, ask.cursor) if ask.cursor else None
    tx.plan_each()
    counted = _counted(tx, asked, ask, start)
    found = _fetch(tx, asked, start["last"] if start else None, (counted, ask.limit + 1))
    shown = found[: ask.limit]
    cursor = None
    if len(found) > ask.limit:
        last = [carried(shown[-1][f"_sort_{index}"]) for index in range(len(asked.keys))]
        cursor = seal_cursor(tx.keys.cursor, asked.bound_to, {"last": last, "count": counted})
    return Page(_with_rights(tx, asked.view, shown), cursor, counted, asked.logged)


def all_rows(
    tx: Tx, listing: Listing, caller: Caller, where: Sequence[Condition], order: Sequence[sa.ColumnElement[Any]]
) -> tuple[Listed, ...]:
    """Every row for which `where` holds and that `caller` may read: for parts of a page that are short by nature."""
    view = View(listing, caller, scope_of(caller.subject, READ, listing.kind))
    mine = scope_condition(view.scope, listing.anchors, listing.id)
    statement = sa.select(*_selected(listing)).select_from(listing.source).where(mine, *where).order_by(*order)
    return _with_rights(tx, view, tx.rows(statement))


# --- rows ---------------------------------------------------------------------------------------------------------


def _fetch(tx: Tx, asked: Asked, last: list[Any] | None, many: tuple[tuple[int, bool], int]) -> list[Row]:
    """Rows after `last`; `many`: how many there are in all, as it was counted, and how many of them are wanted.

    What is empty comes last, in a query of its own: so the plain index orders the rest, on both databases and in both
    directions."""
    (number, whole), limit = many
    few = asked.few or (whole and number <= COUNT_CAP)
    found: list[Row] = []
    for position in range(len(asked.keys)):
        # Here everything before `position` is NULL.
        if last is not None and any(value is not None for value in last[:position]):
            last = None
        passed = last is not None and last[position] is None and asked.keys[position].empty
        if not passed and len(found) < limit:
            found += tx.rows(_select(asked, few, (position, last), limit - len(found)))
        if not asked.keys[position].empty:
            break
    return found


def _select(asked: Asked, few: bool, start: tuple[int, list[Any] | None], limit: int) -> sa.Select[Any]:
    listing, keys, (position, last) = asked.view.listing, asked.keys, start
    conditions = [*(asked.as_set if few else asked.conditions), *(key.value.is_(None) for key in keys[:position])]
    following = keys[position:]
    if following[0].empty:
        conditions.append(following[0].value.is_not(None))
        following = (replace(following[0], empty=False), *following[1:])
    if last is not None:
        conditions += after(following, last[position:])
    order = [ordering(key) for key in following]
    if few and listing.pos is not None:
        # First which, by what stands in indexes; then what is shown of these, and of no other.
        which = sa.select(listing.pos).select_from(listing.source).where(*conditions).order_by(*order).limit(limit)
        conditions = [listing.pos.in_(which)]
    return (
        sa.select(
            *_selected(listing),
            *(key.value.label(f"_sort_{index}") for index, key in enumerate(keys)),
        )
        .select_from(listing.source)
        .where(*conditions)
        .order_by(*order)
        .limit(limit)
    )


def _counted(tx: Tx, asked: Asked, ask: ListAsk, start: JsonObject | None) -> tuple[int, bool]:
    # A later page repeats what the first one counted, unless more is asked now.
    if start is not None and (start["count"][1] or not ask.exact):
        return start["count"][0], start["count"][1]
    matching = sa.select(sa.literal(1).label("one")).select_from(asked.view.listing.source).where(*asked.as_set)
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


def _with_rights(tx: Tx, view: View, rows: Sequence[Row]) -> tuple[Listed, ...]:
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
