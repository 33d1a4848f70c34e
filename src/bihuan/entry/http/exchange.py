"""One request and its answer as the gate sees them: ids, addresses, languages, and the headers of every answer."""

from collections.abc import Mapping, MutableMapping
from dataclasses import field
from typing import Any

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from bihuan.core.late import dataclass
from bihuan.core.values import Refusal
from bihuan.entry.http.problems import choose_language, problem_response

SECURITY_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(self)"),
)
# The strictest policy, for what is no page: a response of the API that a browser opens can do nothing.
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
_HSTS = (b"strict-transport-security", b"max-age=31536000")
# What every answer carries that says nothing else.
_USUAL = tuple(
    (name.lower().encode(), value.encode())
    for name, value in (*SECURITY_HEADERS, ("Content-Security-Policy", API_POLICY), ("Cache-Control", "no-store"))
)


@dataclass(slots=True)
class Exchange:
    """State of one HTTP exchange."""

    scope: Scope
    receive: Receive
    send_on: Send
    request_id: str
    trusted: frozenset[str] = frozenset()
    status: int = 0
    instead: Refusal | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    # The value of a JSON body, once it was read and checked; None also for none.
    body: Any = None

    @classmethod
    def begin(cls, scope: Scope, receive: Receive, send: Send, request_id: str, trusted: frozenset[str]) -> "Exchange":
        """Read the request's headers (the first of each name counts)."""
        headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.decode("latin-1"), value.decode("latin-1"))
        return cls(scope, receive, send, request_id, trusted, headers=headers)

    @property
    def state(self) -> MutableMapping[str, Any]:
        """What routes find in `request.state`."""
        state: MutableMapping[str, Any] = self.scope.setdefault("state", {})
        return state

    @property
    def language(self) -> str:
        """The language of answers: the caller's once known, else the one the header asks for, else Chinese."""
        return str(self.state.get("language") or choose_language(self.headers.get("accept-language")) or "zh")

    @property
    def peer(self) -> str:
        """The address at the other end of the connection."""
        client = self.scope.get("client")
        return str(client[0]) if client else "local"

    @property
    def ip(self) -> str:
        """The client's address; a trusted proxy's word for it is believed, anyone else's is not."""
        hops = [hop.strip() for hop in self.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
        address = self.peer
        while hops and address in self.trusted:
            address = hops.pop()
        return address[:64]

    @property
    def is_https(self) -> bool:
        """Whether the client came over TLS."""
        if self.peer in self.trusted and "x-forwarded-proto" in self.headers:
            return self.headers["x-forwarded-proto"] == "https"
        return bool(self.scope.get("scheme") == "https")

    @property
    def is_direct_local(self) -> bool:
        """Whether somebody on this machine asks, and no proxy on behalf of somebody else."""
        return self.peer in ("127.0.0.1", "::1", "local") and "x-forwarded-for" not in self.headers

    async def send(self, message: Message) -> None:
        """The ASGI send of the route behind: adds the headers that every answer carries."""
        if message["type"] == "http.response.start":
            if self.instead is not None:
                refusal, self.instead = self.instead, None
                return await self.answer(problem_response(refusal, self.language))
            if self.status:
                return None
            self.status = message["status"]
            message["headers"] = headers = list(message["headers"])
            self._add_headers(headers)
        await self.send_on(message)
        return None

    def _add_headers(self, headers: list[tuple[bytes, bytes]]) -> None:
        given = {name for name, _ in headers}
        headers.append((b"x-request-id", self.request_id.encode()))
        headers.extend(pair for pair in _USUAL if pair[0] not in given)
        if b"content-language" not in given:
            headers.append((b"content-language", self.language.encode()))
        if self.is_https and _HSTS[0] not in given:
            headers.append(_HSTS)

    async def answer(self, response: Response) -> None:
        """Answer in the route's stead."""
        await response(self.scope, self.receive, self.send)
