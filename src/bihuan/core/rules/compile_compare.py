"""Closures of comparisons between any two expressions; `compile_field` has the common ones, cut to size."""

import operator as python
from collections.abc import Callable
from typing import Any

from bihuan.core.rules.compile_field import ORDER, field_test
from bihuan.core.rules.compile_value import Compilers, Record, Test, value_reader
from bihuan.core.rules.days import day_bounds, local_day
from bihuan.core.rules.env import Env
from bihuan.core.rules.nodes import Call, Compare, ConstantList, Expression, FieldRef, Pair
from bihuan.core.rules.operators import OPERATORS
from bihuan.core.rules.reading import fold
from bihuan.core.rules.regions import tree_tops, within_tops


def negated(test: Test) -> Test:
    return lambda record, env: not test(record, env)


def compare_test(node: Compare, compilers: Compilers) -> Test:
    """The closure of one comparison; a negative one is the negation of its positive form, whatever is missing."""
    fast = field_test(node)
    if fast is not None:
        return fast
    positive = OPERATORS[node.op].negates
    if positive is not None:
        return negated(compare_test(Compare(positive, node.left, node.right), compilers))
    return _general(node, compilers)


def _general(node: Compare, compilers: Compilers) -> Test:
    left = value_reader(node.left, compilers)
    if node.op == "empty":
        return lambda record, env: left(record, env) is None
    if node.op in ORDER:
        return _ordered(node, compilers)
    if node.op == "between":
        return _between(node, compilers)
    if node.op == "within":
        return _within(node, compilers)
    if isinstance(node.right, ConstantList):
        return _listed(node.op, node.left, compilers, node.right)
    return _binary(_HOLDS[node.op], left, value_reader(_expression(node.right), compilers))


def _expression(right: Any) -> Expression:
    return right  # type: ignore[no-any-return]


def _binary(holds: Callable[[Any, Any], bool], left: Any, right: Any) -> Test:
    def test(record: Record, env: Env) -> bool:
        first = left(record, env)
        if first is None:
            return False
        second = right(record, env)
        return second is not None and holds(first, second)

    return test


_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "contains": python.contains,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
    "in": lambda value, listed: value in listed,
    "contains_any": lambda held, wanted: not frozenset(held).isdisjoint(wanted),
    "contains_all": lambda held, wanted: frozenset(held).issuperset(wanted),
}


def _ordered(node: Compare, compilers: Compilers) -> Test:
    if node.left.kind == "multi":
        return _same_items(node, compilers)
    if isinstance(node.left, Call) and node.left.fn == "date_of":
        return _by_day(node.op, node.left.args[0], _expression(node.right), compilers)
    left, right = value_reader(node.left, compilers), value_reader(_expression(node.right), compilers)
    return _binary(ORDER[node.op], left, right)


def _same_items(node: Compare, compilers: Compilers) -> Test:
    left = value_reader(node.left, compilers)
    wanted = frozenset(node.right.values) if isinstance(node.right, ConstantList) else frozenset()

    def test(record: Record, env: Env) -> bool:
        found = left(record, env)
        return found is not None and frozenset(found) == wanted

    return test


# An instant against the half-open span of a day: cheaper than its own local day, and what SQL does too.
_DAY_ORDER: dict[str, Callable[[int, int, int], bool]] = {
    "eq": lambda at, start, end: start <= at < end,
    "gt": lambda at, start, end: at >= end,
    "ge": lambda at, start, end: at >= start,
    "lt": lambda at, start, end: at < start,
    "le": lambda at, start, end: at < end,
}


def _by_day(op: str, moment: Expression, day: Expression, compilers: Compilers) -> Test:
    read, read_day, order = value_reader(moment, compilers), value_reader(day, compilers), _DAY_ORDER[op]

    def test(record: Record, env: Env) -> bool:
        at = read(record, env)
        if at is None:
            return False
        wanted = read_day(record, env)
        if wanted is None:
            return False
        span = day_bounds(wanted, env.zone)
        return order(at, *span) if span else ORDER[op](local_day(at, env.zone), wanted)

    return test


def _between(node: Compare, compilers: Compilers) -> Test:
    pair = node.right
    assert isinstance(pair, Pair)
    low = _ordered(Compare("ge", node.left, pair.low), compilers)
    high = _ordered(Compare("le", node.left, pair.high), compilers)
    return lambda record, env: low(record, env) and high(record, env)


def _listed(op: str, left: Expression, compilers: Compilers, listed: ConstantList) -> Test:
    read = value_reader(left, compilers)
    values = tuple(fold(value) for value in listed.values) if listed.kind == "text" else listed.values
    if op == "in":
        among = frozenset(values)
        return lambda record, env: read(record, env) in among
    if left.kind == "text":
        quantify = any if op == "contains_any" else all
        return lambda record, env: (text := read(record, env)) is not None and quantify(part in text for part in values)
    return _binary(_HOLDS[op], read, lambda record, env: values)


def _within(node: Compare, compilers: Compilers) -> Test:
    read, tree = value_reader(node.left, compilers), tree_of(node.left)
    if isinstance(node.right, ConstantList):
        tops = tree_tops(tree, node.right.values)
        return lambda record, env: (
            (member := read(record, env)) is not None and within_tops(env.trees, tree, member, tops)
        )
    read_top = value_reader(_expression(node.right), compilers)

    def test(record: Record, env: Env) -> bool:
        member, top = read(record, env), read_top(record, env)
        return member is not None and top is not None and within_tops(env.trees, tree, member, tree_tops(tree, (top,)))

    return test


def tree_of(left: Expression) -> str:
    """The tree a value stands in: that of its kind, or the one its field names."""
    if left.kind != "tree":
        return left.kind
    return left.field.tree or left.field.key if isinstance(left, FieldRef) else "tree"
