"""Filters: what narrows a caller's rows, and what a filter may speak about."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import NOTHING, FieldAccess, FieldUse, Scope, check_filter_fields, field_scope
from bihuan.core.late import dataclass
from bihuan.core.rules import Env, FieldRef, Schema, fields_of, parse_condition, to_sql
from bihuan.core.values import Json, Kind, Refusal, depth_of, is_storable
from bihuan.db.rule_sql import InColumn, InJson, InValueRow, Place, rule_target
from bihuan.db.scope_sql import scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.listing.describing import Condition, Listing
from bihuan.kernel.tx import Tx

# Stands in filters for the person who asks.
MYSELF = "@me"
_DEEPEST = 64


@dataclass(frozen=True, slots=True)
class View:
    """A listing as one caller sees it."""

    listing: Listing
    caller: Caller
    scope: Scope

    def permitted(self, value: sa.ColumnElement[Any], rows: Scope) -> sa.ColumnElement[Any]:
        """`value` where the caller may know it, missing elsewhere."""
        if rows.everything or rows == self.scope:
            return value
        return sa.case((scope_condition(rows, self.listing.anchors, self.listing.id), value))


def parse_filter(text: str) -> Json:
    """A filter as it was sent; None for none. Refuses `list.filter_invalid`."""
    if not text:
        return None
    try:
        tree: Json = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _invalid() from error
    # What looks through it calls itself for each level, and what it cannot understand it says again.
    if depth_of(tree) > _DEEPEST or not is_storable(json.dumps(tree, ensure_ascii=False)):
        raise _invalid()
    return tree


def _invalid() -> Refusal:
    return Refusal("list.filter_invalid", Kind.BAD_REQUEST, path="filter")


def filter_hash(tree: Json, where_key: str) -> str:
    """What tells one narrowing from another."""
    return hashlib.sha256(json.dumps([tree, where_key], sort_keys=True).encode()).hexdigest()[:32]


def filter_conditions(tx: Tx, view: View, tree: Json, env: Env) -> tuple[tuple[Condition, ...], tuple[str, ...]]:
    """The filter as a condition, and the masked fields that it asks for by their whole value."""
    if tree is None:
        return (), ()
    tree = _with_myself(tree, view)
    # Parsed against what this caller may see at all: a hidden field answers word for word like an unknown one.
    condition = parse_condition(tree, visible_schema(view))
    whole = _compared_whole(tree)
    fields = sorted({path.partition(".")[0] for path in fields_of(condition)})
    uses = [FieldUse(name, "equals" if name in whole else "compare") for name in fields]
    permits = check_filter_fields(view.caller.subject, view.listing.kind, uses, view.listing.by_key)
    rows = {permit.field: permit.rows for permit in permits}
    target = rule_target(tx.kind, lambda ref: _permitted_place(view, ref, rows))
    return (to_sql(condition, target, env),), tuple(permit.field for permit in permits if permit.logged)


def _with_myself(tree: Json, view: View) -> Json:
    """`@me` beside a person is whoever asks: so that one filter serves many."""
    if isinstance(tree, list):
        return [_with_myself(part, view) for part in tree]
    if not isinstance(tree, dict):
        return tree
    left, right, me = tree.get("left"), tree.get("right"), view.caller.subject.person
    column = view.listing.by_key.get(str(left.get("field"))) if isinstance(left, dict) else None
    if me is not None and column is not None and column.type == "person":
        if isinstance(right, list):
            return {**tree, "right": [me if one == MYSELF else one for one in right]}
        return {**tree, "right": me} if right == MYSELF else tree
    return {key: _with_myself(part, view) for key, part in tree.items()}


def visible_schema(view: View) -> Schema:
    """What this caller may speak about in a filter."""
    subject, kind = view.caller.subject, view.listing.kind
    known = view.listing.schema.fields.values()
    return Schema(f for f in known if field_scope(subject, kind, f.key, FieldAccess.MASKED) != NOTHING)


def _permitted_place(view: View, ref: FieldRef, rows: Mapping[str, Scope]) -> Place:
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
