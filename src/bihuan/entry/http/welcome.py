"""The first page: what there is to try in the demo, a company of one's own beside it, and the demo cleared away."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import Allowed, decide_access
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.entry import first_days, seed
from bihuan.entry.http.tenancy import PREFIX
from bihuan.entry.wiring import Install
from bihuan.kernel.qr import qr_svg
from bihuan.kernel.routing import Router
from bihuan.kernel.web import PROBLEMS, Desk, desk_of, open_desk_of
from bihuan.modules.identity import interface as identity

_FORBID = ConfigDict(extra="forbid")
_LOCAL = ("127.0.0.1", "localhost", "::1")
# Where a visitor of the demo reports a fault without an account.
_PORTAL = "/portal/r/repair"


class DemoAccount(BaseModel):
    """Somebody of the demo company. Everybody's password stands in the README, too."""

    login: str
    password: str
    name: str
    role: str
    role_key: str


class PhonePage(BaseModel):
    """A page for phones: its path, its address and the code that leads there."""

    path: str
    address: str
    qr: str


class WelcomeOut(BaseModel):
    """What the sign-in page tells besides. Only the demo tells who works there."""

    demo: bool
    company: str
    accounts: list[DemoAccount]
    work: PhonePage | None
    portal: PhonePage | None
    reachable: bool = Field(description="Whether phones reach this address")


class UpkeepOut(BaseModel):
    """What an administrator is reminded of."""

    demo: bool
    own_company: str | None = Field(description="The company beside the demo; null where there is none yet")
    demo_beside: bool
    recovery_confirmed: bool
    backed_up_at: int | None
    backup_due: bool
    evidence_left_at: int | None
    evidence_due: bool


class CompanyIn(BaseModel):
    """A company of one's own and its first administrator."""

    model_config = _FORBID
    name: Annotated[str, Field(max_length=400)]
    admin_name: Annotated[str, Field(max_length=400)]
    login: Annotated[str, Field(max_length=400)]
    password: Annotated[str, Field(max_length=400)]
    bundles: Annotated[list[Annotated[str, Field(max_length=50)]], Field(max_length=50)] = []


class CompanyOut(BaseModel):
    """Where it is."""

    slug: str
    name: str


class ClearIn(BaseModel):
    """The demo company's name, typed to confirm."""

    model_config = _FORBID
    name: Annotated[str, Field(max_length=400)]


def welcome_router(install: Install) -> Router:
    """The routes."""
    router = Router(tags=["first days"], responses=PROBLEMS)

    @router.get("/welcome")
    async def welcome(desk: Annotated[Desk, Depends(open_desk_of)], request: Request) -> WelcomeOut:
        """For whoever is not signed in: in the demo, who works there and what to try."""
        root = str(request.scope.get("root_path") or "")
        return WelcomeOut(**await desk.offload(lambda: _welcome(install, desk, root)))

    @router.get("/upkeep")
    async def get_upkeep(desk: Annotated[Desk, Depends(desk_of)]) -> UpkeepOut:
        """What an administrator is to be reminded of."""
        only_administrator(desk)
        return UpkeepOut(**await desk.offload(lambda: first_days.upkeep(install, desk.info.slug)))

    @router.post("/companies", status_code=201)
    async def found_company(body: CompanyIn, desk: Annotated[Desk, Depends(desk_of)], request: Request) -> CompanyOut:
        """The administrator of the demo makes a company of one's own beside it."""
        only_administrator(desk, in_demo=install)
        founder = first_days.Founder(body.admin_name, body.login, body.password)
        made = await desk.offload(lambda: first_days.found_company(install, body.name, founder, body.bundles))
        request.app.state.gate.directory.forget()
        return CompanyOut(**made)

    @router.post("/demo/clear", status_code=204)
    async def clear_demo(
        body: ClearIn, desk: Annotated[Desk, Depends(desk_of)], request: Request, response: Response
    ) -> None:
        """Erase the demo with all that is in it. Its administrator only, with the company's name typed."""
        only_administrator(desk, in_demo=install)
        await desk.offload(lambda: first_days.clear_demo(install, body.name))
        request.app.state.gate.directory.forget()
        for cookie in (identity.SESSION_COOKIE, identity.CSRF_COOKIE):
            for path in ("/", f"{PREFIX}{seed.DEMO_TENANT}/"):
                response.delete_cookie(cookie, path=path)

    return router


def _welcome(install: Install, desk: Desk, root: str) -> JsonObject:
    address = install.settings.address.rstrip("/")
    found: JsonObject = {
        "demo": seed.is_demo(install, desk.info.slug),
        "company": desk.info.name,
        "accounts": [],
        "work": None,
        "portal": None,
        "reachable": urlsplit(address).hostname not in _LOCAL,
    }
    if found["demo"]:
        pages = {"work": f"{root}/work/", "portal": f"{root}{_PORTAL}"}
        found["accounts"] = seed.demo_accounts()
        for name, path in pages.items():
            found[name] = {"path": path, "address": address + path, "qr": qr_svg(address + path)}
    return found


def only_administrator(desk: Desk, in_demo: Install | None = None) -> None:
    """Refuses whoever may not run the company as a whole; with `in_demo`, where this is not the demo either."""
    if desk.caller.kind != "user":
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.token")
    if not isinstance(decide_access(desk.caller.subject, "manage", "tenant", {}), Allowed):
        raise Refusal("route.not_found", Kind.NOT_FOUND)
    if in_demo is not None and not seed.is_demo(in_demo, desk.info.slug):
        raise Refusal("demo.not_here", Kind.NOT_FOUND)
