"""Routes of the company's profile: for its administrators, and what everybody is shown before any sign-in."""

import hashlib
from base64 import b64encode
from typing import Annotated, Any

from fastapi import Depends, Header, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import check_access
from bihuan.core.values import Kind, Refusal
from bihuan.kernel import media
from bihuan.kernel.logo import MOST_BYTES, redrawn
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of, open_desk_of
from bihuan.modules.company import interface, queries
from bihuan.modules.company import messages as m

router = Router(tags=["company"], responses=PROBLEMS)
logo_router = Router(tags=["company"], responses=PROBLEMS)
public_router = Router(tags=["company"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
OpenDesk = Annotated[Desk, Depends(open_desk_of)]
Words = Annotated[str, Field(max_length=1_000)]
_PNG = "image/png"
# Its address changes with it.
_FOREVER = "public, max-age=31536000, immutable"
_RAW = {
    "requestBody": {"required": True, "content": {media.OCTETS: {"schema": {"type": "string", "format": "binary"}}}}
}
_PICTURE: dict[int | str, dict[str, Any]] = {200: {"description": "The logo", "content": {_PNG: {}}}}


class ProfileIn(BaseModel):
    """Names, and where the company is reached. Empty names: those that it was founded with."""

    model_config = ConfigDict(extra="forbid")
    name: Words = Field(default="", description="Short, for screens")
    full_name: Words = Field(default="", description="As papers say it")
    phone: Words = ""
    address: Words = ""


class ProfileOut(BaseModel):
    """The profile as it was written. `founded_as`: what stands where a name is empty."""

    name: str
    full_name: str
    phone: str
    address: str
    founded_as: str
    logo: str | None = Field(description="Path of the logo below /api/v1; null: there is none")
    version: int


class PublicCompanyOut(BaseModel):
    """Whose pages these are: what stands on every letter of the company anyway."""

    name: str
    full_name: str
    phone: str
    logo: str | None = Field(description="Path of the logo below /api/v1; null: there is none")
    own: bool = Field(description="Whether the company has described itself; else the name is as it was founded")
    zone: str = Field(description="IANA name of the zone in which the company's times are shown")


@router.get("")
async def get_profile(desk: DeskDep) -> ProfileOut:
    """The company's profile, for whoever may change it."""
    return await desk.read(lambda tx: _profile(tx, desk))


@router.put("")
async def save_profile(body: ProfileIn, desk: DeskDep) -> ProfileOut:
    """Say what the company is called and where it is reached."""
    await desk.submit(m.SaveProfile(**body.model_dump()))
    return await desk.read(lambda tx: _profile(tx, desk))


@logo_router.put("", openapi_extra=_RAW)
async def set_logo(desk: DeskDep, request: Request) -> ProfileOut:
    """A PNG, JPEG or WebP as the body. It is drawn anew: nothing but its pixels is kept."""
    await desk.read(lambda _tx: check_access(desk.caller.subject, "manage", "tenant", {}))
    given = await _body(request)
    logo = await desk.offload(lambda: redrawn(given))
    digest = hashlib.sha256(logo.content).hexdigest()[:32]
    await desk.submit(m.SetLogo(b64encode(logo.content).decode(), digest, logo.width, logo.height))
    return await desk.read(lambda tx: _profile(tx, desk))


async def _body(request: Request) -> bytes:
    """The whole body; no more of it is read than a logo may have."""
    given = bytearray()
    async for chunk in request.stream():
        given += chunk
        if len(given) > MOST_BYTES:
            raise Refusal("company.logo_large", Kind.TOO_LARGE, megabytes=MOST_BYTES >> 20)
    return bytes(given)


@logo_router.delete("")
async def remove_logo(desk: DeskDep) -> ProfileOut:
    """The name alone again."""
    await desk.submit(m.RemoveLogo())
    return await desk.read(lambda tx: _profile(tx, desk))


@public_router.get("/company", response_model=PublicCompanyOut, responses={304: {"description": "As it was"}})
async def show_company(
    desk: OpenDesk, response: Response, if_none_match: Annotated[str | None, Header(max_length=200)] = None
) -> PublicCompanyOut | Response:
    """Whose pages these are, for everybody."""
    found = await desk.read(lambda tx: interface.company_of(tx, desk.info))
    names = ("name", "full_name", "phone", "own")
    shown = PublicCompanyOut(
        **{name: getattr(found, name) for name in names}, logo=found.logo_path, zone=desk.info.zone
    )
    etag = f'"{hashlib.sha256(shown.model_dump_json().encode()).hexdigest()[:32]}"'
    # A browser asks each time whether it is still so: whoever changes the name sees it changed.
    kept = {"ETag": etag, "Cache-Control": "public, no-cache"}
    if if_none_match == etag:
        return Response(status_code=304, headers=kept)
    response.headers.update(kept)
    return shown


@public_router.get("/logo/{digest}", response_class=Response, responses=_PICTURE)
async def show_logo(digest: Annotated[str, Path(max_length=64)], desk: OpenDesk) -> Response:
    """The company's logo, for everybody."""

    def read(tx: Tx) -> bytes | None:
        row = queries.profile(tx)
        return queries.logo(tx) if row is not None and row["logo"] == digest else None

    content = await desk.read(read)
    if content is None:
        raise Refusal("company.no_logo", Kind.NOT_FOUND)
    return Response(content, media_type=_PNG, headers={"Cache-Control": _FOREVER})


def _profile(tx: Tx, desk: Desk) -> ProfileOut:
    check_access(desk.caller.subject, "manage", "tenant", {})
    row = queries.profile(tx) or {**dict.fromkeys(("name", "full_name", "phone", "address"), ""), "version": 0}
    words = {name: row[name] for name in ("name", "full_name", "phone", "address", "version")}
    logo = interface.company_of(tx, desk.info).logo_path
    return ProfileOut(**words, founded_as=desk.info.name, logo=logo)
