"""Where each item stands: what follows it, which blocks hold it, and what it can be sent back to."""

from collections.abc import Iterator

from bihuan.core.flow.definition import ApproveStep, Branch, EndStep, FlowDefinition, Item, Place, TerminateStep

Path = tuple[tuple[str, int], ...]


def sequences_of(item: Item) -> Iterator[tuple[str, tuple[Item, ...]]]:
    """The sequences an item holds: (key of the way, items)."""
    if isinstance(item, Branch):
        for way in item.ways:
            yield way.key, way.items
    elif isinstance(item, ApproveStep) and item.refused.policy == "branch":
        yield "refused", item.refused.items


def walk(items: tuple[Item, ...]) -> Iterator[Item]:
    """Every item, in the order in which it is drawn."""
    for item in items:
        yield item
        for _, inner in sequences_of(item):
            yield from walk(inner)


def places_of(root: tuple[Item, ...]) -> dict[str, Place]:
    """The place of every item by id."""
    places: dict[str, Place] = {}
    _place("root", root, (), (), None, places)
    return places


def _place(
    sequence: str,
    items: tuple[Item, ...],
    path: Path,
    blocks: tuple[str, ...],
    after: str | None,
    places: dict[str, Place],
) -> None:
    for index, item in enumerate(items):
        here = (*path, (sequence, index))
        following = items[index + 1].id if index + 1 < len(items) else after
        places[item.id] = Place(here, blocks, following)
        for way, inner in sequences_of(item):
            _place(f"{item.id}/{way}", inner, here, (*blocks, item.id), following, places)


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
    if isinstance(item, EndStep | TerminateStep):
        return True
    if isinstance(item, Branch):
        has_default = any(way.when is None for way in item.ways)
        return has_default and all(any(is_exit(inner) for inner in way.items) for way in item.ways)
    return False
