"""Whether a condition can be true at all, as far as comparisons of fields with constants can tell.

Sound one way only: "no" is proven, "yes" means not proven otherwise. What is not understood is taken to be possible.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from decimal import Decimal
from itertools import product
from typing import Any

from bihuan.core.late import dataclass
from bihuan.core.rules.numbers import number_of
from bihuan.core.rules.schema import Schema
from bihuan.core.values import Json

MOST_WAYS = 64
# What a comparison that is false leaves, besides a missing value.
_BEYOND = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt"}
OPPOSITE = {"eq": "ne", "ne": "eq", "in": "not_in", "not_in": "in", "empty": "not_empty", "not_empty": "empty"}
SINGLE = frozenset({"text", "number", "choice", "boolean", "person", "department", "region", "record", "tree", "date"})


@dataclass(frozen=True, slots=True)
class Claim:
    """One comparison of a field with a constant that must hold."""

    path: str
    op: str
    right: Json


Way = tuple[Claim, ...]
"""Comparisons that must all hold; a condition is true in one of several ways."""


def ways_of(tree: Json, positive: bool = True) -> tuple[Way, ...] | None:
    """The ways in which the condition is true (or, not `positive`, false); None if there are too many to look at."""
    if "not" in tree:
        return ways_of(tree["not"], not positive)
    kind = "all" if "all" in tree else "any" if "any" in tree else None
    if kind is None:
        return _ways_of_comparison(tree, positive)
    parts = [ways_of(part, positive) for part in tree[kind]]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if (kind == "any") is positive:
        found = tuple(way for part in known for way in part)
        return found if len(found) <= MOST_WAYS else None
    count = 1
    for part in known:
        count *= len(part)
    if count > MOST_WAYS:
        return None
    return tuple(tuple(claim for way in chosen for claim in way) for chosen in product(*known))


def _ways_of_comparison(tree: Mapping[str, Any], positive: bool) -> tuple[Way, ...]:
    beyond = None if positive else _BEYOND.get(str(tree.get("op")))
    if beyond is not None:
        claim = _claim({**tree, "op": beyond}, positive=True)
        # "not >" is also true of a missing value.
        return ((),) if claim is None else ((claim,), (Claim(claim.path, "empty", None),))
    claim = _claim(tree, positive)
    return ((claim,) if claim is not None else (),)


def _claim(tree: Mapping[str, Any], positive: bool) -> Claim | None:
    left, op = tree.get("left"), tree.get("op")
    if not isinstance(left, Mapping) or set(left) != {"field"} or isinstance(tree.get("right"), Mapping):
        return None
    if not positive:
        op = OPPOSITE.get(str(op))
    return None if op is None else Claim(left["field"], str(op), tree.get("right"))


def can_hold(way: Iterable[Claim], schema: Schema) -> bool:
    """Whether all the comparisons can hold of one record."""
    spans: dict[str, _Span] = {}
    for claim in way:
        found = schema.resolve(claim.path)
        if found is None or found.type not in SINGLE:
            continue
        number = found.type == "number"
        spans.setdefault(claim.path, _Span()).narrow(claim, number_of if number else _comparable)
    return all(span.is_possible() for span in spans.values())


def can_both_hold(one: Json | None, other: Json | None, schema: Schema) -> bool:
    """Whether two conditions (None: always) can be true of the same record."""
    ways = [((),) if tree is None else ways_of(tree) for tree in (one, other)]
    if ways[0] is None or ways[1] is None:
        return True
    return any(can_hold((*first, *second), schema) for first, second in product(ways[0], ways[1]))


def _comparable(value: Json) -> Any:
    return value if isinstance(value, str | bool) else None


@dataclass(slots=True)
class _Span:
    """The values that one field may still have."""

    allowed: frozenset[Any] | None = None
    banned: set[Any] = field(default_factory=set)
    low: tuple[Any, bool] | None = None
    high: tuple[Any, bool] | None = None
    must_be_empty: bool = False
    must_be_there: bool = False

    def narrow(self, claim: Claim, read: Any) -> None:
        listed = claim.right if isinstance(claim.right, list | tuple) else [claim.right]
        values = [read(value) for value in listed]
        if claim.op == "empty":
            self.must_be_empty = True
        elif claim.op == "not_empty":
            self.must_be_there = True
        elif any(value is None for value in values):
            return  # not understood
        elif claim.op in ("eq", "in"):
            self.must_be_there = True
            self.allowed = frozenset(values) if self.allowed is None else self.allowed & frozenset(values)
        elif claim.op in ("ne", "not_in"):
            self.banned.update(values)
        elif claim.op in ("gt", "ge", "lt", "le", "between"):
            self._bound(claim.op, values)

    def _bound(self, op: str, values: list[Any]) -> None:
        self.must_be_there = True
        if op in ("gt", "ge", "between"):
            bound = (values[0], op == "gt")
            self.low = bound if self.low is None else max(self.low, bound)
        if op in ("lt", "le", "between"):
            bound = (values[-1], op != "lt")  # False sorts first: the stricter of two equal bounds
            self.high = bound if self.high is None else min(self.high, bound)

    def is_possible(self) -> bool:
        if self.must_be_empty and self.must_be_there:
            return False
        if self.allowed is not None:
            return any(value not in self.banned and self._is_within(value) for value in self.allowed)
        if self.low is None or self.high is None:
            return True
        return self.low[0] < self.high[0] or (self.low[0] == self.high[0] and not self.low[1] and self.high[1])

    def _is_within(self, value: str | bool | Decimal) -> bool:
        above = self.low is None or value > self.low[0] or (value == self.low[0] and not self.low[1])
        below = self.high is None or value < self.high[0] or (value == self.high[0] and self.high[1])
        return above and below
