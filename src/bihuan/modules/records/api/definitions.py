"""Routes of tables as they are designed."""

from typing import Any

from bihuan.core.access import FieldAccess
from bihuan.core.records import TableDefinition
from bihuan.core.values import Instant
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk
from bihuan.modules.records import messages as m
from bihuan.modules.records.api.shapes import DeskDep, TableBriefOut, TableFieldOut, TableIn, TableKey, TableOut
from bihuan.modules.records.queries import definitions as d
from bihuan.modules.records.queries.lists import counts_for, fields_for

router = Router(tags=["tables"], responses=PROBLEMS)


@router.get("")
async def list_tables(desk: DeskDep) -> list[TableBriefOut]:
    """The tables that the caller may know of, with how many records he may read."""

    def read(tx: Tx) -> list[dict[str, Any]]:
        counts = counts_for(tx, desk.caller)
        return [_brief(desk, *one, *counts.get(one[1]["key"], (0, None))) for one in d.tables_for(tx, desk.caller)]

    return [TableBriefOut(**one) for one in await desk.read(read)]


@router.post("", status_code=201)
async def save_table(body: TableIn, desk: DeskDep) -> TableOut:
    """Make a table, or change the one with this key; live at once."""
    accepted = await desk.submit(m.SaveTable(body.body, body.base_version))
    return await _answer(desk, accepted.ref.removeprefix("definition:table."))


@router.get("/{table}")
async def get_table(table: TableKey, desk: DeskDep) -> TableOut:
    """One table."""
    return await _answer(desk, table)


@router.get("/{table}/fields")
async def list_table_fields(table: TableKey, desk: DeskDep) -> list[TableFieldOut]:
    """The fields of the table's form that the caller may know of."""

    def read(tx: Tx) -> list[Any]:
        return fields_for(desk.caller, d.readable_table(tx, desk.caller, table))

    return [TableFieldOut(**one) for one in await desk.read(read)]


@router.get("/{table}/form")
async def get_table_form(table: TableKey, desk: DeskDep) -> dict[str, Any]:
    """The form by which records are written, without the fields that are hidden from the caller."""
    return await desk.read(lambda tx: d.form_for(desk.caller.subject, d.readable_table(tx, desk.caller, table)))


@router.post("/{table}/archive")
async def archive_table(table: TableKey, desk: DeskDep) -> TableOut:
    """Out of use; its records stay."""
    await desk.submit(m.ArchiveTable(table))
    return await _answer(desk, table)


@router.post("/{table}/restore")
async def restore_table(table: TableKey, desk: DeskDep) -> TableOut:
    """In use again."""
    await desk.submit(m.RestoreTable(table))
    return await _answer(desk, table)


async def _answer(desk: Desk, key: str) -> TableOut:
    return TableOut(**await desk.read(lambda tx: _shown(tx, desk, d.readable_table(tx, desk.caller, key))))


def _shown(tx: Tx, desk: Desk, table: d.Standing) -> dict[str, Any]:
    rights = d.rights_to_create(tx, desk.caller, table.row["key"])
    said = {key: rights[key] for key in table.form.fields if rights[key] >= FieldAccess.READ}
    return {
        **_facts(desk, table.definition, table.row),
        "body": table.row["body"],
        "to_create": {key: "edit" if right == FieldAccess.EDIT else "read" for key, right in said.items()},
    }


def _brief(desk: Desk, definition: TableDefinition, row: Row, records: int, latest: Instant | None) -> dict[str, Any]:
    return {**_facts(desk, definition, row), "records": records, "latest": latest}


def _facts(desk: Desk, definition: TableDefinition, row: Row) -> dict[str, Any]:
    return {
        "key": row["key"],
        "version": row["version"],
        "label": dict(definition.label),
        "summary": dict(definition.summary),
        "icon": definition.icon,
        "form": definition.form,
        "archived": row["archived_at"] is not None,
        "may": d.may_of(desk.caller.subject, row["key"]),
    }
