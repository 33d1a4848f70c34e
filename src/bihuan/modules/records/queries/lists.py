"""Lists of a table's records: its form's fields are columns, compiled to SQL by the rule language."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import READ, FieldAccess, field_scope, scope_of
from bihuan.core.forms import FieldDefinition, FormDefinition, rules_schema
from bihuan.core.late import dataclass
from bihuan.core.rules import Env, Field
from bihuan.core.values import Instant, JsonObject
from bihuan.db.rule_sql import InColumn, InValueRow, value_column
from bihuan.db.scope_sql import scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import (
    Circumstances,
    Column,
    Condition,
    ListAsk,
    Listed,
    Listing,
    Page,
    all_rows,
    list_page,
    plain_column,
)
from bihuan.kernel.named import is_named, named_title
from bihuan.kernel.tx import Tx
from bihuan.modules.identity import interface as identity
from bihuan.modules.records.queries.definitions import Standing, standing_table, table_row
from bihuan.modules.records.queries.searching import search_condition
from bihuan.modules.records.tables import RECORD, table_record, table_value

_SELECTED = tuple(table_record.c[name] for name in (
    "id", "of_table", "version", "title", "data", "owner", "department", "created_at", "created_by", "updated_at",
    "updated_by", "archived_at", "erased_at",
))  # fmt: skip
ANCHORS = {
    "type": table_record.c.of_table,
    "created_by": table_record.c.created_by,
    "assignee": table_record.c.owner,
    "department": table_record.c.department,
}
_UNSORTED = frozenset({"multi", "files", "tree", "record", "rows"})
_OWN = (
    ("created_at", {"zh": "创建时间", "en": "Created"}),
    ("updated_at", {"zh": "最近更新", "en": "Updated"}),
)
OWN_KEYS = frozenset({"created_at", "updated_at", "created_by"})


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What narrows a list besides its filter: search words, and whether the recycle bin is meant."""

    env: Env
    text: str = ""
    archived: bool = False


def listing_of(table: Standing) -> Listing:
    """How lists see the records of a table."""
    record = table_record.c
    own = (
        # Ordered by `pos`, which grows with it and is the primary key.
        Column(
            "created_at", "instant", InColumn(record.created_at, clean=True), record.pos, empty=False, label=_OWN[0][1]
        ),
        plain_column("updated_at", "instant", record.updated_at, clean=True, label=_OWN[1][1]),
        plain_column("created_by", "person", record.created_by, clean=True, label={"zh": "创建人", "en": "Created by"}),
    )
    return Listing(
        kind=RECORD,
        source=table_record,
        id=record.id,
        columns=(*_form_columns(table.form), *(column for column in own if column.key not in table.form.fields)),
        selected=_SELECTED,
        anchors=ANCHORS,
        default_sort="-created_at",
    )


def _form_columns(form: FormDefinition) -> Iterator[Column]:
    schema = rules_schema(form)
    for key, item in form.fields.items():
        if item.kind.filterable:
            yield _column(schema.fields[key])


def _column(field: Field) -> Column:
    place = InValueRow(table_record.c.id, table_value, field.key, "record")
    order = None if field.type in _UNSORTED else _value_of(field)
    return Column(field.key, field.type, place, order, label=field.label, options=field.options)


def _value_of(field: Field) -> sa.ColumnElement[object]:
    """What orders records by this field: its one value row; missing values come last."""
    name = value_column(field.type)
    value = table_value.c["sort_key" if name == "text" else name]
    row = (table_value.c.record == table_record.c.id) & (table_value.c.field == field.key)
    return sa.select(value).where(row, table_value.c.position == 0).scalar_subquery()


def list_records(tx: Tx, caller: Caller, table: Standing, ask: ListAsk, by: Narrowed) -> Page:
    """A page of the records that the caller may read. Refuses what every list refuses."""
    listing = listing_of(table)
    return list_page(tx, listing, caller, ask, circumstances(tx, caller, table, listing, by))


def circumstances(tx: Tx, caller: Caller, table: Standing, listing: Listing, by: Narrowed) -> Circumstances:
    """What a filter may know, and what else narrows the list."""
    archived = table_record.c.archived_at
    where: list[Condition] = [
        table_record.c.of_table == table.definition.key,
        archived.is_not(None) if by.archived else archived.is_(None),
        # Nothing is left of what was erased but that it was there, which its own page tells.
        table_record.c.erased_at.is_(None),
    ]
    if by.text.strip():
        where.append(search_condition(tx, caller, listing, table.form, by.text))
    return Circumstances(by.env, tuple(where), repr((table.definition.key, by.text, by.archived)))


