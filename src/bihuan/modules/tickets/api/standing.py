"""Routes of where the tickets of flows stand."""

from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, Field

from bihuan.core.access import check_access
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS
from bihuan.modules.tickets.api.pool import DeskDep
from bihuan.modules.tickets.queries.standing import running_by_version, standing_at_steps

standing = Router(tags=["flows"], responses=PROBLEMS)


class RunningOut(BaseModel):
    """How many tickets run on a version of a flow, of those that the caller may read."""

    flow: str
    version: int
    tickets: int


class StandingOut(BaseModel):
    """What goes on at a step of a flow, of the tickets that the caller may read."""

    step: str
    tickets: int = Field(description="How many stand there now, on any version")
    dwell: int | None = Field(description="Median time that its tasks of the last 90 days were open, ms")


@standing.get("")
async def list_running(desk: DeskDep) -> list[RunningOut]:
    """How many open tickets run on each version of each flow."""

    def read(tx: Tx) -> list[dict[str, Any]]:
        check_access(desk.caller.subject, "read", "flow", {})
        return running_by_version(tx, desk.caller)

    return [RunningOut(**one) for one in await desk.read(read)]


@standing.get("/{flow}")
async def list_standing(
    flow: Annotated[str, Path(min_length=1, max_length=100, description="The flow's key")], desk: DeskDep
) -> list[StandingOut]:
    """How many tickets stand at each step of a flow now, and how long its tasks take."""

    def read(tx: Tx) -> list[dict[str, Any]]:
        check_access(desk.caller.subject, "read", "flow", {})
        return standing_at_steps(tx, desk.caller, flow, desk.now())

    return [StandingOut(**one) for one in await desk.read(read)]
