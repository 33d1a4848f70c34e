"""What a checked rule reads: for the shell, which loads it, and for the forms, which order computed fields by it."""

from collections.abc import Iterator

from bihuan.core.rules.nodes import (
    Aggregate,
    AllOf,
    AnyOf,
    Call,
    Compare,
    Condition,
    ConstantList,
    Expression,
    FieldRef,
    Formula,
    History,
    Node,
    NotOf,
    Pair,
    Quantified,
    Truth,
)

Part = Node | Expression | ConstantList | Pair


def fields_of(rule: Condition | Formula) -> frozenset[str]:
    """Dotted paths of every field the rule reads.

    A column of a sub-table is named `parts.price` (the table itself too); the fields of a history leaf's own
    condition belong to other records and are not named, its `same` field is.
    """
    return frozenset(_paths(rule.root, ""))


def history_of(rule: Condition | Formula) -> tuple[History, ...]:
    """The counts over history the shell must put into the record under their `key`, each once."""
    found = {part.key: part for part in walk(rule.root) if isinstance(part, History)}
    return tuple(found.values())


def walk(part: Part) -> Iterator[Part]:
    """Every node of a tree, outermost first."""
    yield part
    for inner in children(part):
        yield from walk(inner)


def children(part: Part) -> tuple[Part, ...]:
    """The parts directly inside one node."""
    if isinstance(part, AllOf | AnyOf):
        return part.parts
    if isinstance(part, NotOf):
        return (part.part,)
    if isinstance(part, Compare):
        return (part.left,) if part.right is None else (part.left, part.right)
    if isinstance(part, Quantified):
        return (part.over, part.where)
    if isinstance(part, Aggregate):
        return tuple(inner for inner in (part.over, part.of, part.where) if inner is not None)
    return _inside_values(part)


def _inside_values(part: Part) -> tuple[Part, ...]:
    if isinstance(part, Call):
        return part.args
    if isinstance(part, Pair):
        return (part.low, part.high)
    if isinstance(part, Truth):
        return (part.node,)
    return (part.same,) if isinstance(part, History) else ()


def _paths(part: Part, row: str) -> Iterator[str]:
    if isinstance(part, FieldRef):
        yield ".".join(part.path) if part.outer else row + ".".join(part.path)
    inner_row = row
    if isinstance(part, Quantified | Aggregate):
        inner_row = ".".join(part.over.path) + "."
    for inner in children(part):
        is_table = isinstance(part, Quantified | Aggregate) and inner is part.over
        yield from _paths(inner, row if is_table else inner_row)
