"""A flow → BPMN 2.0: its blocks as gateways, with coordinates, and what BPMN has no word for in our own namespace."""

import json
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from bihuan.core.flow.bpmn.markup import BPMN, OWN, escaped
from bihuan.core.flow.layout import is_exit, walk
from bihuan.core.flow.parse import parse_flow
from bihuan.core.late import dataclass
from bihuan.core.values import Json, JsonObject, Refusal, thaw_json

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
TASK, GATE, EVENT = (120, 80), (50, 50), (36, 36)
GAP, BETWEEN = 60, 40
ELEMENTS: Mapping[str, str] = {
    "start": "startEvent",
    "handle": "userTask",
    "approve": "userTask",
    "notify": "sendTask",
    "wait": "intermediateCatchEvent",
    "action": "serviceTask",
    "children": "callActivity",
    "end": "endEvent",
    "terminate": "endEvent",
    "branch": "exclusiveGateway",
    "repeat": "exclusiveGateway",
}
# What follows a generated id; no key of ours has a dot in it.
JOIN, AGAIN, VERDICT = ".join", ".again", ".verdict"


@dataclass(slots=True)
class Shape:
    """One node of the drawing: its element, what is written in it, and its middle."""

    id: str
    element: str
    name: str
    size: tuple[int, int]
    marks: dict[str, str] = field(default_factory=dict)
    inner: str = ""
    x: int = 0
    y: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One sequence flow. `way`: the number of the way or lane that begins with it; `passing`: nobody drew it."""

    source: str
    target: str
    name: str = ""
    way: int | None = None
    condition: str = ""
    passing: bool = False


@dataclass(frozen=True, slots=True)
class End:
    """An open end of a sequence: where the next line begins, and what is said of it."""

    source: str
    name: str = ""
    way: int | None = None
    condition: str = ""
    passing: bool = False


def to_bpmn(body: Json) -> str:
    """The flow written in `body` as a BPMN document.

    Refuses `flow.invalid` for what cannot be read, and `bpmn.dead_step` where a step stands behind an end.
    """
    definition = parse_flow(body)
    for item in walk(definition.root):
        following = definition.places[item.id].following
        if is_exit(item) and following is not None and _in_same_sequence(definition, item.id, following):
            raise Refusal("bpmn.dead_step", step=following)
    flow = thaw_json(body)
    drawer = _Drawer()
    ends, _, _ = drawer.sequence(flow["root"], [], (0, 0))
    if ends:
        drawer.close(ends)
    return _document(flow, drawer)


def _in_same_sequence(definition: Any, item: str, following: str) -> bool:
    here, there = definition.places[item].path, definition.places[following].path
    return len(here) == len(there) and here[:-1] == there[:-1] and here[-1][0] == there[-1][0]


class _Drawer:
    """Walks the blocks from left to right; a sequence answers with its open ends, its width and its height."""

    def __init__(self) -> None:
        self.shapes: list[Shape] = []
        self.lines: list[Line] = []

    def sequence(self, items: list[JsonObject], ends: list[End], at: tuple[int, int]) -> tuple[list[End], int, int]:
        """`at`: the left edge and the middle line."""
        x, y = at
        height = TASK[1]
        for item in items:
            ends, width, tall = self.item(item, ends, (x, y))
            x, height = x + width + GAP, max(height, tall)
        return ends, max(0, x - at[0] - GAP), height

    def item(self, item: JsonObject, ends: list[End], at: tuple[int, int]) -> tuple[list[End], int, int]:
        if item["kind"] == "repeat":
            return self._repeat(item, ends, at)
        if item["kind"] in ("branch", "parallel"):
            return self._block(item, ends, at)
        shape = self._node(_step_shape(item), at, ends)
        if item["kind"] in ("end", "terminate"):
            return [], shape.size[0], shape.size[1]
        refused = item.get("refused")
        if item["kind"] == "approve" and isinstance(refused, dict) and "items" in refused:
            return self._verdict(item, refused["items"], at)
        return [End(item["id"])], shape.size[0], shape.size[1]

    def close(self, ends: list[End]) -> None:
        """A flow that has no end yet: BPMN asks for one."""
        right = max(shape.x + shape.size[0] // 2 for shape in self.shapes)
        self._node(Shape("open.end", "endEvent", "", EVENT, {"open": "true"}), (right + GAP, 0), ends)

    def _block(self, item: JsonObject, ends: list[End], at: tuple[int, int]) -> tuple[list[End], int, int]:
        ways = item["ways"] if item["kind"] == "branch" else item["lanes"]
        element = _gateway_of(item)
        self._node(Shape(item["id"], element, _name(item), GATE, {}, _extension(item)), at, ends)
        begins = [
            End(item["id"], _name(way), number, _condition(way) if item["kind"] == "branch" else "")
            for number, way in enumerate(ways)
        ]
        if item["kind"] == "branch" and all(way.get("when") is not None for way in ways):
            begins.append(End(item["id"], passing=True))
        return self._ways(item["id"], element, (begins, [way.get("items", []) for way in ways]), at)

    def _verdict(self, item: JsonObject, items: list[JsonObject], at: tuple[int, int]) -> tuple[list[End], int, int]:
        gate = item["id"] + VERDICT
        marks = {"verdict": item["id"]}
        place = (at[0] + TASK[0] + GAP, at[1])
        self._node(Shape(gate, "exclusiveGateway", "", GATE, marks), place, [End(item["id"])])
        begins = [End(gate, "同意", passing=True), End(gate, "拒绝", 0)]
        ends, width, height = self._ways(gate, "exclusiveGateway", (begins, [[], items]), place)
        return ends, TASK[0] + GAP + width, height

    def _ways(
        self, split: str, element: str, drawn: tuple[list[End], list[list[JsonObject]]], at: tuple[int, int]
    ) -> tuple[list[End], int, int]:
        """The ways below each other, and where they meet; nothing follows where none of them goes on."""
        begins, sequences = drawn
        x, y = at[0] + GATE[0] + GAP, at[1]
        open_ends: list[End] = []
        widest, top = 0, y
        for number, begin in enumerate(begins):
            items = sequences[number] if number < len(sequences) else []
            here = top if number == 0 else top + TASK[1] // 2
            ends, width, height = self.sequence(items, [begin], (x, here))
            open_ends += ends
            widest = max(widest, width)
            top = here + height - TASK[1] // 2 + BETWEEN
        tall = max(TASK[1], top - y + TASK[1] // 2)
        if not open_ends:
            return [], GATE[0] + GAP + widest, tall
        place = (x + widest + GAP, y)
        self._node(Shape(split + JOIN, element, "", GATE, {"join": split}), place, open_ends)
        return [End(split + JOIN)], GATE[0] * 2 + GAP * 2 + widest, tall

    def _repeat(self, item: JsonObject, ends: list[End], at: tuple[int, int]) -> tuple[list[End], int, int]:
        self._node(Shape(item["id"], "exclusiveGateway", _name(item), GATE, {}, _extension(item)), at, ends)
        inner, width, height = self.sequence(item["items"], [End(item["id"])], (at[0] + GATE[0] + GAP, at[1]))
        again = item["id"] + AGAIN
        if not inner:
            raise Refusal("bpmn.dead_step", step=item["id"])
        place = (at[0] + GATE[0] + width + 2 * GAP, at[1])
        self._node(Shape(again, "exclusiveGateway", "", GATE, {"again": item["id"]}), place, inner)
        self.lines.append(Line(again, item["id"], "再来一轮"))
        return [End(again)], GATE[0] * 2 + GAP * 2 + width, height

    def _node(self, shape: Shape, at: tuple[int, int], ends: list[End]) -> Shape:
        shape.x, shape.y = at[0] + shape.size[0] // 2, at[1]
        self.shapes.append(shape)
        self.lines += [Line(end.source, shape.id, end.name, end.way, end.condition, end.passing) for end in ends]
        return shape


def _gateway_of(item: JsonObject) -> str:
    """k of n, or any: inclusive comes nearest; how many are needed stands in our own namespace."""
    if item["kind"] == "branch":
        return "exclusiveGateway"
    return "parallelGateway" if item.get("join", "all") == "all" else "inclusiveGateway"


def _step_shape(item: JsonObject) -> Shape:
    element = ELEMENTS[item["kind"]]
    size = EVENT if element.endswith("Event") else TASK
    return Shape(item["id"], element, _name(item), size, {}, _extension(item) + _event_of(item))


def _event_of(item: JsonObject) -> str:
    if item["kind"] == "terminate":
        return "<bpmn:terminateEventDefinition />"
    if item["kind"] != "wait":
        return ""
    if "for" in item and "event" not in item:
        said = f'<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">{_iso(str(item["for"]))}</bpmn:timeDuration>'
        return f"<bpmn:timerEventDefinition>{said}</bpmn:timerEventDefinition>"
    if "until" in item:
        return "<bpmn:timerEventDefinition />"
    signal = isinstance(item.get("event"), Mapping)
    return "<bpmn:signalEventDefinition />" if signal else "<bpmn:messageEventDefinition />"


def _iso(length: str) -> str:
    """`1d12h` → P1DT12H."""
    days, _, rest = length.upper().rpartition("D")
    return "P" + (f"{days}D" if days else "") + (f"T{rest}" if rest else "")


def _extension(item: JsonObject) -> str:
    """The item as it is written, without what is drawn inside it. ASCII only, so that nothing is lost on the way."""
    own = dict(item)
    if item["kind"] == "repeat":
        own["items"] = []
    for name in ("ways", "lanes"):
        if name in item:
            own[name] = [{**way, "items": []} if "items" in way else way for way in item[name]]
    refused = item.get("refused")
    if isinstance(refused, dict) and "items" in refused:
        own["refused"] = {**refused, "items": []}
    return _held("item", own)


def _held(name: str, value: Any) -> str:
    own = f"<bihuan:{name}>{escaped(json.dumps(value))}</bihuan:{name}>"
    return f"<bpmn:extensionElements>{own}</bpmn:extensionElements>"


def _name(item: Mapping[str, Any]) -> str:
    label = item.get("label")
    if isinstance(label, Mapping):
        label = label.get("zh") or next(iter(label.values()), "")
    return label if isinstance(label, str) else ""


def _condition(way: Mapping[str, Any]) -> str:
    return "" if way.get("when") is None else json.dumps(way["when"], ensure_ascii=False)


def _document(flow: JsonObject, drawer: _Drawer) -> str:
    spaces = f'xmlns:bpmn="{BPMN}" xmlns:bpmndi="{DI}" xmlns:dc="{DC}" xmlns:di="{DD}" xmlns:xsi="{XSI}"'
    whole = _held("flow", {**flow, "root": []})
    key = escaped(str(flow["key"]))
    lines = list(enumerate(drawer.lines))
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<bpmn:definitions {spaces} xmlns:bihuan="{OWN}" id="definitions" targetNamespace="{OWN}">',
        f'<bpmn:process id="{key}" name="{escaped(_name(flow))}" isExecutable="false">{whole}',
        *(_node_xml(shape, lines) for shape in drawer.shapes),
        *(_line_xml(number, line) for number, line in lines),
        "</bpmn:process>",
        f'<bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="{key}">',
        *(_shape_di(shape) for shape in drawer.shapes),
        *(_line_di(number, line, {one.id: one for one in drawer.shapes}) for number, line in lines),
        "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>",
        "</bpmn:definitions>",
    ]
    return "\n".join(parts) + "\n"


def _node_xml(shape: Shape, lines: list[tuple[int, Line]]) -> str:
    marks = "".join(f' bihuan:{name}="{escaped(value)}"' for name, value in shape.marks.items())
    leaving = [(number, line) for number, line in lines if line.source == shape.id]
    unasked = [number for number, line in leaving if line.passing or (line.way is not None and not line.condition)]
    default = f"flow{unasked[0]}" if unasked else ""
    said = f' default="{default}"' if default and shape.element == "exclusiveGateway" else ""
    coming = "".join(f"<bpmn:incoming>flow{n}</bpmn:incoming>" for n, line in lines if line.target == shape.id)
    going = "".join(f"<bpmn:outgoing>flow{n}</bpmn:outgoing>" for n, line in lines if line.source == shape.id)
    # The schema wants extensions first, then the lines, then the event's definition.
    held, _, event = shape.inner.partition("</bpmn:extensionElements>")
    extension = held + "</bpmn:extensionElements>" if held else ""
    head = f'<bpmn:{shape.element} id="{shape.id}" name="{escaped(shape.name)}"{said}{marks}>'
    return f"{head}{extension}{coming}{going}{event}</bpmn:{shape.element}>"


def _line_xml(number: int, line: Line) -> str:
    way = f' bihuan:way="{line.way}"' if line.way is not None else ""
    passing = ' bihuan:passing="true"' if line.passing else ""
    ends = f'sourceRef="{line.source}" targetRef="{line.target}"'
    head = f'<bpmn:sequenceFlow id="flow{number}" name="{escaped(line.name)}" {ends}{way}{passing}'
    if not line.condition:
        return head + " />"
    said = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{escaped(line.condition)}'
    return f"{head}>{said}</bpmn:conditionExpression></bpmn:sequenceFlow>"


def _shape_di(shape: Shape) -> str:
    wide, tall = shape.size
    bounds = f'<dc:Bounds x="{shape.x - wide // 2}" y="{shape.y - tall // 2}" width="{wide}" height="{tall}" />'
    return f'<bpmndi:BPMNShape id="{shape.id}.shape" bpmnElement="{shape.id}">{bounds}</bpmndi:BPMNShape>'


def _line_di(number: int, line: Line, shapes: Mapping[str, Shape]) -> str:
    source, target = shapes[line.source], shapes[line.target]
    left, right = source.x + source.size[0] // 2, target.x - target.size[0] // 2
    if right < left:
        top = min(source.y, target.y) - TASK[1]
        points = [(source.x, source.y - 25), (source.x, top), (target.x, top), (target.x, target.y - 25)]
    elif source.y == target.y:
        points = [(left, source.y), (right, target.y)]
    elif source.size == GATE and target.y > source.y:
        points = [(source.x, source.y + GATE[1] // 2), (source.x, target.y), (right, target.y)]
    else:
        points = [(left, source.y), (target.x, source.y), (target.x, target.y + target.size[1] // 2)]
    drawn = "".join(f'<di:waypoint x="{x}" y="{y}" />' for x, y in points)
    return f'<bpmndi:BPMNEdge id="flow{number}.edge" bpmnElement="flow{number}">{drawn}</bpmndi:BPMNEdge>'
