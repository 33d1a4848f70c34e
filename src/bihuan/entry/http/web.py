"""The three web apps: `/` console, `/work/` and `/portal/`, from files that the build left behind (docs/web.md).

They answer last: what any route takes, also with another method, never comes here, and addresses of the API and of
machines are refused as ever. A page's own addresses (`/tickets/…`) all give the page; a file that does not exist is
404, for a page in its place would be run as a script.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import field
from importlib.util import find_spec
from mimetypes import guess_type
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bihuan.core.late import dataclass

INSTALLED = "bihuan_web"
NOT_BUILT = Path(__file__).with_name("not_built.html")
_CHECKOUT = Path(__file__).parents[4] / "web" / "dist"
# The longest address first: console answers whatever is left.
APPS = (("/work", "work"), ("/portal", "portal"), ("", "console"))
_MACHINES = ("api", "openapi.json", "healthz", "readyz", "metrics", "docs", "redoc", ".well-known")
# Runs under the policy that it came with, not under that of its pages.
WORKER = "worker.js"
_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
# Names by which a file is meant, not an address of an app; the second group only strangers ask for.
_KNOWN_SUFFIXES = (
    *(".js", ".mjs", ".css", ".map", ".json", ".svg", ".png", ".jpg", ".ico", ".txt", ".xml", ".woff2", ".wasm"),
    *(".webmanifest", ".br", ".gz", ".php", ".env"),
)
_TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".wasm": "application/wasm"}

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{style}; img-src 'self' data: blob:; "
    "media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# antd writes its style sheet while it runs; the other apps carry theirs as files and need no exception.
POLICIES = {
    "console": _POLICY.format(style=" 'unsafe-inline'"),
    "work": _POLICY.format(style=""),
    "portal": _POLICY.format(style=""),
}
_NOT_BUILT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"


def apps_folder() -> Path:
    """Where the built apps lie: beside the sources in a checkout, in the wheel once installed."""
    if _CHECKOUT.is_dir():
        return _CHECKOUT
    spec = find_spec(INSTALLED)
    roots = list(spec.submodule_search_locations or ()) if spec is not None else []
    return Path(roots[0]) if roots else _CHECKOUT


@dataclass(slots=True)
class WebFile:
    """One file of an app in each of its encodings; read when it is first asked for, then kept."""

    path: Path
    app: str
    is_page: bool
    kept: dict[str, bytes] = field(default_factory=dict)

    def answer(self, accepted: str, known: str) -> Response:
        """The file in the best encoding that the client `accepted`; 304 when it is the one it has (`known`)."""
        encoding, content = self._best(accepted)
        tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
        hashed = self.path.parent.name == "assets"
        headers = {"Cache-Control": _FOREVER if hashed else _ASK_AGAIN, "ETag": tag, "Vary": "Accept-Encoding"}
        if encoding:
            headers["Content-Encoding"] = encoding
        if self.is_page or self.path.name == WORKER:
            headers["Content-Security-Policy"] = POLICIES[self.app]
        if tag in [part.strip().removeprefix("W/") for part in known.split(",")]:
            return Response(None, 304, headers)
        return Response(content, 200, headers, media_type(self.path))

    def _best(self, accepted: str) -> tuple[str, bytes]:
        wanted = accepted_encodings(accepted)
        for encoding, suffix in _ENCODINGS:
            if encoding in wanted:
                content = self._read(suffix)
                if content:
                    return encoding, content
        return "", self._read("")

    def _read(self, suffix: str) -> bytes:
        if suffix not in self.kept:
            path = self.path.with_name(self.path.name + suffix)
            self.kept[suffix] = path.read_bytes() if not suffix or path.is_file() else b""
        return self.kept[suffix]


class WebApps:
    """ASGI: the built apps, and `otherwise` for whatever is not theirs."""

    def __init__(self, folder: Path, otherwise: ASGIApp) -> None:
        self._folder = folder
        self._otherwise = otherwise
        self._built_at = 0.0
        self._files: Mapping[str, WebFile] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        answer = self._answer(scope) if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") else None
        await (answer or self._otherwise)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        path = _without_tenant(scope["path"])
        if path.split("/", 2)[1] in _MACHINES:
            return None
        headers = Headers(scope=scope)
        self._look()
        found = self._files.get(path)
        if found is None and _is_page(path, headers.get("accept", "")):
            found = self._files.get(_app_of(path))
            if found is None:
                return _not_built()
        return found.answer(headers.get("accept-encoding", ""), headers.get("if-none-match", "")) if found else None

    def _look(self) -> None:
        """Notice that the apps were built anew while the server runs, as they are while somebody works on them."""
        stamp = self._folder / "stamp"
        built_at = stamp.stat().st_mtime if stamp.exists() else 0.0
        if built_at != self._built_at:
            self._built_at = built_at
            self._files = dict(_files(self._folder)) if built_at else {}


def _files(folder: Path) -> Iterator[tuple[str, WebFile]]:
    """Every file by its address; each app's page by the app's own name."""
    for prefix, app in APPS:
        for path in sorted((folder / app).rglob("*")):
            name = path.relative_to(folder / app).as_posix()
            if not path.is_file() or path.suffix in (".br", ".gz") or name == "manifest.json":
                continue
            is_page = name == "index.html"
            yield (prefix or "/") if is_page else f"{prefix}/{name}", WebFile(path, app, is_page)


def _app_of(path: str) -> str:
    """The address under which the page stands that shows `path`."""
    return next((prefix or "/" for prefix, _ in APPS if path == prefix or path.startswith(f"{prefix}/")), "/")


def _is_page(path: str, accept: str) -> bool:
    """Whether somebody opens an address in a browser, rather than a script or picture being missed."""
    if "/assets/" in path or path.endswith(_KNOWN_SUFFIXES):
        return False
    return "text/html" in accept or path in ("/", "/work", "/work/", "/portal", "/portal/")


def _without_tenant(path: str) -> str:
    if not path.startswith("/t/"):
        return path
    return "/" + (path.split("/", 3)[3] if path.count("/") > 2 else "")


def accepted_encodings(header: str) -> frozenset[str]:
    """The content encodings that an Accept-Encoding header names and does not refuse (`;q=0`)."""
    parts = (part.strip().partition(";") for part in header.lower().split(","))
    return frozenset(
        name.strip()
        for name, _, weight in parts
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    )


def media_type(path: Path) -> str:
    """The content type of a file, text always as UTF-8; not left to the machine's own tables."""
    return _TYPES.get(path.suffix) or guess_type(path.name)[0] or "application/octet-stream"


def _not_built() -> Response:
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": _NOT_BUILT_POLICY}
    return Response(NOT_BUILT.read_bytes(), 503, headers, "text/html; charset=utf-8")
