"""People as those see them who may: names for all, numbers by role."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import FieldAccess, FieldSet, check_access, redact, visible_fields
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.command import Envelope
from bihuan.kernel.errors import say
from bihuan.kernel.ids import new_id
from bihuan.kernel.listing import ListAsk, Page, PageOut, list_ask, page_of
from bihuan.kernel.qr import qr_svg
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk
from bihuan.modules.audit.interface import record_access
from bihuan.modules.audit.messages import MASKED_SEARCH, REVEAL
from bihuan.modules.identity import interface, queries
from bihuan.modules.identity import messages as m
from bihuan.modules.identity.api.callers import PathId, SignedIn

router = Router(tags=["users"], responses=PROBLEMS)
Id = Annotated[str, Field(min_length=1, max_length=100)]
Ids = Annotated[list[Id], Field(max_length=50)]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Text = Annotated[str | None, Field(max_length=200)]
Level = Annotated[int, Field(ge=1, le=5)]
Language = Literal["zh", "en"]
MAX_IDS = 100
_DAY_MS = 86_400_000
MASKS = {"phone": "phone", "email": "email"}


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class UserIn(_In):
    """A person to add. With `password`, they change it at their first sign-in."""

    name: Name
    login: Text = None
    phone: Text = None
    email: Text = None
    language: Language = "zh"
    departments: Ids = []
    roles: Ids = []
    skills: Annotated[dict[Id, Level], Field(max_length=50, description="Levels 1 to 5 by skill id")] = {}
    areas: Ids = []
    teams: Ids = []
    customer: Text = None
    manager: Text = None
    password: Annotated[str | None, Field(min_length=1, max_length=400)] = None


class UserChange(_In):
    """What to change; what is not sent stays."""

    name: Name = ""
    login: Text = None
    phone: Text = None
    email: Text = None
    language: Language = "zh"
    departments: Ids = []
    roles: Ids = []
    skills: Annotated[dict[Id, Level], Field(max_length=50)] = {}
    areas: Ids = []
    teams: Ids = []
    customer: Text = None
    manager: Text = None


class UserOut(BaseModel):
    """A person. Fields that the caller may not see are absent, masked ones show as 138****5678."""

    id: str
    state: Literal["active", "left", "erased"]
    version: int
    name: str | None = None
    login: str | None = None
    phone: str | None = None
    email: str | None = None
    language: str | None = None
    departments: list[str] | None = None
    roles: list[str] | None = None
    skills: dict[str, int] | None = None
    areas: list[str] | None = None
    teams: list[str] | None = None
    customer: str | None = None
    manager: str | None = None
    created_at: int | None = None


class Reveal(_In):
    """Which masked field to show whole."""

    field: Literal["phone", "email"]


class RevealedOut(BaseModel):
    """The whole value. That it was shown, and to whom, is on record."""

    field: str
    value: str | None


class PasswordIn(_In):
    """A first password, to be changed at the next sign-in."""

    password: Annotated[str, Field(min_length=1, max_length=400)]


class InvitationIn(_In):
    """For how long the invitation is good."""

    days: Annotated[int, Field(ge=1, le=30)] = 3


class InvitationOut(BaseModel):
    """The address that the person opens to choose a password: it opens once, until `until` (ms)."""

    address: str
    qr: str = Field(description="The same for the phone app, as a QR code, SVG")
    until: int


class EraseIn(_In):
    """Why somebody is erased."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


@router.get("", response_model_exclude_unset=True)
async def list_users(
    desk: SignedIn,
    ask: Annotated[ListAsk, Depends(list_ask)],
    q: Annotated[str, Query(max_length=100, description="Text in a name or login")] = "",
    ids: Annotated[str, Query(max_length=MAX_IDS * 37, description="These people only: ids with commas")] = "",
) -> PageOut[UserOut]:
    """The people whom the caller may see."""
    who = queries.WhoIsAsked(q, tuple(filter(None, ids.split(",")))[:MAX_IDS])

    def read(tx: Tx) -> tuple[Page, JsonObject]:
        env = interface.env_of(tx, desk.info, desk.now())
        page = queries.list_users(tx, desk.caller, ask, env, who)
        has = queries.memberships(tx, [listed.row["id"] for listed in page.rows])
        shown = page_of(page, lambda one: _shown(one.row, has[one.row["id"]], one.rights, desk.language))
        return page, shown

    page, shown = await desk.read(read)
    if page.logged:
        await record_access(desk, MASKED_SEARCH, kind="user", fields=page.logged)
    return PageOut[UserOut](**shown)


@router.post("", status_code=201, response_model_exclude_unset=True)
async def create_user(body: UserIn, desk: SignedIn, response: Response) -> UserOut:
    """Add a person."""
    if body.password is not None:
        interface.check_password(body.password, body.login)
    fields = body.model_dump(exclude={"password"})
    lists = {name: tuple(value) for name, value in fields.items() if isinstance(value, list)}
    accepted = await desk.submit(m.CreateUser(**{**fields, **lists}))
    user_id = accepted.ref.partition(":")[2]
    if body.password is not None:
        # A command of its own: sealing draws chance, and a repeat of the request must say the same.
        await _set_password(desk, user_id, body.password)
    return await _view(desk, user_id, response)


@router.get("/{user_id}", response_model_exclude_unset=True)
async def get_user(user_id: PathId, desk: SignedIn, response: Response) -> UserOut:
    """One person."""
    return await _view(desk, user_id, response)


