"""Routes for whoever was invited: he is not signed in, the invitation says who he is."""

from typing import Annotated

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Envelope
from bihuan.kernel.ids import new_id, new_secret
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk
from bihuan.modules.audit.messages import SIGN_IN_FAILED, RecordAccess
from bihuan.modules.company import interface as company
from bihuan.modules.identity import interface, queries
from bihuan.modules.identity import messages as m
from bihuan.modules.identity.api.callers import OpenDesk
from bihuan.modules.identity.api.proving import as_platform
from bihuan.modules.identity.api.sessions import SessionOpenedOut, begin_session, in_cookies

router = Router(tags=["sign-in"], responses=PROBLEMS)
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


class JoiningIn(InvitationIn):
    """The invitation, and the phone that the person says is his."""

    phone: Annotated[str, Field(min_length=5, max_length=50)]


class JoiningCodeIn(JoiningIn):
    """The code that came by SMS."""

    code: Annotated[str, Field(min_length=4, max_length=12)]


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
    called = await desk.read(lambda tx: company.name_of(tx, desk.info))
    return InvitedOut(name=row["name"], login=row["login"], company=called, until=invitation.until)


@router.post("/accept", status_code=204)
async def accept_invitation(body: AcceptanceIn, desk: OpenDesk) -> None:
    """Choose the password that one signs in with; the invitation is used up."""
    invitation, row = await _good(desk, body.token)
    interface.check_password(body.password, row["login"])
    keys = desk.tenant.keys
    sealed = await desk.offload(lambda: interface.seal_password(keys, body.password))
    command = m.AcceptInvitation(invitation.user, invitation.no, invitation.until, sealed)
    await desk.bus.submit(desk.info.slug, Envelope(new_id(desk.now()), command, as_platform(desk), desk.channel))


@router.post("/codes", status_code=202)
async def send_joining_code(body: JoiningIn, desk: OpenDesk) -> None:
    """Send a code to the phone on record of whoever is invited; nobody learns whether this is its number.

    Refuses `join.no_sms` where codes cannot be sent, or one would not do: then a password is chosen.
    """
    _, row = await _good(desk, body.token)
    proof = await _proof(desk, row)
    await proof.send(desk, _digits(body.phone), row["id"] if _is_own(row, body.phone) else None)


@router.post("/codes/check", status_code=201)
async def join(body: JoiningCodeIn, desk: OpenDesk, request: Request, response: Response) -> SessionOpenedOut:
    """Signed in on this device, for whoever read the code on his phone; the invitation is used up.

    He has no password then: another device takes another invitation. Refuses `join.code_wrong`, whatever is wrong.
    """
    invitation, row = await _good(desk, body.token)
    proof = await _proof(desk, row)
    right = await proof.proves(desk, _digits(body.phone), body.code.strip())
    if not right or not _is_own(row, body.phone):
        failed = RecordAccess(SIGN_IN_FAILED, row["id"], detail={"reason": "phone_code", "wait_ms": 0})
        await desk.bus.submit(desk.info.slug, Envelope(new_id(desk.now()), failed, as_platform(desk), desk.channel))
        raise Refusal("join.code_wrong", path="code")
    keys = desk.tenant.keys
    # Nobody knows this password; it is there because a session stands and falls with one.
    sealed = await desk.offload(lambda: interface.seal_password(keys, new_secret(32)))
    command = m.AcceptInvitation(invitation.user, invitation.no, invitation.until, sealed)
    await desk.bus.submit(desk.info.slug, Envelope(new_id(desk.now()), command, as_platform(desk), desk.channel))
    token, opened = await begin_session(desk, row, sealed, None)
    return in_cookies(request, response, token, opened)


async def _proof(desk: Desk, row: Row) -> interface.PhoneProof:
    """How a phone is proven. Who has a second factor proves that, and not less, at the sign-in."""
    proof: interface.PhoneProof | None = desk.hooks.provided.get(interface.PHONE_PROOF)

    def usable(tx: Tx) -> bool:
        known = queries.credential(tx, row["id"])
        return proof is not None and proof.can_send(tx) and (known is None or known["totp_state"] != "on")

    if proof is None or not await desk.read(usable):
        raise Refusal("join.no_sms", Kind.CONFLICT)
    return proof


def _is_own(row: Row, phone: str) -> bool:
    return bool(row["phone"]) and _digits(row["phone"]) == _digits(phone)


def _digits(phone: str) -> str:
    """A number without what people put between its digits, and without the country that all share."""
    return "".join(sign for sign in phone.removeprefix("+86") if sign.isascii() and (sign.isdigit() or sign == "+"))


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
