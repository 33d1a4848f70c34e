"""What other modules may ask about files. Binding is a command: `BindFiles` (messages.py)."""

from collections.abc import Iterable, Mapping
from functools import partial

from bihuan.core.forms import FileFacts, media_of
from bihuan.core.values import Instant, JsonObject, Refusal
from bihuan.kernel import media
from bihuan.kernel.blobs import Blobs
from bihuan.kernel.command import Caller
from bihuan.kernel.tenants import Tenant
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.files import bookkeeping, queries


def attachable(tx: Tx, caller: Caller, ids: Iterable[str]) -> Mapping[str, FileFacts]:
    """The files among `ids` that the caller may attach to something: those he uploaded himself; for the platform, all.

    Knowing an id is not enough, and neither is reading a file: attaching shows it to others.
    """
    rows = queries.rows_of(tx, ids)
    mine = [row for row in rows if caller.is_system or (caller.id is not None and row["created_by"] == caller.id)]
    return {row["id"]: _facts(row) for row in mine}


def brought_by(tx: Tx, person: str | None, ids: Iterable[str]) -> tuple[str, ...]:
    """The files among `ids` that this person uploaded."""
    rows = queries.rows_of(tx, ids)
    return tuple(row["id"] for row in rows if person is not None and row["created_by"] == person)


def bound_to(tx: Tx, kind: str, owner: str, ids: Iterable[str]) -> Mapping[str, FileFacts]:
    """The files among `ids` that belong to this object."""
    return {row["id"]: _facts(row) for row in queries.bound_among(tx, kind, owner, ids)}


def hanging_on(tx: Tx, kind: str, owner: str) -> list[JsonObject]:
    """What hangs on this object: {id, name, kind} of each file whose content is there, oldest first."""
    rows = sorted(queries.bound_rows(tx, kind, owner), key=lambda row: (row["created_at"], row["id"]))
    return [{name: row[name] for name in ("id", "name", "kind")} for row in rows]


def owners_of(tx: Tx, file: str, kind: str | None = None) -> list[str]:
    """What a file hangs on: ids of objects, of one kind or of all."""
    return [row["owner"] for row in queries.bindings_of(tx, file) if kind in (None, row["kind"])]


def only_on(tx: Tx, kind: str, owners: Iterable[str]) -> list[str]:
    """Files whose content is there and that hang on one or several of these objects and on nothing else."""
    return queries.only_on(tx, kind, tuple(owners))


def handed_in(tx: Tx, kind: str, owner: str, person: str) -> list[JsonObject]:
    """Of what hangs on this object, that which this person uploaded."""
    own = {row["id"] for row in queries.bound_rows(tx, kind, owner) if row["created_by"] == person}
    return [item for item in hanging_on(tx, kind, owner) if item["id"] in own]


def _facts(row: Row) -> FileFacts:
    return FileFacts(row["kind"], row["size"])


def take_in(tenant: Tenant, upload: JsonObject, content: bytes, now: Instant) -> None:
    """Keep a whole content that came by another way than the upload routes: mail, import, a sample.

    `upload`: the new file's `id`, whose it is (`by`) and its `name`. It is a file once `StoreFile(id)` was accepted
    from that person; sending both again does nothing.
    """
    blobs = Blobs(tenant.files, tenant.keys.files)
    found = media.examine(upload["name"], [content])
    address = blobs.address(found.sha256)
    blobs.put(address, [content])
    facts = {"size": found.size, "media_type": found.media_type, "kind": media_of(found.media_type)}
    facts |= {"address": address, "sha256": found.sha256.hex()}
    if found.picture is not None:
        facts |= {"width": found.picture.width, "height": found.picture.height}
        if found.picture.thumbnail is not None:
            facts["thumbnail"] = blobs.put_bytes(found.picture.thumbnail)

    def note(tx: Tx) -> None:
        if queries.upload_row(tx, upload["id"]) is None and queries.file_row(tx, upload["id"]) is None:
            name = media.clean_name(upload["name"])
            bookkeeping.begin(tx, {**upload, "name": name, "size": found.size, "sha256": None, "at": now})
            bookkeeping.note_facts(tx, upload["id"], facts)

    tenant.writer.call(note)


