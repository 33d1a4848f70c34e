"""How conditions can stand together: found by trying every combination of values that they can tell apart.

Exact for comparisons of single fields with constants, which is how clocks and policies are written; where a condition
does more (functions, dates, sub-tables), the answer is "not known" and nobody is blamed.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import chain, combinations, product
from typing import Any

from bihuan.core.rules import Env, FieldKind, Schema, number_text
from bihuan.core.sla.definition import When
from bihuan.core.values import Json

MOST_COMBINATIONS = 6_000
MOST_WORDS = 6
# No constant of a rule: it stands for every value that no rule names.
OTHER = "\u0001other"

_EQUALITY = frozenset({"eq", "ne", "in", "not_in", "empty", "not_empty"})
_ORDER = _EQUALITY | {"gt", "ge", "lt", "le", "between", "not_between"}
_WORDS = frozenset({"contains", "not_contains", "contains_any", "contains_none", "contains_all", "empty", "not_empty"})
_OPS: Mapping[FieldKind, frozenset[str]] = {
    "boolean": frozenset({"eq", "ne", "empty", "not_empty"}),
    "choice": _EQUALITY,
    "text": _EQUALITY,
    "person": _EQUALITY,
    "department": _EQUALITY,
    "region": _EQUALITY,
    "tree": _EQUALITY,
    "number": _ORDER,
    "multi": _WORDS,
}
_UNKNOWN = (KeyError, TypeError, InvalidOperation)


def truths(conditions: Sequence[When], schema: Schema) -> frozenset[tuple[bool, ...]] | None:
    """Every way in which the conditions can be true and false together; None when that is not known."""
    named: dict[str, list[Json]] = {}
    try:
        for condition in conditions:
            _collect(condition.tree, schema, named)
        choices = {path: _values(path, constants, schema) for path, constants in named.items()}
    except _UNKNOWN:
        return None
    if _entangled(named) or _product(choices) > MOST_COMBINATIONS:
        return None
    env = Env(now=0)
    return frozenset(tuple(condition.test(record, env) for condition in conditions) for record in _records(choices))


def _collect(tree: Json, schema: Schema, named: dict[str, list[Json]]) -> None:
    """The constants that each field is compared with. Raises KeyError for what is not understood."""
    if "all" in tree or "any" in tree:
        for part in tree.get("all", tree.get("any")):
            _collect(part, schema, named)
    elif "not" in tree:
        _collect(tree["not"], schema, named)
    elif "op" in tree:
        path, right = tree["left"]["field"], tree.get("right", ())
        _check(path, tree["op"], schema)
        named.setdefault(path, []).extend(right if isinstance(right, list | tuple) else [right])
    else:
        _check(tree["field"], "eq", schema)
        named.setdefault(tree["field"], [])


def _check(path: str, op: str, schema: Schema) -> None:
    field = schema.resolve(path)
    if field is None or op not in _OPS[field.type]:
        raise KeyError(path)


def _values(path: str, constants: list[Json], schema: Schema) -> list[Json]:
    """One value for everything that the constants can tell apart, and None for a missing one."""
    field = schema.resolve(path)
    kind = "text" if field is None else field.type
    if any(isinstance(constant, Mapping) for constant in constants):
        raise KeyError(path)
    if kind == "boolean":
        return [True, False, None]
    if kind == "number":
        return [*_around({Decimal(str(constant)) for constant in constants}), None]
    if kind == "multi":
        words = sorted(set(constants))[: MOST_WORDS + 1]
        return [list(some) for some in chain.from_iterable(combinations(words, size) for size in range(len(words) + 1))]
    options = [option.value for option in field.options] if field is not None else []
    return [*(options or [*sorted(set(constants)), OTHER]), None]


def _around(numbers: set[Decimal]) -> Iterator[str]:
    ordered = sorted(numbers) or [Decimal(0)]
    yield number_text(ordered[0] - 1)
    for former, following in zip(ordered, [*ordered[1:], ordered[-1] + 2], strict=True):
        yield number_text(former)
        yield number_text((former + following) / 2)


def _entangled(named: Mapping[str, Any]) -> bool:
    """Whether a relation is compared itself and walked through too: its values are then not free of each other."""
    return any(other.startswith(f"{path}.") for path in named for other in named)


def _product(choices: Mapping[str, list[Json]]) -> int:
    size = 1
    for values in choices.values():
        size *= len(values)
    return size


def _records(choices: Mapping[str, list[Json]]) -> Iterator[dict[str, Any]]:
    paths = [path.split(".") for path in choices]
    for values in product(*choices.values()):
        record: dict[str, Any] = {}
        for path, value in zip(paths, values, strict=True):
            inner = record
            for key in path[:-1]:
                inner = inner.setdefault(key, {})
            inner[path[-1]] = value
        yield record
