"""Ties between tickets: relates, causes, blocks, parent and child. Directed ones never run in a circle.

A kind says what this ticket is to the other one: `parent` X means that it is the parent of X, `caused_by` X that X
caused it. Both tickets know of each tie.
"""

from collections.abc import Callable, Iterable, Mapping

from bihuan.core.values import Kind, Refusal

INVERSE: Mapping[str, str] = {
    "relates": "relates",
    "causes": "caused_by",
    "caused_by": "causes",
    "blocks": "blocked_by",
    "blocked_by": "blocks",
    "parent": "child",
    "child": "parent",
}
KINDS = tuple(INVERSE)
# Generations, the topmost included (semantics §4).
MAX_LEVELS = 3
# Nobody ties so many together; who does is told so instead of waiting.
MAX_WALK = 1_000
# The directed kinds as they are walked: from cause to effect, from parent to child.
_FORWARD = frozenset({"causes", "blocks", "parent"})

Neighbours = Callable[[str, str], Iterable[str]]
"""(kind, ticket) → the tickets that it has this tie with."""


def check_link(kind: str, ticket: str, other: str, neighbours: Neighbours) -> None:
    """Refuses a tie that may not be: with itself, in a circle, a second parent, a fourth generation."""
    if kind not in INVERSE:
        raise Refusal("link.kind_unknown", path="kind", link=kind, known=list(KINDS))
    if ticket == other:
        raise Refusal("link.itself", path="other")
    if kind == "relates":
        return
    forward, start, end = (kind, ticket, other) if kind in _FORWARD else (INVERSE[kind], other, ticket)
    if descends(forward, end, start, neighbours):
        raise Refusal("link.circle", Kind.CONFLICT, link=kind)
    if forward == "parent":
        _check_family(start, end, neighbours)


def descends(forward: str, top: str, wanted: str, neighbours: Neighbours) -> bool:
    """Whether `wanted` is reached from `top` along `forward` ties. Refuses `link.too_many` beyond MAX_WALK."""
    seen, waiting = {top}, [top]
    while waiting:
        here = waiting.pop()
        if here == wanted:
            return True
        fresh = [each for each in neighbours(forward, here) if each not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
        if len(seen) > MAX_WALK:
            raise Refusal("link.too_many", Kind.CONFLICT, most=MAX_WALK)
    return False


def _check_family(parent: str, child: str, neighbours: Neighbours) -> None:
    known = [each for each in neighbours("child", child) if each != parent]
    if known:
        raise Refusal("link.has_parent", Kind.CONFLICT)
    if _levels("child", parent, neighbours) + _levels("parent", child, neighbours) > MAX_LEVELS:
        raise Refusal("link.too_deep", Kind.CONFLICT, most=MAX_LEVELS)


def _levels(kind: str, ticket: str, neighbours: Neighbours) -> int:
    """Generations from `ticket` on upwards (what it is a `child` of) or downwards (what it is the `parent` of),
    itself included."""
    levels, here = 0, [ticket]
    while here and levels <= MAX_LEVELS:
        levels += 1
        here = [far for near in here for far in neighbours(kind, near)]
    return levels
