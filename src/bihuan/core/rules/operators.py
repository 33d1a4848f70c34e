"""The comparisons: which kinds each is for, what stands on its right, and which one it negates."""

from typing import Literal

from bihuan.core.late import dataclass
from bihuan.core.rules.schema import ID_KINDS, FieldKind

OperandShape = Literal["none", "same", "list", "pair", "item", "items", "tree"]


@dataclass(frozen=True, slots=True)
class Operator:
    """`negates`: this comparison is, by definition, the negation of that one: true where the value is missing."""

    kinds: frozenset[FieldKind]
    operand: OperandShape
    negates: str | None = None


_ORDERED: frozenset[FieldKind] = frozenset({"number", "instant", "date"})
_SINGLE: frozenset[FieldKind] = _ORDERED | ID_KINDS | {"text", "boolean"}
_LISTED: frozenset[FieldKind] = ID_KINDS | {"text", "number", "date"}
_IN_TREE: frozenset[FieldKind] = frozenset({"person", "department", "region", "tree"})
_EVERY: frozenset[FieldKind] = _SINGLE | {"multi", "files", "rows"}
_HOLDS: frozenset[FieldKind] = frozenset({"text", "multi"})
_TEXT: frozenset[FieldKind] = frozenset({"text"})
_MULTI: frozenset[FieldKind] = frozenset({"multi"})

OPERATORS: dict[str, Operator] = {
    "eq": Operator(_SINGLE | _MULTI, "same"),
    "ne": Operator(_SINGLE | _MULTI, "same", negates="eq"),
    "gt": Operator(_ORDERED, "same"),
    "ge": Operator(_ORDERED, "same"),
    "lt": Operator(_ORDERED, "same"),
    "le": Operator(_ORDERED, "same"),
    "between": Operator(_ORDERED, "pair"),
    "not_between": Operator(_ORDERED, "pair", negates="between"),
    "in": Operator(_LISTED, "list"),
    "not_in": Operator(_LISTED, "list", negates="in"),
    "contains": Operator(_HOLDS, "item"),
    "not_contains": Operator(_HOLDS, "item", negates="contains"),
    "contains_any": Operator(_HOLDS, "items"),
    "contains_none": Operator(_HOLDS, "items", negates="contains_any"),
    "contains_all": Operator(_HOLDS, "items"),
    "starts_with": Operator(_TEXT, "item"),
    "not_starts_with": Operator(_TEXT, "item", negates="starts_with"),
    "ends_with": Operator(_TEXT, "item"),
    "not_ends_with": Operator(_TEXT, "item", negates="ends_with"),
    "within": Operator(_IN_TREE, "tree"),
    "not_within": Operator(_IN_TREE, "tree", negates="within"),
    "empty": Operator(_EVERY, "none"),
    "not_empty": Operator(_EVERY, "none", negates="empty"),
}
