"""Routes by which staff give a customer the page of his ticket, and take it back."""

from typing import Annotated

from fastapi import Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import check_access
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.portal import messages, queries
from bihuan.modules.portal.api.pages import portal_address
from bihuan.modules.portal.interface import link_token
from bihuan.modules.tickets import interface as tickets

router = Router(tags=["portal"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
_DAY_MS = 86_400_000
Key = Annotated[str, Path(max_length=100)]


class LinkIn(BaseModel):
    """How long the link opens the ticket."""

    model_config = ConfigDict(extra="forbid")
    days: Annotated[int, Field(ge=1, le=400)] = 365


class LinkOut(BaseModel):
    """A link to a ticket; `address` is shown to those who may give it to the customer."""

    id: str
    issued_at: int
    issued_by: str | None
    until: int
    revoked_at: int | None
    address: str
    qr: list[str] = Field(description="The address as a QR code, row by row, `1` where it is dark, without its border")


@router.get("/{key}/access-links")
async def list_links(key: Key, desk: DeskDep) -> list[LinkOut]:
    """The links to a ticket, the newest first."""

    def read(tx: Tx) -> list[Row]:
        row, anchors = tickets.readable_row(tx, desk.caller, key)
        check_access(desk.caller.subject, "share", "ticket", anchors)
        return queries.links_of(tx, row["id"])

    return [_shown(desk, row) for row in await desk.read(read)]


@router.post("/{key}/access-links", status_code=201)
async def issue_link(key: Key, body: LinkIn, desk: DeskDep) -> LinkOut:
    """A link for the ticket's submitter, to be sent or shown as a QR code."""
    row = await desk.read(lambda tx: tickets.readable_row(tx, desk.caller, key)[0])
    until = desk.now() + body.days * _DAY_MS
    accepted = await desk.submit(messages.IssueLink(ticket=row["id"], until=until))
    return _shown(desk, await desk.read(lambda tx: queries.link(tx, accepted.ref.partition(":")[2]) or {}))


@router.delete("/{key}/access-links/{link}", status_code=204)
async def revoke_link(key: Key, link: Annotated[str, Path(max_length=100)], desk: DeskDep) -> None:
    """The link opens nothing from now on."""

    def read(tx: Tx) -> str:
        row = tickets.readable_row(tx, desk.caller, key)[0]
        known = queries.link(tx, link)
        return link if known is not None and known["ticket"] == row["id"] else ""

    await desk.submit(messages.RevokeLink(link=await desk.read(read)))


def _shown(desk: Desk, row: Row) -> LinkOut:
    address = f"{portal_address(desk)}/t#{link_token(desk.tenant.keys, desk.info.slug, row['id'])}"
    return LinkOut(
        id=row["id"],
        issued_at=row["issued_at"],
        issued_by=row["issued_by"],
        until=row["until_at"],
        revoked_at=row["revoked_at"],
        address=address,
        qr=_code(address),
    )


def _code(address: str) -> list[str]:
    import segno  # where codes are drawn: a start need not wait for it

    return ["".join("1" if dark else "0" for dark in line) for line in segno.make_qr(address).matrix]
