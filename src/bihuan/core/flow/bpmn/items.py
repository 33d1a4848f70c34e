"""Elements → items. What we wrote ourselves comes back as it was; of others' as much as has a counterpart."""

import json
import re
from collections.abc import Mapping
from typing import Any

from bihuan.core.flow.bpmn.graph import Edge, Node, called
from bihuan.core.flow.bpmn.markup import BPMN, OWN, Element, cleaned
from bihuan.core.flow.bpmn.writing import ELEMENTS
from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject

KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")
_ISO = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:\d+S)?)?")
CAMUNDA = ("http://camunda.org/schema/1.0/bpmn", "http://activiti.org/bpmn", "http://flowable.org/bpmn")
STAGES = (("asked", "待受理", "Asked", "new"), ("work", "处理中", "In work", "active"),
          ("done", "已完成", "Done", "closed"), ("gone", "已取消", "Cancelled", "cancelled"))  # fmt: skip
KINDS: Mapping[str, str] = {
    "startEvent": "start",
    "userTask": "handle",
    "task": "handle",
    "manualTask": "handle",
    "serviceTask": "action",
    "scriptTask": "action",
    "businessRuleTask": "action",
    "sendTask": "notify",
    "intermediateThrowEvent": "notify",
    "receiveTask": "wait",
    "intermediateCatchEvent": "wait",
    "callActivity": "children",
    "endEvent": "end",
}
_NOT_NEEDED: JsonObject = {"key": "no", "label": {"zh": "不需要", "en": "Not needed"}, "items": []}
BLOCKS: Mapping[str, str] = {
    "exclusiveGateway": "branch",
    "parallelGateway": "parallel",
    "inclusiveGateway": "parallel",
    "complexGateway": "parallel",
    "eventBasedGateway": "parallel",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that has no counterpart here, or has to be looked at. `name` is the element's."""

    code: str
    name: str
    step: str | None
    said: str = ""


class Maker:
    """Makes the items of one document; ids are theirs as far as they can be keys."""

    def __init__(self, stages: Mapping[str, str]) -> None:
        self.remarks: list[Remark] = []
        self.taken: set[str] = set()
        self.keys: dict[str, str] = {}
        self.stages = stages

    def remark(self, node: Node, code: str, step: str | None = None, said: str = "") -> None:
        """Note something about an element."""
        self.remarks.append(Remark(code, called(node), step, said))

    def is_block(self, node: Node) -> bool:
        """Whether it forks although only one line leaves it: a block of ours with one way, or a drawn refusal."""
        kept = _kept(node)
        return node.mark("verdict") is not None or (kept is not None and kept.get("kind") in ("branch", "parallel"))

    def steps(self, node: Node) -> list[JsonObject]:
        """One item; none for what only passes."""
        if node.kind in BLOCKS or node.mark("open") is not None:
            return []
        if node.kind not in KINDS:
            self.remark(node, "bpmn.not_taken_over")
            return []
        return [self.step(node)]

    def step(self, node: Node) -> JsonObject:
        """The item of a step."""
        key, kept = self._key(node.id), _kept(node)
        if kept is not None and ELEMENTS.get(str(kept.get("kind"))) == node.kind:
            return {**_renamed(kept, node.name), "id": key}
        item = {"id": key, "kind": KINDS[node.kind], "label": _label(node), "stage": self._stage(node)}
        return {**item, **self._more(node, key)}

    def put_block(self, fork: Node, drawn: list[tuple[Edge, list[JsonObject]]], items: list[JsonObject]) -> None:
        """A block after what stands in `items` already; a refusal that is drawn goes into its approval."""
        verdict = fork.mark("verdict")
        if verdict is not None and items and items[-1].get("kind") == "approve":
            refused = items[-1].get("refused")
            inner = [one for edge, found in drawn if not edge.passing for one in found]
            items[-1]["refused"] = {**(refused if isinstance(refused, dict) else {}), "items": inner}
            return
        ways = [(edge, found) for edge, found in drawn if not edge.passing]
        kept = _kept(fork)
        if kept is not None and kept.get("kind") in ("branch", "parallel"):
            items.append(self._block_kept(fork, kept, ways))
        else:
            items.append(self._block(fork, ways))

    def put_repeat(self, head: Node, inner: list[JsonObject], leaving: Edge, items: list[JsonObject]) -> None:
        """A round."""
        key, kept = self._key(head.id), _kept(head)
        if kept is not None and kept.get("kind") == "repeat":
            items.append({**_renamed(kept, head.name), "id": key, "items": inner})
            return
        self.remark(head, "bpmn.condition_to_set", key, leaving.condition or leaving.name)
        items.append({"id": key, "kind": "repeat", "label": _label(head), "until": {"all": []}, "items": inner})

    def _block_kept(self, fork: Node, kept: JsonObject, ways: list[tuple[Edge, list[JsonObject]]]) -> JsonObject:
        name = "ways" if kept["kind"] == "branch" else "lanes"
        written = kept[name] if isinstance(kept.get(name), list) else []
        found = []
        for edge, items in ways:
            known = written[edge.way] if edge.way is not None and edge.way < len(written) else None
            if isinstance(known, dict):
                held = items or "items" in known
                found.append({**_renamed(known, edge.name), **({"items": items} if held else {})})
            else:
                found.append(self._way(fork, edge, items, len(found)))
        return {**_renamed(kept, fork.name), "id": self._key(fork.id), name: found}

    def _block(self, fork: Node, ways: list[tuple[Edge, list[JsonObject]]]) -> JsonObject:
        kind, key = BLOCKS.get(fork.kind, "branch"), self._key(fork.id)
        if kind == "branch":
            last = sorted(ways, key=lambda way: way[0].default)
            found = [self._way(fork, edge, items, number) for number, (edge, items) in enumerate(last)]
            return {"id": key, "kind": "branch", "label": _label(fork), "ways": found}
        if fork.kind == "inclusiveGateway":
            lanes = [self._chosen(fork, edge, items, number) for number, (edge, items) in enumerate(ways)]
        else:
            lanes = [_lane(edge, items, number) for number, (edge, items) in enumerate(ways)]
        if fork.kind in ("complexGateway", "eventBasedGateway"):
            self.remark(fork, "bpmn.first_wins", key)
        join = "any" if fork.kind in ("complexGateway", "eventBasedGateway") else "all"
        return {"id": key, "kind": "parallel", "label": _label(fork), "join": join, "lanes": lanes}

    def _way(self, fork: Node, edge: Edge, items: list[JsonObject], number: int) -> JsonObject:
        """Conditions of others are written in their own language: to be set anew, with their words as its name."""
        words = edge.name or edge.condition[:100] or f"{number + 1}"
        way: JsonObject = {"key": f"way{number + 1}", "label": {"zh": words, "en": words}, "items": items}
        if edge.default:
            return way
        self.remark(fork, "bpmn.condition_to_set", self.keys.get(fork.id), edge.condition or edge.name)
        return {**way, "when": {"all": []}}

    def _chosen(self, fork: Node, edge: Edge, items: list[JsonObject], number: int) -> JsonObject:
        """An inclusive fork takes the ways that hold: lanes, in each of which its own condition is asked."""
        if edge.default or not edge.condition:
            return _lane(edge, items, number)
        asked = {
            "id": self._key(f"{fork.id}_{number + 1}"),
            "kind": "branch",
            "label": _lane(edge, [], number)["label"],
            "ways": [
                self._way(fork, edge, items, 0),
                {**_NOT_NEEDED},
            ],
        }
        return _lane(edge, [asked], number)

    def _key(self, found: str) -> str:
        """A key of ours that is not taken."""
        stem = re.sub(r"[^a-z0-9_]+", "_", found.lower()).strip("_")
        stem = (stem if stem[:1].isalpha() else f"s_{stem}")[:50]
        key, number = stem, 1
        while key in self.taken or not KEY.fullmatch(key):
            number += 1
            key = f"{stem}_{number}"
        self.taken.add(key)
        self.keys[found] = key
        return key

    def _stage(self, node: Node) -> str:
        return self.stages["start" if node.kind == "startEvent" else "end" if node.kind == "endEvent" else "work"]

    def _more(self, node: Node, key: str) -> JsonObject:
        """What each kind needs besides; what nobody can tell from BPMN is noted."""
        element = node.element
        if element is None:
            return {}
        kind = KINDS[node.kind]
        if kind == "start":
            return {"fields": {"*": "edit"}}
        if kind == "handle":
            return {**self._people(node, element, key), "fields": {"*": "edit"}}
        if kind == "wait":
            return self._wait(node, element, key)
        if kind == "end":
            ends = element.first("terminateEventDefinition") is not None or element.first("errorEventDefinition")
            return {"kind": "terminate", "stage": self.stages["stop"]} if ends else {}
        if kind == "notify":
            self.remark(node, "bpmn.people_to_set", key)
            return {"to": {"submitter": True}}
        self.remark(node, "bpmn.action_to_set" if kind == "action" else "bpmn.children_to_set", key)
        return {}

    def _people(self, node: Node, element: Element, key: str) -> JsonObject:
        said = {name: _foreign(element, name) for name in ("assignee", "candidateGroups", "candidateUsers")}
        group = (said["candidateGroups"] or "").split(",")[0].strip()
        if KEY.fullmatch(group):
            return {"owner": {"role": group}}
        if "initiator" in (said["assignee"] or ""):
            return {"owner": {"submitter": True}}
        words = next((words for words in said.values() if words), "")
        self.remark(node, "bpmn.people_to_set", key, words)
        return {"owner": "by_hand", "mode": "dispatch"}

    def _wait(self, node: Node, element: Element, key: str) -> JsonObject:
        timer = element.first("timerEventDefinition")
        if timer is not None:
            length = timer.first("timeDuration")
            found = _length(length.text.strip()) if length is not None else None
            if found:
                return {"for": found}
            self.remark(node, "bpmn.time_to_set", key, timer.children[0].text.strip() if timer.children else "")
            return {"for": "1d"}
        if element.first("signalEventDefinition") is not None:
            name = re.sub(r"[^a-z0-9_]+", "_", node.name.lower()).strip("_")
            return {"event": {"signal": name if KEY.fullmatch(name) else key}}
        if element.first("messageEventDefinition") is None and element.name != "receiveTask":
            self.remark(node, "bpmn.time_to_set", key)
        return {"event": "message"}


def _length(iso: str) -> str | None:
    """PT1H30M → 1h30m."""
    found = _ISO.fullmatch(iso)
    parts = zip(found.groups(), "dhm", strict=True) if found is not None else ()
    return "".join(f"{int(number)}{unit}" for number, unit in parts if number and int(number)) or None


def _foreign(element: Element, name: str) -> str | None:
    found = (element.attributes.get(f"{space} {name}") for space in CAMUNDA)
    return next((value for value in found if value), None)


def kept_of(element: Element | None, name: str) -> JsonObject | None:
    """What our own export wrote into an element."""
    held = element.first("extensionElements", BPMN) if element is not None else None
    own = held.first(name, OWN) if held is not None else None
    if own is None:
        return None
    try:
        found = json.loads(own.text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _kept(node: Node) -> JsonObject | None:
    return kept_of(node.element, "item")


def _renamed(kept: JsonObject, name: str) -> JsonObject:
    """Another name in the drawing is a new name in Chinese; otherwise it stays as it was."""
    label: Any = kept.get("label")
    was = label.get("zh") or next(iter(label.values()), "") if isinstance(label, Mapping) else label or ""
    if not name or "".join(name.split()) == "".join(cleaned(str(was)).split()):
        return kept
    return {**kept, "label": {**label, "zh": name} if isinstance(label, Mapping) else name}


def _label(node: Node) -> JsonObject:
    words = (node.name or node.id)[:200]
    return {"zh": words, "en": words}


def _lane(edge: Edge, items: list[JsonObject], number: int) -> JsonObject:
    zh, en = edge.name or f"第 {number + 1} 路", edge.name or f"Lane {number + 1}"
    return {"key": f"lane{number + 1}", "label": {"zh": zh, "en": en}, "items": items}
