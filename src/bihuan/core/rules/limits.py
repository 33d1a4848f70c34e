"""How large a tree may be, decided without recursion so that no hostile nesting harms the parser behind it."""

from collections.abc import Mapping
from decimal import Decimal
from math import isfinite

from bihuan.core.values import Json, Problem

MOST_DEPTH = 32
MOST_NODES = 500
MOST_VALUES = 5_000
MOST_TEXT = 10_000


def limit_problems(tree: Json, at: str) -> tuple[Problem, ...]:
    """What makes a tree unreadable: too deep, too large, or holding what is not JSON. Empty when it may be parsed."""
    problems: list[Problem] = []
    nodes = values = 0
    pending: list[tuple[Json, str, int]] = [(tree, at, 1)]
    while pending and not problems:
        value, path, depth = pending.pop()
        nodes += isinstance(value, Mapping)
        values += 1
        fault = _size_fault(nodes, values, depth if isinstance(value, Mapping) else 0) or _value_fault(value)
        if fault:
            problems.append(Problem(path, *fault))
        elif isinstance(value, Mapping):
            pending.extend((inner, join(path, key), depth + 1) for key, inner in value.items())
        elif isinstance(value, list | tuple):
            # Only objects make a level; lists within lists mean nothing in a rule.
            pending.extend((inner, join(path, index), depth) for index, inner in enumerate(value))
            if any(isinstance(inner, list | tuple) for inner in value):
                problems.append(Problem(path, "rule.nested_list"))
    return tuple(problems)


def _size_fault(nodes: int, values: int, depth: int) -> tuple[str, dict[str, Json]] | None:
    if depth > MOST_DEPTH:
        return "rule.too_deep", {"most": MOST_DEPTH}
    if nodes > MOST_NODES or values > MOST_VALUES:
        return "rule.too_large", {"most": MOST_NODES, "most_values": MOST_VALUES}
    return None


def _value_fault(value: Json) -> tuple[str, dict[str, Json]] | None:
    if isinstance(value, str):
        return text_fault(value)
    if isinstance(value, float):
        return None if isfinite(value) else ("rule.not_a_number", {})
    if isinstance(value, Mapping):
        return next((text_fault(key) or None for key in value if not isinstance(key, str) or text_fault(key)), None)
    return None if value is None or isinstance(value, bool | int | Decimal | list | tuple) else ("rule.not_json", {})


def text_fault(text: str) -> tuple[str, dict[str, Json]] | None:
    """Text that no database can hold (NUL, half a surrogate pair) or that is too long for a rule."""
    if not isinstance(text, str):
        return "rule.not_json", {}
    if len(text) > MOST_TEXT:
        return "rule.text_too_long", {"most": MOST_TEXT}
    if "\0" in text or (not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text)):
        return "rule.bad_text", {}
    return None


def join(at: str, key: object) -> str:
    """A dotted path one step further."""
    return f"{at}.{key}" if at else str(key)
