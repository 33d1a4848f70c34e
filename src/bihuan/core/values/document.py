"""Reads a document that people wrote, key by key, and collects every fault with its path: one answer names them all."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from bihuan.core.values.json_values import Json
from bihuan.core.values.refusal import Problem, Refusal

KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")
MOST_TEXT = 200
MOST_LANGUAGES = 20
MOST_ITEMS = 2_000
Choice = TypeVar("Choice", bound=str)


class DocumentReader:
    """One JSON object at `path`. Wrong values are noted in `problems` (codes `document.…`) and read as the default."""

    def __init__(self, data: Json, path: str, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self._data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        self._read: set[str] = set()
        if not isinstance(data, Mapping):
            self.fault("", "document.object_expected")

    def at(self, key: str) -> str:
        """The path of a key of this object."""
        return ".".join(part for part in (self.path, key) if part)

    def fault(self, key: str, code: str, /, **data: Json) -> None:
        """Note a fault of one key ("" = the object itself)."""
        self.problems.append(Problem(self.at(key), code, data))

    def take(self, refusal: Refusal, key: str = "") -> None:
        """Note the faults that somebody else found below `key`; their paths are whole already, if they have any."""
        self.problems.extend(refusal.problems or (Problem(self.at(key), refusal.code, refusal.data),))

    def raw(self, key: str) -> Json:
        """The value as written, None if absent."""
        self._read.add(key)
        return self._data.get(key)

    def has(self, key: str) -> bool:
        """Whether the key was written at all."""
        return key in self._data

    def key(self, key: str, default: str | None = None) -> str:
        """An identifier: lower-case ASCII letters, digits and underscores."""
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and KEY.fullmatch(value):
            return value
        self.fault(key, "document.missing" if value is None else "document.bad_key")
        return default or ""

    def text(self, key: str, default: str | None = None, most: int = MOST_TEXT) -> str:
        """A text that is not empty."""
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and 0 < len(value) <= most:
            return value
        self.fault(key, "document.missing" if value is None else "document.bad_text", most=most)
        return default or ""

    def label(self, default: str, key: str = "label") -> dict[str, str]:
        """Texts by language. A plain string is taken for all of them; absent, `default` is shown."""
        value = self.raw(key)
        if value is None:
            return {"zh": default, "en": default}
        if _short(value):
            return {"zh": value, "en": value}
        if (
            isinstance(value, Mapping)
            and 0 < len(value) <= MOST_LANGUAGES
            and all(_short(text) for text in value.values())
        ):
            first = next(iter(value.values()))
            return {"zh": value.get("zh", first), "en": value.get("en", first)}
        self.fault(key, "document.bad_label")
        return {"zh": default, "en": default}

    def choice(self, key: str, options: Iterable[Choice], default: Choice | None = None) -> Choice:
        """One word out of `options`."""
        value = self.raw(key)
        known = tuple(options)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and value in known:
            return next(option for option in known if option == value)
        self.fault(key, "document.missing" if value is None else "document.bad_choice", options=list(known))
        return default if default is not None else known[0]

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self.raw(key)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        self.fault(key, "document.bad_flag")
        return default

    def whole(self, key: str, default: int | None, least: int = 0, most: int = 1_000_000) -> int:
        """A whole number within bounds."""
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.fault(key, "document.missing" if value is None else "document.bad_number", least=least, most=most)
        return default if default is not None else least

    def names(self, key: str) -> tuple[str, ...]:
        """A list of names, each once; a single name may stand alone."""
        value = self.raw(key)
        listed = [] if value is None else [value] if isinstance(value, str) else value
        if isinstance(listed, list | tuple) and len(listed) <= MOST_ITEMS and all(_short(name) for name in listed):
            return tuple(dict.fromkeys(listed))
        self.fault(key, "document.bad_names")
        return ()

    def child(self, key: str) -> "DocumentReader | None":
        """The object under `key`, None if absent."""
        value = self.raw(key)
        return None if value is None else DocumentReader(value, self.at(key), self.problems)

    def children(self, key: str, shorthand: str | None = None) -> Iterator["DocumentReader"]:
        """The objects of the list under `key`; absent reads as empty.

        With `shorthand` a plain text in the list is short for an object that says only this key.
        """
        value = self.raw(key)
        if value is None:
            return
        if not isinstance(value, list | tuple) or len(value) > MOST_ITEMS:
            self.fault(key, "document.list_expected", most=MOST_ITEMS)
            return
        for index, item in enumerate(value):
            whole = {shorthand: item} if shorthand is not None and isinstance(item, str) else item
            yield DocumentReader(whole, f"{self.at(key)}.{index}", self.problems)

    def table(self, key: str) -> Iterator[tuple[str, Json]]:
        """The entries of the object under `key`; absent reads as empty."""
        value = self.raw(key)
        if isinstance(value, Mapping) and len(value) <= MOST_ITEMS and all(isinstance(name, str) for name in value):
            yield from value.items()
        elif value is not None:
            self.fault(key, "document.object_expected")

    def done(self) -> None:
        """Everything known was read: what is left was misspelt or belongs to another version."""
        for key in self._data:
            if key not in self._read:
                self.fault(str(key)[:MOST_TEXT], "document.unknown_key", known=sorted(self._read))


def _short(value: Json) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MOST_TEXT
