"""Routes of work that is to be handed over: `POST /tasks/{task}/actions/assign` or `…/transfer` then does so."""

from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import BaseModel, Field

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets.api.pool import DeskDep
from bihuan.modules.tickets.queries.handing import people_away, work_to_hand_over

hand_over = Router(tags=["tickets"], responses=PROBLEMS)
MYSELF = "me"


class PersonAwayOut(BaseModel):
    """Somebody who is not there and has work."""

    person: str
    name: str | None = Field(description="None once he was erased")
    why: Literal["left", "leave", "deputed"] = Field(description="Left for good, on leave, or others stand in for him")
    deputies: list[str] = Field(description="The names of those who stand in for him now")
    tasks: int
    oldest: int = Field(description="Since when the oldest of them is open")


class TaskToHandOverOut(BaseModel):
    """An open task with its ticket's headline."""

    id: str
    ticket: str
    number: str
    title: str | None
    type: str
    priority: str | None
    stage: str
    stage_label: dict[str, str]
    step: str
    label: dict[str, str] = Field(description="The step's name")
    kind: str
    opened_at: int
    next_due: int | None
    how: Literal["assign", "transfer", "refuse"] | None = Field(
        description="The action by which the caller may hand it over: to a person, or (refuse) back to dispatchers; "
        "none where the flow leaves it to others"
    )


@hand_over.get("")
async def list_people_away(desk: DeskDep) -> list[PersonAwayOut]:
    """Who has left or is away and has open tasks that the caller may give to others; who waits longest first."""
    found = await desk.read(lambda tx: people_away(tx, desk.caller, desk.now()))
    return [PersonAwayOut(**one) for one in found]


@hand_over.get("/{person}")
async def list_tasks_to_hand_over(
    person: Annotated[str, Path(min_length=1, max_length=100, description="A person's id, or `me`")], desk: DeskDep
) -> list[TaskToHandOverOut]:
    """Somebody's open tasks, oldest first, 200 at most: one's own, or those that the caller may give to others."""
    whose = desk.caller.subject.person if person == MYSELF else person
    if whose is None:
        raise Refusal("access.sign_in", Kind.UNAUTHENTICATED)

    def read(tx: Tx) -> list[dict[str, Any]]:
        return work_to_hand_over(tx, desk.caller, whose, identity.env_of(tx, desk.info, desk.now()))

    return [TaskToHandOverOut(**one) for one in await desk.read(read)]
