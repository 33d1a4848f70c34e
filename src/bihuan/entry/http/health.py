"""/healthz, /readyz and /metrics: for load balancers and Prometheus, outside every tenant."""

import shutil
from typing import Any

from fastapi import Request
from starlette.responses import JSONResponse, Response

from bihuan.core.values import Kind, Refusal
from bihuan.entry.http.exchange import Exchange
from bihuan.entry.http.metrics import CONTENT_TYPE, Metrics
from bihuan.entry.wiring import Install
from bihuan.kernel.routing import Router

# Below this a COMMIT may fail at any moment; better that no new work is sent here.
MIN_FREE_BYTES = 32 << 20


def health_router(install: Install, metrics: Metrics) -> Router:
    """The three routes."""
    router = Router(tags=["health"])

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @router.get("/readyz", responses={503: {"description": "Not ready; `faults` says why"}})
    async def readyz(request: Request) -> Response:
        """Whether requests may be sent here: tenants open and migrated, threads alive, room on the disk."""
        faults = readiness_faults(install)
        body: dict[str, Any] = {"status": "not ready" if faults else "ready"}
        if faults:
            body["faults"] = faults
        return JSONResponse(body, 503 if faults else 200)

    @router.get("/metrics", include_in_schema=False)
    async def read_metrics(request: Request) -> Response:
        check_scraper(request.state.exchange, install.settings.metrics_token)
        page = await request.app.state.gate.offload(metrics.page)
        return Response(page, media_type=CONTENT_TYPE)

    return router


def readiness_faults(install: Install) -> list[str]:
    """Why this process should get no requests; empty when it should."""
    threads = install.threads
    faults = [f"thread:{name}" for name in threads.dead]
    faults += [f"tenant:{slug}" for slug in threads.unopened]
    if not threads.ready.is_set():
        faults.append("starting")
    if threads.is_stopping():
        faults.append("stopping")
    if not has_room(install):
        faults.append("disk")
    return faults


def has_room(install: Install) -> bool:
    """Whether the data folder's disk has room for more than a moment."""
    folder = install.settings.data
    return not folder.exists() or shutil.disk_usage(folder).free >= MIN_FREE_BYTES


def check_scraper(exchange: Exchange, token: str) -> None:
    """Figures are for this machine and for whoever holds the token; for others the page does not exist."""
    given = exchange.headers.get("authorization", "")
    if exchange.is_direct_local or (token and given == f"Bearer {token}"):
        return
    raise Refusal("route.not_found", Kind.NOT_FOUND)
