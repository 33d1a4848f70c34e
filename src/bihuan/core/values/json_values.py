"""JSON as Python values. Instants are milliseconds since the epoch, UTC; decimals travel as strings."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

# A recursive alias costs mypy more than it finds; the parsers check shapes at the edge.
Json = Any
JsonObject = dict[str, Any]
Instant = int


# Asked first: most of any document, and an isinstance of an abstract class costs ten times as much.
_SCALARS = frozenset({str, int, float, bool, type(None)})


def depth_of(value: Json) -> int:
    """How deep arrays and objects are nested; counted level by level, so that depth costs no stack."""
    level, depth = [value], 0
    while level := [item for item in level if isinstance(item, list | dict)]:
        depth += 1
        level = [child for item in level for child in (item.values() if isinstance(item, dict) else item)]
    return depth


def freeze_json(value: Json) -> Json:
    """The same value with lists as tuples and dicts as read-only mappings, fit for a frozen dataclass."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: freeze_json(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(freeze_json(item) for item in value)
    return value


def thaw_json(value: Json) -> Json:
    """The inverse of `freeze_json`: plain lists and dicts, fit for `json.dumps`."""
    kind = type(value)
    if kind in _SCALARS:
        return value
    if kind is list or kind is tuple:
        return [thaw_json(item) for item in value]
    if kind is dict or isinstance(value, Mapping):
        return {key: thaw_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [thaw_json(item) for item in value]
    return value
