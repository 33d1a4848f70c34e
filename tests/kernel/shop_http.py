"""Routes for the toy module, and a server of it: what entry/ does is tested without any real module."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import Subject
from bihuan.core.values import Kind, Refusal
from bihuan.entry.wiring import Door
from bihuan.kernel.command import Caller
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.web import Desk, desk_of
from bihuan.modules.identity.interface import Credential
from tests.kernel import shop

router = APIRouter(tags=["boxes"])
uploads = APIRouter(tags=["uploads"])
DeskDep = Annotated[Desk, Depends(desk_of)]


class BoxIn(BaseModel):
    """A box to open."""

    model_config = ConfigDict(extra="forbid")
    box: str = Field(min_length=1, max_length=60)
    label: str = Field(max_length=1_000_000)


class PutInBody(BaseModel):
    """What to put in."""

    model_config = ConfigDict(extra="forbid")
    amount: int = Field(ge=1, le=1_000)


class BoxOut(BaseModel):
    """A box."""

    box: str
    label: str | None
    total: int
    version: int


@router.post("", status_code=201)
async def open_box(body: BoxIn, desk: DeskDep) -> BoxOut:
    """Open a box."""
    await desk.submit(shop.OpenBox(body.box, body.label))
    return await desk.read(lambda tx: _box(tx, body.box))


@router.post("/{box}/amounts")
async def put_in(box: str, body: PutInBody, desk: DeskDep, response: Response) -> BoxOut:
    """Put something in."""
    await desk.submit(shop.PutIn(box, body.amount))
    found = await desk.read(lambda tx: _box(tx, box))
    response.headers["ETag"] = f'"{found.version}"'
    return found


@router.get("/{box}")
async def get_box(box: str, desk: DeskDep) -> BoxOut:
    """One box."""
    if desk.caller.kind == "anonymous":
        raise Refusal("access.sign_in", Kind.UNAUTHENTICATED)
    return await desk.read(lambda tx: _box(tx, box))


@router.get("")
async def explode() -> Any:
    """A mistake of ours."""
    raise ZeroDivisionError("a secret of ours")


@uploads.post("")
async def upload(desk: DeskDep, request: Request) -> dict[str, int]:
    """Counts what it is sent."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
    return {"size": size}


def _box(tx: Any, box: str) -> BoxOut:
    row = tx.get(shop.box, id=box)
    if row is None:
        raise Refusal("box.not_found", Kind.NOT_FOUND)
    return BoxOut(box=row["id"], label=row["label"], total=row["total"], version=row["version"])


def register(hooks: Hooks) -> None:
    """The toy module with its routes."""
    shop.register(hooks)
    hooks.router("/boxes", router)
    hooks.router("/uploads", uploads, raw_bodies=True)
    hooks.stream_reader("box", lambda _tx, caller, _box: caller.id != "stranger")


def _authenticate(tx: Any, credential: Credential, _now: int) -> Caller | None:
    """`token-<person>` is that person, until the box `revoked:<person>` is opened."""
    name = credential.token.rpartition(".")[2].removeprefix("token-")
    if name == credential.token or tx.get(shop.box, id=f"revoked:{name}") is not None:
        return None
    return replace(shop.caller(name), ip=credential.ip, device=credential.device)


def _anonymous(_tx: Any, credential: Credential) -> Caller:
    subject = Subject(kind="anonymous", confidential_types=frozenset())
    return Caller("anonymous", None, subject, ip=credential.ip, device=credential.device)


DOOR = Door(_authenticate, _anonymous, lambda _tx, _session, _now: None, frozenset({"box"}))
