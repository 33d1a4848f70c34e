"""The bundles that ship with Bihuan: what there is to choose from, and switching one on or off like a brick."""

from typing import Annotated, Literal

from fastapi import Depends
from pydantic import BaseModel, Field

from bihuan.core.values import JsonObject
from bihuan.entry import bundles
from bihuan.entry.http.welcome import only_administrator
from bihuan.entry.wiring import Install
from bihuan.kernel.routing import Router
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.bundles.interface import bundle_folder


class BundleTypeOut(BaseModel):
    """A ticket type that a bundle brings."""

    key: str
    label: dict[str, str]


class BundleOut(BaseModel):
    """A bundle: ticket types with forms, flows, roles and what else they need."""

    key: str
    label: dict[str, str]
    summary: dict[str, str]
    version: str
    types: list[BundleTypeOut]
    state: Literal["on", "partly", "off"] = Field(description="Whether its ticket types are in use here")
    known: bool = Field(description="Whether it was ever switched on here")


def bundle_router(install: Install) -> Router:
    """The routes."""
    router = Router(tags=["bundles"], responses=PROBLEMS)

    @router.get("/bundles")
    async def list_bundles(desk: Annotated[Desk, Depends(desk_of)]) -> list[BundleOut]:
        """What ships with Bihuan, and what of it this company works with."""
        only_administrator(desk)
        return [BundleOut(**one) for one in await _shipped(install, desk)]

    @router.post("/bundles/{key}/apply")
    async def apply_bundle(key: str, desk: Annotated[Desk, Depends(desk_of)]) -> BundleOut:
        """Switch it on: what it consists of is published; what the company has of it already stays as it is."""
        only_administrator(desk)
        slug, folder = desk.info.slug, bundle_folder(key)
        await desk.offload(lambda: bundles.apply_folder(install, slug, folder, desk.caller))
        return await _one(install, desk, key)

    @router.post("/bundles/{key}/switch-off")
    async def switch_off_bundle(key: str, desk: Annotated[Desk, Depends(desk_of)]) -> BundleOut:
        """No new tickets of its types. Tickets under way go on, nothing is lost, and it can be switched on again."""
        only_administrator(desk)
        await desk.offload(lambda: bundles.switch_off(install, desk.info.slug, key, desk.caller))
        return await _one(install, desk, key)

    return router


async def _shipped(install: Install, desk: Desk) -> list[JsonObject]:
    found: list[JsonObject] = await desk.offload(lambda: bundles.shipped_for(install, desk.info.slug))
    return found


async def _one(install: Install, desk: Desk, key: str) -> BundleOut:
    return next(BundleOut(**one) for one in await _shipped(install, desk) if one["key"] == key)
