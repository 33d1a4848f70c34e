"""The route of the trace box."""

from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import BaseModel, Field

from bihuan.core.access import check_access
from bihuan.core.trace import KINDS, MAX_LENGTH, Chosen, Kind, Token
from bihuan.core.values import Kind as Cause
from bihuan.core.values import Refusal
from bihuan.kernel.ids import new_secret
from bihuan.kernel.listing import HitOut
from bihuan.kernel.routing import Router
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.identity import interface as identity
from bihuan.modules.trace import queries

router = Router(tags=["trace"], responses=PROBLEMS)
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
    hits: list[HitOut] = Field(description="What the words hit: the title first, then at most three others")


class TraceBoxOut(BaseModel):
    """How the box was read and what was found: newest first, those whose record says all words before others."""

    tokens: list[TraceTokenOut]
    items: list[TraceFoundOut]
    more: bool = Field(description="There are further ones: say more")
    only: str | None = Field(description="The number of the one ticket that fits, if there is just one")


class DrilledOut(BaseModel):
    """A ticket that was drawn. `stations`: those it passed, true where its record is complete."""

    id: str
    number: str
    type: str
    created_at: int
    stations: dict[str, bool]
    events: int
    erased: bool
    complete: bool
    milliseconds: float


class DrillOut(BaseModel):
    """可追溯率: how many of the drawn tickets are complete, per station and in all, and how long each took."""

    at: int
    by: str | None
    seed: str = Field(description="Drawn by it: the same draws the same from the same tickets")
    drawn: list[DrilledOut]
    complete: int
    slowest_ms: float
    median_ms: float


@router.get("/drill")
async def drill(
    desk: DeskDep,
    count: Annotated[int, Query(ge=1, le=queries.MOST_DRAWN)] = 100,
    seed: Annotated[str, Query(max_length=50, pattern="^[0-9A-Za-z_-]*$")] = "",
) -> DrillOut:
    """Draw closed tickets by lot and look whether each can be told whole, for those who read the ledger."""
    check_access(desk.caller.subject, "read", "ledger", {})
    drawn_by = seed or new_secret(6)
    fractions = queries.fractions_of(drawn_by, count)
    drawn = await desk.read(lambda tx: queries.drill(tx, desk.hooks, desk.caller, fractions))
    spent = sorted(one["milliseconds"] for one in drawn)
    by = desk.caller.id
    names = await desk.read(lambda tx: identity.person_briefs(tx, [by])) if by else {}
    return DrillOut(
        at=desk.now(),
        by=names[by].name if by and by in names else None,
        seed=drawn_by,
        drawn=[DrilledOut(**one) for one in drawn],
        complete=sum(one["complete"] for one in drawn),
        slowest_ms=spent[-1] if spent else 0,
        median_ms=spent[len(spent) // 2] if spent else 0,
    )


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
