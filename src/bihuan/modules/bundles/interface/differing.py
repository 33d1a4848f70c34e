"""What differs between two states of a piece, element by element: lists are matched by the key or id of their items."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from bihuan.core.late import dataclass
from bihuan.core.values import Json, JsonObject

_NAMED_BY = ("key", "id", "value", "form")


@dataclass(frozen=True, slots=True)
class Difference:
    """One change. `path`: the way to it, each part a property's name or the label of an item ({"zh", "en"}).

    `old` and `new` are the two states.
    """

    what: Literal["added", "removed", "changed", "moved"]
    path: tuple[str | JsonObject, ...]
    old: Json = None
    new: Json = None


def differences(old: Json, new: Json) -> tuple[Difference, ...]:
    """Every change from `old` to `new`, in the order of the newer."""
    return tuple(_between(old, new, ()))


_Path = tuple[str | JsonObject, ...]


def _between(old: Json, new: Json, path: _Path) -> Iterator[Difference]:
    if old == new:
        return
    if _is_label(old) and _is_label(new):
        yield Difference("changed", path, old, new)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _between_mappings(old, new, path)
    elif isinstance(old, list) and isinstance(new, list) and (by := _name_of_items([*old, *new])):
        yield from _between_items(old, new, by, path)
    else:
        yield Difference("changed", path, old, new)


def _between_mappings(old: Mapping[str, Any], new: Mapping[str, Any], path: _Path) -> Iterator[Difference]:
    for key in (*new, *(key for key in old if key not in new)):
        if key not in old:
            yield Difference("added", (*path, key), new=new[key])
        elif key not in new:
            yield Difference("removed", (*path, key), old=old[key])
        else:
            yield from _between(old[key], new[key], (*path, key))


def _between_items(old: list[Any], new: list[Any], by: str, path: _Path) -> Iterator[Difference]:
    before, after = ({item[by]: item for item in items} for items in (old, new))
    for key, item in after.items():
        if key not in before:
            yield Difference("added", (*path, _called(item, key)), new=item)
        else:
            yield from _between(before[key], item, (*path, _called(item, key)))
    for key, item in before.items():
        if key not in after:
            yield Difference("removed", (*path, _called(item, key)), old=item)
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield Difference("moved", path)


def _name_of_items(items: list[Any]) -> str | None:
    """The property by which these items are told apart, if there is one."""
    if not items or not all(isinstance(item, dict) for item in items):
        return None
    for by in _NAMED_BY:
        if all(isinstance(item.get(by), str) for item in items):
            return by if max(Counter(item[by] for item in items).values()) <= 2 else None
    return None


def _called(item: JsonObject, key: str) -> str | JsonObject:
    label: Any = item.get("label")
    return dict(label) if _is_label(label) else key


def _is_label(value: Json) -> bool:
    return isinstance(value, dict) and bool(value) and value.keys() <= {"zh", "en"}
