"""Routes of flows and ticket types."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import Allowed as AccessAllowed
from bihuan.core.access import check_access, decide_access
from bihuan.core.flow import Finding, schema_of, sentences, step_at
from bihuan.core.forms import rules_schema
from bihuan.core.links import family_rules
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.flows import interface, messages, queries
from bihuan.modules.forms import interface as forms
from bihuan.modules.identity import interface as identity

flow_router = Router(tags=["flows"], responses=PROBLEMS)
type_router = Router(tags=["ticket types"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
Version = Annotated[int | None, Query(ge=1, le=1_000_000)]
Label = Annotated[dict[str, str], Field(max_length=4)]
Key = Annotated[str, Field(min_length=1, max_length=50)]


class FlowVersionOut(BaseModel):
    """One version of a flow in its history."""

    version: int
    at: int = Field(description="Published at, ms since 1970-01-01 UTC")
    by: str | None = Field(description="Who published it; none for the product itself, or once erased")
    findings: int = Field(description="How many pieces of advice the publish check had")


class FlowSummary(FlowVersionOut):
    """A flow and its newest version."""

    key: str
    label: dict[str, str]
    form: str
    types: list[str] = Field(description="The ticket types whose new tickets take it")


class FlowOut(BaseModel):
    """One version of a flow, complete, with what the publish check advised."""

    key: str
    version: int
    body: dict[str, Any]
    form: str
    form_version: int
    findings: list[dict[str, Any]]
    sentences: dict[str, str] = Field(
        description="Conditions in words: `<branch>/<number of the way from 0>`, `<repeat>/until`"
    )


class FlowFindingOut(BaseModel):
    """One thing to know before publishing (docs/flows.md)."""

    severity: Literal["error", "unproven", "advice"]
    step: str | None = Field(description="At which step or block; none: the flow as a whole")
    path: str | None = Field(description="Where it is written, of faults in the writing")
    code: str
    text: dict[str, str]


class AskedOptionOut(BaseModel):
    """One of the values a condition can compare with."""

    value: str
    label: dict[str, str]


class AskableFieldOut(BaseModel):
    """A field that a condition of the flow may ask about. `kind` as in docs/rules.md."""

    key: str
    kind: str
    label: dict[str, str]
    options: list[AskedOptionOut]
    of: str | None


class FlowDraftIn(BaseModel):
    """A flow that is being drawn, and the form it stands on."""

    model_config = ConfigDict(extra="forbid")
    body: dict[str, Any]
    form: Key


class FlowCheckOut(BaseModel):
    """What publishing a draft would say, its conditions in words, and what they may ask."""

    findings: list[FlowFindingOut]
    sentences: dict[str, str]
    fields: list[AskableFieldOut]


class PublishFlowIn(BaseModel):
    """A flow to publish (docs/flows.md)."""

    model_config = ConfigDict(extra="forbid")
    body: dict[str, Any]
    form: Key
    base_version: int | None = Field(default=None, ge=0, le=1_000_000)
    confirmed: bool = Field(False, description="Publish also what could not be proven (flow.not_proven)")


class FamilyRulesOut(BaseModel):
    """How tickets of a type stand to their child tickets and parents. `results` null: what its steps fill in."""

    on_end: Literal["block", "warn", "cascade"]
    synced: list[str]
    results: list[str] | None


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
    children: FamilyRulesOut
    heading: dict[str, str] | None = Field(description="The heading under which people choose it")
    offered: bool = Field(description="Whether the caller may hand in a ticket of it")


class FamilyRulesIn(BaseModel):
    """How tickets of a type stand to their child tickets and parents (docs/children.md)."""

    model_config = ConfigDict(extra="forbid")
    on_end: Literal["block", "warn", "cascade"] = "warn"
    synced: Annotated[list[Key], Field(max_length=50)] = []
    results: Annotated[list[Key] | None, Field(max_length=50)] = None


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
    children: Annotated[FamilyRulesIn | None, Field(description="Left out: stays as it is")] = None
    heading: Annotated[Label | None, Field(description="Left out: stays as it is")] = None
    base_version: Annotated[
        int | None, Field(ge=0, le=1_000_000_000, description="The version one started from; 0: there is none yet")
    ] = None


@flow_router.get("")
async def list_flows(desk: DeskDep) -> list[FlowSummary]:
    """Every flow that is published."""

    def read(tx: Tx) -> list[JsonObject]:
        check_access(desk.caller.subject, "read", "flow", {})
        return _with_names(tx, queries.summaries(tx))

    return [FlowSummary(**row) for row in await desk.read(read)]


@flow_router.post("/check")
async def check_draft(body: FlowDraftIn, desk: DeskDep) -> FlowCheckOut:
    """The publish check without publishing: everything it finds, each with the step it belongs to."""

    def read(tx: Tx) -> FlowCheckOut:
        check_access(desk.caller.subject, "publish", "flow", {})
        form = forms.form_definition(tx, body.form, forms.current_version(tx, body.form))
        schema = rules_schema(form)
        asked = schema_of(body.body, schema)
        return FlowCheckOut(
            findings=[_finding_out(body.body, one) for one in queries.findings(tx, body.body, schema)],
            sentences=sentences(body.body, asked, _language(desk), desk.info.zone),
            fields=[AskableFieldOut(**one) for one in queries.fields_to_ask(asked)],
        )

    return await desk.read(read)


@flow_router.get("/{key}")
async def get_flow(key: str, desk: DeskDep, version: Version = None) -> FlowOut:
    """One version of a flow; the newest when none is named."""

    def read(tx: Tx) -> FlowOut:
        check_access(desk.caller.subject, "read", "flow", {})
        row = queries.one(tx, key, version) if version else queries.newest(tx, key)
        if row is None:
            raise Refusal("flow.unknown", Kind.NOT_FOUND, flow=key)
        schema = schema_of(row["body"], rules_schema(forms.form_definition(tx, row["form"], row["form_version"])))
        said = sentences(row["body"], schema, _language(desk), desk.info.zone)
        kept = ("version", "body", "form", "form_version", "findings")
        return FlowOut(key=key, sentences=said, **{name: row[name] for name in kept})

    return await desk.read(read)


@flow_router.get("/{key}/versions")
async def list_flow_versions(key: str, desk: DeskDep) -> list[FlowVersionOut]:
    """Every version of a flow, newest first; one is restored by publishing it again."""

    def read(tx: Tx) -> list[JsonObject]:
        check_access(desk.caller.subject, "read", "flow", {})
        rows = queries.versions(tx, key)
        if not rows:
            raise Refusal("flow.unknown", Kind.NOT_FOUND, flow=key)
        return _with_names(tx, rows)

    return [FlowVersionOut(**row) for row in await desk.read(read)]


@flow_router.post("", status_code=201)
async def publish_flow(body: PublishFlowIn, desk: DeskDep) -> FlowOut:
    """Publish the next version; live at once, tickets in flight stay on theirs."""
    command = messages.PublishFlow(body.body, body.form, body.base_version, body.confirmed)
    accepted = await desk.submit(command)
    return await get_flow(accepted.ref.removeprefix("definition:flow."), desk, None)


@type_router.get("")
async def list_ticket_types(desk: DeskDep) -> list[TicketTypeOut]:
    """The types that the caller may create or read tickets of."""

    def read(tx: Tx) -> list[TicketTypeOut]:
        found = [kind for kind in interface.ticket_types(tx) if _sees(desk, kind)]
        return [_out(tx, desk, kind) for kind in found]

    return await desk.read(read)


@type_router.put("/{key}")
async def save_ticket_type(key: str, body: TicketTypeIn, desk: DeskDep) -> TicketTypeOut:
    """Make or change a ticket type; tickets in flight keep their form and flow."""
    values = body.model_dump()
    if body.children is None:
        values["children"] = await desk.read(lambda tx: interface.family_settings(tx, key))
    if body.heading is None:
        values["heading"] = await desk.read(lambda tx: interface.type_heading(tx, key))
    await desk.submit(messages.SaveTicketType(key, **values))
    return await desk.read(lambda tx: _out(tx, desk, interface.ticket_type(tx, key)))


def _with_names(tx: Tx, rows: list[JsonObject]) -> list[JsonObject]:
    people = identity.person_briefs(tx, {row["published_by"] for row in rows if row["published_by"]})
    named = {key: brief.name for key, brief in people.items()}
    return [{**row, "by": named.get(row["published_by"])} for row in rows]


def _finding_out(body: JsonObject, found: Finding) -> FlowFindingOut:
    path = found.data.get("path")
    place = str(path) if path else None
    return FlowFindingOut(
        severity=found.severity,
        step=found.step or (step_at(body, place) if place else None),
        path=place,
        code=found.code,
        text=dict(found.text),
    )


def _language(desk: Desk) -> Literal["zh", "en"]:
    return "en" if desk.language == "en" else "zh"


def _sees(desk: Desk, kind: interface.TicketType) -> bool:
    subject = desk.caller.subject
    # As if it were a ticket of one's own: whoever gets work of a type must know what the type asks for.
    anchors = {"type": kind.key, **dict.fromkeys(("created_by", "assignee", "participant"), subject.person)}
    return any(
        isinstance(decide_access(subject, action, "ticket", anchors), AccessAllowed) for action in ("create", "read")
    ) or isinstance(decide_access(subject, "manage", "ticket_type", {}), AccessAllowed)


def _out(tx: Tx, desk: Desk, kind: interface.TicketType) -> TicketTypeOut:
    plain = {name: getattr(kind, name) for name in interface.TicketType.__slots__ if name != "children"}
    rules = FamilyRulesOut(**asdict(family_rules(kind.children)))
    return TicketTypeOut(**plain, children=rules, offered=interface.may_report(tx, desk.caller.subject, kind))
