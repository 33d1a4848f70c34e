"""How far imports have come: for who began them, and nobody else."""

from collections.abc import Iterable

import sqlalchemy as sa

from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.imports.tables import data_import, import_part

_LISTED = 20


def own_import(tx: Tx, caller: Caller, import_id: str) -> Row:
    """An import that the caller began. Refuses `import.not_found`."""
    row = tx.get(data_import, id=import_id)
    if row is None or caller.id is None or row["by"] != caller.id:
        raise Refusal("import.not_found", Kind.NOT_FOUND)
    return row


def own_imports(tx: Tx, caller: Caller, kind: str) -> list[Row]:
    """The caller's imports of a kind, the newest first; 20 at most."""
    columns = data_import.c
    statement = sa.select(data_import).where(columns.by == (caller.id or ""), columns.kind == kind)
    return tx.rows(statement.order_by(columns.at.desc(), columns.id.desc()).limit(_LISTED))


def of_files(tx: Tx, caller: Caller, files: Iterable[str]) -> list[Row]:
    """The caller's imports of these files that took over anything, the newest first."""
    columns = data_import.c
    wanted = columns.file.in_(list(files))
    return tx.rows(
        sa.select(data_import)
        .where(columns.by == (caller.id or ""), wanted, columns.done > 0)
        .order_by(columns.at.desc())
    )


def parts_of(tx: Tx, import_id: str, after: int, limit: int, refused_only: bool) -> list[Row]:
    """What became of its rows, piece by piece, behind the piece that starts at `after`."""
    columns = import_part.c
    statement = sa.select(import_part).where(columns["import"] == import_id, columns.start > after)
    if refused_only:
        statement = statement.where(columns.refused > 0)
    return tx.rows(statement.order_by(columns.start).limit(limit))


def may_read(tx: Tx, caller: Caller, import_id: str) -> bool:
    """Whether the caller may read the file of this import."""
    row = tx.get(data_import, id=import_id)
    return row is not None and caller.id is not None and row["by"] == caller.id


def facts_of(row: Row) -> JsonObject:
    """An import as its owner is shown it."""
    names = ("id", "kind", "file", "state", "rows", "done", "made", "changed", "skipped", "refused", "at", "updated_at")
    return {name: row[name] for name in names}
