"""Routes of versions, below a ticket. Contents are uploaded and fetched below `/files`, with the ticket's rights."""

from typing import Annotated, Literal

from fastapi import Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.revisions import Comparison, compare_texts
from bihuan.core.values import Kind, Refusal
from bihuan.kernel import documents as words
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.files import interface as files
from bihuan.modules.identity import interface as identity
from bihuan.modules.revisions import messages as m
from bihuan.modules.revisions import queries
from bihuan.modules.tickets import interface as tickets

router = Router(tags=["revisions"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
Key = Annotated[str, Path(max_length=100)]
FileId = Annotated[str, Field(min_length=1, max_length=100)]
_FORBID = ConfigDict(extra="forbid")
_NOTHING = Comparison((), 0, 0, 0, False)
_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "image/avif"})


class FileVersionIn(BaseModel):
    """A file that was uploaded, to take the place of the version in the path; `remark`: what was changed."""

    model_config = _FORBID
    file: FileId
    remark: Annotated[str, Field(max_length=20_000)] = ""


class FileCommentIn(BaseModel):
    """What there is to say about a version; `place`: where in it, as people say it (page 3, clause 5)."""

    model_config = _FORBID
    text: Annotated[str, Field(max_length=20_000)]
    place: Annotated[str, Field(max_length=2_000)] = ""


class SettleFileCommentIn(BaseModel):
    """Whether it is dealt with."""

    model_config = _FORBID
    resolved: bool


class FileCommentOut(BaseModel):
    """A comment; `text` is null once it was erased."""

    id: str
    text: str | None
    place: str | None
    at: int
    by: str | None
    by_name: str | None
    resolved_at: int | None


class FileVersionOut(BaseModel):
    """One version. Of a file whose content was erased only number, time and person are left."""

    file: str
    number: int
    name: str | None
    size: int | None
    media_type: str | None
    kind: str | None
    sha256: str | None
    width: int | None
    height: int | None
    thumbnail: bool
    at: int | None
    by: str | None
    by_name: str | None
    remark: str | None
    comments: list[FileCommentOut]


class FileDecisionOut(BaseModel):
    """A decision and the version that it rests on; `outdated`: another one is in force by now."""

    task: str
    step: str
    label: dict[str, str]
    verdict: str
    person: str
    name: str | None
    by_name: str | None
    at: int
    file: str | None
    number: int | None
    outdated: bool


class FileDocumentOut(BaseModel):
    """A file of the ticket with its versions, oldest first. `current`: null once it was taken out of its field."""

    id: str
    field: str | None
    note: str | None
    current: str | None
    number: int | None
    writable: bool
    versions: list[FileVersionOut]
    decisions: list[FileDecisionOut]


class TicketFilesOut(BaseModel):
    """What hangs in fields and on notes that the reader may read. `speaks`: whether he may comment."""

    speaks: bool
    documents: list[FileDocumentOut]


class DiffPartOut(BaseModel):
    """A piece of a line."""

    kind: Literal["same", "removed", "added"]
    text: str


class DiffRowOut(BaseModel):
    """A line; `gap` stands for `count` lines that are the same."""

    kind: Literal["same", "removed", "added", "changed", "gap"]
    left: int | None
    right: int | None
    parts: list[DiffPartOut]
    count: int


class FileComparisonOut(BaseModel):
    """Two versions of a document, `left` the older. `how`: what can be shown of the difference; `why` code says why it
    is only facts. `cut`: there is more than `rows` show."""

    how: Literal["text", "pictures", "facts"]
    why: str | None
    left: FileVersionOut
    right: FileVersionOut
    identical: bool
    rows: list[DiffRowOut]
    added: int
    removed: int
    changed: int
    cut: bool


@router.get("/{key}/files")
async def list_ticket_files(key: Key, desk: DeskDep) -> TicketFilesOut:
    """Files in fields and on notes with their versions, comments, and the decisions that rest on them."""
    return await desk.read(lambda tx: _shown(tx, desk, key))


@router.post("/{key}/files/{file}/versions", status_code=201)
async def add_file_version(key: Key, file: Key, body: FileVersionIn, desk: DeskDep) -> TicketFilesOut:
    """上传新版本: an uploaded file takes the place of the version `file`; refused when somebody was quicker."""
    ticket = await desk.read(lambda tx: _ticket(tx, desk, key))
    await desk.submit(m.AddFileVersion(ticket=ticket, base=file, file=body.file, remark=body.remark))
    return await desk.read(lambda tx: _shown(tx, desk, key))


