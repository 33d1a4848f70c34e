"""Dataclasses as plain JSON: commands for their hash, events for their body. Runs for every field of both."""

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any

from bihuan.core.values import JsonObject, thaw_json

Values = Callable[[Any], Sequence[Any]]


def command_json(command: Any) -> JsonObject:
    """A command as JSON: its name and its fields, dataclasses inside included."""
    return {"type": type(command).__name__, **_plain(command)}


def _plain(value: Any) -> Any:
    kind: Any = type(value)
    if kind is str or value is None:
        return value
    if kind is tuple or kind is list:
        return [_plain(item) for item in value]
    known = _fields_of(kind)
    if known is None:
        return thaw_json(value)
    names, values = known
    # Most fields are text or empty; asking here saves a call for each.
    return {
        name: part if part is None or type(part) is str else _plain(part)
        for name, part in zip(names, values(value), strict=True)
    }


@lru_cache(maxsize=1_024)
def _fields_of(kind: Any) -> tuple[tuple[str, ...], Values] | None:
    if not is_dataclass(kind):
        return None
    names = tuple(item.name for item in fields(kind))
    return names, values_of(names)


def values_of(names: tuple[str, ...]) -> Values:
    """Reads these attributes of a thing, in this order."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda thing: [getattr(thing, name) for name in names]
