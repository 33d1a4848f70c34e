"""How far uploads have come: no events, written in the tenant's queue between units (semantics §2.5)."""

import sqlalchemy as sa

from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.files.queries import MAX_OPEN_UPLOADS, open_uploads_of
from bihuan.modules.files.tables import upload, upload_part


def begin(tx: Tx, row: Row) -> None:
    """Note a new upload. Refuses `upload.too_many`."""
    if open_uploads_of(tx, row["by"]) >= MAX_OPEN_UPLOADS:
        raise Refusal("upload.too_many", Kind.TOO_MANY, most=MAX_OPEN_UPLOADS)
    tx.insert(upload, {**row, "offset": 0, "facts": None})


def advance(tx: Tx, upload_id: str, step: tuple[int, int, str], at: int) -> None:
    """Note a part that is on the disk; `step` = (from, to, its name). Refuses `upload.offset_moved`."""
    start, end, name = step
    moved = upload.update().where(upload.c.id == upload_id, upload.c.offset == start).values(offset=end, at=at)
    if tx.execute(moved) != 1:
        row = tx.get(upload, id=upload_id)
        raise Refusal("upload.offset_moved", Kind.CONFLICT, offset=row["offset"] if row else None)
    tx.insert(upload_part, {"upload": upload_id, "offset": start, "name": name})


def note_facts(tx: Tx, upload_id: str, facts: JsonObject) -> None:
    """Note what was found out about a complete content."""
    tx.execute(sa.update(upload).where(upload.c.id == upload_id).values(facts=facts))


def forget(tx: Tx, upload_id: str) -> None:
    """The upload is stored or given up."""
    tx.delete(upload_part, upload=upload_id)
    tx.delete(upload, id=upload_id)
