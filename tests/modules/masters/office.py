"""An office with customers, devices and files: commands through the bus, each replayed by the shop."""

import asyncio
from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from bihuan.core.access import FieldAccess, FieldSet, Grant, Subject
from bihuan.core.values import Refusal
from bihuan.kernel.bus import Bus
from bihuan.kernel.command import Accepted, Caller, Envelope
from bihuan.kernel.errors import problem_json
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.masters import SaveRecord
from bihuan.kernel.web import Desk
from bihuan.modules.assets import plugin as assets
from bihuan.modules.audit import plugin as audit
from bihuan.modules.customers import plugin as customers
from bihuan.modules.files import plugin as files
from tests.kernel.shop import Shop

KINDS = ("customer", "contact", "site", "contract", "device")
MASKED = FieldSet({"phone": FieldAccess.MASKED, "phone_other": FieldAccess.MASKED, "email": FieldAccess.MASKED})


def everything(*kinds: str, rows: str = "all", fields: FieldSet | None = None) -> tuple[Grant, ...]:
    return tuple(Grant("*", kind, rows, fields) for kind in kinds)


def person(name: str, *grants: Grant, **more: Any) -> Caller:
    subject = Subject(person=name, grants=grants, confidential_types=frozenset(), **more)
    return Caller("user", name, subject, ip="192.0.2.7", device="test")


FRONT_DESK = person("front", *everything(*KINDS, "file"))
ENGINEER = person(
    "engineer",
    *(Grant("read", kind, "all") for kind in ("customer", "site", "device")),
    Grant("read", "contract", "all", FieldSet({"amount": FieldAccess.HIDDEN})),
    Grant("read", "contact", "all", MASKED),
    Grant("reveal", "contact", "all"),
)
SUZHOU = person("suzhou", *everything(*KINDS, rows="own_area"), areas=frozenset({"suzhou"}))
OUTSIDER = person("outsider")


class DirectBus(Bus):
    """Answers coroutines without a thread that attends to the writer."""

    async def submit(self, slug: str, envelope: Envelope) -> Accepted:
        return self.send(slug, envelope)


class Office(Shop):
    """A tenant with the modules up to devices."""

    def __init__(self, folder: Path, *, url: str = "", register: Callable[[Hooks], None] | None = None) -> None:
        hooks = Hooks()
        for plugin in (audit, files, customers, assets):
            plugin.register(hooks)
        if register is not None:
            register(hooks)
        super().__init__(folder, url=url, hooks=hooks)
        self.bus = DirectBus(self.tenants)
        self._numbers = count(1)
        self._caller = FRONT_DESK

    def do(self, command: Any, caller: Caller = FRONT_DESK, **more: Any) -> Accepted:
        return self.send(command, next(self._numbers), caller=caller, **more)

    def save(self, kind: str, record_id: str | None = None, caller: Caller = FRONT_DESK, **values: Any) -> str:
        return self.do(SaveRecord(kind, values, record_id), caller).ref.partition(":")[2]

    def read(self, work: Callable[[Any], Any]) -> Any:
        return self.tenant.read(work)

    def http(self, method: str, path: str, caller: Caller = FRONT_DESK, **more: Any) -> httpx.Response:
        """One request to the modules' own routes as `caller`."""
        return asyncio.run(self._http(method, path, caller, more))

    async def _http(self, method: str, path: str, caller: Caller, more: dict[str, Any]) -> httpx.Response:
        self._caller = caller
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://office") as client:
            return await client.request(method, path, **more)

    async def send_and_hang_up(
        self, method: str, path: str, caller: Caller, content: bytes, headers: Mapping[str, str]
    ) -> None:
        """A request whose line is cut in the middle of its body."""
        self._caller = caller
        messages = iter([{"type": "http.request", "body": content, "more_body": True}])
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }

        async def receive() -> Any:
            return next(messages, {"type": "http.disconnect"})

        async def send(_message: Any) -> None:
            pass

        await self._app(scope, receive, send)

    @cached_property
    def _app(self) -> FastAPI:
        app = FastAPI()
        for prefix, router in self.hooks.routers:
            app.include_router(router, prefix=prefix)

        async def offload(work: Callable[[], Any]) -> Any:
            return work()

        @app.middleware("http")
        async def sit_down(request: Request, following: Any) -> Any:
            key = request.headers.get("idempotency-key")
            version = request.headers.get("if-match")
            expected = int(version.strip('"')) if version else None
            request.state.desk = Desk(self.bus, self.tenant, self._caller, "api", offload, key, expected)
            return await following(request)

        @app.exception_handler(Refusal)
        async def refuse(_request: Request, refusal: Refusal) -> JSONResponse:
            return JSONResponse(problem_json(refusal, "zh"), refusal.kind.value, media_type="application/problem+json")

        return app


def problems(refusal: Refusal) -> Mapping[str, str]:
    return {problem.path: problem.code for problem in refusal.problems}
