"""Oneself: who I am here, what I may, my password, my second factor, my deputies."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.qr import qr_svg
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk
from bihuan.modules.identity import interface, queries
from bihuan.modules.identity import messages as m
from bihuan.modules.identity.api.callers import InSession, SignedIn, own_id
from bihuan.modules.identity.api.proving import prove_own_password

router = APIRouter(tags=["me"], responses=PROBLEMS)
_FORBID = ConfigDict(extra="forbid")
Password = Annotated[str, Field(min_length=1, max_length=400)]


class TenantOut(BaseModel):
    """The tenant that one is in."""

    slug: str
    name: str
    zone: str
    language: str


class GrantOut(BaseModel):
    """Something one may do."""

    action: str
    kind: str
    rows: str


class MeOut(BaseModel):
    """Oneself."""

    id: str
    name: str | None
    login: str | None
    phone: str | None
    email: str | None
    language: str
    departments: list[str]
    roles: list[str]
    skills: dict[str, int]
    areas: list[str]
    teams: list[str]
    customer: str | None
    version: int
    password_expires: bool
    second_factor: bool
    scopes: list[str] | None = Field(description="Of the API token; null in a session")
    grants: list[GrantOut]
    viewing_as: str | None = Field(description="The role through whose eyes one looks; nothing can be changed then")
    tenant: TenantOut


class MeChange(BaseModel):
    """What everybody may change about themselves."""

    model_config = _FORBID
    phone: Annotated[str | None, Field(max_length=40)] = None
    email: Annotated[str | None, Field(max_length=200)] = None
    language: Literal["zh", "en"] = "zh"


class PasswordChange(BaseModel):
    """The old password and the new one."""

    model_config = _FORBID
    old: Password
    new: Password


class PasswordProof(BaseModel):
    """One's password once more."""

    model_config = _FORBID
    password: Password


class TotpOut(BaseModel):
    """A secret for an authenticator app; it counts once a code has confirmed it."""

    secret: str
    address: str = Field(description="otpauth:// address that the QR code holds")
    qr: str = Field(description="The QR code as SVG")


class TotpCode(BaseModel):
    """A code of the app."""

    model_config = _FORBID
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class DeputyIn(BaseModel):
    """Who stands in, and when (ms since 1970-01-01 UTC, the end not included)."""

    model_config = _FORBID
    deputy: Annotated[str, Field(max_length=100)]
    from_: Annotated[int, Field(alias="from", ge=0, lt=1 << 53)]
    until: Annotated[int, Field(ge=0, lt=1 << 53)]


class DeputyOut(BaseModel):
    """Who stands in, and when."""

    model_config = ConfigDict(populate_by_name=True)
    deputy: str
    from_: int = Field(alias="from")
    until: int


@router.get("")
async def get_me(desk: SignedIn) -> MeOut:
    """Who I am and what I may do here."""
    return await desk.read(lambda tx: _me(tx, desk))


@router.patch("")
async def change_me(body: MeChange, desk: InSession) -> MeOut:
    """Change one's own phone, e-mail or language."""
    await desk.submit(m.ChangeUser(own_id(desk), body.model_dump(exclude_unset=True)))
    return await desk.read(lambda tx: _me(tx, desk))


def _me(tx: Tx, desk: Desk) -> MeOut:
    user_id = own_id(desk)
    row = queries.user(tx, user_id)
    if row is None:
        raise Refusal("access.sign_in", Kind.UNAUTHENTICATED)
    known: Row = queries.credential(tx, user_id) or {"password_expires": False, "totp_state": "off"}
    has = queries.memberships(tx, [user_id])[user_id]
    own = ("id", "name", "login", "phone", "email", "language", "customer", "version")
    scopes, info = desk.caller.scopes, desk.info
    return MeOut(
        **{name: row[name] for name in own},
        **queries.named_targets(has),
        password_expires=known["password_expires"],
        second_factor=known["totp_state"] == "on",
        scopes=None if scopes is None else sorted(scopes),
        grants=[GrantOut(action=g.action, kind=g.kind, rows=g.rows) for g in desk.caller.subject.grants],
        viewing_as=desk.caller.viewing,
        tenant=TenantOut(slug=info.slug, name=info.name, zone=info.zone, language=info.language),
    )


@router.post("/password", status_code=204)
async def change_password(body: PasswordChange, desk: InSession) -> None:
    """Change one's password; every other session ends."""
    proven = await prove_own_password(desk, body.old)
    interface.check_password(body.new, proven.user["login"])
    keys = desk.tenant.keys
    sealed = await desk.offload(lambda: interface.seal_password(keys, body.new))
    await desk.submit(m.SetPassword(own_id(desk), sealed, proven.sealed, keep_session=desk.caller.session))


@router.post("/totp", status_code=201)
async def enrol_totp(desk: InSession) -> TotpOut:
    """Begin with a second factor: put the secret into an app, then confirm with a code."""
    secret = interface.new_totp_secret()
    await desk.submit(m.EnrolTotp(own_id(desk), interface.seal_totp(desk.tenant.keys, secret)))
    row = await desk.read(lambda tx: queries.user(tx, own_id(desk)))
    account = (row or {}).get("login") or own_id(desk)
    address = interface.totp_address(secret, account, f"Bihuan {desk.info.name}")
    return TotpOut(secret=secret, address=address, qr=qr_svg(address))


@router.post("/totp/confirm", status_code=204)
async def confirm_totp(body: TotpCode, desk: InSession) -> None:
    """From now on signing in needs a code."""
    known = await desk.read(lambda tx: queries.credential(tx, own_id(desk)))
    if known is None or known["totp_state"] != "enrolled":
        raise Refusal("totp.not_enrolled", Kind.CONFLICT)
    keys, now = desk.tenant.keys, desk.now()
    step = interface.matching_step(keys, known["totp_secret"], body.code, now, known["totp_step"])
    if step is None:
        raise Refusal("totp.code_wrong", path="code")
    await desk.submit(m.ConfirmTotp(own_id(desk), step))


@router.post("/totp/disable", status_code=204)
async def disable_totp(body: PasswordProof, desk: InSession) -> None:
    """Sign in by password alone again."""
    await prove_own_password(desk, body.password)
    await desk.submit(m.DisableTotp(own_id(desk)))


@router.get("/deputies", response_model=list[DeputyOut])
async def get_deputies(desk: SignedIn) -> list[dict[str, Any]]:
    """Who stands in for me, first choice first."""
    rows = await desk.read(lambda tx: queries.deputies(tx, own_id(desk)))
    return [{"deputy": row["deputy"], "from": row["from_at"], "until": row["until_at"]} for row in rows]


@router.put("/deputies", response_model=list[DeputyOut])
async def appoint_deputies(
    body: Annotated[list[DeputyIn], Field(max_length=10)], desk: InSession
) -> list[dict[str, Any]]:
    """Name who stands in for me; the list replaces the one before."""
    wanted = [each.model_dump(by_alias=True) for each in body]
    await desk.submit(m.AppointDeputies(own_id(desk), tuple(wanted)))
    return wanted
