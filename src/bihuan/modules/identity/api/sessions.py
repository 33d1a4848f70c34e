"""Signing in and out."""

from typing import Annotated

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field

from bihuan.kernel.command import Envelope
from bihuan.kernel.ids import new_id
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row
from bihuan.kernel.web import PROBLEMS, Desk
from bihuan.modules.identity import interface, queries
from bihuan.modules.identity import messages as m
from bihuan.modules.identity.api.callers import InSession, OpenDesk, PathId, own_id
from bihuan.modules.identity.api.proving import as_platform, prove, succeeded

router = Router(tags=["sign-in"], responses=PROBLEMS)
SESSION_DAYS = 30
_DAY_MS = 86_400_000


class SignIn(BaseModel):
    """Who signs in. With `cookie`, the session is put into cookies for a browser and no token is shown."""

    model_config = ConfigDict(extra="forbid")
    login: Annotated[str, Field(min_length=1, max_length=100)]
    password: Annotated[str, Field(min_length=1, max_length=400)]
    totp: Annotated[str | None, Field(pattern=r"^[0-9]{6}$", description="Code of the authenticator app")] = None
    recovery: Annotated[str | None, Field(max_length=40, description="A recovery code in the place of `totp`")] = None
    cookie: bool = False


class SignedInPerson(BaseModel):
    """Who signed in."""

    id: str
    name: str | None
    language: str


class SessionOpenedOut(BaseModel):
    """A new session. Send `token` as `Authorization: Bearer …`."""

    token: str | None
    csrf_token: str | None = Field(description="To repeat as X-CSRF-Token when the session lies in a cookie")
    session: str
    expires_at: int = Field(description="Ends at the latest then, ms since 1970-01-01 UTC")
    idle_minutes: int = Field(description="Ends after so long without use")
    password_expires: bool = Field(description="True: nothing works until the password is changed")
    user: SignedInPerson


class SessionOut(BaseModel):
    """An open session of one's own."""

    id: str
    current: bool
    created_at: int
    last_used_at: int | None = Field(description="To within five minutes")
    ends_at: int
    ip: str | None
    device: str | None


@router.post("", status_code=201)
async def sign_in(body: SignIn, desk: OpenDesk, request: Request, response: Response) -> SessionOpenedOut:
    """Open a session. Failures are slowed down, more with each one, but never shut out for good."""
    proven = await prove(desk, body.login, body.password, body.totp, body.recovery)
    token, opened = await begin_session(desk, proven.user, proven.sealed, proven.totp_step, proven.recovery)
    await succeeded(desk, proven.attempt)
    opened.password_expires = proven.password_expires
    return in_cookies(request, response, token, opened) if body.cookie else opened


async def begin_session(
    desk: Desk, user: Row, sealed: str, totp_step: int | None, recovery: str | None = None
) -> tuple[str, SessionOpenedOut]:
    """A session of whoever proved that he is `user`, as long as `sealed` is his password still; its token."""
    token = interface.new_token(interface.SESSION_PREFIX, desk.info.slug)
    hours = desk.bus.tenants.settings.session_hours
    expires = desk.now() + SESSION_DAYS * _DAY_MS
    hashed, idle_ms = interface.hash_token(token), hours * 3_600_000
    command = m.OpenSession(user["id"], hashed, sealed, idle_ms, expires, totp_step, recovery)
    accepted = await desk.bus.submit(
        desk.info.slug, Envelope(new_id(desk.now()), command, as_platform(desk), desk.channel)
    )
    return token, SessionOpenedOut(
        token=token,
        csrf_token=None,
        session=accepted.ref.partition(":")[2],
        expires_at=expires,
        idle_minutes=hours * 60,
        password_expires=False,
        user=SignedInPerson(**{name: user[name] for name in SignedInPerson.model_fields}),
    )


def in_cookies(request: Request, response: Response, token: str, opened: SessionOpenedOut) -> SessionOpenedOut:
    """The same for a browser: the token lies in a cookie that no script reads."""
    _set_cookies(request, response, token)
    return opened.model_copy(update={"token": None, "csrf_token": interface.csrf_token(token)})


@router.get("")
async def list_sessions(desk: InSession) -> list[SessionOut]:
    """One's own open sessions, newest first."""
    rows = await desk.read(lambda tx: queries.sessions(tx, own_id(desk)))
    now = desk.now()
    return [
        SessionOut(
            id=row["id"],
            current=row["id"] == desk.caller.session,
            created_at=row["created_at"],
            last_used_at=row["seen_at"],
            ends_at=queries.session_ends(row),
            ip=row["ip"],
            device=row["device"],
        )
        for row in rows
        if queries.session_ends(row) > now
    ]


@router.delete("", status_code=204)
async def close_other_sessions(desk: InSession) -> None:
    """End every session of one's own but this one."""
    await desk.submit(m.CloseSessions(own_id(desk), keep=desk.caller.session))


@router.delete("/current", status_code=204)
async def sign_out(desk: InSession, request: Request, response: Response) -> None:
    """End this session."""
    await desk.submit(m.CloseSessions(own_id(desk), session=desk.caller.session))
    for cookie in (interface.SESSION_COOKIE, interface.CSRF_COOKIE):
        response.delete_cookie(cookie, path=_cookie_path(request))


@router.delete("/{session_id}", status_code=204)
async def close_session(session_id: PathId, desk: InSession) -> None:
    """End one session of one's own."""
    await desk.submit(m.CloseSessions(own_id(desk), session=session_id))


def _set_cookies(request: Request, response: Response, token: str) -> None:
    secure = request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"
    path = _cookie_path(request)
    response.set_cookie(interface.SESSION_COOKIE, token, path=path, secure=secure, httponly=True, samesite="lax")
    csrf = interface.csrf_token(token)
    response.set_cookie(interface.CSRF_COOKIE, csrf, path=path, secure=secure, samesite="lax")


def _cookie_path(request: Request) -> str:
    """Below the tenant's own path, where tenants share a host name."""
    return str(request.scope.get("root_path") or "") + "/"