def let_go(tenant: Tenant, uploads: Iterable[str]) -> None:
    """The contents taken in are files now: forget how they came."""

    def forget(tx: Tx) -> None:
        for upload in uploads:
            bookkeeping.forget(tx, upload)

    tenant.writer.call(forget)


def shown_on(tx: Tx, kind: str, owner: str, ids: Iterable[str]) -> list[JsonObject]:
    """Of `ids` what hangs on this object, in that order: {id, name, kind, size, sha256, thumbnail, created_at}.

    `thumbnail` is what `small_picture` takes. Whoever shows it has asked whether the reader may see the object.
    """
    wanted = list(dict.fromkeys(ids))
    rows = {row["id"]: row for row in queries.bound_among(tx, kind, owner, wanted)}
    names = ("id", "name", "kind", "size", "sha256", "thumbnail", "created_at")
    return [{name: rows[key][name] for name in names} for key in wanted if key in rows]


def small_picture(tenant: Tenant, thumbnail: str) -> bytes | None:
    """A thumbnail's bytes, a JPEG that was made here; None when the content is not there."""
    try:
        return Blobs(tenant.files, tenant.keys.files).get_bytes(thumbnail)
    except Refusal:
        return None


# Somebody may just be uploading the same content once more: only what nobody has put for a day is destroyed.
ORPHAN_SECONDS = 86_400


def drop_orphans(tenant: Tenant, now: Instant) -> None:
    """Destroy contents and thumbnails of no file."""
    blobs = Blobs(tenant.files, tenant.keys.files)
    for address in blobs.older_than(ORPHAN_SECONDS, now / 1000):
        if not tenant.read(partial(queries.address_in_use, address=address)):
            blobs.drop(address)


def drop_erased(tenant: Tenant, now: Instant) -> None:
    """The same, where files were erased of late: else there is no need to look through the disk."""
    if tenant.read(lambda tx: queries.erased_since(tx, now - 3 * ORPHAN_SECONDS * 1000)):
        drop_orphans(tenant, now)


def own_address(tx: Tx, caller: Caller, file_id: str) -> str:
    """Where the content of a file is that the caller uploaded himself. Refuses `file.not_found`."""
    row = next(iter(queries.rows_of(tx, (file_id,))), None)
    if row is None or caller.id is None or row["created_by"] != caller.id:
        raise queries.not_found()
    return str(row["address"])


def content_at(tenant: Tenant, address: str, most: int | None = None) -> bytes:
    """A whole content; of one longer than `most` bytes no more than makes it longer. Refuses `file.content_missing`."""
    return Blobs(tenant.files, tenant.keys.files).get_bytes(address, most)


def same_content(tx: Tx, caller: Caller, file_id: str) -> list[str]:
    """The caller's files that hold the same as this one of his, itself among them."""
    return queries.with_content(tx, own_address(tx, caller, file_id), caller.id or "")


def have_same_content(tx: Tx, one: str, other: str) -> bool:
    """Whether two files say the very same, byte by byte."""
    addresses = [row["address"] for row in queries.rows_of(tx, (one, other))]
    return one == other or (len(addresses) == 2 and addresses[0] == addresses[1])


def facts_of(tx: Tx, ids: Iterable[str]) -> dict[str, Row]:
    """What is known of each file among `ids` whose content is there, and where that is (`content_at` takes `address`).

    Whoever shows it has asked whether the reader may see it.
    """
    return {row["id"]: row for row in queries.rows_of(tx, ids)}


def names_on(tx: Tx, kind: str, owners: Iterable[str]) -> dict[str, dict[str, str | None]]:
    """What the files that hang on these objects are called: by object, then by file, oldest first."""
    found: dict[str, dict[str, str | None]] = {}
    for row in queries.names_on(tx, kind, tuple(owners)):
        found.setdefault(row["owner"], {})[row["id"]] = row["name"]
    return found


def nothing_hangs_on(tx: Tx, kind: str, owner: str) -> None:
    """Say that this object is new: until it is given a file, the database need not be asked."""
    queries.know_none_on(tx, kind, owner)
