"""Where each item stands: what follows it, which blocks hold it, and what it can be sent back to."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bihuan.core.flow.definition import (
    Again,
    ApproveStep,
    Branch,
    EndStep,
    FlowDefinition,
    Item,
    Join,
    Parallel,
    Place,
    Repeat,
    TerminateStep,
)

Outcomes = frozenset[str]


def sequences_of(item: Item) -> Iterator[tuple[str, tuple[Item, ...]]]:
    """The sequences an item holds: (key of the way, items)."""
    if isinstance(item, Branch):
        for way in item.ways:
            yield way.key, way.items
    elif isinstance(item, Parallel):
        for lane in item.lanes:
            yield lane.key, lane.items
    elif isinstance(item, Repeat):
        yield "round", item.items
    elif isinstance(item, ApproveStep) and item.refused.policy == "branch":
        yield "refused", item.refused.items


def walk(items: tuple[Item, ...]) -> Iterator[Item]:
    """Every item, in the order in which it is drawn."""
    for item in items:
        yield item
        for _, inner in sequences_of(item):
            yield from walk(inner)


def joins_of(root: tuple[Item, ...]) -> dict[str, Item]:
    """Where the lanes of parallel blocks meet and the rounds of repeat blocks end, by id."""
    found: dict[str, Item] = {}
    for item in walk(root):
        if isinstance(item, Parallel):
            found[join_id(item.id)] = Join(join_id(item.id), item.id)
        elif isinstance(item, Repeat):
            found[again_id(item.id)] = Again(again_id(item.id), item.id)
    return found


def join_id(block: str) -> str:
    """The id of a parallel block's join; no item that is drawn can have it."""
    return f"{block}/join"


def again_id(block: str) -> str:
    """The id of the end of a repeat block's rounds; no item that is drawn can have it."""
    return f"{block}/again"


def places_of(root: tuple[Item, ...]) -> dict[str, Place]:
    """The place of every item by id."""
    places: dict[str, Place] = {}
    _place("root", root, Place((), (), None), places)
    return {item: replace(place, behind=_behind(place, places)) for item, place in places.items()}


def _behind(target: Place, places: Mapping[str, Place]) -> frozenset[str]:
    *outer, (sequence, index) = target.path
    level = len(outer)
    return frozenset(
        item
        for item, place in places.items()
        if len(place.path) > level
        and place.path[:level] == tuple(outer)
        and place.path[level][0] == sequence
        and place.path[level][1] >= index
    )


def _place(sequence: str, items: tuple[Item, ...], around: Place, places: dict[str, Place]) -> None:
    """Lay out one sequence; `around` is the place of the item that holds it, and `following` what comes after it."""
    for index, item in enumerate(items):
        following = items[index + 1].id if index + 1 < len(items) else around.following
        here = replace(around, path=(*around.path, (sequence, index)), following=following)
        places[item.id] = here
        inside = replace(here, blocks=(*here.blocks, item.id))
        if isinstance(item, Parallel):
            inside = replace(inside, following=join_id(item.id), join=join_id(item.id))
            places[join_id(item.id)] = replace(here, blocks=inside.blocks)
        elif isinstance(item, Repeat):
            inside = replace(inside, following=again_id(item.id))
            places[again_id(item.id)] = replace(here, blocks=inside.blocks)
        for way, inner in sequences_of(item):
            _place(f"{item.id}/{way}", inner, inside, places)


def first_of(item: Item, way: str) -> str | None:
    """The first item of a sequence that `item` holds, None if the sequence is empty."""
    for key, inner in sequences_of(item):
        if key == way:
            return inner[0].id if inner else None
    return None


def leads_back(definition: FlowDefinition, target: str, source: str) -> bool:
    """Whether every way to `source` has passed `target`: only then may 退回 name it.

    True for earlier items of the same sequence or of one around it, and for the step whose refusal is drawn here.
    Items inside another block never qualify: nothing jumps into a block.
    """
    if target not in definition.places or source not in definition.places:
        return False
    goal, start = definition.places[target].path, definition.places[source].path
    level = len(goal) - 1
    if level >= len(start) or goal[:level] != start[:level] or goal[level][0] != start[level][0]:
        return False
    if goal[level][1] == start[level][1]:
        return level < len(start) - 1 and isinstance(definition.items[target], ApproveStep)
    return goal[level][1] < start[level][1]


def is_exit(item: Item) -> bool:
    """Whether nothing that follows the item can be reached through it."""
    return "through" not in outcomes_of(item)


def leads_through(items: tuple[Item, ...]) -> Outcomes:
    """How a sequence can be left: through its end, by an `end` step (of its branch), by a `terminate` step."""
    found: Outcomes = frozenset()
    for item in items:
        outcomes = outcomes_of(item)
        found |= outcomes - {"through"}
        if "through" not in outcomes:
            return found
    return found | {"through"}


def outcomes_of(item: Item) -> Outcomes:
    """How an item can be left; see `leads_through`. A refusal that terminates or returns ends no drawn way."""
    if isinstance(item, EndStep):
        return frozenset({"end"})
    if isinstance(item, TerminateStep):
        return frozenset({"terminate"})
    if isinstance(item, Parallel):
        return _outcomes_of_lanes(item)
    if isinstance(item, Repeat):
        return leads_through(item.items)
    inner = [leads_through(items) for _, items in sequences_of(item)]
    passes = not isinstance(item, Branch) or all(way.when is not None for way in item.ways)
    return frozenset().union(*inner, {"through"} if passes else ())


def _outcomes_of_lanes(block: Parallel) -> Outcomes:
    """An `end` ends its lane only. If too few lanes can arrive, the others end the run before the join is reached."""
    lanes = [leads_through(lane.items) for lane in block.lanes]
    stops = frozenset({"terminate"}) if any("terminate" in lane for lane in lanes) else frozenset()
    arriving = sum(1 for lane in lanes if lane & {"through", "end"})
    return stops | {"through"} if arriving >= block.needed else stops
