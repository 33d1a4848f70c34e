"""Flows as BPMN 2.0: out of the designer, and into it as a draft. Nothing is stored."""

from typing import Annotated, Any

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import check_access
from bihuan.core.flow.bpmn import Remark, from_bpmn, to_bpmn
from bihuan.kernel.errors import say
from bihuan.kernel.markup import read_xml
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import Desk, desk_of
from bihuan.modules.flows.api.definitions import flow_router

DeskDep = Annotated[Desk, Depends(desk_of)]
_MAX_TEXT = 2_000_000


class FlowBodyIn(BaseModel):
    """A flow as it is drawn."""

    model_config = ConfigDict(extra="forbid")
    body: dict[str, Any]


class BpmnOut(BaseModel):
    """A BPMN 2.0 document."""

    bpmn: str


class BpmnIn(BaseModel):
    """A BPMN 2.0 document of this or another tool."""

    model_config = ConfigDict(extra="forbid")
    bpmn: Annotated[str, Field(max_length=_MAX_TEXT)]


class BpmnRemarkOut(BaseModel):
    """Something that has no counterpart here, or has to be set. `step`: where in the draft."""

    step: str | None
    code: str
    text: str


class BpmnDraftOut(BaseModel):
    """The flow that the document draws; `own`: it was exported here and is what it was."""

    body: dict[str, Any]
    own: bool
    remarks: list[BpmnRemarkOut]


@flow_router.post("/bpmn")
async def export_bpmn(body: FlowBodyIn, desk: DeskDep) -> BpmnOut:
    """A flow, published or not, as BPMN 2.0 with coordinates; reading it back gives the same flow."""
    return await desk.read(lambda tx: BpmnOut(bpmn=_allowed(tx, desk, lambda: to_bpmn(body.body))))


@flow_router.post("/bpmn/draft")
async def read_bpmn(body: BpmnIn, desk: DeskDep) -> BpmnDraftOut:
    """A BPMN 2.0 document as a flow to go on drawing with; models that are not nested are refused by name."""
    found = await desk.read(lambda tx: _allowed(tx, desk, lambda: from_bpmn(read_xml(body.bpmn))))
    remarks = [_remark_out(one, desk.language) for one in found.remarks]
    return BpmnDraftOut(body=found.body, own=found.own, remarks=remarks)


def _allowed(_tx: Tx, desk: Desk, work: Any) -> Any:
    """Done off the event loop: a large document takes a moment."""
    check_access(desk.caller.subject, "publish", "flow", {})
    return work()


def _remark_out(remark: Remark, language: str) -> BpmnRemarkOut:
    data = {"name": remark.name, "said": remark.said}
    code = f"{remark.code}_said" if remark.said else remark.code
    known = say(code, data, language)
    return BpmnRemarkOut(
        step=remark.step, code=remark.code, text=known if known != code else say(remark.code, data, language)
    )
