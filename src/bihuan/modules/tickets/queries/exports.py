"""Rows of the pool as people read them: names instead of ids, days and hours instead of milliseconds."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bihuan.core.access import NOTHING, FieldAccess, scope_of
from bihuan.core.rules import Field
from bihuan.core.values import Json, local_time
from bihuan.db.scope_sql import scope_condition
from bihuan.kernel.command import Caller
from bihuan.kernel.exporting import ExportPart
from bihuan.kernel.listing import ListAsk, Listed, list_page
from bihuan.kernel.spreadsheets import Cell
from bihuan.kernel.tx import Tx
from bihuan.modules.tickets.queries.lists import NEVER_HIDDEN, TICKETS, Narrowed, narrowed_listing
from bihuan.modules.tickets.queries.pool import Namer, namer, names_beside, spoken_fields

_USUAL = ("number", "title", "type", "stage", "priority", "assignee", "customer", "device", "next_due", "created_at")
_YES_NO = {"zh": ("是", "否"), "en": ("yes", "no")}
Say = Callable[[Field, Json], Cell]


def may_export(caller: Caller) -> bool:
    """Whether there are tickets that the caller may take away as a file."""
    return scope_of(caller.subject, "export", "ticket") != NOTHING


def export_part(tx: Tx, caller: Caller, ask: ListAsk, narrowed: Narrowed, told: tuple[str, str]) -> ExportPart:
    """The next rows that the caller may read *and* export; `told`: language and zone."""
    listing, around = narrowed_listing(tx, TICKETS, caller, replace(narrowed, columns=narrowed.columns or ("*",)))
    mine = scope_condition(scope_of(caller.subject, "export", "ticket"), listing.anchors, listing.id)
    page = list_page(tx, listing, caller, ask, replace(around, where=(*around.where, mine)))
    fields = spoken_fields(tx, caller, narrowed.by.type)
    keys = tuple(key for key in narrowed.columns or _USUAL if key in fields)
    say, names = _teller(namer(tx, caller, told[0]), told), names_beside(tx, caller, page.rows)
    heads: list[Cell] = [_pick(fields[key].label, told[0]) for key in keys]
    rows = [[_cell(one, names.get(one.row["id"], {}), fields[key], say) for key in keys] for one in page.rows]
    return ExportPart(keys, heads, rows, page)


def _cell(listed: Listed, names: dict[str, str], item: Field, say: Say) -> Cell:
    if item.key not in NEVER_HIDDEN and listed.rights[item.key] < FieldAccess.READ:
        return None
    if item.key in names:
        return names[item.key]
    row = listed.row
    value = row[item.key] if item.key in row else (row["data"] or {}).get(item.key)
    return None if value is None else say(item, value)


def _teller(name_of: Namer, told: tuple[str, str]) -> Say:
    language, zone = told

    def say(item: Field, value: Json) -> Cell:
        if item.type == "rows":
            return _rows_text(item, value, say)
        if isinstance(value, list | tuple):
            return "、".join(str(say(item, one) or "") for one in value)
        if item.type == "instant" and isinstance(value, int):
            return local_time(value, zone).strftime("%Y-%m-%d %H:%M")
        if isinstance(value, bool):
            return _YES_NO.get(language, _YES_NO["zh"])[not value]
        if item.type == "number":
            return _number(value)
        label = _option_label(item, value, language)
        return label or name_of(item.type, str(value)) if isinstance(value, str | int) else str(value)

    return say


def _rows_text(item: Field, value: Json, say: Say) -> str:
    """The rows of a table or a checklist in one cell, files left out."""
    columns = [column for column in item.fields if column.type != "files"]
    listed = value if isinstance(value, list | tuple) else ()
    lines = ([str(say(column, row[column.key])) for column in columns if row.get(column.key)] for row in listed)
    return "；".join("、".join(line) for line in lines)


def _number(value: Json) -> Cell:
    return Decimal(value) if isinstance(value, str) and value else value if isinstance(value, int) else str(value)


def _option_label(item: Field, value: Json, language: str) -> str | None:
    found: Iterable[Any] = (option.label for option in item.options if option.value == value)
    label = next(iter(found), None)
    return _pick(label, language) if label else None


def _pick(label: Any, language: str) -> str:
    return str(label.get(language) or label.get("zh") or "")
