"""Oneself: who I am here, what I may, my password, my second factor, my deputies."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.qr import qr_svg
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk
from bihuan.modules.features import interface as features
from bihuan.modules.identity import interface, queries
from bihuan.modules.identity import messages as m
from bihuan.modules.identity.api.callers import InSession, SignedIn, own_id
from bihuan.modules.identity.api.deputies import DeputiesIn, DeputyOut, deputies_of, written
from bihuan.modules.identity.api.proving import prove_own_password

router = Router(tags=["me"], responses=PROBLEMS)
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
    second_factor_needed: bool = Field(description="A role of his must sign in in two steps")
    must_enrol: bool = Field(description="Nothing works until a second factor is set up")
    recovery_codes: int = Field(description="How many recovery codes are left")
    scopes: list[str] | None = Field(description="Of the API token; null in a session")
    grants: list[GrantOut]
    viewing_as: str | None = Field(description="The role through whose eyes one looks; nothing can be changed then")
    switched_off: list[str] = Field(description="Modules that are not in use here; their pages are hidden")
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


class RecoveryCodesOut(BaseModel):
    """Codes that open once each when the app is lost. Shown now and never again."""

    codes: list[str]


class TotpCode(BaseModel):
    """A code of the app."""

    model_config = _FORBID
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]


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
    nothing = {"password_expires": False, "totp_state": "off", "recovery": None}
    known: Row = queries.credential(tx, user_id) or nothing
    has = queries.memberships(tx, [user_id])[user_id]
    own = ("id", "name", "login", "phone", "email", "language", "customer", "version")
    scopes, info = desk.caller.scopes, desk.info
    return MeOut(
        **{name: row[name] for name in own},
        **queries.named_targets(has),
        password_expires=known["password_expires"],
        second_factor=known["totp_state"] == "on",
        second_factor_needed=interface.needs_second_factor(tx, user_id),
        must_enrol=desk.caller.unguarded,
        recovery_codes=len(known["recovery"] or ()),
        scopes=None if scopes is None else sorted(scopes),
        grants=[GrantOut(action=g.action, kind=g.kind, rows=g.rows) for g in desk.caller.subject.grants],
        viewing_as=desk.caller.viewing,
        switched_off=sorted(features.switched_off(tx)),
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


@router.post("/totp/confirm")
async def confirm_totp(body: TotpCode, desk: InSession) -> RecoveryCodesOut:
    """From now on signing in needs a code. Answers the first recovery codes."""
    known = await desk.read(lambda tx: queries.credential(tx, own_id(desk)))
    if known is None or known["totp_state"] != "enrolled":
        raise Refusal("totp.not_enrolled", Kind.CONFLICT)
    keys, now = desk.tenant.keys, desk.now()
    step = interface.matching_step(keys, known["totp_secret"], body.code, now, known["totp_step"])
    if step is None:
        raise Refusal("totp.code_wrong", path="code")
    codes = interface.new_recovery_codes()
    await desk.submit(m.ConfirmTotp(own_id(desk), step, _hashed(desk, codes)))
    return RecoveryCodesOut(codes=list(codes))


@router.post("/recovery-codes", status_code=201)
async def make_recovery_codes(body: PasswordProof, desk: InSession) -> RecoveryCodesOut:
    """Ten new recovery codes; those before are void."""
    await prove_own_password(desk, body.password)
    codes = interface.new_recovery_codes()
    await desk.submit(m.SetRecoveryCodes(own_id(desk), _hashed(desk, codes)))
    return RecoveryCodesOut(codes=list(codes))


def _hashed(desk: Desk, codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(interface.hash_recovery_code(desk.tenant.keys, own_id(desk), code) for code in codes)


@router.post("/totp/disable", status_code=204)
async def disable_totp(body: PasswordProof, desk: InSession) -> None:
    """Sign in by password alone again."""
    await prove_own_password(desk, body.password)
    await desk.submit(m.DisableTotp(own_id(desk)))


@router.get("/deputies", response_model=list[DeputyOut])
async def get_deputies(desk: SignedIn) -> list[dict[str, Any]]:
    """Who stands in for me, first choice first."""
    found: list[dict[str, Any]] = await desk.read(lambda tx: deputies_of(tx, own_id(desk)))
    return found


@router.put("/deputies", response_model=list[DeputyOut])
async def appoint_deputies(body: DeputiesIn, desk: InSession) -> list[dict[str, Any]]:
    """Name who stands in for me; the list replaces the one before."""
    await desk.submit(m.AppointDeputies(own_id(desk), written(body)))
    found: list[dict[str, Any]] = await desk.read(lambda tx: deputies_of(tx, own_id(desk)))
    return found
