"""The first hop of every request: limits, tenant, caller, headers, and one form for everything that goes wrong.

Pure ASGI: nothing is buffered that need not be, and a failed commit can never look like a success.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from bihuan.core.values import Instant, Kind, Refusal
from bihuan.entry.http.bodies import ClientGoneError, CountedBody, JsonBody, check_address, too_large
from bihuan.entry.http.callers import Callers
from bihuan.entry.http.exchange import Exchange
from bihuan.entry.http.faces import check_face, check_shown
from bihuan.entry.http.limits import RateLimit
from bihuan.entry.http.metrics import Metrics, route_template
from bihuan.entry.http.problems import choose_language, fault_response, problem_response
from bihuan.entry.http.short_way import ShortWay
from bihuan.entry.http.tenancy import Directory, Place
from bihuan.entry.wiring import Install
from bihuan.kernel.clock import monotonic_seconds
from bihuan.kernel.command import Caller
from bihuan.kernel.ids import new_id
from bihuan.kernel.tenants import Tenant
from bihuan.kernel.unit import WriterShutError
from bihuan.kernel.web import CLAIMED_HEADER, DEVICE_TIME_HEADER, Desk
from bihuan.modules.identity.interface import (
    CSRF_HEADER,
    SESSION_COOKIE,
    VIEW_AS_HEADER,
    Credential,
    UseNotes,
    check_same_site,
    look_as,
)

log = structlog.get_logger("bihuan.http")

API = "/api/v1"
_DEVICE_MAX = 200
_INSTANT_DIGITS = 14
_CREDENTIAL_MAX = 512
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class Gate:
    """ASGI middleware around the routes of one install."""

    def __init__(self, app: ASGIApp, install: Install, metrics: Metrics) -> None:
        self._app = app
        self._install = install
        self._metrics = metrics
        settings = install.settings
        self.directory = Directory(install.tenants)
        self._rate = RateLimit(settings.rate_per_minute)
        self.callers = Callers(install, self.offload)
        self._uses = UseNotes()
        self._tells = settings.log_level.lower() == "debug"
        self._trusted = frozenset(part.strip() for part in settings.trusted_proxies.split(",") if part.strip())
        self._short_way = ShortWay(API, install.hooks.routers)
        self._raw_prefixes = tuple(API + prefix for prefix in install.hooks.raw_prefixes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = monotonic_seconds()
        exchange = Exchange.begin(scope, receive, send, new_id(self._install.clock.now()), self._trusted)
        spans = self._install.bus.spans
        parent = exchange.headers.get("traceparent", "")
        try:
            with spans.span(scope["method"], parent, request=exchange.request_id) as span:
                await self._serve(exchange)
                # By its route and never by its address, in which names and tokens stand.
                span.name(f"{scope['method']} {route_template(scope)}")
                span.note(**{"http.response.status_code": exchange.status})
        except ClientGoneError:
            exchange.status = exchange.status or 499
        finally:
            seconds = monotonic_seconds() - begun
            self._metrics.observe(scope, exchange.status, seconds)
            if self._tells:
                seen = {"method": scope["method"], "route": route_template(scope), "status": exchange.status}
                log.debug("request", request=exchange.request_id, ms=round(seconds * 1000), **seen)

    async def _serve(self, exchange: Exchange) -> None:
        try:
            await self._admit(exchange)
            if not await self._take_short_way(exchange):
                await self._app(exchange.scope, exchange.receive, exchange.send)
        except Refusal as refusal:
            if not exchange.status:
                await exchange.answer(problem_response(refusal, exchange.language))
        except (ClientGoneError, asyncio.CancelledError):
            raise
        except Exception as error:
            route = route_template(exchange.scope)
            log.error("request failed", request=exchange.request_id, route=route, exc_info=error)
            if not exchange.status:
                await exchange.answer(fault_response(exchange.request_id, exchange.language))

    async def _take_short_way(self, exchange: Exchange) -> bool:
        route = self._short_way.find(exchange)
        if route is None:
            return False
        desk: Desk = exchange.state["desk"]
        return desk.caller.kind != "anonymous" and await route.serve(exchange, desk)

    async def _admit(self, exchange: Exchange) -> None:
        scope = exchange.scope
        exchange.state["request_id"] = exchange.request_id
        exchange.state["exchange"] = exchange
        check_address(scope)
        path: str = scope["path"]
        if path.startswith("/t/"):
            path = "/" + path.split("/", 3)[3] if path.count("/") > 2 else "/"
        check_shown(self._install.settings.only, path)
        if not path.startswith(API + "/"):
            return
        credential = credential_of(exchange)
        place = self.directory.locate(exchange.headers.get("host", ""), scope["path"], tenant_of(credential))
        if credential.in_cookie and tenant_of(credential) not in (None, place.slug):
            # A browser sends by itself what it has, also of a company that it left or that is gone: to this one it is
            # nobody, who may sign in. A token that somebody sends on purpose finds nothing (`check_tenant`).
            credential = replace(credential, token="", in_cookie=False)
        if place.prefix:
            scope["root_path"] = scope.get("root_path", "") + place.prefix
        await self._take_body(exchange, path)
        desk = await self._desk(exchange, place, credential)
        check_face(self._install.settings.only, desk.caller.kind, path)
        check_guarded(desk.caller, path)
        exchange.state["desk"] = desk

    # --- bodies ---------------------------------------------------------------------------------------------

    async def _take_body(self, exchange: Exchange, path: str) -> None:
        headers = exchange.headers
        length = headers.get("content-length", "")
        if length in ("", "0") and "transfer-encoding" not in headers:
            return
        if headers.get("content-encoding", "identity") != "identity":
            raise Refusal("request.content_type", Kind.UNSUPPORTED, given=headers["content-encoding"][:80])
        content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        is_json = content_type == "application/json" or content_type.endswith("+json")
        is_raw = path.startswith(self._raw_prefixes) if self._raw_prefixes else False
        if not is_json and not is_raw:
            raise Refusal("request.content_type", Kind.UNSUPPORTED, given=content_type[:80])
        settings = self._install.settings
        limit = (settings.max_body_mb if is_json else settings.max_upload_mb + 1) << 20
        if length.isdigit() and int(length) > limit:
            raise too_large(limit)
        if not is_json:
            self._count(exchange, limit)
            return
        body = JsonBody(exchange.receive, limit)
        await body.load()
        exchange.receive, exchange.body = body.receive, body.value

    @staticmethod
    def _count(exchange: Exchange, limit: int) -> None:
        counted = CountedBody(exchange.receive, limit)

        async def receive() -> Any:
            try:
                return await counted.receive()
            finally:
                # Whatever the route makes of the broken stream, the client is told what was wrong.
                exchange.instead = counted.refusal

        exchange.receive = receive

    # --- who asks, and in which tenant ----------------------------------------------------------------------

    async def _desk(self, exchange: Exchange, place: Place, credential: Credential) -> Desk:
        tenant = await self._tenant(place.slug)
        caller = await self._seen_as(exchange, tenant, await self._caller(exchange, tenant, credential))
        asked = choose_language(exchange.headers.get("accept-language"))
        if caller.id is None or asked is not None:
            caller = replace(caller, language=asked or tenant.info.language)
        exchange.state["language"] = caller.language
        claimed, skew = claim_of(exchange.headers, caller, self._install.clock.now())
        return Desk(
            self._install.bus,
            tenant,
            caller,
            "api",
            self.offload,
            exchange.headers.get("idempotency-key"),
            parse_if_match(exchange.headers.get("if-match")),
            claimed,
            skew,
        )

    async def _tenant(self, slug: str) -> Tenant:
        tenants = self._install.tenants
        found = tenants.peek(slug)
        return found if found is not None else await self.offload(lambda: tenants.get(slug))

    async def _caller(self, exchange: Exchange, tenant: Tenant, credential: Credential) -> Caller:
        slug, outsider = tenant.info.slug, f"{tenant.info.slug}|ip|{exchange.ip}"
        caller = None
        if credential.token:
            check_tenant(credential, slug)
            exchange_is_own(exchange, credential, self._install.settings.public_url)
            caller = await self.callers.recognise(tenant, credential)
        if caller is None:
            self._rate.take(outsider)
            # A cookie that has ended is somebody not signed in; a token that is no longer good is a mistake to tell.
            if credential.token and not credential.in_cookie:
                raise Refusal("access.credential_invalid", Kind.UNAUTHENTICATED)
            return await self.callers.nobody(tenant, credential)
        self._rate.take(f"{slug}|{caller.kind}|{caller.session or caller.id}")
        exchange.state["credential"] = credential
        self._note_use(tenant, caller)
        return caller

    async def _seen_as(self, exchange: Exchange, tenant: Tenant, caller: Caller) -> Caller:
        """The caller through the eyes of a role, if he asks for that (AUD-3): then nothing but reading goes on."""
        token = exchange.headers.get(VIEW_AS_HEADER.lower())
        if token is None:
            return caller
        if exchange.scope["method"] not in _READS:
            raise Refusal("view_as.read_only", Kind.FORBIDDEN)
        now = self._install.clock.now()
        seen: Caller = await self.offload(
            lambda: tenant.read(lambda tx: look_as(tx, caller, token[:_CREDENTIAL_MAX], now))
        )
        return seen

    def _note_use(self, tenant: Tenant, caller: Caller) -> None:
        session, now = caller.session, self._install.clock.now()
        if session is not None and self._uses.is_due(caller, now):
            # Nobody waits for it: losing a note of use loses no fact.
            with suppress(WriterShutError):
                tenant.writer.enqueue(lambda tx: self._install.door.note_use(tx, session, now))

    def offload(self, work: Callable[[], Any]) -> "asyncio.Future[Any]":
        """Do `work` on a read thread."""
        return asyncio.get_running_loop().run_in_executor(self._install.threads.reads, work)


def credential_of(exchange: Exchange) -> Credential:
    """What a request says about who sends it; an empty token when it says nothing.

    Refuses an Authorization header that is no Bearer token.
    """
    ip, device = exchange.ip, exchange.headers.get("user-agent", "")[:_DEVICE_MAX] or None
    authorization = exchange.headers.get("authorization")
    if authorization is not None:
        scheme, _, value = authorization.strip().partition(" ")
        if scheme.lower() != "bearer" or not 0 < len(value.strip()) <= _CREDENTIAL_MAX:
            raise Refusal("access.credential_invalid", Kind.UNAUTHENTICATED)
        return Credential(value.strip(), in_cookie=False, ip=ip, device=device)
    for part in exchange.headers.get("cookie", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == SESSION_COOKIE and 0 < len(value) <= _CREDENTIAL_MAX:
            return Credential(value, in_cookie=True, ip=ip, device=device)
    return Credential("", in_cookie=False, ip=ip, device=device)


def tenant_of(credential: Credential) -> str | None:
    """The tenant that a token names (`bh_t_acme.…`); None when it names none."""
    head, dot, _ = credential.token.partition(".")
    return head.rpartition("_")[2] if dot else None


def check_tenant(credential: Credential, slug: str) -> None:
    """At another tenant's address there is nothing for a token (semantics §2.11)."""
    if tenant_of(credential) not in (None, slug):
        raise Refusal("tenant.unknown", Kind.NOT_FOUND)


