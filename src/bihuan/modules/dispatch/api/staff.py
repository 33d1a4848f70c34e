"""Routes of engineers' profiles."""

from typing import Annotated, Any

from fastapi import Depends, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.rules import LAST_INSTANT
from bihuan.kernel.routing import Router
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.dispatch import messages as m
from bihuan.modules.dispatch import queries

router = Router(tags=["engineers"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
UserId = Annotated[str, Path(max_length=100)]
Words = Annotated[list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=200)]
Bound = Annotated[int | None, Field(ge=0, le=1_000)]


class HomeIn(BaseModel):
    """A place, WGS 84, degrees as text."""

    model_config = ConfigDict(extra="forbid")
    lat: Annotated[str, Field(max_length=20)]
    lng: Annotated[str, Field(max_length=20)]


class CertificateIn(BaseModel):
    """A certificate; `until` is the first instant (ms since 1970) at which it is void, none: it stays."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=100)]
    until: Annotated[int | None, Field(ge=0, le=LAST_INSTANT)] = None


class EngineerIn(BaseModel):
    """A profile as a whole. Skills, areas and teams are the person's own (PATCH /users)."""

    model_config = ConfigDict(extra="forbid")
    home: HomeIn | None = None
    capacity: Annotated[Bound, Field(description="Tasks at once; none: no bound")] = None
    day_cap: Annotated[Bound, Field(description="Tasks a day; none: no bound")] = None
    languages: Words = []
    certificates: Annotated[list[CertificateIn], Field(max_length=200)] = []
    exclusions: Annotated[Words, Field(description="Ids of customers, sites and devices")] = []
    tags: Words = []


class PauseIn(BaseModel):
    """暂停接单 or not."""

    model_config = ConfigDict(extra="forbid")
    paused: bool


class EngineerOut(BaseModel):
    """A profile as its caller may see it: what is hidden from him is absent."""

    model_config = ConfigDict(extra="allow")
    user: str
    name: str
    active: bool
    paused: bool
    version: int
    skills: dict[str, int]
    areas: list[str]
    teams: list[str]


@router.get("")
async def list_engineers(desk: DeskDep) -> list[EngineerOut]:
    """The engineers whom the caller may see, by name."""
    found = await desk.read(lambda tx: queries.engineer_list(tx, desk.caller))
    return [EngineerOut(**row) for row in found]


@router.get("/{user_id}")
async def get_engineer(user_id: UserId, desk: DeskDep, response: Response) -> EngineerOut:
    """One engineer."""
    return await _shown(user_id, desk, response)


@router.put("/{user_id}")
async def save_engineer(user_id: UserId, body: EngineerIn, desk: DeskDep, response: Response) -> EngineerOut:
    """Make somebody an engineer, or change the profile."""
    values: dict[str, Any] = body.model_dump()
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    await desk.submit(m.SaveEngineer(user=user_id, **{**values, **lists}))
    return await _shown(user_id, desk, response)


@router.post("/{user_id}/pause")
async def pause_engineer(user_id: UserId, body: PauseIn, desk: DeskDep, response: Response) -> EngineerOut:
    """Take no new work, or take it again."""
    await desk.submit(m.PauseEngineer(user_id, body.paused))
    return await _shown(user_id, desk, response)


@router.delete("/{user_id}", status_code=204)
async def remove_engineer(user_id: UserId, desk: DeskDep) -> None:
    """The person is no candidate any more; work under way stays."""
    await desk.submit(m.RemoveEngineer(user_id))


async def _shown(user_id: str, desk: Desk, response: Response) -> EngineerOut:
    found = await desk.read(lambda tx: queries.engineer_view(tx, desk.caller, user_id))
    response.headers["ETag"] = f'"{found["version"]}"'
    return EngineerOut(**found)
