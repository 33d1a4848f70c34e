"""Records as rows of a file: names instead of ids, days and hours instead of milliseconds."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from bihuan.core.access import NOTHING, FieldAccess, FieldSet, scope_of
from bihuan.core.forms import FieldDefinition
from bihuan.core.late import dataclass
from bihuan.core.values import Json, JsonObject, local_time
from bihuan.db.scope_sql import scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import ListAsk, Page, list_page
from bihuan.kernel.spreadsheets import Cell
from bihuan.kernel.tx import Tx
from bihuan.modules.records.queries.definitions import Standing
from bihuan.modules.records.queries.lists import Narrowed, circumstances, listing_of, names_beside
from bihuan.modules.records.queries.rows import shown_record
from bihuan.modules.records.tables import RECORD


@dataclass(frozen=True)
class ExportPart:
    """Some rows of an export, with the heads of its columns."""

    keys: tuple[str, ...]
    heads: list[Cell]
    rows: list[list[Cell]]
    page: Page


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
    names = names_beside(tx, caller, table, shown)
    keys = tuple(key for key, item in table.form.fields.items() if item.kind.name not in ("files", "signature"))
    heads: list[Cell] = [
        table.form.fields[key].label.get(told[0]) or table.form.fields[key].label["zh"] for key in keys
    ]
    rows = [[cell_of(table.form.fields[key], one["values"].get(key), names, told) for key in keys] for one in shown]
    return ExportPart(keys, heads, rows, page)


def _readable(data: JsonObject | None, rights: FieldSet) -> JsonObject:
    return {key: value for key, value in (data or {}).items() if rights[key] >= FieldAccess.READ}


def cell_of(field: FieldDefinition, value: Json, names: Mapping[str, str], told: tuple[str, str]) -> Cell:
    """One value as people read it."""
    language, zone = told
    if value is None:
        return None
    if isinstance(value, list | tuple):
        parts = (cell_of(field, one, names, told) for one in value if isinstance(one, str))
        return "、".join(str(part) for part in parts if part)
    option = field.option(value) if isinstance(value, str) else None
    if option is not None:
        return option.label.get(language) or option.label["zh"]
    if field.kind.rule_type == "instant" and isinstance(value, int):
        return local_time(value, zone).strftime("%Y-%m-%d %H:%M")
    if field.kind.rule_type == "number":
        return Decimal(value) if isinstance(value, str) else str(value)
    return names.get(str(value), str(value)) if isinstance(value, str) else str(value)
