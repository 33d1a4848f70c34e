"""Whom the note that one writes may mention."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from bihuan.kernel.routing import Router
from bihuan.kernel.web import PROBLEMS
from bihuan.modules.tickets.api.pool import DeskDep
from bihuan.modules.tickets.queries.mentions import mentionable as people_to_mention

mentionable = Router(tags=["tickets"], responses=PROBLEMS)
_MOST = 8


class MentionableOut(BaseModel):
    """A colleague who may read the note. `department` tells two of the same name apart."""

    id: str
    name: str
    department: str | None = Field(description="The name of the main department; null: none")


@mentionable.get("/{key}/mentionable")
async def list_mentionable(
    key: str,
    desk: DeskDep,
    q: Annotated[str, Query(max_length=50, description="Part of a name, or of its pinyin")] = "",
    public: Annotated[bool, Query(description="For a note that the customer may read")] = False,
) -> list[MentionableOut]:
    """Colleagues whom a note of this ticket may mention, at most eight; whoever has to do with it first."""
    found = await desk.read(lambda tx: people_to_mention(tx, desk.caller, key, public, q, _MOST))
    return [MentionableOut(**row) for row in found]
