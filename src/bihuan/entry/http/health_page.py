"""The health page of administrators: every sign with what to do, and followers that gave up, to be tried again."""

from typing import Annotated

from fastapi import Depends, Path
from pydantic import BaseModel, Field

from bihuan.entry import health
from bihuan.entry.http.welcome import only_administrator
from bihuan.entry.logs import redacted
from bihuan.entry.wiring import Install
from bihuan.kernel.errors import say
from bihuan.kernel.routing import Router
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.tickets import interface as tickets

DeskDep = Annotated[Desk, Depends(desk_of)]


class SignOut(BaseModel):
    """One thing that was looked at. `text`: how it stands; `todo`: what to do, null where there is nothing to do."""

    key: str
    level: health.Level
    label: str
    text: str
    todo: str | None


class DeadOut(BaseModel):
    """A follower that gave up after many tries."""

    id: str
    follower: str
    subject: str = Field(description="What it is about: kind and id")
    attempts: int
    at: int
    why: str | None


class HealthOut(BaseModel):
    """How things are at `at`."""

    at: int
    level: health.Level
    signs: list[SignOut]
    dead: list[DeadOut]


def health_page_router(install: Install) -> Router:
    """The routes."""
    router = Router(tags=["health"], responses=PROBLEMS)

    @router.get("/health")
    async def get_health(desk: DeskDep) -> HealthOut:
        """How the server and this company are."""
        only_administrator(desk)
        return await _health(install, desk)

    @router.post("/health/followers/{follower_id}/retry")
    async def retry_follower(follower_id: Annotated[str, Path(max_length=100)], desk: DeskDep) -> HealthOut:
        """Let a follower that gave up try again. Refuses `outbox.not_dead`."""
        only_administrator(desk)
        await desk.write(lambda tx: health.try_again(tx, follower_id, desk.now()))
        return await _health(install, desk)

    @router.post("/health/search/rebuild")
    async def rebuild_search(desk: DeskDep) -> HealthOut:
        """Have the search index written anew. It goes on by itself, also after a restart; people search meanwhile."""
        only_administrator(desk)
        await desk.write(lambda tx: tickets.begin_rebuild(tx, desk.now()))
        return await _health(install, desk)

    return router


async def _health(install: Install, desk: Desk) -> HealthOut:
    signs: list[health.Sign] = await desk.offload(lambda: health.signs_of(install, desk.tenant))
    dead = await desk.read(health.dead_followers)
    return HealthOut(
        at=install.clock.now(),
        level=health.worst(signs),
        signs=[_sign(sign, desk.language) for sign in signs],
        dead=[
            DeadOut(
                id=row["id"],
                follower=row["follower"],
                subject=row["stream"],
                attempts=row["attempts"],
                at=row["at"],
                why=redacted(row["last_error"]),
            )
            for row in dead
        ],
    )


def _sign(sign: health.Sign, language: str) -> SignOut:
    code = f"health.{sign.key}"
    todo = None if sign.level == health.GOOD else say(f"{code}_todo", sign.data, language)
    text = say(f"{code}_{'good' if sign.level == health.GOOD else 'not'}", sign.data, language)
    return SignOut(key=sign.key, level=sign.level, label=say(code, {}, language), text=text, todo=todo)