def counts_for(tx: Tx, caller: Caller) -> dict[str, tuple[int, Instant]]:
    """By table: how many records in use the caller may read, and when one of them last changed. One statement."""
    record = table_record.c
    mine = scope_condition(scope_of(caller.subject, READ, RECORD), ANCHORS, record.id)
    statement = (
        sa.select(record.of_table, sa.func.count().label("records"), sa.func.max(record.updated_at).label("latest"))
        .where(record.archived_at.is_(None), mine)
        .group_by(record.of_table)
    )
    return {row["of_table"]: (row["records"], row["latest"]) for row in tx.rows(statement)}


# --- what columns there are ---------------------------------------------------------------------------------------


def fields_for(caller: Caller, table: Standing) -> list[JsonObject]:
    """The fields that the caller may know of, in the order of the form."""
    columns = listing_of(table).by_key
    return [
        {
            "key": key,
            "kind": item.kind.name,
            "type": columns[key].type if key in columns else None,
            "label": dict(item.label),
            "options": [{"value": one.value, "label": dict(one.label)} for one in item.options],
            "table": item.settings.get("table") if item.kind.name == "record" else None,
            "unit": _unit(item),
            "currency": item.settings.get("currency") if item.kind.name == "amount" else None,
            "sortable": key in columns and columns[key].value is not None,
            "editable": item.linkage.compute is None,
        }
        for key, item in table.form.fields.items()
        if _knows(caller, key)
    ]


def _unit(item: FieldDefinition) -> JsonObject | None:
    unit = item.settings.get("unit")
    return dict(unit) if isinstance(unit, Mapping) else None


def _knows(caller: Caller, key: str) -> bool:
    scope = field_scope(caller.subject, RECORD, key, FieldAccess.MASKED)
    return scope.everything or bool(scope.clauses)


# --- what ids are called ------------------------------------------------------------------------------------------


def names_beside(tx: Tx, caller: Caller, table: Standing, shown: Iterable[JsonObject]) -> dict[str, str]:
    """What the ids in shown records are called, as far as the caller may know: people, units, records."""
    ids: dict[str, set[str]] = {}
    people: set[str] = set()
    for record in shown:
        people |= {one for one in (record.get("created_by"), record.get("updated_by")) if one}
        for key, value in record["values"].items():
            item = table.form.fields.get(key)
            if item is not None and item.kind.is_reference and isinstance(value, str):
                kind = item.kind.name
                ids.setdefault(f"record:{item.setting('table')}" if kind == "record" else kind, set()).add(value)
    people |= ids.pop("person", set())
    found = {key: brief.name for key, brief in identity.person_briefs(tx, people).items() if brief.name}
    units = identity.organisation(tx).units
    for kind in ("department", "region"):
        found.update({key: str(units[key]["name"]) for key in ids.pop(kind, set()) if key in units})
    for kind, wanted in ids.items():
        if is_named(tx, kind):
            titles = {thing: named_title(tx, caller, kind, thing) for thing in wanted}
            found.update({thing: title for thing, title in titles.items() if title})
        elif kind.startswith("record:"):
            found.update(titles_of(tx, caller, kind.removeprefix("record:"), wanted))
    return found


def titles_of(tx: Tx, caller: Caller, key: str, ids: Iterable[str]) -> Mapping[str, str]:
    """What records of a table are called, those that the caller may read."""
    if table_row(tx, key) is None:
        return {}
    table = standing_table(tx, key)
    records = table_record.c
    where = (records.of_table == key, records.id.in_(sorted(ids)))
    return {one.row["id"]: one.row["title"] for one in _titled(tx, caller, table, where) if one.row["title"]}


def titles_in(tx: Tx, caller: Caller, key: str) -> Iterator[tuple[str, str]]:
    """(title, id) of the records in use of a table that the caller may read by their titles."""
    if table_row(tx, key) is None:
        return
    record = table_record.c
    where = (record.of_table == key, record.archived_at.is_(None), record.title.is_not(None))
    for one in _titled(tx, caller, standing_table(tx, key), where):
        yield one.row["title"], one.row["id"]


def _titled(tx: Tx, caller: Caller, table: Standing, where: tuple[Any, ...]) -> Iterator[Listed]:
    listing = listing_of(table)
    for one in all_rows(tx, listing, caller, where, (listing.id,)):
        if one.rights[table.definition.title] >= FieldAccess.READ:
            yield one
