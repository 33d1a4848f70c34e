"""What other modules may ask of custom tables."""

from collections.abc import Iterator
from typing import Any

from bihuan.core.values import JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Tx
from bihuan.modules.records.messages import ArchiveTable, RestoreTable, SaveTable
from bihuan.modules.records.queries.definitions import bodies_in_use, table_row
from bihuan.modules.records.queries.rows import may_read, record_row


def record_facts(tx: Tx, record_id: str) -> JsonObject | None:
    """A record's values and id for the platform's own decisions; asks no rights."""
    row = record_row(tx, record_id)
    if row is None or row["erased_at"] is not None:
        return None
    return {**(row["data"] or {}), "id": row["id"], "title": row["title"]}


def named_record(tx: Tx, caller: Caller, table: str, record_id: str) -> JsonObject | None:
    """The facts of a record of this table that the caller may point at: it is in use, and he may read it."""
    row = record_row(tx, record_id)
    if row is None or row["of_table"] != table or row["archived_at"] is not None:
        return None
    return record_facts(tx, record_id) if may_read(tx, caller, record_id) else None


def configured_tables(tx: Tx) -> Iterator[JsonObject]:
    """The definitions of the tables in use, as they were saved, by key."""
    yield from bodies_in_use(tx)


def table_commands(tx: Tx, body: JsonObject) -> Iterator[Any]:
    """What brings a table about, also where it was taken out of use."""
    yield SaveTable(body)
    row = table_row(tx, str(body.get("key")))
    if row is not None and row["archived_at"] is not None:
        yield RestoreTable(row["key"])


def retiring_commands(_tx: Tx, key: str, _body: JsonObject) -> Iterator[Any]:
    """What takes a table out of use; its records stay."""
    yield ArchiveTable(key)
