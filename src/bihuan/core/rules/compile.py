"""Closures: the reading of a rule that runs in Python. Everything decidable beforehand is decided here, once."""

from collections.abc import Callable, Mapping
from typing import Any

from bihuan.core.rules.compile_compare import compare_test, negated
from bihuan.core.rules.compile_value import Compilers, Test, path_reader, row_scope, value_reader
from bihuan.core.rules.env import Env
from bihuan.core.rules.nodes import AllOf, Compare, Condition, Formula, Node, NotOf, Quantified
from bihuan.core.rules.reading import rows

Record = Mapping[str, Any]


def compile_condition(condition: Condition) -> Callable[[Record, Env], bool]:
    """The condition as a function of a record (plain JSON values, relations as nested dicts) and the surroundings.

    It never raises and never answers anything but True or False, whatever the record holds.
    """
    return node_test(condition.root)


def compile_formula(formula: Formula) -> Callable[[Record, Env], Any]:
    """The formula as a function; it answers None where the value is missing.

    Numbers come as `Decimal` (write them with `number_text`), days as ISO text, instants as ms, texts as typed.
    """
    return value_reader(formula.root, Compilers(node_test), folded=False)


def node_test(node: Node) -> Test:
    """The closure of one node of a condition."""
    if isinstance(node, Compare):
        return compare_test(node, Compilers(node_test))
    if isinstance(node, NotOf):
        return negated(node_test(node.part))
    if isinstance(node, Quantified):
        return _quantified(node)
    tests = tuple(node_test(part) for part in node.parts)
    return _all(tests) if isinstance(node, AllOf) else _any(tests)


def _all(tests: tuple[Test, ...]) -> Test:
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        first, second = tests
        return lambda record, env: first(record, env) and second(record, env)
    if len(tests) == 3:
        first, second, third = tests
        return lambda record, env: first(record, env) and second(record, env) and third(record, env)
    return lambda record, env: all(test(record, env) for test in tests)


def _any(tests: tuple[Test, ...]) -> Test:
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        first, second = tests
        return lambda record, env: first(record, env) or second(record, env)
    if len(tests) == 3:
        first, second, third = tests
        return lambda record, env: first(record, env) or second(record, env) or third(record, env)
    return lambda record, env: any(test(record, env) for test in tests)


def _quantified(node: Quantified) -> Test:
    read, scope, where = path_reader(node.over.path), row_scope(node.where), node_test(node.where)
    if node.quantifier == "every_row":
        return lambda record, env: all(where(scope(row, record), env) for row in rows(read(record)) or ())

    def some(record: Record, env: Env) -> bool:
        return any(where(scope(row, record), env) for row in rows(read(record)) or ())

    return negated(some) if node.quantifier == "no_row" else some
