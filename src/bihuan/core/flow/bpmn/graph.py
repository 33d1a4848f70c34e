"""What is drawn in a BPMN process, as nodes and lines, brought into the shape in which blocks can be found.

Only what the start leads to counts. Afterwards no node both joins and forks, only gateways do either, and whatever
leads back is known.
"""

from collections.abc import Iterator
from dataclasses import field

from bihuan.core.flow.bpmn.markup import Element
from bihuan.core.late import dataclass
from bihuan.core.values import Refusal

GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
MAX_NODES = 1_200


@dataclass(slots=True)
class Node:
    """`element` is None for a gateway that nobody drew, where several lines meet at a task or leave one."""

    id: str
    kind: str
    name: str
    element: Element | None = None

    def mark(self, name: str) -> str | None:
        """What our own export says of it: join, again, verdict, open."""
        return self.element.own(name) if self.element is not None else None


@dataclass(slots=True)
class Edge:
    """A sequence flow."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    way: int | None = None
    passing: bool = False
    default: bool = False
    back: bool = False


@dataclass(slots=True)
class Graph:
    """Nodes and lines; `outs` and `ins` are kept by `add`."""

    nodes: dict[str, Node]
    edges: list[Edge] = field(default_factory=list)
    start: str = ""

    def outs(self, node: str) -> list[Edge]:
        """The lines that leave a node, in their order."""
        return [edge for edge in self.edges if edge.source == node]

    def ins(self, node: str, *, back: bool = False) -> list[Edge]:
        """The lines that come to a node: onwards, or back."""
        return [edge for edge in self.edges if edge.target == node and edge.back == back]


def graph_of(process: Element) -> Graph:
    """The process in shape. Refuses `bpmn.no_start`, `bpmn.many_starts`, `bpmn.too_large`."""
    graph = Graph({}, [])
    for element in process.children:
        key = element.attributes.get("id", "")
        if element.name == "sequenceFlow":
            graph.edges.append(_edge(element))
        elif _is_node(element) and key:
            graph.nodes[key] = Node(key, element.name, element.attributes.get("name", "").strip(), element)
    _set_defaults(graph)
    known = graph.nodes
    graph.edges = [edge for edge in graph.edges if edge.source in known and edge.target in known]
    starts = [node.id for node in known.values() if node.kind == "startEvent"]
    if len(starts) != 1:
        names = "、".join(called(known[one]) for one in starts)
        raise Refusal("bpmn.many_starts", names=names) if starts else Refusal("bpmn.no_start")
    if len(known) > MAX_NODES or len(graph.edges) > 2 * MAX_NODES:
        raise Refusal("bpmn.too_large", megabytes=2)
    graph.start = starts[0]
    _only_reached(graph)
    _split_mixed(graph)
    _mark_back(graph)
    _split_loop_heads(graph)
    return graph


def called(node: Node) -> str:
    """How people find it: its name, else its id."""
    return node.name or node.id


def _is_node(element: Element) -> bool:
    named = ("Task", "Gateway", "Event", "Activity", "ubProcess")
    return element.name in ("task", "transaction") or element.name.endswith(named)


def _edge(element: Element) -> Edge:
    said = element.first("conditionExpression")
    way = element.own("way")
    return Edge(
        id=element.attributes.get("id", ""),
        source=element.attributes.get("sourceRef", ""),
        target=element.attributes.get("targetRef", ""),
        name=element.attributes.get("name", "").strip(),
        condition=said.text.strip() if said is not None else "",
        way=int(way) if way is not None and way.isdecimal() and len(way) <= 4 else None,
        passing=element.own("passing") == "true",
    )


def _set_defaults(graph: Graph) -> None:
    for edge in graph.edges:
        source = graph.nodes.get(edge.source)
        if source is not None and source.element is not None:
            edge.default = source.element.attributes.get("default") == edge.id != ""


def _only_reached(graph: Graph) -> None:
    """What hangs on a boundary event, or on nothing, is left out; the reader names it."""
    seen, line = {graph.start}, [graph.start]
    leaving: dict[str, list[str]] = {}
    for edge in graph.edges:
        leaving.setdefault(edge.source, []).append(edge.target)
    while line:
        for target in leaving.get(line.pop(), ()):
            if target not in seen:
                seen.add(target)
                line.append(target)
    graph.edges = [edge for edge in graph.edges if edge.source in seen]
    graph.nodes = {key: node for key, node in graph.nodes.items() if key in seen}


def _split_mixed(graph: Graph) -> None:
    """Where lines meet or leave without a gateway, or both at one: a gateway for each, as BPMN means it."""
    for node in list(graph.nodes.values()):
        coming, leaving = graph.ins(node.id), graph.outs(node.id)
        is_gate = node.kind in GATEWAYS
        if len(coming) > 1 and (not is_gate or len(leaving) > 1):
            kind = node.kind if is_gate and node.kind != "eventBasedGateway" else "exclusiveGateway"
            _put_before(graph, node, coming, kind)
        if len(leaving) > 1 and not is_gate:
            chosen = all(edge.condition or edge.default for edge in leaving)
            fork = Node(f"{node.id}.fork", "exclusiveGateway" if chosen else "parallelGateway", node.name)
            graph.nodes[fork.id] = fork
            for edge in leaving:
                edge.source = fork.id
            graph.edges.append(Edge("", node.id, fork.id))


def _put_before(graph: Graph, node: Node, coming: list[Edge], kind: str) -> None:
    meet = Node(f"{node.id}.meet", kind, node.name)
    graph.nodes[meet.id] = meet
    for edge in coming:
        edge.target = meet.id
    graph.edges.append(Edge("", meet.id, node.id))


def _mark_back(graph: Graph) -> None:
    """Depth first, in the order drawn: a line to a node that is still under way leads back."""
    leaving: dict[str, list[Edge]] = {}
    for edge in graph.edges:
        leaving.setdefault(edge.source, []).append(edge)
    under_way: set[str] = {graph.start}
    done: set[str] = set()
    path: list[tuple[str, Iterator[Edge]]] = [(graph.start, iter(leaving.get(graph.start, ())))]
    while path:
        node, rest = path[-1]
        following = next(rest, None)
        if following is None:
            path.pop()
            under_way.discard(node)
            done.add(node)
        elif following.target in under_way:
            following.back = True
        elif following.target not in done:
            under_way.add(following.target)
            path.append((following.target, iter(leaving.get(following.target, ()))))


def _split_loop_heads(graph: Graph) -> None:
    """Where lanes meet and a round begins at once: first they meet, then the round begins."""
    for node in list(graph.nodes.values()):
        coming = graph.ins(node.id)
        if len(coming) > 1 and graph.ins(node.id, back=True):
            _put_before(graph, node, coming, node.kind)
