"""BPMN 2.0 → a flow to go on drawing with, and what of it has no counterpart here."""

from collections.abc import Iterator, Mapping
from typing import Any

from bihuan.core.flow.bpmn.blocks import Blocks
from bihuan.core.flow.bpmn.graph import Graph, graph_of
from bihuan.core.flow.bpmn.items import STAGES, Maker, Remark, kept_of
from bihuan.core.flow.bpmn.markup import BPMN, Element
from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject, Refusal

USUAL: Mapping[str, str] = {"start": "asked", "work": "work", "end": "done", "stop": "gone"}


@dataclass(frozen=True, slots=True)
class Imported:
    """The draft, and what to look at. `own`: it is a flow that was exported here."""

    body: JsonObject
    remarks: tuple[Remark, ...]
    own: bool


def from_bpmn(document: Element) -> Imported:
    """The flow that a BPMN document draws.

    Refuses what is no BPMN or dangerous to read, and models whose forks and joins are not nested, with the names of
    the elements where that shows (`bpmn.…`).
    """
    if document.name != "definitions" or document.space != BPMN:
        raise Refusal("bpmn.no_bpmn")
    processes = [one for one in document.all("process") if any(child.name == "startEvent" for child in one.children)]
    if not processes:
        raise Refusal("bpmn.no_start")
    process = processes[0]
    kept = kept_of(process, "flow")
    own = kept is not None and isinstance(kept.get("stages"), list)
    maker = Maker(_stages_of(kept) if kept is not None and own else USUAL)
    graph = graph_of(process)
    maker.remarks += _left_out(document, process, graph)
    root = Blocks(graph, maker).root()
    body = {**kept, "root": root} if kept is not None and own else {**_frame(process), "root": root}
    return Imported(body, tuple(maker.remarks), own)


def _frame(process: Element) -> JsonObject:
    name = process.attributes.get("name", "").strip() or process.attributes.get("id", "")
    stages = [{"key": key, "label": {"zh": zh, "en": en}, "category": kind} for key, zh, en, kind in STAGES]
    return {"key": "imported", "label": {"zh": name[:200], "en": name[:200]}, "stages": stages, "leads": ["lead"]}


def _stages_of(kept: Mapping[str, Any]) -> dict[str, str]:
    """Where steps that others added to a flow of ours belong."""
    known = [one for one in kept["stages"] if isinstance(one, dict) and isinstance(one.get("key"), str)]
    wanted = {"start": ("new",), "work": ("active",), "end": ("closed", "resolved"), "stop": ("cancelled", "closed")}
    found = {}
    for name, categories in wanted.items():
        fitting = (one["key"] for category in categories for one in known if one.get("category") == category)
        found[name] = next(fitting, known[0]["key"] if known else "work")
    return found


def _left_out(document: Element, process: Element, graph: Graph) -> Iterator[Remark]:
    """Other processes, lanes of people, and whatever the start does not lead to."""
    for other in document.all("process"):
        if other is not process:
            yield Remark("bpmn.other_process", _called(other), None)
    for lanes in process.all("laneSet"):
        for lane in lanes.all("lane"):
            yield Remark("bpmn.lane_left_out", _called(lane), None)
    drawn = ("Task", "Event", "Activity", "task", "ubProcess")
    for element in process.children:
        if element.name.endswith(drawn) and element.attributes.get("id") not in graph.nodes:
            yield Remark("bpmn.not_reached", _called(element), None)


def _called(element: Element) -> str:
    return element.attributes.get("name", "").strip() or element.attributes.get("id", "")
