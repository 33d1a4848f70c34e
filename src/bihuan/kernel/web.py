"""What an HTTP route is given: the caller, the bus and a way to read off the event loop.

Routes build a command or a query and nothing more; who the caller is was decided in `entry/http.py`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel

from bihuan.core.access import SYSTEM
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Kind, Refusal
from bihuan.kernel.bus import Bus
from bihuan.kernel.clock import Clock
from bihuan.kernel.command import Accepted, Caller, Envelope
from bihuan.kernel.context import TenantInfo
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.ids import derived_id, is_uuid, new_id
from bihuan.kernel.tenants import Tenant
from bihuan.kernel.tx import Tx

T = TypeVar("T")
E = TypeVar("E", bound=Callable[..., Any])
HOT = "is_hot"
_MAX_KEY = 200
# What a phone that was offline sends with each command: when it was done and what its clock reads now, in ms.
CLAIMED_HEADER = "Bihuan-Claimed-At"
DEVICE_TIME_HEADER = "Bihuan-Device-Time"


class FieldProblem(BaseModel):
    """One fault of the input."""

    path: str
    code: str
    detail: str
    data: dict[str, Any] = {}


class ProblemOut(BaseModel):
    """Why a request was refused (RFC 9457), in the caller's language."""

    type: str
    title: str
    status: int
    code: str
    path: str | None = None
    data: dict[str, Any] | None = None
    problems: list[FieldProblem] | None = None
    request_id: str | None = None


# Every answer that is no success, on every route: declared once, so that the schema is complete. By reference:
# with the model itself FastAPI would build a validator for each status of each route, a second at every start.
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": text,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
    }
    for status, text in (
        (400, "The request cannot be read"),
        (401, "Nobody is signed in, or the sign-in has ended"),
        (403, "Known and readable, but not allowed"),
        (404, "Unknown, or not for this caller: the two look the same"),
        (405, "The address does not know this method"),
        (409, "Not possible in the present state"),
        (412, "Changed by somebody else since it was read"),
        (413, "Too large"),
        (415, "Not a content type this address takes"),
        (422, "The content is at fault; `problems` names every fault"),
        (429, "Too many requests; Retry-After says when to come back"),
        (503, "Cannot be stored at the moment; nothing was changed"),
    )
}


@dataclass(frozen=True, slots=True)
class Desk:
    """One request's view of one tenant. `claimed` and `skew`: when a phone that was offline says it was done."""

    bus: Bus
    tenant: Tenant
    caller: Caller
    channel: str
    offload: Callable[[Callable[[], Any]], Awaitable[Any]]
    idempotency_key: str | None = None
    expected_version: int | None = None
    claimed: Instant | None = None
    skew: int | None = None

    @property
    def info(self) -> TenantInfo:
        """Name, zone and language of the tenant."""
        return self.tenant.info

    @property
    def hooks(self) -> Hooks:
        """What is registered in this process."""
        return self.bus.tenants.hooks

    @property
    def clock(self) -> Clock:
        """The one clock."""
        return self.bus.tenants.clock

    @property
    def language(self) -> str:
        """The caller's language."""
        return self.caller.language

    def now(self) -> Instant:
        """The present instant."""
        return self.clock.now()

    async def read(self, work: Callable[[Tx], T]) -> T:
        """Read on one snapshot, off the event loop."""
        found: T = await self.offload(lambda: self.tenant.read(work))
        return found

    async def submit(self, command: Any, *, dry_run: bool = False) -> Accepted:
        """Send a command in the caller's name; the Idempotency-Key, if given, makes a repeat harmless."""
        return await self.bus.submit(self.info.slug, self._envelope(command, dry_run))

    async def submit_and_read(self, command: Any, read: Callable[[Tx, Accepted], T]) -> tuple[Accepted, T]:
        """The same, and what came of it as `read` finds it in the command's own transaction."""
        return await self.bus.submit_and_read(self.info.slug, self._envelope(command), read)

    async def write(self, work: Callable[[Tx], T]) -> T:
        """Bookkeeping that is no command, in the tenant's queue."""
        found: T = await self.offload(lambda: self.tenant.writer.call(work))
        return found

    def as_platform(self, cause: str | None = None) -> "Desk":
        """The same desk with the platform acting, for somebody who may not himself; address and device stay his."""
        asker = self.caller
        platform = Caller("system", cause, SYSTEM, self.language, asker.ip, asker.device)
        return replace(self, caller=platform, idempotency_key=None, expected_version=None, claimed=None, skew=None)

    def _envelope(self, command: Any, dry_run: bool = False) -> Envelope:
        return Envelope(
            self._command_id(),
            command,
            self.caller,
            self.channel,
            expected_version=self.expected_version,
            dry_run=dry_run,
            claimed=self.claimed,
            skew=self.skew,
        )

    def _command_id(self) -> str:
        key = self.idempotency_key
        if key is None:
            return new_id(self.now())
        if not 0 < len(key) <= _MAX_KEY:
            raise Refusal("command.key_invalid", Kind.BAD_REQUEST)
        # A client that draws UUIDs itself (the offline app) names its command by it, on every path it takes.
        if is_uuid(key) and self.caller.id is not None and key[14] == "7":
            return key
        return derived_id(self.info.id, self.caller.kind, self.caller.id or "", key)


async def desk_of(request: Request) -> Desk:
    """The Desk that `entry/http.py` prepared for this request (a FastAPI dependency). Refuses `access.sign_in`.

    A route is closed to callers nobody knows unless it says otherwise (`open_desk_of`): with it they could only ask
    for what they may not have, and "not found" would be a poor way to say that the session has ended.
    Coroutines, all of these: FastAPI sends a plain function to a thread, for each request.
    """
    desk = await open_desk_of(request)
    if desk.caller.kind == "anonymous":
        raise Refusal("access.sign_in", Kind.UNAUTHENTICATED)
    return desk


async def open_desk_of(request: Request) -> Desk:
    """The Desk for the few routes that everybody may call: signing in, the ledger's public key."""
    desk: Desk = request.state.desk
    return desk


def hot(endpoint: E) -> E:
    """Mark an endpoint that is asked very often: valid requests reach it past the router (`entry/http/short_way.py`).

    It takes `body` (a model), `desk` and `response`, and nothing else.
    """
    setattr(endpoint, HOT, True)
    return endpoint
