"""Puts routes, errors and the gate together."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette._utils import get_route_path
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import ASGIApp, Scope

from bihuan.core.values import Refusal
from bihuan.entry.http.bundles import bundle_router
from bihuan.entry.http.configuration import configuration_router
from bihuan.entry.http.events import events_router
from bihuan.entry.http.faces import check_only
from bihuan.entry.http.gate import API, Gate
from bihuan.entry.http.health import health_router
from bihuan.entry.http.health_page import health_page_router
from bihuan.entry.http.metrics import Metrics
from bihuan.entry.http.openapi import describe_api
from bihuan.entry.http.problems import on_fault, on_http_exception, on_refusal, on_validation_error
from bihuan.entry.http.recovery import recovery_router
from bihuan.entry.http.web import WebApps, apps_folder
from bihuan.entry.http.welcome import welcome_router
from bihuan.entry.wiring import Install
from bihuan.kernel.routing import Router
from bihuan.kernel.web import PROBLEMS

# Objects made and not yet freed before the collector looks; and how often the older ones are looked at, too.
_GARBAGE = (20_000, 20, 20)


def create_app(install: Install) -> ASGIApp:
    """The ASGI app of `install`. Its lifespan starts and stops the install's threads."""
    check_only(install.settings.only)
    app = FastAPI(
        title="Bihuan 闭环",
        version=version("bihuan"),
        lifespan=_lifespan(install),
        openapi_url="/openapi.json",
        # The usual pages load scripts from elsewhere; an install may have no way out to the internet.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.openapi = lambda: describe_api(app)  # type: ignore[method-assign]
    metrics = Metrics(install)
    gate = Gate(app, install, metrics)
    app.state.gate = gate
    app.include_router(health_router(install, metrics))
    app.include_router(events_router(install, gate), prefix=API, responses=PROBLEMS)
    app.include_router(welcome_router(install), prefix=API, responses=PROBLEMS)
    app.include_router(recovery_router(install), prefix=API, responses=PROBLEMS)
    app.include_router(bundle_router(install), prefix=API, responses=PROBLEMS)
    app.include_router(configuration_router(install), prefix=API, responses=PROBLEMS)
    app.include_router(health_page_router(install), prefix=API, responses=PROBLEMS)
    for prefix, router in install.hooks.routers:
        _include(app, router, API + prefix)
    app.router.default = WebApps(apps_folder(), otherwise=app.router.default)
    app.add_exception_handler(Refusal, on_refusal)
    app.add_exception_handler(Exception, on_fault)
    app.add_exception_handler(HTTPException, on_http_exception)
    app.add_exception_handler(RequestValidationError, on_validation_error)
    return gate


def _include(app: FastAPI, router: Router, prefix: str) -> None:
    """The router's routes under `prefix`.

    Requests for other prefixes are turned away by a comparison; else every route of every router before the right one
    is asked, which costs more than all the rest of the way in.
    """
    app.include_router(router, prefix=prefix, responses=PROBLEMS)
    included = app.router.routes[-1]
    ask = included.matches

    def matches(scope: Scope) -> tuple[Match, Scope]:
        path = get_route_path(scope)
        return ask(scope) if path == prefix or path.startswith(prefix + "/") else (Match.NONE, {})

    included.matches = matches  # type: ignore[method-assign]


def _lifespan(install: Install):  # type: ignore[no-untyped-def]
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        install.start()
        # What lives from now on lives long: the collector need not walk it again and again (11-14 % throughput).
        gc.collect()
        gc.freeze()
        # A create makes some thousand objects that are gone with it: looking for cycles among them ten times during
        # each finds nothing and costs a tenth of its time.
        usual = gc.get_threshold()
        gc.set_threshold(*_GARBAGE)
        try:
            yield
        finally:
            gc.set_threshold(*usual)
            install.stop()

    return lifespan
