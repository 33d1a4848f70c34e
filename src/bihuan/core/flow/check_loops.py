"""The publish check's questions about rounds: does each hold for somebody, and can there be a second one?"""

from collections.abc import Iterator

from bihuan.core.flow.definition import (
    Branch,
    ChildrenStep,
    EndStep,
    FlowDefinition,
    Item,
    Parallel,
    PersonStep,
    Repeat,
    TerminateStep,
    WaitStep,
)
from bihuan.core.flow.layout import leads_through
from bihuan.core.flow.notes import Note


def check_loops(definition: FlowDefinition) -> Iterator[Note]:
    """A round that may need nobody and wait for nothing turns on the spot; one that never comes to its end is none."""
    for item in definition.items.values():
        if not isinstance(item, Repeat):
            continue
        if "through" not in leads_through(item.items):
            yield Note("flow.never_repeats", item.id)
        elif not holds_up(item.items):
            yield Note("flow.round_without_person", item.id)


def holds_up(items: tuple[Item, ...]) -> bool:
    """Whether every way through the sequence meets a person or a wait. A date may have passed already."""
    return any(_stops(item) for item in items)


def _stops(item: Item) -> bool:
    if isinstance(item, PersonStep | EndStep | TerminateStep):
        return True
    if isinstance(item, WaitStep):
        return bool(item.length or item.event)
    if isinstance(item, ChildrenStep):
        # Rows, and teams of a field, may be none.
        return bool(item.teams)
    if isinstance(item, Repeat):
        return holds_up(item.items)
    if isinstance(item, Branch):
        return any(way.when is None for way in item.ways) and all(holds_up(way.items) for way in item.ways)
    if isinstance(item, Parallel):
        # Lanes that hold nobody up have ended at once: if those are enough, so has the block.
        return sum(1 for lane in item.lanes if not holds_up(lane.items)) < item.needed
    return False
