"""Routes for whoever was invited: he is not signed in, the invitation says who he is."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Envelope
from bihuan.kernel.ids import new_id
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk
from bihuan.modules.identity import interface, queries
from bihuan.modules.identity import messages as m
from bihuan.modules.identity.api.callers import OpenDesk
from bihuan.modules.identity.api.proving import as_platform

router = APIRouter(tags=["sign-in"], responses=PROBLEMS)
_FORBID = ConfigDict(extra="forbid")
Token = Annotated[str, Field(min_length=1, max_length=600)]


class InvitationIn(BaseModel):
    """What the link of an invitation carries."""

    model_config = _FORBID
    token: Token


class AcceptanceIn(BaseModel):
    """The invitation, and the password that the person chose."""

    model_config = _FORBID
    token: Token
    password: Annotated[str, Field(min_length=1, max_length=400)]


class InvitedOut(BaseModel):
    """Who is invited, and until when."""

    name: str | None
    login: str | None
    company: str
    until: int


@router.post("")
async def look_at_invitation(body: InvitationIn, desk: OpenDesk) -> InvitedOut:
    """Whom an invitation is for. Refuses `invitation.not_good`, whatever is wrong with it."""
    invitation, row = await _good(desk, body.token)
    return InvitedOut(name=row["name"], login=row["login"], company=desk.info.name, until=invitation.until)


@router.post("/accept", status_code=204)
async def accept_invitation(body: AcceptanceIn, desk: OpenDesk) -> None:
    """Choose the password that one signs in with; the invitation is used up."""
    invitation, row = await _good(desk, body.token)
    interface.check_password(body.password, row["login"])
    keys = desk.tenant.keys
    sealed = await desk.offload(lambda: interface.seal_password(keys, body.password))
    command = m.AcceptInvitation(invitation.user, invitation.no, invitation.until, sealed)
    await desk.bus.submit(desk.info.slug, Envelope(new_id(desk.now()), command, as_platform(desk), desk.channel))


async def _good(desk: Desk, token: str) -> tuple[interface.Invitation, Row]:
    invitation = interface.read_invitation(desk.tenant.keys, token, desk.now())
    found = await desk.read(lambda tx: _invited(tx, invitation)) if invitation is not None else None
    if invitation is None or found is None:
        raise Refusal("invitation.not_good", Kind.NOT_FOUND)
    return invitation, found


def _invited(tx: Tx, invitation: interface.Invitation) -> Row | None:
    row, known = queries.user(tx, invitation.user), queries.credential(tx, invitation.user)
    is_good = row is not None and row["state"] == "active" and known is not None and known["version"] == invitation.no
    return row if is_good else None
