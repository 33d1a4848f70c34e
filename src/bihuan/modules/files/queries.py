"""Reading files' rows; whether a caller may."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from bihuan.core.values import Instant, Kind, Refusal
from bihuan.db.many_values import one_of_many
from bihuan.kernel.command import Caller
from bihuan.kernel.hooks import FileOwner
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.files.tables import file, file_binding, upload, upload_part

MAX_OPEN_UPLOADS = 100


def not_found() -> Refusal:
    """A file that is not there and one that is not the caller's to see: the same answer."""
    return Refusal("file.not_found", Kind.NOT_FOUND)


def file_row(tx: Tx, file_id: str) -> Row | None:
    """The bare row, whoever asks."""
    return tx.get(file, id=file_id)


def readable(tx: Tx, owners: Mapping[str, FileOwner], caller: Caller, file_id: str) -> Row:
    """A file that the caller may read now. Refuses `file.not_found`.

    Bound: one of its owners says so. Not yet bound: whoever uploaded it, and nobody else.
    """
    row = file_row(tx, file_id)
    if row is None or row["address"] is None or not _may_read(tx, owners, caller, row):
        raise not_found()
    return row


def _may_read(tx: Tx, owners: Mapping[str, FileOwner], caller: Caller, row: Row) -> bool:
    if caller.is_system:
        return True
    bindings = tx.all(file_binding, ("kind", "owner"), file=row["id"])
    if not bindings:
        return caller.id is not None and row["created_by"] == caller.id
    known = ((owners[item["kind"]], item["owner"]) for item in bindings if item["kind"] in owners)
    return any(owner.may_read(tx, caller, object_id) for owner, object_id in known)


def bindings_of(tx: Tx, file_id: str) -> list[Row]:
    """What a file is bound to."""
    return tx.all(file_binding, ("kind", "owner"), file=file_id)


def rows_of(tx: Tx, ids: Iterable[str]) -> list[Row]:
    """Files among `ids` whose content is there."""
    wanted = [item for item in dict.fromkeys(ids) if isinstance(item, str)]
    if not wanted:
        return []
    return tx.rows(sa.select(file).where(file.c.id.in_(wanted), file.c.address.is_not(None)))


def with_content(tx: Tx, address: str, person: str) -> list[str]:
    """A person's files that hold this content."""
    wanted = sa.select(file.c.id).where(file.c.address == address, file.c.created_by == person)
    return [row["id"] for row in tx.rows(wanted)]


def bound_rows(tx: Tx, kind: str, owner: str) -> list[Row]:
    """Every file that is bound to this object."""
    return rows_of(tx, (row["file"] for row in tx.all(file_binding, kind=kind, owner=owner)))


def names_on(tx: Tx, kind: str, owners: tuple[str, ...]) -> list[Row]:
    """Owner, id and name of every file with content that is bound to one of these objects, oldest first."""
    joined = file_binding.join(file, file.c.id == file_binding.c.file)
    these = (file_binding.c.kind == kind, one_of_many(tx.kind, file_binding.c.owner, owners))
    columns = (file_binding.c.owner, file.c.id, file.c.name)
    statement = sa.select(*columns).select_from(joined).where(*these, file.c.address.is_not(None))
    return tx.rows(statement.order_by(file.c.created_at, file.c.id))


def know_none_on(tx: Tx, kind: str, owner: str) -> None:
    """Nothing is bound to this object."""
    tx.know_none(file_binding, kind=kind, owner=owner)


def bound_among(tx: Tx, kind: str, owner: str, ids: Iterable[str]) -> list[Row]:
    """Files among `ids` that are bound to this object."""
    wanted = set(ids)
    return [row for row in bound_rows(tx, kind, owner) if row["id"] in wanted]


def only_on(tx: Tx, kind: str, owners: tuple[str, ...]) -> list[str]:
    """Files with their content that hang on some of these objects and on nothing else."""
    these = (file_binding.c.kind == kind) & one_of_many(tx.kind, file_binding.c.owner, owners)
    others = file_binding.alias()
    elsewhere = sa.exists().where(
        others.c.file == file_binding.c.file,
        sa.or_(others.c.kind != kind, sa.not_(one_of_many(tx.kind, others.c.owner, owners))),
    )
    bound = sa.select(file_binding.c.file).where(these, sa.not_(elsewhere))
    wanted = sa.select(file.c.id).where(file.c.id.in_(bound), file.c.address.is_not(None)).order_by(file.c.id)
    return [row["id"] for row in tx.rows(wanted)]


def address_in_use(tx: Tx, address: str) -> bool:
    """Whether a file still has this content, as itself or as its small picture."""
    used = sa.or_(file.c.address == address, file.c.thumbnail == address)
    return tx.first(sa.select(file.c.id).where(used).limit(1)) is not None


def erased_since(tx: Tx, at: Instant) -> bool:
    """Whether a file was erased since `at`."""
    return tx.first(sa.select(file.c.id).where(file.c.erased_at > at).limit(1)) is not None


# --- uploads ----------------------------------------------------------------------------------------------------


def upload_row(tx: Tx, upload_id: str) -> Row | None:
    """The bare row, whoever asks."""
    return tx.get(upload, id=upload_id)


def open_upload(tx: Tx, caller: Caller, upload_id: str) -> Row:
    """An upload of this caller's. Refuses `file.not_found`."""
    row = upload_row(tx, upload_id)
    if row is None or caller.id is None or row["by"] != caller.id:
        raise not_found()
    return row


def open_uploads_of(tx: Tx, person: str) -> int:
    """How many uploads somebody has under way."""
    return int(tx.scalar(sa.select(sa.func.count()).select_from(upload).where(upload.c.by == person)))


# What people without an account may bring in a day: pictures and films of a fault, not a disk full.
GUEST_FILES, GUEST_BYTES, _DAY_MS = 60, 400 << 20, 86_400_000


def check_guest_room(tx: Tx, person: str, size: int, now: Instant) -> None:
    """Refuse `upload.guest_full` when somebody without an account would bring more than a report needs."""
    total = (sa.func.count().label("files"), sa.func.coalesce(sa.func.sum(file.c.size), 0).label("bytes"))
    since = sa.and_(file.c.created_by == person, file.c.created_at > now - _DAY_MS)
    stored = tx.first(sa.select(*total).where(since)) or {"files": 0, "bytes": 0}
    coming = tx.all(upload, by=person)
    files = int(stored["files"]) + len(coming) + 1
    content = int(stored["bytes"]) + sum(row["size"] for row in coming) + size
    if files > GUEST_FILES or content > GUEST_BYTES:
        raise Refusal("upload.guest_full", Kind.TOO_MANY, files=GUEST_FILES, megabytes=GUEST_BYTES >> 20)


def parts_of(tx: Tx, upload_id: str) -> list[str]:
    """The names of an upload's parts, in order."""
    return [row["name"] for row in tx.all(upload_part, ("offset",), upload=upload_id)]


def uploads_before(tx: Tx, at: Instant) -> list[str]:
    """Uploads that nobody went on with since `at`."""
    return [row["id"] for row in tx.rows(sa.select(upload.c.id).where(upload.c.at < at).limit(1_000))]
