"""What the pieces of a bundle may look like: the same types and lengths as the API insists on for the same thing.

Engines (forms, flows, promises, rules …) take any JSON from either side and say themselves what is wrong with it; the
shapes here are for the rest, whose commands would take what the API never lets through.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bihuan.core.values import Json, JsonObject

# Path below the piece, code, data.
Fault = tuple[str, str, JsonObject]
Shape = Callable[[Any, str], Iterator[Fault]]
Keys = Mapping[str, tuple[Shape, bool]]
_NAMES = {str: "text", dict: "mapping", list: "list", bool: "true/false", int: "integer"}


def text(most: int, least: int = 0) -> Shape:
    """Text of so many characters."""

    def check(value: Json, path: str) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield _wrong(path, str)
        elif not least <= len(value) <= most:
            yield path, "bundle.text_length", {"path": path, "least": least, "most": most}

    return check


def flag(value: Json, path: str) -> Iterator[Fault]:
    """True or false."""
    if not isinstance(value, bool):
        yield _wrong(path, bool)


def whole(value: Json, path: str) -> Iterator[Fault]:
    """A whole number; in Python True is one, in a bundle it is not."""
    if not isinstance(value, int) or isinstance(value, bool):
        yield _wrong(path, int)


def some(value: Json, path: str) -> Iterator[Fault]:
    """A mapping of anything."""
    if not isinstance(value, dict):
        yield _wrong(path, dict)


def listed(value: Json, path: str) -> Iterator[Fault]:
    """A list of anything."""
    if not isinstance(value, list):
        yield _wrong(path, list)


def items(each: Shape, most: int) -> Shape:
    """A list of at most so many."""

    def check(value: Json, path: str) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield _wrong(path, list)
        elif len(value) > most:
            yield path, "bundle.too_many_items", {"path": path, "most": most}
        else:
            for at, item in enumerate(value):
                yield from each(item, f"{path}.{at}")

    return check


def mapping(each: Shape, most: int, *, least: int = 0, names: int = 100) -> Shape:
    """A mapping of at most so many entries, whose names are no longer than `names`."""

    def check(value: Json, path: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield _wrong(path, dict)
        elif not least <= len(value) <= most or any(len(name) > names for name in value):
            yield path, "bundle.too_many_items", {"path": path, "most": most}
        else:
            for name, item in value.items():
                yield from each(item, f"{path}.{name}")

    return check


def keys(known: Keys, *, closed: bool = True) -> Shape:
    """A mapping of these keys, {key: (shape, is needed)}; with `closed` of no others."""

    def check(value: Json, path: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield _wrong(path, dict)
            return
        for key in sorted(value.keys() - known.keys()) if closed else ():
            yield _below(path, key), "bundle.key_unknown", {"path": _below(path, key), "known": sorted(known)}
        for key, (shape, needed) in known.items():
            at = _below(path, key)
            if value.get(key) is not None:
                yield from shape(value[key], at)
            elif needed:
                yield at, "bundle.missing", {"path": at}

    return check


def or_null(shape: Shape) -> Shape:
    """Also nothing."""
    return lambda value, path: shape(value, path) if value is not None else iter(())


def _wrong(path: str, expected: type) -> Fault:
    return path, "bundle.wrong_kind", {"path": path, "expected": _NAMES[expected]}


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


LABEL = mapping(text(2_000), 4, least=1)
