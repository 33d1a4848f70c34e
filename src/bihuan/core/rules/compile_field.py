"""Closures of a field compared with a constant: most rules are made of these. Budget: three in 0.5 µs (bench/rules.py).

A field of the record itself is read inline, everything else through a reader: a call costs as much as the comparison.
"""

import operator as python
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from bihuan.core.rules.compile_value import Record, Test, path_reader
from bihuan.core.rules.env import Env
from bihuan.core.rules.nodes import Compare, Constant, FieldRef
from bihuan.core.rules.numbers import SEEN_NUMBERS, number_of
from bihuan.core.rules.reading import FIRST_INSTANT, LAST_INSTANT, fold, identity
from bihuan.core.rules.schema import ID_KINDS

ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "eq": python.eq,
    "gt": python.gt,
    "ge": python.ge,
    "lt": python.lt,
    "le": python.le,
}


_PARTS: dict[str, Callable[[str, str], bool]] = {
    "contains": python.contains,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
}


def field_test(node: Compare) -> Test | None:
    """The closure where a short one exists: number, text, id or instant of the record against a constant."""
    left, right = node.left, node.right
    if not isinstance(left, FieldRef) or left.outer or not isinstance(right, Constant) or left.kind != right.kind:
        return None
    if left.kind == "number" and node.op in ORDER:
        return _number_test(left.path, ORDER[node.op], right.value)
    if left.kind == "instant" and node.op in ORDER:
        return _instant_test(left.path, ORDER[node.op], right.value)
    if left.kind == "text" and node.op in _PARTS:
        return _part_test(left.path, _PARTS[node.op], fold(right.value))
    if node.op not in {"eq", "ne"}:
        return None
    if left.kind == "text":
        return _text_test(left.path, fold(right.value), node.op == "eq")
    return _identity_test(left.path, right.value, node.op == "eq") if left.kind in ID_KINDS else None


def _number_test(path: tuple[str, ...], order: Callable[[Any, Any], bool], wanted: Decimal) -> Test:
    # One look-up for a number met before; what is no number is never found and takes the long way.
    seen = SEEN_NUMBERS.get
    read = path_reader(path)

    def deep(record: Record, env: Env) -> bool:
        value = read(record)
        number = seen(value) if value.__class__ is str else None
        if number is None:
            number = number_of(value)
        return number is not None and order(number, wanted)

    if len(path) > 1:
        return deep
    (key,) = path

    def test(record: Record, env: Env) -> bool:
        value = record.get(key)
        number = seen(value) if value.__class__ is str else None
        if number is None:
            number = number_of(value)
        return number is not None and order(number, wanted)

    return test


def _instant_test(path: tuple[str, ...], order: Callable[[Any, Any], bool], wanted: int) -> Test:
    read = path_reader(path)

    def deep(record: Record, env: Env) -> bool:
        value = read(record)
        return value.__class__ is int and FIRST_INSTANT <= value <= LAST_INSTANT and order(value, wanted)

    if len(path) > 1:
        return deep
    (key,) = path

    def test(record: Record, env: Env) -> bool:
        value = record.get(key)
        return value.__class__ is int and FIRST_INSTANT <= value <= LAST_INSTANT and order(value, wanted)

    return test


def _text_test(path: tuple[str, ...], wanted: str, same: bool) -> Test:
    if len(path) > 1:
        read = path_reader(path)

        def deep(record: Record, env: Env) -> bool:
            value = read(record)
            return (isinstance(value, str) and fold(value) == wanted) is same

        return deep
    (key,) = path

    def test(record: Record, env: Env) -> bool:
        value = record.get(key)
        if value == wanted:
            return same
        if value.__class__ is str and not value.isascii():
            return (normalize("NFKC", value) == wanted) is same
        return not same

    return test


def _part_test(path: tuple[str, ...], holds: Callable[[str, str], bool], wanted: str) -> Test:
    read = path_reader(path)

    def test(record: Record, env: Env) -> bool:
        value = read(record)
        if value.__class__ is not str:
            return False
        return holds(value if value.isascii() else normalize("NFKC", value), wanted)

    return test


def _identity_test(path: tuple[str, ...], wanted: str, same: bool) -> Test:
    if len(path) > 1:
        read = path_reader(path)
        return lambda record, env: (identity(read(record)) == wanted) is same
    (key,) = path

    def test(record: Record, env: Env) -> bool:
        value = record.get(key)
        if value.__class__ is str or value is None:
            return (value == wanted) is same
        return (identity(value) == wanted) is same

    return test
