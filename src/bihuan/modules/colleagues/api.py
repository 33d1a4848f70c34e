"""Routes of stars and of recent choices."""

from typing import Annotated

from fastapi import Depends, Path, Response
from pydantic import BaseModel, Field

from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.colleagues import messages, queries

router = Router(tags=["colleagues"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
PersonId = Annotated[str, Path(min_length=1, max_length=100)]


class ChoicesOut(BaseModel):
    """Ids of people."""

    starred: list[str] = Field(description="Whom the caller has starred")
    recent: list[str] = Field(description="Whom the caller gave work to or asked in, the last one first")


@router.get("")
async def get_choices(desk: DeskDep) -> ChoicesOut:
    """Who stands at the top when the caller chooses people."""
    own = desk.caller.subject.person or ""

    def read(tx: Tx) -> ChoicesOut:
        return ChoicesOut(starred=queries.starred(tx, own), recent=queries.recent(tx, own))

    return await desk.read(read)


@router.put("/{person}/star", status_code=204)
async def star_person(person: PersonId, desk: DeskDep) -> Response:
    """Keep a colleague at the top."""
    await desk.submit(messages.StarPerson(person))
    return Response(status_code=204)


@router.delete("/{person}/star", status_code=204)
async def unstar_person(person: PersonId, desk: DeskDep) -> Response:
    """Let a colleague go from the top."""
    await desk.submit(messages.StarPerson(person, starred=False))
    return Response(status_code=204)
