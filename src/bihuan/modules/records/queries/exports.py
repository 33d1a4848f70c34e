"""Records as rows of a file: names instead of ids, days and hours instead of milliseconds."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial

from bihuan.core.access import NOTHING, FieldAccess, FieldSet, scope_of
from bihuan.core.forms import FieldDefinition, Speech, tell_value
from bihuan.core.values import Json, JsonObject, local_time
from bihuan.db.scope_sql import scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.exporting import ExportPart
from bihuan.kernel.listing import ListAsk, list_page
from bihuan.kernel.spreadsheets import Cell
from bihuan.kernel.tx import Tx
from bihuan.modules.files import interface as files
from bihuan.modules.records.queries.definitions import Standing
from bihuan.modules.records.queries.lists import Narrowed, circumstances, listing_of, names_beside
from bihuan.modules.records.queries.rows import shown_record
from bihuan.modules.records.tables import RECORD


def may_export(caller: Caller) -> bool:
    """Whether there are records that the caller may take away as a file."""
    return scope_of(caller.subject, "export", RECORD) != NOTHING


def export_part(
    tx: Tx, caller: Caller, table: Standing, asked: tuple[ListAsk, Narrowed], told: tuple[str, str]
) -> ExportPart:
    """The next rows that the caller may read *and* export; `told`: language and zone."""
    ask, by = asked
    listing = listing_of(table)
    around = circumstances(tx, caller, table, listing, by)
    mine = scope_condition(scope_of(caller.subject, "export", RECORD), listing.anchors, listing.id)
    page = list_page(tx, listing, caller, ask, replace(around, where=(*around.where, mine)))
    shown = [
        {**shown_record(one.row, one.rights, table.definition.title), "values": _readable(one.row["data"], one.rights)}
        for one in page.rows
    ]
    named = files.names_on(tx, RECORD, [one["id"] for one in shown])
    names = names_beside(tx, caller, table, shown)
    names |= {file: name for those in named.values() for file, name in those.items() if name}
    keys = tuple(table.form.fields)
    heads: list[Cell] = [_head(table.form.fields[key], told[0]) for key in keys]
    rows = [[cell_of(table.form.fields[key], one["values"].get(key), names, told) for key in keys] for one in shown]
    return ExportPart(keys, heads, rows, page)


def _readable(data: JsonObject | None, rights: FieldSet) -> JsonObject:
    return {key: value for key, value in (data or {}).items() if rights[key] >= FieldAccess.READ}


def _head(field: FieldDefinition, language: str) -> str:
    """A column's heading. What currency amounts are in stands there: the cells stay numbers to reckon with."""
    label = field.label.get(language) or field.label["zh"]
    currency = field.settings.get("currency")
    return f"{label} ({currency})" if field.kind.name == "amount" and currency not in (None, "CNY") else label


def cell_of(field: FieldDefinition, value: Json, names: Mapping[str, str], told: tuple[str, str]) -> Cell:
    """One value as people read it; every kind of field says something."""
    language, zone = told
    if value is None:
        return None
    if field.kind.rule_type == "instant" and isinstance(value, int):
        return _clock(value, zone)
    if field.kind.rule_type == "date":
        return str(value)
    said = field.kind.tell(value, field, language)
    if said is not None:
        return said
    if field.kind.rule_type == "number" and isinstance(value, str | int):
        return Decimal(value)
    if isinstance(value, Mapping) and not field.kind.has_columns and field.kind.options_under != "items":
        return "、".join(str(part) for part in value.values() if part not in (None, ""))
    return tell_value(field, value, Speech(language, partial(_named, names, zone)))


def _named(names: Mapping[str, str], zone: str, kind: str, value: Json) -> str | None:
    """What an id is called, and a moment within a table of rows."""
    if kind == "date_time" and isinstance(value, int):
        return _clock(value, zone)
    return names.get(value) if isinstance(value, str) else None


def _clock(at: int, zone: str) -> str:
    return local_time(at, zone).strftime("%Y-%m-%d %H:%M")
