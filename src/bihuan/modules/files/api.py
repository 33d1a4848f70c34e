"""Routes of files: resumable uploads, downloads with ranges, thumbnails."""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import Depends, Header, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import ClientDisconnect

from bihuan.core.access import check_access
from bihuan.core.forms import media_of
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel import media
from bihuan.kernel.blobs import Blobs
from bihuan.kernel.ids import derived_id, new_id
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.files import bookkeeping, messages, queries
from bihuan.modules.files.interface import drop_orphans

router = Router(tags=["files"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
FileId = Annotated[str, Path(max_length=100, pattern="^[0-9A-Za-z_-]+$")]
Sha256 = Annotated[str, Field(pattern="^[0-9a-fA-F]{64}$")]
PART = 4 << 20
STALE_MS = 7 * 86_400_000
_HOUR_MS = 3_600_000
# What a browser may show by itself; everything else it is told to save. Never anything that can carry script.
_SHOWN = re.compile(r"image/(jpeg|png|gif|webp|bmp|avif|heic|heif)|video/.+|audio/.+")
# One range; several at once, or what is not understood, is answered with the whole (RFC 9110 §14.2).
_RANGE = re.compile(r"bytes=(?=[0-9]*-[0-9]+|[0-9]+-)([0-9]{0,18})-([0-9]{0,18})")
_RAW = {
    "requestBody": {"required": True, "content": {media.OCTETS: {"schema": {"type": "string", "format": "binary"}}}}
}
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The content", "content": {"*/*": {}}},
    206: {"description": "The part asked for", "content": {"*/*": {}}},
    304: {"description": "As the caller has it already"},
    416: {"description": "There is no such part"},
}


class UploadIn(BaseModel):
    """A file to come. `sha256`, if given, must be what arrives; `media_type` is a hint that nothing relies on."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=500)
    size: int = Field(ge=1)
    sha256: Sha256 | None = None
    media_type: str | None = Field(default=None, max_length=200)


class FileOut(BaseModel):
    """A file, or how far its upload has come (`state` open). `kind` is what evidence rules count."""

    id: str
    state: Literal["open", "stored"]
    name: str | None
    size: int
    offset: int
    media_type: str | None = None
    kind: Literal["photo", "video", "audio", "document"] | None = None
    width: int | None = None
    height: int | None = None
    thumbnail: bool = False


# --- uploading ----------------------------------------------------------------------------------------------------


@router.post("", status_code=201)
async def begin_upload(desk: DeskDep, body: UploadIn) -> FileOut:
    """Announce a file; send its bytes with PATCH, in as many pieces as the line allows."""
    return await _begin(desk, body.name, body.size, body.sha256)


@router.post("/content", status_code=201, openapi_extra=_RAW)
async def upload_at_once(
    desk: DeskDep,
    request: Request,
    name: Annotated[str, Query(min_length=1, max_length=500)],
    content_length: Annotated[int, Header(ge=1)],
    sha256: Annotated[str | None, Query(pattern="^[0-9a-fA-F]{64}$")] = None,
) -> FileOut:
    """A small file in one request, its bytes as the body."""
    begun = await _begin(desk, name, content_length, sha256)
    return begun if begun.state == "stored" else await _take(desk, request, begun.id, begun.offset)


@router.patch("/{file_id}", openapi_extra=_RAW)
async def continue_upload(
    desk: DeskDep, request: Request, file_id: FileId, upload_offset: Annotated[int, Header(ge=0)]
) -> FileOut:
    """The bytes from `Upload-Offset` on. What arrived before a cut line is kept: HEAD tells where to go on."""
    return await _take(desk, request, file_id, upload_offset)


@router.head("/{file_id}", response_class=Response)
async def tell_offset(desk: DeskDep, file_id: FileId) -> Response:
    """How far an upload has come (`Upload-Offset` of `Upload-Length`)."""
    found = await desk.read(lambda tx: _standing(tx, desk, file_id))
    headers = {"Upload-Offset": str(found.offset), "Upload-Length": str(found.size), "Cache-Control": "no-store"}
    return Response(headers=headers)


@router.delete("/{file_id}", status_code=204)
async def give_up_upload(desk: DeskDep, file_id: FileId) -> None:
    """Forget an upload that is not complete."""

    def forget(tx: Tx) -> None:
        queries.open_upload(tx, desk.caller, file_id)
        bookkeeping.forget(tx, file_id)

    await desk.write(forget)
    await desk.offload(lambda: _blobs(desk).drop_parts(file_id))


async def _begin(desk: Desk, name: str, size: int, sha256: str | None) -> FileOut:
    person = desk.caller.id
    check_access(desk.caller.subject, "create", "file", {"created_by": person})
    if person is None:
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.no_person")
    most = desk.bus.tenants.settings.max_upload_mb
    if size > most << 20:
        raise Refusal("file.too_large", Kind.TOO_LARGE, megabytes=most)
    await _tidy(desk)
    key = desk.idempotency_key
    file_id = derived_id(desk.info.id, person, key, "upload") if key else new_id(desk.now())
    now = desk.now()
    row = {"id": file_id, "by": person, "name": media.clean_name(name), "size": size, "at": now}

    def begin(tx: Tx) -> FileOut:
        if queries.upload_row(tx, file_id) is None and queries.file_row(tx, file_id) is None:
            if desk.caller.kind == "link":
                queries.check_guest_room(tx, person, size, now)
            bookkeeping.begin(tx, {**row, "sha256": sha256.lower() if sha256 else None})
        return _standing(tx, desk, file_id)

    return await desk.write(begin)


def _standing(tx: Tx, desk: Desk, file_id: str) -> FileOut:
    row = queries.file_row(tx, file_id)
    if row is not None:
        return _out(queries.readable(tx, desk.hooks.file_owners, desk.caller, file_id))
    row = queries.open_upload(tx, desk.caller, file_id)
    return FileOut(id=file_id, state="open", name=row["name"], size=row["size"], offset=row["offset"])


async def _take(desk: Desk, request: Request, file_id: str, offset: int) -> FileOut:
    standing = await desk.read(lambda tx: _standing(tx, desk, file_id))
    if standing.state == "stored":
        return standing
    if standing.offset != offset:
        raise Refusal("upload.offset_moved", Kind.CONFLICT, offset=standing.offset)
    offset = await _receive(desk, request, standing)
    if offset < standing.size:
        return standing.model_copy(update={"offset": offset})
    return await _finish(desk, file_id)


async def _receive(desk: Desk, request: Request, standing: FileOut) -> int:
    """Write what arrives, part by part; returns how far it has come."""
    buffer = bytearray()
    offset = standing.offset
    cut = False
    try:
        async for chunk in request.stream():
            buffer += chunk
            if offset + len(buffer) > standing.size:
                raise Refusal("upload.too_long", Kind.TOO_LARGE, size=standing.size)
            if len(buffer) >= PART:
                offset = await _keep(desk, standing.id, offset, bytes(buffer))
                buffer.clear()
    except ClientDisconnect:
        cut = True
    if buffer:
        offset = await _keep(desk, standing.id, offset, bytes(buffer))
    if cut:
        raise Refusal("upload.cut", Kind.BAD_REQUEST, offset=offset)
    return offset


async def _keep(desk: Desk, file_id: str, offset: int, data: bytes) -> int:
    name = await desk.offload(lambda: _blobs(desk).put_part(file_id, data))
    end, now = offset + len(data), desk.now()
    await desk.write(lambda tx: bookkeeping.advance(tx, file_id, (offset, end, name), now))
    return end


async def _finish(desk: Desk, file_id: str) -> FileOut:
    """Examine the complete content off the writer, keep it, then record the fact."""
    row, parts = await desk.read(
        lambda tx: (queries.open_upload(tx, desk.caller, file_id), queries.parts_of(tx, file_id))
    )
    try:
        facts = await desk.offload(lambda: _examine(desk, row, parts))
    except Refusal:
        await _forget(desk, file_id)
        raise
    await desk.write(lambda tx: bookkeeping.note_facts(tx, file_id, facts))
    await desk.submit(messages.StoreFile(file_id))
    # Nobody referred to the content until now: if it was swept in between, it is put there again.
    blobs = _blobs(desk)
    await desk.offload(lambda: blobs.put(facts["address"], blobs.read_parts(file_id, parts)))
    await _forget(desk, file_id)
    return await desk.read(lambda tx: _standing(tx, desk, file_id))


async def _forget(desk: Desk, file_id: str) -> None:
    await desk.write(lambda tx: bookkeeping.forget(tx, file_id))
    await desk.offload(lambda: _blobs(desk).drop_parts(file_id))


def _examine(desk: Desk, row: Row, parts: list[str]) -> JsonObject:
    blobs = _blobs(desk)
    found = media.examine(row["name"], blobs.read_parts(row["id"], parts))
    if row["sha256"] not in (None, found.sha256.hex()):
        raise Refusal("file.checksum_differs", expected=row["sha256"], found=found.sha256.hex())
    _check_type(desk, found.media_type)
    address = blobs.address(found.sha256)
    blobs.put(address, blobs.read_parts(row["id"], parts))
    facts: JsonObject = {
        "size": found.size,
        "media_type": found.media_type,
        "kind": media_of(found.media_type),
        "address": address,
        "sha256": found.sha256.hex(),
    }
    if found.picture is not None:
        facts |= {"width": found.picture.width, "height": found.picture.height}
        if found.picture.thumbnail is not None:
            facts["thumbnail"] = blobs.put_bytes(found.picture.thumbnail)
    return facts


def _check_type(desk: Desk, media_type: str) -> None:
    settings = desk.bus.tenants.settings
    allowed = [part.strip() for part in settings.upload_allow.split(",") if part.strip()]
    denied = [part.strip() for part in settings.upload_deny.split(",") if part.strip()]
    if media_type in denied or (allowed and media_type not in allowed):
        raise Refusal("file.type_denied", Kind.UNSUPPORTED, media_type=media_type)


# --- downloading --------------------------------------------------------------------------------------------------


@router.get("/{file_id}/facts")
async def show_facts(desk: DeskDep, file_id: FileId) -> FileOut:
    """What is known of a file, or how far its upload has come."""
    return await desk.read(lambda tx: _standing(tx, desk, file_id))


@router.get("/{file_id}", response_class=Response, responses=_BYTES)
async def download(
    desk: DeskDep,
    file_id: FileId,
    range_: Annotated[str | None, Header(alias="Range", max_length=200)] = None,
    if_none_match: Annotated[str | None, Header(max_length=200)] = None,
) -> Response:
    """The content, as its owner allows at this moment; one `Range: bytes=a-b` is understood."""
    row = await desk.read(lambda tx: queries.readable(tx, desk.hooks.file_owners, desk.caller, file_id))
    etag = f'"{row["address"][:32]}"'
    headers = {"ETag": etag, "Accept-Ranges": "bytes", **_safe_headers(row["media_type"], row["name"] or "file")}
    if if_none_match == etag:
        return Response(status_code=304, headers=headers)
    asked = _RANGE.fullmatch(range_.strip()) if range_ else None
    span = (0, row["size"]) if asked is None else _span(asked, row["size"])
    if span is None:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{row['size']}"})
    start, end = span
    headers["Content-Length"] = str(end - start)
    if asked is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{row['size']}"
    content = await desk.offload(lambda: _content(desk, row["address"], (row["size"], start, end)))
    return StreamingResponse(content, 200 if asked is None else 206, headers, media_type=row["media_type"])


@router.get("/{file_id}/thumbnail", response_class=Response, responses=_BYTES)
async def show_thumbnail(desk: DeskDep, file_id: FileId) -> Response:
    """A small JPEG of a picture, without place and camera."""
    row = await desk.read(lambda tx: queries.readable(tx, desk.hooks.file_owners, desk.caller, file_id))
    if row["thumbnail"] is None:
        raise Refusal("file.no_thumbnail", Kind.NOT_FOUND)
    content = await desk.offload(lambda: _blobs(desk).get_bytes(row["thumbnail"]))
    return Response(content, headers=_safe_headers("image/jpeg", "thumbnail.jpg"), media_type="image/jpeg")


@router.post("/{file_id}/erase", status_code=204)
async def erase_file(desk: DeskDep, file_id: FileId) -> None:
    """Destroy content and name for good; what referred to the file shows that there was one."""
    row = await desk.read(lambda tx: queries.file_row(tx, file_id))
    await desk.submit(messages.EraseFile(file_id))
    addresses = [row[name] for name in ("address", "thumbnail") if row and row[name]]
    await desk.offload(lambda: _drop_unused(desk, addresses))


def _content(desk: Desk, address: str, span: tuple[int, int, int]) -> Iterator[bytes]:
    chunks = _blobs(desk).read(address, span)
    # The first frame is opened before a status is sent: a content that is not there must not answer 200.
    first = next(chunks, b"")

    def stream() -> Iterator[bytes]:
        yield first
        yield from chunks

    return stream()


def _span(asked: re.Match[str], size: int) -> tuple[int, int] | None:
    """(start, end) of the part asked for; None when there is no such part."""
    first, last = asked[1], asked[2]
    if not first:
        return (max(0, size - int(last)), size) if int(last) else None
    start, end = int(first), min(int(last or size - 1) + 1, size)
    return (start, end) if start < end else None


def _safe_headers(media_type: str, name: str) -> dict[str, str]:
    """A file is data: a browser shows pictures, sound and films, saves the rest, and runs nothing of it."""
    shown = "inline" if _SHOWN.fullmatch(media_type) else "attachment"
    plain = re.sub(r'[^\x20-\x7e]|["\\%]', "_", name)
    return {
        "Content-Disposition": f"{shown}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-cache",
    }


def _out(row: Row) -> FileOut:
    names = ("id", "name", "size", "media_type", "kind", "width", "height")
    values = {name: row[name] for name in names}
    return FileOut(**values, state="stored", offset=row["size"], thumbnail=row["thumbnail"] is not None)


# --- house-keeping ------------------------------------------------------------------------------------------------


def _blobs(desk: Desk) -> Blobs:
    tenant = desk.tenant
    found: Blobs = tenant.attachments.setdefault("files", Blobs(tenant.files, tenant.keys.files))
    return found


async def _tidy(desk: Desk) -> None:
    """Once an hour, before an upload begins: give up uploads that nobody goes on with, destroy contents of no file."""
    now = desk.now()
    if now - desk.tenant.attachments.get("files_tidied", 0) < _HOUR_MS:
        return
    desk.tenant.attachments["files_tidied"] = now
    for upload_id in await desk.read(lambda tx: queries.uploads_before(tx, now - STALE_MS)):
        await _forget(desk, upload_id)
    await desk.offload(lambda: drop_orphans(desk.tenant, now))


def _drop_unused(desk: Desk, addresses: Iterable[str]) -> None:
    for address in addresses:
        if not desk.tenant.read(partial(queries.address_in_use, address=address)):
            _blobs(desk).drop(address)