def exchange_is_own(exchange: Exchange, credential: Credential, public_url: str) -> None:
    """A browser sends cookies along whoever made it ask; a write counts only when our own page did (AUD-6)."""
    scheme = "https" if exchange.is_https else "http"
    own = {f"{scheme}://{exchange.headers.get('host', '')}", public_url.rstrip("/")}
    check_same_site(
        exchange.scope["method"],
        credential,
        origin=exchange.headers.get("origin"),
        own_origins=frozenset(own - {""}),
        header=exchange.headers.get(CSRF_HEADER.lower()),
    )


# What is left to who must set up a second factor first: to do so, and to leave.
_UNGUARDED = frozenset(
    f"{API}/{path}"
    for path in (
        *("me", "me/totp", "me/totp/confirm", "me/password", "sessions", "sessions/current"),
        # What the page of the way in shows to anybody.
        *("welcome", "portal/company"),
    )
)
_LOGOS = f"{API}/portal/logo/"


def check_guarded(caller: Caller, path: str) -> None:
    """Refuse everything but that to a session that is of no use until there is a second factor (AUD-6)."""
    if caller.unguarded and path not in _UNGUARDED and not path.startswith(_LOGOS):
        raise Refusal("access.second_factor_first", Kind.FORBIDDEN)


def claim_of(headers: Mapping[str, str], caller: Caller, now: Instant) -> tuple[Instant | None, int | None]:
    """When a phone that was offline says its work was done, by its own clock, and what that clock is slow by (None:
    it did not say what it reads now). Heard from people who are signed in; work is never refused over its time.

    Refuses `request.claimed` for what is no whole number of ms: that is a fault of the app, not of a clock.
    """
    claimed = parse_instant(headers.get(CLAIMED_HEADER.lower()))
    device = parse_instant(headers.get(DEVICE_TIME_HEADER.lower()))
    if claimed is None or caller.kind != "user":
        return None, None
    return claimed, None if device is None else now - device


def parse_instant(value: str | None) -> Instant | None:
    """An instant in a header, in ms since 1970, before it too; None when there is none. Refuses `request.claimed`."""
    if value is None:
        return None
    digits = value.strip().removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > _INSTANT_DIGITS:
        raise Refusal("request.claimed", Kind.BAD_REQUEST)
    return int(value)


def parse_if_match(value: str | None) -> int | None:
    """The version in an If-Match header; None for none and for `*`. Refuses `request.if_match`."""
    if value is None or value.strip() == "*":
        return None
    text = value.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Refusal("request.if_match", Kind.BAD_REQUEST)
    return int(text)