@router.patch("/{user_id}", response_model_exclude_unset=True)
async def change_user(user_id: PathId, body: UserChange, desk: SignedIn, response: Response) -> UserOut:
    """Change a profile. Send If-Match to be told when somebody else was faster."""
    await desk.submit(m.ChangeUser(user_id, body.model_dump(exclude_unset=True)))
    return await _view(desk, user_id, response)


@router.post("/{user_id}/reveal")
async def reveal(user_id: PathId, body: Reveal, desk: SignedIn) -> RevealedOut:
    """Show a masked field whole; the look is recorded first."""

    def read(tx: Tx) -> str | None:
        row, anchors = _readable(tx, desk, user_id)
        check_access(desk.caller.subject, "reveal", "user", anchors)
        if visible_fields(desk.caller.subject, "user", anchors)[body.field] < FieldAccess.MASKED:
            raise Refusal("field.unknown", path="field")
        value: str | None = row[body.field]
        return value

    value = await desk.read(read)
    await record_access(desk, REVEAL, kind="user", object_id=user_id, fields=(body.field,))
    return RevealedOut(field=body.field, value=value)


@router.post("/{user_id}/deactivate", response_model_exclude_unset=True)
async def deactivate_user(user_id: PathId, desk: SignedIn, response: Response) -> UserOut:
    """The person has left: sessions and tokens end at once."""
    await desk.submit(m.DeactivateUser(user_id))
    return await _view(desk, user_id, response)


@router.post("/{user_id}/reactivate", response_model_exclude_unset=True)
async def reactivate_user(user_id: PathId, desk: SignedIn, response: Response) -> UserOut:
    """The person is back."""
    await desk.submit(m.ReactivateUser(user_id))
    return await _view(desk, user_id, response)


@router.post("/{user_id}/erase", response_model_exclude_unset=True)
async def erase_user(user_id: PathId, body: EraseIn, desk: SignedIn, response: Response) -> UserOut:
    """Erase what is personal about somebody, for good. Histories keep their shape and show 已删除."""
    await desk.submit(m.EraseUser(user_id, body.reason))
    return await _view(desk, user_id, response)


@router.post("/{user_id}/password", status_code=204)
async def set_password(user_id: PathId, body: PasswordIn, desk: SignedIn) -> None:
    """Give somebody a first password; their sessions end."""
    row = await desk.read(lambda tx: _readable(tx, desk, user_id)[0])
    interface.check_password(body.password, row["login"])
    await _set_password(desk, user_id, body.password)


@router.post("/{user_id}/invitation", status_code=201)
async def invite_user(user_id: PathId, body: InvitationIn, desk: SignedIn) -> InvitationOut:
    """Let somebody choose his own password by a link. Earlier links end; his password of now stays until he has."""
    until = desk.now() + body.days * _DAY_MS
    # Never a repeat: what it answers is a secret of this moment.
    command = m.InviteUser(user_id, until)
    await desk.bus.submit(desk.info.slug, Envelope(new_id(desk.now()), command, desk.caller, desk.channel))
    known = await desk.read(lambda tx: queries.credential(tx, user_id))
    invitation = interface.Invitation(user_id, known["version"] if known else 0, until)
    token = interface.invitation_token(desk.tenant.keys, desk.info.slug, invitation)
    home = f"{desk.bus.tenants.settings.address}/t/{desk.info.slug}"
    # A code is scanned by a phone: there the work app takes it, and a code by SMS does for a password.
    on_phone = qr_svg(f"{home}/work/#invitation={token}")
    return InvitationOut(address=f"{home}/#invitation={token}", qr=on_phone, until=until)


@router.delete("/{user_id}/totp", status_code=204)
async def disable_totp(user_id: PathId, desk: SignedIn) -> None:
    """For whoever lost the phone with the authenticator app."""
    await desk.submit(m.DisableTotp(user_id))


@router.delete("/{user_id}/sessions", status_code=204)
async def close_sessions(user_id: PathId, desk: SignedIn) -> None:
    """End every session of a person."""
    await desk.submit(m.CloseSessions(user_id))


async def _set_password(desk: Desk, user_id: str, password: str) -> None:
    keys = desk.tenant.keys
    sealed = await desk.offload(lambda: interface.seal_password(keys, password))
    command = m.SetPassword(user_id, sealed, expires=True)
    await desk.bus.submit(desk.info.slug, Envelope(new_id(desk.now()), command, desk.caller, desk.channel))


async def _view(desk: Desk, user_id: str, response: Response) -> UserOut:
    def read(tx: Tx) -> JsonObject:
        row, anchors = _readable(tx, desk, user_id)
        has = queries.memberships(tx, [user_id])[user_id]
        return _shown(row, has, visible_fields(desk.caller.subject, "user", anchors), desk.language)

    found = await desk.read(read)
    response.headers["ETag"] = f'"{found["version"]}"'
    return UserOut(**found)


def _readable(tx: Tx, desk: Desk, user_id: str) -> tuple[Row, Any]:
    anchors = interface.anchors_of(tx, user_id)
    check_access(desk.caller.subject, "read", "user", anchors)
    row = queries.user(tx, user_id)
    if row is None:
        raise Refusal("user.not_found", Kind.NOT_FOUND)
    return row, anchors


def _shown(row: Row, has: dict[str, list[Row]], rights: FieldSet, language: str) -> JsonObject:
    always = {name: row[name] for name in ("id", "state", "version")}
    profile = {name: row[name] for name in ("name", "login", "phone", "email", "language", "customer", "manager")}
    if row["state"] == "erased":
        profile["name"] = say("user.erased_name", {}, language)
    profile["created_at"] = row["created_at"]
    return {**redact({**profile, **queries.named_targets(has)}, rights, MASKS), **always}
