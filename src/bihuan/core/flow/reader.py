"""Reads a written definition key by key and collects every fault with its path, so that one answer names them all."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from bihuan.core.flow.definition import Label
from bihuan.core.values import Json, Problem

KEY = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")
MAX_LABEL = 200
Choice = TypeVar("Choice", bound=str)


class Reader:
    """One JSON object at `path`. Wrong values are noted in `problems` and read as the default given."""

    def __init__(self, data: Json, path: str, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self._data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        self._read: set[str] = set()
        if not isinstance(data, Mapping):
            self.fault("", "flow.object_expected")

    def at(self, key: str) -> str:
        """The path of a key of this object."""
        return ".".join(part for part in (self.path, key) if part)

    def fault(self, key: str, code: str, **data: Json) -> None:
        """Note a fault of one key ("" = the object itself)."""
        self.problems.append(Problem(self.at(key), code, data))

    def raw(self, key: str) -> Json:
        """The value as written, None if absent."""
        self._read.add(key)
        return self._data.get(key)

    def key(self, key: str, default: str | None = None) -> str:
        """An identifier: lower-case ASCII letters, digits and underscores."""
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and KEY.match(value):
            return value
        self.fault(key, "flow.missing" if value is None else "flow.bad_key", value=value if _short(value) else None)
        return default or ""

    def label(self, default: str) -> Label:
        """Texts by language. A plain string is taken for all of them; absent, the key is shown."""
        value = self.raw("label")
        if value is None:
            return {"zh": default, "en": default}
        if _short(value):
            return {"zh": value, "en": value}
        if isinstance(value, Mapping) and value and all(_short(text) for text in value.values()):
            first = next(iter(value.values()))
            return {"zh": value.get("zh", first), "en": value.get("en", first)}
        self.fault("label", "flow.bad_label")
        return {"zh": default, "en": default}

    def choice(self, key: str, options: Iterable[Choice], default: Choice | None = None) -> Choice:
        """One word out of `options`."""
        value = self.raw(key)
        known = tuple(options)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and value in known:
            return value
        self.fault(key, "flow.missing" if value is None else "flow.bad_choice", options=list(known))
        return default if default is not None else known[0]

    def flag(self, key: str) -> bool | None:
        """true, false or absent."""
        value = self.raw(key)
        if value is None or isinstance(value, bool):
            return value
        self.fault(key, "flow.bad_flag")
        return None

    def whole(self, key: str, default: int, least: int = 0, most: int = 1_000_000) -> int:
        """A whole number within bounds."""
        value = self.raw(key)
        if value is None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.fault(key, "flow.bad_number", least=least, most=most)
        return default

    def names(self, key: str) -> tuple[str, ...]:
        """A list of names; a single name may stand alone."""
        value = self.raw(key)
        listed = [] if value is None else [value] if isinstance(value, str) else value
        if isinstance(listed, list | tuple) and all(_short(name) for name in listed):
            return tuple(dict.fromkeys(listed))
        self.fault(key, "flow.bad_names")
        return ()

    def child(self, key: str) -> "Reader | None":
        """The object under `key`, None if absent."""
        value = self.raw(key)
        return None if value is None else Reader(value, self.at(key), self.problems)

    def children(self, key: str) -> Iterator["Reader"]:
        """The objects of the list under `key`; absent reads as empty."""
        value = self.raw(key)
        if value is None:
            return
        if not isinstance(value, list | tuple):
            self.fault(key, "flow.list_expected")
            return
        for index, item in enumerate(value):
            yield Reader(item, f"{self.at(key)}[{index}]", self.problems)

    def table(self, key: str) -> Iterator[tuple[str, Json]]:
        """The pairs of the object under `key`, which was written with names of its own; absent reads as empty."""
        value = self.raw(key)
        if isinstance(value, Mapping) and all(isinstance(name, str) for name in value):
            yield from value.items()
        elif value is not None:
            self.fault(key, "flow.object_expected")

    def done(self) -> None:
        """Everything known was read: what is left was misspelt or belongs to another version."""
        for key in self._data:
            if key not in self._read:
                self.fault(str(key), "flow.unknown_key")


class Nesting(NamedTuple):
    """How deep a sequence stands, and the id of the flow's start step (the usual target of an approver's 退回)."""

    depth: int
    start: str

    def deeper(self) -> "Nesting":
        return Nesting(self.depth + 1, self.start)


def read_step(reader: Reader, kind: str) -> dict[str, Any]:
    """What every step is written with."""
    step_id = reader.key("id")
    return {"id": step_id, "kind": kind, "label": reader.label(step_id), "stage": reader.key("stage")}


def _short(value: Json) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_LABEL
