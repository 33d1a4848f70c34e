"""Blocks in a graph: every fork with its join, every round with its condition; what has neither is refused by name."""

from bihuan.core.flow.bpmn.graph import Edge, Graph, Node, called
from bihuan.core.flow.bpmn.items import Maker
from bihuan.core.flow.parse_steps import DEEPEST
from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject, Refusal

Items = list[JsonObject]
EXCLUSIVE = frozenset({"exclusiveGateway"})
# A fork with the joins that fit it. Whatever comes first after an event gateway goes on alone.
JOINS = {
    "exclusiveGateway": EXCLUSIVE,
    "parallelGateway": frozenset({"parallelGateway"}),
    "inclusiveGateway": frozenset({"inclusiveGateway", "parallelGateway"}),
    "complexGateway": frozenset({"complexGateway"}),
    "eventBasedGateway": EXCLUSIVE,
}


@dataclass(slots=True)
class Walked:
    """A sequence: its items, the join at which it stopped (None: it ended), by how many lines, and the last step."""

    items: Items
    stop: Node | None
    arrived: int


class Blocks:
    """Finds the nesting. `maker` makes the items."""

    def __init__(self, graph: Graph, maker: Maker) -> None:
        self.graph = graph
        self.maker = maker
        # Where a round is asked whether it is the last: the source of the line that leads back.
        self.askers = {edge.source: edge.target for edge in graph.edges if edge.back}

    def root(self) -> Items:
        """The main sequence."""
        start = self.graph.nodes[self.graph.start]
        items = [self.maker.step(start)]
        leaving = self.graph.outs(start.id)
        if not leaving:
            return items
        walked = self.sequence(leaving[0], 0)
        if walked.stop is not None:
            self._unmet(walked.stop, [walked])
        return [*items, *walked.items]

    def sequence(self, edge: Edge, depth: int) -> Walked:
        """From a line on to the next join that belongs to a block around it."""
        if depth > DEEPEST:
            raise Refusal("flow.too_deep", deepest=DEEPEST)
        items: Items = []
        on: Edge | None = edge
        while on is not None:
            node = self.graph.nodes[on.target]
            if self.graph.ins(node.id, back=True):
                on = self._repeat(node, items, depth)
            elif node.id in self.askers or self._meets(node):
                return Walked(items, node, 1)
            elif len(self.graph.outs(node.id)) > 1 or self.maker.is_block(node):
                walked = self._fork(node, items, depth)
                if walked.stop is None or not self._is_over(node, walked):
                    return Walked(items, walked.stop, walked.arrived)
                on = self._onward(walked.stop)
            else:
                items += self.maker.steps(node)
                on = self._onward(node)
        return Walked(items, None, 0)

    def _meets(self, node: Node) -> bool:
        """A join; our own are marked, for only one way may come to it."""
        return len(self.graph.ins(node.id)) > 1 or node.mark("join") is not None

    def _onward(self, node: Node) -> Edge | None:
        leaving = self.graph.outs(node.id)
        if not leaving and node.kind != "endEvent":
            self.maker.remark(node, "bpmn.ends_without_end")
        return leaving[0] if leaving else None

    def _is_over(self, fork: Node, walked: Walked) -> bool:
        """Whether everything that comes to the join came from this fork; else it is the join of one around it, too."""
        stop = walked.stop
        if stop is None or stop.id in self.askers:
            return False
        joins = stop.mark("join")
        return walked.arrived >= len(self.graph.ins(stop.id)) and joins in (None, fork.id)

    def _fork(self, fork: Node, items: Items, depth: int) -> Walked:
        edges = sorted(self.graph.outs(fork.id), key=lambda edge: (edge.way is None, edge.way or 0))
        ways = [self.sequence(edge, depth + 1) for edge in edges]
        stops = {walked.stop.id: walked.stop for walked in ways if walked.stop is not None}
        if len(stops) > 1:
            names = "、".join(f"“{called(stop)}”" for stop in stops.values())
            raise Refusal("bpmn.ways_do_not_meet", name=called(fork), joins=names)
        stop = next(iter(stops.values()), None)
        self._check_kinds(fork, stop)
        arrived = sum(walked.arrived for walked in ways)
        drawn = [(edge, walked.items) for edge, walked in zip(edges, ways, strict=True)]
        self.maker.put_block(fork, drawn, items)
        return Walked(items, stop, arrived)

    def _check_kinds(self, fork: Node, stop: Node | None) -> None:
        if stop is None:
            return
        kind = "exclusiveGateway" if stop.id in self.askers else stop.kind
        if kind not in JOINS.get(fork.kind, frozenset({fork.kind})):
            raise Refusal("bpmn.join_does_not_fit", name=called(fork), join=called(stop))

    def _repeat(self, head: Node, items: Items, depth: int) -> Edge | None:
        """A round: from its head to where it is asked whether to go back."""
        back = self.graph.ins(head.id, back=True)
        asker = self.graph.nodes[back[0].source]
        leaving = [edge for edge in self.graph.outs(asker.id) if not edge.back]
        if len(back) > 1 or asker.kind != "exclusiveGateway" or len(leaving) != 1 or head.kind != "exclusiveGateway":
            raise Refusal("bpmn.loop_unstructured", name=called(head), source=called(asker))
        walked = self.sequence(self.graph.outs(head.id)[0], depth + 1)
        if walked.stop is None or walked.stop.id != asker.id or walked.arrived != 1:
            raise Refusal("bpmn.loop_unstructured", name=called(head), source=called(asker))
        self.maker.put_repeat(head, walked.items, leaving[0], items)
        return leaving[0]

    def _unmet(self, stop: Node, ways: list[Walked]) -> None:
        sources = (called(self.graph.nodes[edge.source]) for edge in self.graph.ins(stop.id))
        raise Refusal("bpmn.jumps_into_block", name=called(stop), sources="、".join(f"“{one}”" for one in sources))
