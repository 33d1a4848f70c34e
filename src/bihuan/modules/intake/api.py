"""Routes of channels."""

from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from bihuan.kernel.routing import Router
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.intake import messages, queries

router = Router(tags=["channels"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]


class ChannelOut(BaseModel):
    """A way by which tickets come in."""

    key: str
    label: dict[str, str]
    active: bool
    version: int


class ChannelIn(BaseModel):
    """A channel to open, rename or close."""

    model_config = ConfigDict(extra="forbid")
    label: Annotated[dict[str, str], Field(max_length=4)]
    active: bool = True


@router.get("")
async def list_channels(desk: DeskDep) -> list[ChannelOut]:
    """Every channel; whoever reports needs their keys."""
    return [ChannelOut(**row) for row in await desk.read(queries.everything)]


@router.put("/{key}")
async def save_channel(key: str, body: ChannelIn, desk: DeskDep) -> ChannelOut:
    """Open, rename or close a channel."""
    await desk.submit(messages.SaveChannel(key, body.label, body.active))
    row = await desk.read(lambda tx: queries.one(tx, key))
    return ChannelOut(**(row or {}))