@router.post("/{key}/files/{file}/comments", status_code=201)
async def comment_on_file(key: Key, file: Key, body: FileCommentIn, desk: DeskDep) -> TicketFilesOut:
    """批注: say something about this version, for colleagues."""
    ticket = await desk.read(lambda tx: _ticket(tx, desk, key))
    await desk.submit(m.CommentOnFile(ticket=ticket, file=file, text=body.text, place=body.place))
    return await desk.read(lambda tx: _shown(tx, desk, key))


@router.put("/{key}/files/comments/{comment}")
async def settle_file_comment(key: Key, comment: Key, body: SettleFileCommentIn, desk: DeskDep) -> TicketFilesOut:
    """Say that a comment is dealt with, or after all not."""
    ticket = await desk.read(lambda tx: _ticket(tx, desk, key))
    await desk.submit(m.SettleFileComment(ticket=ticket, comment=comment, resolved=body.resolved))
    return await desk.read(lambda tx: _shown(tx, desk, key))


@router.get("/{key}/files/{file}/comparison")
async def compare_file_versions(
    key: Key, file: Key, desk: DeskDep, other: Annotated[str, Query(max_length=100, alias="with")]
) -> FileComparisonOut:
    """Two versions of one document: text with what went and came, pictures beside each other, of the rest facts."""
    left, right, addresses = await desk.read(lambda tx: _pair(tx, desk, key, (file, other)))
    how, why = _how(left, right)
    shown = _NOTHING
    if how == "text":
        try:
            shown = await desk.offload(lambda: _compared(desk, (left, right), addresses))
        except Refusal as refusal:
            how, why = "facts", refusal.code
    return FileComparisonOut(
        how=how,
        why=why,
        left=left,
        right=right,
        identical=left.sha256 is not None and left.sha256 == right.sha256,
        rows=_rows(shown),
        added=shown.added,
        removed=shown.removed,
        changed=shown.changed,
        cut=shown.cut,
    )


def _ticket(tx: Tx, desk: Desk, key: str) -> str:
    return str(tickets.readable_row(tx, desk.caller, key)[0]["id"])


def _shown(tx: Tx, desk: Desk, key: str) -> TicketFilesOut:
    row, _ = tickets.readable_row(tx, desk.caller, key)
    env = identity.env_of(tx, desk.info, desk.now())
    writable = tickets.writable_fields(tx, desk.caller, row, env)
    speaks = queries.may_speak(tx, desk.caller, row)
    open_ = row["archived_at"] is None
    found = queries.documents_of(tx, desk.hooks, desk.caller, row)
    return TicketFilesOut(
        speaks=speaks,
        documents=[
            FileDocumentOut(
                **one,
                writable=open_
                and one["current"] is not None
                and (one["field"] in writable if one["field"] is not None else speaks),
            )
            for one in found
        ],
    )


def _pair(tx: Tx, desk: Desk, key: str, ids: tuple[str, str]) -> tuple[FileVersionOut, FileVersionOut, dict[str, str]]:
    """The two versions, older first, and where their contents are."""
    row, _ = tickets.readable_row(tx, desk.caller, key)
    for one in queries.documents_of(tx, desk.hooks, desk.caller, row):
        versions = {version["file"]: FileVersionOut(**version) for version in one["versions"]}
        if all(file in versions for file in ids):
            left, right = sorted((versions[file] for file in ids), key=lambda version: version.number)
            facts: dict[str, Row] = files.facts_of(tx, ids)
            return left, right, {file: fact["address"] for file, fact in facts.items()}
    raise Refusal("file.not_found", Kind.NOT_FOUND)


def _how(left: FileVersionOut, right: FileVersionOut) -> tuple[Literal["text", "pictures", "facts"], str | None]:
    types = (left.media_type, right.media_type)
    if None in types:
        return "facts", "file_version.erased"
    if all(one in _PICTURES for one in types):
        return "pictures", None
    if not all(one is not None and words.has_words(one) for one in types):
        return "facts", "document.not_text"
    if max(left.size or 0, right.size or 0) > words.MAX_BYTES:
        return "facts", "document.too_large"
    return "text", None


def _compared(desk: Desk, pair: tuple[FileVersionOut, FileVersionOut], addresses: dict[str, str]) -> Comparison:
    texts = [words.lines_of(one.media_type or "", files.content_at(desk.tenant, addresses[one.file])) for one in pair]
    return compare_texts(*texts)


def _rows(shown: Comparison) -> list[DiffRowOut]:
    return [
        DiffRowOut(
            kind=row.kind,
            left=row.left,
            right=row.right,
            parts=[DiffPartOut(kind=part.kind, text=part.text) for part in row.parts],
            count=row.count,
        )
        for row in shown.rows
    ]
