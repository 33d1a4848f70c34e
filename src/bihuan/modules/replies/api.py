"""Routes of preset replies."""

from typing import Annotated, Literal

from fastapi import Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.identity import interface as identity
from bihuan.modules.replies import interface, queries
from bihuan.modules.replies import messages as m

router = Router(tags=["replies"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
Scope = Literal["everybody", "departments", "own"]
Key = Annotated[str, Field(max_length=100)]


class ReplyIn(BaseModel):
    """A reply to keep. In `text` `{{field}}` stands for a field of the ticket it is used on."""

    model_config = ConfigDict(extra="forbid")
    title: Annotated[str, Field(max_length=200)]
    text: Annotated[str, Field(max_length=20_000)]
    scope: Scope = "own"
    category: Annotated[str, Field(max_length=200)] = ""
    departments: Annotated[list[Key], Field(max_length=50)] = []


class ReplyOut(BaseModel):
    """A reply that the caller may use. `editable`: he may change it."""

    id: str
    title: str
    text: str
    scope: str
    category: str
    departments: list[str]
    owner: str
    editable: bool
    deleted: bool
    version: int


class PlaceholderOut(BaseModel):
    """What may stand in a text as `{{key}}`."""

    key: str
    label: dict[str, str]


class RepliesOut(BaseModel):
    """Replies, the placeholders there are, and for whom the caller keeps shared ones: "everybody", departments."""

    items: list[ReplyOut]
    placeholders: list[PlaceholderOut]
    shares: list[str]


class FilledOut(BaseModel):
    """The words for a ticket. `missing`: placeholders that are empty there, or that the caller may not read."""

    text: str
    missing: list[str]


@router.get("")
async def list_replies(
    desk: DeskDep, deleted: Annotated[bool, Query(description="Those that the caller may restore instead")] = False
) -> RepliesOut:
    """Replies that the caller may use: everybody's, those of his departments and his own."""

    def read(tx: Tx) -> RepliesOut:
        _check_colleague(tx, desk)
        rows = queries.replies_for(tx, desk.caller.subject, deleted)
        known = [PlaceholderOut(key=key, label=label) for key, label in interface.PLACEHOLDERS.items()]
        items = [_shown(tx, desk, row) for row in rows]
        return RepliesOut(items=items, placeholders=known, shares=_shares(tx, desk))

    return await desk.read(read)


@router.post("", status_code=201)
async def create_reply(body: ReplyIn, desk: DeskDep) -> ReplyOut:
    """Keep a reply."""
    return await _saved(desk, body, None)


@router.put("/{reply}")
async def change_reply(reply: str, body: ReplyIn, desk: DeskDep) -> ReplyOut:
    """Change a reply as a whole. Send If-Match to be told when somebody else was faster."""
    return await _saved(desk, body, reply)


@router.delete("/{reply}", status_code=204)
async def delete_reply(reply: str, desk: DeskDep) -> Response:
    """Offer it no more."""
    await desk.submit(m.DeleteReply(reply))
    return Response(status_code=204)


@router.post("/{reply}/restore", status_code=204)
async def restore_reply(reply: str, desk: DeskDep) -> Response:
    """Offer it again."""
    await desk.submit(m.RestoreReply(reply))
    return Response(status_code=204)


@router.get("/{reply}/text")
async def fill_reply(
    reply: str, desk: DeskDep, ticket: Annotated[str, Query(max_length=100, description="Id or number")]
) -> FilledOut:
    """The reply's words for a ticket, filled in with what the caller may read of it."""

    def read(tx: Tx) -> FilledOut:
        _check_colleague(tx, desk)
        row = queries.reply_row(tx, reply)
        if row is None or row["deleted"] or not queries.may_use(tx, desk.caller.subject, row):
            raise Refusal("reply.not_found", Kind.NOT_FOUND)
        found = interface.filled(tx, desk.caller, desk.info, row["text"], ticket)
        return FilledOut(text=found.text, missing=list(found.missing))

    return await desk.read(read)


async def _saved(desk: Desk, body: ReplyIn, reply: str | None) -> ReplyOut:
    command = m.SaveReply(**{**body.model_dump(), "departments": tuple(body.departments), "reply": reply})

    def read(tx: Tx, ref: str) -> ReplyOut:
        row = queries.reply_row(tx, ref.partition(":")[2])
        if row is None:
            raise Refusal("reply.not_found", Kind.NOT_FOUND)
        return _shown(tx, desk, row)

    _, found = await desk.submit_and_read(command, lambda tx, done: read(tx, done.ref))
    return found


def _check_colleague(tx: Tx, desk: Desk) -> None:
    person = desk.caller.subject.person
    if person is None or identity.is_customers(tx, person):
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.colleagues_only")


def _shares(tx: Tx, desk: Desk) -> list[str]:
    """What the caller may keep for others: "everybody", and the departments by their ids."""
    subject = desk.caller.subject
    everybody = ["everybody"] if queries.may_manage(subject, None) else []
    units = identity.organisation(tx).units.items()
    return everybody + [key for key, unit in units if unit["kind"] == "department" and queries.may_manage(subject, key)]


def _shown(tx: Tx, desk: Desk, row: Row) -> ReplyOut:
    names = ("id", "title", "text", "scope", "category", "departments", "owner", "deleted", "version")
    editable = desk.caller.kind == "user" and queries.may_edit(tx, desk.caller.subject, row)
    return ReplyOut(**{name: row[name] for name in names}, editable=editable)
