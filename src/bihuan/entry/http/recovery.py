"""The recovery phrase in the browser: shown once, confirmed, and never told again."""

from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.values import Kind, Refusal
from bihuan.entry import first_days, seed
from bihuan.entry.http.welcome import only_administrator
from bihuan.entry.wiring import Install
from bihuan.kernel.routing import Router
from bihuan.kernel.web import PROBLEMS, Desk, desk_of

DeskDep = Annotated[Desk, Depends(desk_of)]


class PhraseOut(BaseModel):
    """The phrase, this once: it is kept nowhere."""

    phrase: str


class PhraseIn(BaseModel):
    """The phrase as it was written down."""

    model_config = ConfigDict(extra="forbid")
    phrase: Annotated[str, Field(min_length=1, max_length=100)]


def recovery_router(install: Install) -> Router:
    """The routes."""
    router = Router(tags=["first days"], responses=PROBLEMS)

    @router.post("/recovery/phrase", status_code=201)
    async def make_phrase(desk: DeskDep) -> PhraseOut:
        """A new phrase in place of one that nobody has confirmed; backups made with that one still need it."""
        check_own(install, desk)
        return PhraseOut(phrase=await desk.offload(lambda: _new_phrase(install)))

    @router.post("/recovery/confirm", status_code=204)
    async def confirm_phrase(body: PhraseIn, desk: DeskDep) -> None:
        """Somebody holds the phrase: nobody is reminded any more. Refuses `key.wrong`."""
        check_own(install, desk)
        await desk.offload(lambda: install.tenants.confirm_recovery(body.phrase))

    return router


def check_own(install: Install, desk: Desk) -> None:
    """The phrase opens the backups of every company here, so only where there is one company may its administrator see
    it; where there are several, and in the demo, whoever runs the machine keeps it (`bihuan key phrase`)."""
    only_administrator(desk)
    if seed.is_demo(install, desk.info.slug) or len(first_days.other_companies(install)) != 1:
        raise Refusal("recovery.on_server", Kind.CONFLICT)


def _new_phrase(install: Install) -> str:
    if install.tenants.recovery_confirmed():
        raise Refusal("recovery.confirmed", Kind.CONFLICT)
    return install.tenants.renew_recovery()
