"""Routes of flows and ticket types."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import Allowed as AccessAllowed
from bihuan.core.access import check_access, decide_access
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.flows import interface, messages, queries

flow_router = APIRouter(tags=["flows"], responses=PROBLEMS)
type_router = APIRouter(tags=["ticket types"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
Version = Annotated[int | None, Query(ge=1, le=1_000_000)]
Label = Annotated[dict[str, str], Field(max_length=4)]
Key = Annotated[str, Field(min_length=1, max_length=50)]


class FlowSummary(BaseModel):
    """A flow and its newest version."""

    key: str
    version: int
    label: dict[str, str]
    at: int = Field(description="Published at, ms since 1970-01-01 UTC")


class FlowOut(BaseModel):
    """One version of a flow, complete, with what the publish check advised."""

    key: str
    version: int
    body: dict[str, Any]
    form: str
    form_version: int
    findings: list[dict[str, Any]]


class PublishFlowIn(BaseModel):
    """A flow to publish (docs/flows.md)."""

    model_config = ConfigDict(extra="forbid")
    body: dict[str, Any]
    form: Key
    base_version: int | None = Field(default=None, ge=0, le=1_000_000)


class TicketTypeOut(BaseModel):
    """What one can report, and which form it asks for."""

    key: str
    version: int
    label: dict[str, str]
    form: str
    flow: str
    prefix: str
    department: str | None
    default_priority: str
    confidential: bool
    archive_days: int
    active: bool


class TicketTypeIn(BaseModel):
    """A ticket type to make or change."""

    model_config = ConfigDict(extra="forbid")
    label: Label
    form: Key
    flow: Key
    prefix: Annotated[str, Field(min_length=1, max_length=4)]
    department: Annotated[str | None, Field(max_length=100)] = None
    default_priority: Annotated[str, Field(max_length=2)] = "P2"
    confidential: bool = False
    archive_days: int = Field(default=30, ge=0, le=3_650)
    active: bool = True


@flow_router.get("")
async def list_flows(desk: DeskDep) -> list[FlowSummary]:
    """Every flow that is published."""

    def read(tx: Tx) -> list[JsonObject]:
        check_access(desk.caller.subject, "read", "flow", {})
        return queries.summaries(tx)

    return [FlowSummary(**row) for row in await desk.read(read)]


@flow_router.get("/{key}")
async def get_flow(key: str, desk: DeskDep, version: Version = None) -> FlowOut:
    """One version of a flow; the newest when none is named."""

    def read(tx: Tx) -> FlowOut:
        check_access(desk.caller.subject, "read", "flow", {})
        row = queries.one(tx, key, version) if version else queries.newest(tx, key)
        if row is None:
            raise Refusal("flow.unknown", Kind.NOT_FOUND, flow=key)
        return FlowOut(key=key, **{name: row[name] for name in FlowOut.model_fields if name != "key"})

    return await desk.read(read)


@flow_router.post("", status_code=201)
async def publish_flow(body: PublishFlowIn, desk: DeskDep) -> FlowOut:
    """Publish the next version; live at once, tickets in flight stay on theirs."""
    command = messages.PublishFlow(body.body, body.form, body.base_version)
    accepted = await desk.submit(command)
    return await get_flow(accepted.ref.removeprefix("definition:flow."), desk, None)


@type_router.get("")
async def list_ticket_types(desk: DeskDep) -> list[TicketTypeOut]:
    """The types that the caller may create or read tickets of."""

    def read(tx: Tx) -> list[TicketTypeOut]:
        found = [kind for kind in interface.ticket_types(tx) if _sees(desk, kind)]
        return [_out(kind) for kind in found]

    return await desk.read(read)


@type_router.put("/{key}")
async def save_ticket_type(key: str, body: TicketTypeIn, desk: DeskDep) -> TicketTypeOut:
    """Make or change a ticket type; tickets in flight keep their form and flow."""
    await desk.submit(messages.SaveTicketType(key, **body.model_dump()))
    return await desk.read(lambda tx: _out(interface.ticket_type(tx, key)))


def _sees(desk: Desk, kind: interface.TicketType) -> bool:
    anchors = {"type": kind.key, "created_by": desk.caller.subject.person}
    subject = desk.caller.subject
    return any(
        isinstance(decide_access(subject, action, "ticket", anchors), AccessAllowed) for action in ("create", "read")
    ) or isinstance(decide_access(subject, "manage", "ticket_type", {}), AccessAllowed)


def _out(kind: interface.TicketType) -> TicketTypeOut:
    return TicketTypeOut(**{name: getattr(kind, name) for name in TicketTypeOut.model_fields})
