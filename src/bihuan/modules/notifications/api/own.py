"""A person's own notices: the list, what is unread, and how one wants to be told."""

from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.notifications import bookkeeping, queries
from bihuan.modules.notifications import interface as own
from bihuan.modules.notifications import messages as m

notices = Router(tags=["notices"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=2_000)]
KindName = Annotated[str, Field(max_length=101)]
Word = Annotated[str, Field(max_length=20)]
Words = Annotated[list[Word], Field(max_length=10)]


class NoticeOut(BaseModel):
    """A notice to the caller. `path` leads to the ticket within the app. `withheld`: the caller may not read the
    ticket any more, or not all that the words hold, so they are not given out."""

    id: str
    kind: str
    label: dict[str, str]
    title: str | None
    text: str | None
    ticket: str | None
    number: str | None
    path: str | None
    urgent: bool
    withheld: bool
    at: int
    read_at: int | None


class NoticePageOut(BaseModel):
    """Notices, newest first. `cursor`: for the next page."""

    items: list[NoticeOut]
    cursor: str | None


class UnreadOut(BaseModel):
    """How many are unread; counting stops at 1,000."""

    count: int


class PreferencesIn(BaseModel):
    """How to be told (docs/notices.md): `channels` and `digest` by kind of notice ("*" = all others), the `order` in
    which channels are tried, `daily_at` of the daily digest, and quiet hours. What is left out is the usual."""

    model_config = ConfigDict(extra="forbid")
    channels: Annotated[dict[KindName, Annotated[list[Word], Field(max_length=10)]] | None, Field(max_length=500)] = (
        None
    )
    order: Annotated[list[Word] | None, Field(max_length=10)] = None
    digest: Annotated[dict[KindName, Word] | None, Field(max_length=500)] = None
    daily_at: Word | None = None
    quiet: Annotated[dict[Word, Word] | None, Field(max_length=4)] = None


class PreferencesOut(BaseModel):
    """The caller's choice, and what there is to choose from."""

    channels: dict[str, list[str]] | None
    order: list[str] | None
    digest: dict[str, str] | None
    daily_at: str | None
    quiet: dict[str, str] | None
    kinds: dict[str, dict[str, str]]


@notices.get("")
async def list_notices(
    desk: DeskDep,
    unread: Annotated[bool, Query(description="Only those that were not read")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> NoticePageOut:
    """The caller's notices, newest first."""
    person, now = person_of(desk), desk.now()

    def read(tx: Tx) -> dict[str, Any]:
        page = queries.list_notices(tx, person, now, unread, cursor, limit)
        shelf = own.Shelf(tx, own.Reader(desk.caller.subject, desk.language, desk.info))
        return {"items": [_shown(row, shelf.may_show(row)) for row in page.rows], "cursor": page.cursor}

    return NoticePageOut(**await desk.read(read))


@notices.get("/unread")
async def count_unread(desk: DeskDep) -> UnreadOut:
    """How many notices the caller has not read."""
    person, now = person_of(desk), desk.now()
    return UnreadOut(count=await desk.read(lambda tx: queries.count_unread(tx, person, now)))


@notices.post("/read", status_code=204)
async def read_all(desk: DeskDep) -> None:
    """Mark everything read that is there now."""
    person, now = person_of(desk), desk.now()
    await desk.write(lambda tx: bookkeeping.mark_all_read(tx, person, now))


@notices.get("/preferences")
async def get_preferences(desk: DeskDep) -> PreferencesOut:
    """How the caller wants to be told."""
    person = person_of(desk)

    def read(tx: Tx) -> dict[str, Any]:
        kinds = {item.kind: dict(item.label) for item in own.all_templates(tx) if item.enabled}
        chosen, _ = own.understood(queries.preferences_of(tx, person))
        return {**dict.fromkeys(PreferencesIn.model_fields), **chosen, "kinds": kinds}

    return PreferencesOut(**await desk.read(read))


@notices.put("/preferences")
async def set_preferences(body: PreferencesIn, desk: DeskDep) -> PreferencesOut:
    """Choose anew, as a whole."""
    await desk.submit(m.SetNoticePreferences(person_of(desk), body.model_dump(exclude_none=True)))
    return await get_preferences(desk)


@notices.post("/{notice_id}/read", status_code=204)
async def read_one(notice_id: str, desk: DeskDep) -> None:
    """Mark one notice read."""
    person, now = person_of(desk), desk.now()

    def write(tx: Tx) -> None:
        row = queries.notice_row(tx, notice_id)
        if row is None or row["person"] != person:
            raise Refusal("notice.not_found", Kind.NOT_FOUND)
        bookkeeping.mark_read(tx, notice_id, now)

    await desk.write(write)


def person_of(desk: Desk) -> str:
    """The signed-in person. Refuses tokens: a notice quotes whatever its person may read."""
    if desk.caller.kind != "user" or desk.caller.id is None:
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.own_only")
    return desk.caller.id


def _place(row: Row) -> str:
    """Where on the ticket's page it stands what one is told of."""
    note = (row["source"] or {}).get("note")
    return f"#note-{note}" if note else ""


def _shown(row: Row, readable: bool) -> dict[str, Any]:
    known = ("id", "kind", "ticket", "number", "urgent", "read_at")
    path = f"/tickets/{row['number']}{_place(row)}" if row["number"] and readable and not row["bare"] else None
    return {
        **{name: row[name] for name in known},
        "label": own.label_of(row["kind"]),
        "title": row["title"] if readable else None,
        "text": row["text"] if readable else None,
        "path": path,
        "withheld": not readable,
        "at": row["visible_at"],
    }
