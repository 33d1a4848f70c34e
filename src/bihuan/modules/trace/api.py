"""The route of the trace box."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from bihuan.core.trace import KINDS, MAX_LENGTH, Chosen, Kind, Token
from bihuan.core.values import Kind as Cause
from bihuan.core.values import Refusal
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.trace import queries

router = APIRouter(tags=["trace"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
_MOST_CHOSEN = 20


class TraceChoiceOut(BaseModel):
    """Somebody or something that may be meant; `hint` tells namesakes apart."""

    id: str
    label: str
    hint: str


class TraceTokenOut(BaseModel):
    """A part of what was typed: its characters `start` up to `end`, and what they were read as."""

    kind: Kind
    start: int
    end: int
    text: str = Field(description="As it was typed")
    choices: list[TraceChoiceOut] = Field(description="Who or what it may be; any of them fits")
    near: bool = Field(description="No serial number is written so: the choices are one character off")
    first: int | None = Field(description="Of days: from this instant on, ms")
    until: int | None = Field(description="Of days: up to, and without, this instant")


class TraceActOut(BaseModel):
    """What somebody did with a ticket in the days asked for."""

    person: str
    name: str | None
    count: int = Field(description="How often he did something, or was given work")
    first: int
    last: int


class TraceFoundOut(BaseModel):
    """A ticket that fits. What its reader may not see of it is absent."""

    id: str
    number: str
    type: str
    stage: str
    category: str
    created_at: int
    title: str | None = None
    priority: str | None = None
    customer: str | None = None
    customer_name: str | None = None
    device: str | None = None
    device_name: str | None = None
    assignee: str | None = None
    red: bool | None = None
    resolved_at: int | None = None
    archived_at: int | None = None
    acts: list[TraceActOut]


class TraceBoxOut(BaseModel):
    """How the box was read and what was found, newest first."""

    tokens: list[TraceTokenOut]
    items: list[TraceFoundOut]
    more: bool = Field(description="There are further ones: say more")
    only: str | None = Field(description="The number of the one ticket that fits, if there is just one")


@router.get("", response_model_exclude_unset=True)
async def trace_box(
    desk: DeskDep,
    q: Annotated[str, Query(max_length=MAX_LENGTH, description="People, days, devices, customers, numbers, words")],
    read_as: Annotated[
        list[Annotated[str, Query(max_length=400)]],
        Query(alias="as", max_length=_MOST_CHOSEN, description="kind:id:text; how a part of `q` is meant"),
    ] = [],  # noqa: B006 - FastAPI copies it
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> TraceBoxOut:
    """Find a ticket by what is remembered of it: 张工 2026-01-28 XX-8892, in any order, with or without blanks.

    Several days, devices, customers or numbers: any of them fits. People and words must all fit.
    """
    box = queries.Box(q, tuple(_chosen(one) for one in read_as), limit)
    found = await desk.read(lambda tx: queries.trace(tx, desk.info, desk.caller, desk.now(), box))
    rows = found["items"]
    return TraceBoxOut(
        tokens=[_token(q, token) for token in found["tokens"]],
        items=[TraceFoundOut(**row) for row in rows],
        more=found["more"],
        only=rows[0]["number"] if len(rows) == 1 else None,
    )


def _chosen(written: str) -> Chosen:
    """Refuses `trace.choice_invalid`."""
    kind, _, rest = written.partition(":")
    id_, found, text = rest.partition(":")
    known = {name: name for name in KINDS}.get(kind)  # type: ignore[call-overload]
    if known is None or not found or not text.strip():
        raise Refusal("trace.choice_invalid", Cause.BAD_REQUEST, path="as")
    return Chosen(text, known, id_)


def _token(q: str, token: Token) -> TraceTokenOut:
    span: Any = token.span
    return TraceTokenOut(
        kind=token.kind,
        start=token.start,
        end=token.end,
        text=q[token.start : token.end],
        choices=[TraceChoiceOut(id=one.id, label=one.label, hint=one.hint) for one in token.choices],
        near=token.near,
        first=span.first if span else None,
        until=span.until if span else None,
    )
