"""The publish check's questions about conditions: can they be read, can they be true, and is every way open?"""

from collections.abc import Iterator

from bihuan.core.flow.conditions import condition_problems, flow_schema
from bihuan.core.flow.definition import Branch, FlowDefinition, Repeat, Way
from bihuan.core.flow.notes import Note
from bihuan.core.rules import (
    Env,
    Schema,
    can_hold,
    compile_condition,
    fields_of,
    history_of,
    parse_condition,
    ways_of,
)
from bihuan.core.values import Json, Refusal


def check_conditions(definition: FlowDefinition, schema: Schema | None) -> Iterator[Note]:
    """Defaults, ways that are never taken, conditions that nobody can read or that nothing fulfils."""
    known = flow_schema(definition, schema) if schema is not None else None
    for item in definition.items.values():
        if isinstance(item, Branch):
            yield from _default(item)
            yield from _ways(item, known)
        elif isinstance(item, Repeat) and known is not None:
            yield from _rounds(item, known)


def _default(branch: Branch) -> Iterator[Note]:
    if all(way.when is not None for way in branch.ways):
        yield Note("flow.no_default", branch.id)
    after_default = False
    for way in branch.ways:
        if after_default:
            yield Note("flow.dead_way", branch.id, {"way": way.key})
        after_default = after_default or way.when is None


def _ways(branch: Branch, schema: Schema | None) -> Iterator[Note]:
    """The first way whose condition holds is taken: a later one is dead if nothing is left for it."""
    seen: list[Json] = []
    for way in branch.ways:
        if way.when is None:
            return
        repeated = way.when in seen
        if repeated:
            yield Note("flow.dead_way", branch.id, {"way": way.key})
        if schema is not None:
            faults = tuple(_unreadable(branch.id, way.key, way.when, schema))
            yield from faults
            if faults:
                continue
            if not repeated:
                yield from _open(branch, way, seen, schema)
        seen.append(way.when)


def _open(branch: Branch, way: Way, before: list[Json], schema: Schema) -> Iterator[Note]:
    assert way.when is not None  # asked for by the caller
    if never_holds(way.when, schema):
        yield Note("flow.never_true", branch.id, {"way": way.key})
        return
    possible = ways_of({"all": [way.when, *({"not": tree} for tree in before)]})
    if possible is None:
        yield Note("flow.not_proven", branch.id, {"way": way.key}, unproven=True)
    elif not any(can_hold(one, schema) for one in possible):
        yield Note("flow.dead_way", branch.id, {"way": way.key})


def _rounds(block: Repeat, schema: Schema) -> Iterator[Note]:
    faults = tuple(_unreadable(block.id, "until", block.until, schema))
    yield from faults
    if not faults and never_holds(block.until, schema):
        yield Note("flow.never_done", block.id, {"most": block.most}, advice=True)


def _unreadable(item: str, way: str, tree: Json, schema: Schema) -> Iterator[Note]:
    try:
        parse_condition(tree, schema)
    except Refusal as refusal:
        for fault in condition_problems(item, way, refusal):
            yield Note("flow.condition_unreadable", item, {"way": way, "reason": fault.code, "at": fault.path})


def never_holds(tree: Json, schema: Schema) -> bool:
    """Whether the condition is proven to be false of every record. Raises Refusal for what cannot be read."""
    condition = parse_condition(tree, schema)
    if not fields_of(condition) and not history_of(condition) and not _asks_the_clock(tree):
        return not compile_condition(condition)({}, Env(now=0))
    possible = ways_of(tree)
    return possible is not None and not any(can_hold(one, schema) for one in possible)


def _asks_the_clock(tree: Json) -> bool:
    if isinstance(tree, dict):
        return "rel" in tree or any(_asks_the_clock(part) for part in tree.values())
    return isinstance(tree, list | tuple) and any(_asks_the_clock(part) for part in tree)
