"""What a rule may speak about: the typed fields of one record, its relations and its sub-tables."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Literal

from bihuan.core.late import dataclass
from bihuan.core.values import Problem, Refusal

FieldKind = Literal[
    "text",
    "number",
    "boolean",
    "choice",
    "multi",
    "instant",
    "date",
    "person",
    "department",
    "region",
    "record",
    "files",
    "rows",
    "tree",
]

# Kinds whose value is one opaque id, compared exactly (no NFKC: an id is not prose).
ID_KINDS: frozenset[FieldKind] = frozenset({"choice", "person", "department", "region", "record", "tree"})
# Kinds that a dotted path may walk through to the fields of the thing pointed at.
RELATION_KINDS: frozenset[FieldKind] = frozenset({"record", "person", "department", "region"})
LIST_KINDS: frozenset[FieldKind] = frozenset({"multi", "files", "rows"})

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a choice and what people call it, by language (`zh`, `en`)."""

    value: str
    label: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Field:
    """One field as the rule language sees it.

    `fields` are the fields of the thing a relation points at, or the columns of a sub-table.
    `tree` names the table of `Env.trees` a field of kind `tree` lives in; empty means its own key.
    """

    key: str
    type: FieldKind
    label: Mapping[str, str] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    fields: tuple["Field", ...] = ()
    tree: str = ""

    def child(self, key: str) -> "Field | None":
        """The field of this relation or the column of this sub-table named `key`."""
        return next((inner for inner in self.fields if inner.key == key), None)


class Schema:
    """The fields a rule is checked against. Keys are ASCII words, so that they are safe in every SQL path.

    Raises `Refusal("rule.schema_invalid")` on an unusable or repeated key.
    """

    __slots__ = ("fields",)

    def __init__(self, fields: Iterable[Field]) -> None:
        listed = tuple(fields)
        problems = tuple(_key_problems(listed, ""))
        if problems:
            raise Refusal("rule.schema_invalid", problems=problems)
        self.fields: dict[str, Field] = {item.key: item for item in listed}

    def resolve(self, path: str) -> Field | None:
        """The field at a dotted path; None when there is none or the path leaves the relations."""
        trail = self.trail(path)
        return trail[-1] if trail else None

    def trail(self, path: str) -> tuple[Field, ...]:
        """Every field along a dotted path, outermost first; empty when the path leads nowhere."""
        first, *rest = path.split(".")
        found = self.fields.get(first)
        trail: list[Field] = []
        for key in [*rest, None]:
            if found is None:
                return ()
            trail.append(found)
            if key is not None:
                found = found.child(key) if found.type in RELATION_KINDS else None
        return tuple(trail)


def _key_problems(fields: tuple[Field, ...], at: str) -> Iterable[Problem]:
    seen: set[str] = set()
    for item in fields:
        path = f"{at}{item.key}"
        if not _KEY.fullmatch(item.key):
            yield Problem(path, "rule.bad_key", {"key": item.key})
        if item.key in seen:
            yield Problem(path, "rule.repeated_key", {"key": item.key})
        seen.add(item.key)
        yield from _key_problems(item.fields, f"{path}.")
