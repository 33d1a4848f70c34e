"""Who was told what, when, by which channel and with what result; and deliveries that gave up."""

from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import BaseModel

from bihuan.core.access import FieldAccess, check_access, visible_fields
from bihuan.core.values import Kind, Refusal
from bihuan.kernel import outbox
from bihuan.kernel.errors import say
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.identity import interface as identity
from bihuan.modules.notifications import interface as own
from bihuan.modules.notifications import queries
from bihuan.modules.tickets import interface as tickets

router = Router(tags=["notices"], responses=PROBLEMS)
on_tickets = Router(tags=["notices"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]


class AttemptOut(BaseModel):
    """One try. `outcome`: delivered, again (will be tried again), refused (for good), skipped (there was nothing to
    deliver any more). `reason` is `code` in words; `detail` is what the provider said."""

    no: int
    at: int
    outcome: str
    code: str | None
    reason: str | None
    detail: str | None
    channel: str | None
    receipt: str | None


class DeliveryOut(BaseModel):
    """A delivery by one channel. `state`: waiting, delivered, refused (gave up), done (nothing left to deliver).
    `due`: the next try, while it waits."""

    id: str
    channel: str
    state: str
    asked_at: int
    due: int | None
    attempts: list[AttemptOut]


class ToldOut(BaseModel):
    """Somebody who was told. `title` and `text` are there for whoever may read all that they say; `template_version` is
    that of the words (0: those that ship). `deliveries` are its own, and those of the digest that it went with."""

    id: str
    kind: str
    label: dict[str, str]
    template_version: int
    person: str | None
    name: str | None
    group: str | None
    at: int
    visible_at: int
    cause: str
    source: dict[str, Any] | None
    title: str | None
    text: str | None
    read_at: int | None
    unreachable: list[str]
    digest_at: int | None
    deliveries: list[DeliveryOut]


class FailedOut(BaseModel):
    """A delivery that gave up: what was to be delivered to whom, and why it was not."""

    id: str
    notice: str
    kind: str
    person: str | None
    group: str | None
    number: str | None
    channel: str
    asked_at: int
    attempts: list[AttemptOut]


@on_tickets.get("/{key}/notices")
async def list_told(key: str, desk: DeskDep) -> list[ToldOut]:
    """Who was told of this ticket. Who may not read internal notes sees what he was told himself."""
    return [ToldOut(**item) for item in await desk.read(lambda tx: _told(tx, desk, key))]


def _told(tx: Tx, desk: Desk, key: str) -> list[dict[str, Any]]:
    row, anchors = tickets.readable_row(tx, desk.caller, key)
    rights = visible_fields(desk.caller.subject, "ticket", anchors)
    everybody = rights["internal_notes"] >= FieldAccess.READ
    mine = desk.caller.id if desk.caller.kind == "user" else None
    found = [
        item for item in queries.notices_on_ticket(tx, row["id"]) if everybody or (mine and item["person"] == mine)
    ]
    deliveries = queries.deliveries_of(tx, {key for item in found for key in (item["id"], item["digest"]) if key})
    names = identity.person_briefs(tx, {item["person"] for item in found if item["person"]})
    reader = own.Reader(desk.caller.subject, desk.language, desk.info)
    reading, shelf = own.Reading(tx, reader, row), own.Shelf(tx, reader)
    shown = []
    for item in found:
        # A token is nobody's, and a group's notice is for no person: the two must not be taken for the same.
        is_mine = mine is not None and item["person"] == mine
        sees = shelf.may_show(item) if is_mine else all(map(reading.may_know, item["shows"]))
        brief = names.get(item["person"])
        words = {"title": item["title"], "text": item["text"]} if sees else {"title": None, "text": None}
        name = brief.name if brief else None
        sent = [*deliveries.get(item["id"], []), *deliveries.get(item["digest"], [])]
        tries = [_delivery(delivery, desk.language) for delivery in sent]
        shown.append({**_plain(item), **words, "name": name, "deliveries": tries})
    return shown


_KNOWN = (
    *("id", "kind", "template_version", "person", "group", "visible_at", "cause", "source"),
    *("read_at", "unreachable", "digest_at"),
)


def _plain(item: Row) -> dict[str, Any]:
    return {**{name: item[name] for name in _KNOWN}, "label": own.label_of(item["kind"]), "at": item["made_at"]}


def _delivery(row: Row, language: str) -> dict[str, Any]:
    attempts = [attempt_out(attempt, language) for attempt in row["attempts"]]
    delivered = any(attempt["outcome"] == "delivered" for attempt in attempts)
    gave_up = row["state"] == "dead" or (attempts and attempts[-1]["outcome"] == "refused")
    state = "delivered" if delivered else "refused" if gave_up else str(row["state"] or "done")
    waiting = state == "waiting"
    return {**row, "state": state, "due": row["due"] if waiting else None, "attempts": attempts}


def attempt_out(attempt: Row, language: str) -> dict[str, Any]:
    """A try as it is shown, its reason in words."""
    code = attempt["code"]
    return {**attempt, "reason": say(code, {}, language) if code else None}


@router.get("/deliveries")
async def list_failed(desk: DeskDep, limit: Annotated[int, Query(ge=1, le=200)] = 100) -> list[FailedOut]:
    """Deliveries that gave up and wait for a person, newest first."""

    def read(tx: Tx) -> list[Row]:
        may_manage(desk)
        return queries.failed_deliveries(tx, limit)

    found = await desk.read(read)
    return [
        FailedOut(**{**row, "attempts": [attempt_out(attempt, desk.language) for attempt in row["attempts"]]})
        for row in found
    ]


@router.post("/deliveries/{delivery_id}/retry", status_code=204)
async def retry_delivery(delivery_id: str, desk: DeskDep) -> None:
    """Put a delivery that gave up back to work, once what it told of is mended."""
    may_manage(desk)
    now = desk.now()

    def write(tx: Tx) -> None:
        if queries.delivery_row(tx, delivery_id) is None:
            raise Refusal("notice.delivery_not_found", Kind.NOT_FOUND)
        outbox.replay(tx, delivery_id, now)

    await desk.write(write)


def may_manage(desk: Desk) -> None:
    """Refuses everybody but who manages channels."""
    check_access(desk.caller.subject, "manage", "notice_channel", {})
