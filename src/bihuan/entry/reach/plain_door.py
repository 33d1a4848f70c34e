"""The plain http door beside TLS: it leads to https, proves names to an ACME authority, and hands out the local one.

Nothing of a tenant is ever answered here.
"""

import html
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from bihuan.entry.reach.local_authority import as_der, fingerprint

CHALLENGES = "/.well-known/acme-challenge/"
GUIDE, CERTIFICATE = "/phone", "/phone/bihuan-ca.crt"
_PAGE = Path(__file__).with_name("phone_guide.html")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
_HOST = re.compile(r"(?:[a-zA-Z0-9-]+\.)*[a-zA-Z0-9-]+|\[[0-9a-fA-F:]+\]")


class PlainDoor:
    """ASGI. `shown`: proofs by token; `authority`: the certificate that phones install, None where there is none."""

    def __init__(self, public_url: str, https_port: int, shown: Mapping[str, str], authority: Path | None) -> None:
        self._public_url = public_url.rstrip("/")
        self._port = "" if https_port == 443 else f":{https_port}"
        self._shown = shown
        self._authority = authority

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http":
            await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        path: str = scope["path"]
        if scope["method"] not in ("GET", "HEAD"):
            # A form that was sent in the clear is not repeated: the page that holds it must be opened over TLS.
            return PlainTextResponse("https only", 421)
        if path.startswith(CHALLENGES):
            proof = self._shown.get(path.removeprefix(CHALLENGES))
            return PlainTextResponse(proof) if proof is not None else PlainTextResponse("unknown", 404)
        if self._authority is not None and path.rstrip("/") == GUIDE:
            return self._guide(self._authority, self._home(scope))
        if self._authority is not None and path == CERTIFICATE:
            return Response(as_der(self._authority), media_type="application/x-x509-ca-cert")
        query = "?" + scope["query_string"].decode("latin-1") if scope["query_string"] else ""
        return RedirectResponse(self._home(scope) + quote(path) + query, 308)

    def _home(self, scope: Scope) -> str:
        """The https address of the host that was asked for; the public one for a host that can be no name."""
        host = Headers(scope=scope).get("host", "")
        name = host.rpartition(":")[0] if re.search(r":\d+$", host) else host
        return f"https://{name}{self._port}" if _HOST.fullmatch(name) else self._public_url

    def _guide(self, authority: Path, home: str) -> Response:
        page = _PAGE.read_text(encoding="utf-8")
        for name, value in (("home", home), ("certificate", CERTIFICATE), ("fingerprint", fingerprint(authority))):
            page = page.replace("{{" + name + "}}", html.escape(value))
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"}
        return Response(page, headers=headers, media_type="text/html; charset=utf-8")
