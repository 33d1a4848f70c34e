"""From JSON to a checked tree. Every fault is collected with its path, so that one answer names them all."""

import json
from collections.abc import Callable, Mapping

from bihuan.core.rules.limits import join, limit_problems
from bihuan.core.rules.nodes import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Constant,
    Formula,
    History,
    Node,
    NotOf,
    Quantified,
    Quantifier,
    Truth,
)
from bihuan.core.rules.operators import OPERATORS
from bihuan.core.rules.parse_expression import CONDITION_KEYS, ExpressionParser
from bihuan.core.rules.schema import ID_KINDS, Schema
from bihuan.core.values import Json, Refusal, thaw_json

MOST_HISTORY_DAYS = 3_660


def parse_condition(tree: Json, schema: Schema, at: str = "") -> Condition:
    """The checked condition of a JSON tree; `at` prefixes the paths of its faults.

    Raises `Refusal("rule.invalid")` whose problems name every fault.
    """
    parser = _checked(tree, schema, at)
    root = parser.condition(tree, at)
    if root is None or parser.problems:
        raise Refusal("rule.invalid", problems=parser.problems)
    return Condition(root, thaw_json(tree))


def parse_formula(tree: Json, schema: Schema, at: str = "") -> Formula:
    """The checked formula of a JSON tree. Raises `Refusal("rule.invalid")` whose problems name every fault."""
    parser = _checked(tree, schema, at)
    root = parser.expression(tree, at)
    if root is None or parser.problems:
        raise Refusal("rule.invalid", problems=parser.problems)
    return Formula(root, root.kind, thaw_json(tree))


def _checked(tree: Json, schema: Schema, at: str) -> "_Parser":
    problems = limit_problems(tree, at)
    if problems:
        raise Refusal("rule.invalid", problems=problems)
    return _Parser(schema)


class _Parser(ExpressionParser):
    """Conditions on top of expressions; the two call each other (`if` takes a condition, a comparison expressions)."""

    def condition(self, tree: Json, at: str) -> Node | None:
        if not isinstance(tree, Mapping):
            return self.fault(at, "rule.not_a_condition")
        found = [key for key in CONDITION_KEYS if key in tree]
        if len(found) > 1:
            return self.fault(at, "rule.ambiguous", keys=found)
        if not found:
            return self._flag(tree, at)
        parts: dict[str, Callable[[Mapping[str, Json], str, str], Node | None]] = {
            "all": self._group,
            "any": self._group,
            "not": self._negation,
            "op": self._comparison,
        }
        return parts.get(found[0], self._quantified)(tree, found[0], at)

    def _flag(self, tree: Mapping[str, Json], at: str) -> Node | None:
        """A yes/no field or formula standing as a condition means: it is true."""
        found = self.expression(tree, at)
        if found is None:
            return None
        if found.kind != "boolean":
            return self.fault(at, "rule.not_a_condition", found=found.kind)
        return Compare("eq", found, Constant(True, "boolean"))

    def _group(self, tree: Mapping[str, Json], key: str, at: str) -> Node | None:
        self.only(tree, {key}, at)
        listed = tree[key]
        if not isinstance(listed, list | tuple):
            return self.fault(join(at, key), "rule.not_a_list")
        where = join(at, key)
        parts = [self.condition(part, join(where, index)) for index, part in enumerate(listed)]
        known = tuple(part for part in parts if part is not None)
        if len(known) < len(parts):
            return None
        return AllOf(known) if key == "all" else AnyOf(known)

    def _negation(self, tree: Mapping[str, Json], key: str, at: str) -> Node | None:
        self.only(tree, {key}, at)
        part = self.condition(tree[key], join(at, key))
        return None if part is None else NotOf(part)

    def _quantified(self, tree: Mapping[str, Json], key: str, at: str) -> Node | None:
        self.only(tree, {key, "where"}, at)
        over = self.rows(tree[key], join(at, key))
        if "where" not in tree:
            return self.fault(at, "rule.missing_key", key="where")
        if over is None:
            return None
        with self.inside(over):
            where = self.condition(tree["where"], join(at, "where"))
        quantifier: Quantifier = key  # type: ignore[assignment]
        return None if where is None else Quantified(quantifier, over, where)

    def _comparison(self, tree: Mapping[str, Json], key: str, at: str) -> Node | None:
        name = tree[key]
        operator = OPERATORS.get(name) if isinstance(name, str) else None
        if operator is None:
            return self.fault(join(at, key), "rule.unknown_op", op=name if isinstance(name, str) else None)
        takes = {"op", "left"} if operator.operand == "none" else {"op", "left", "right"}
        self.only(tree, takes, at)
        missing = sorted(takes - tree.keys())
        for absent in missing:
            self.fault(at, "rule.missing_key", key=absent)
        if missing:
            return None
        return self.compare(str(name), operator, tree, at)

    # What ExpressionParser needs of conditions:

    def truth(self, tree: Json, at: str) -> Truth | None:
        node = self.condition(tree, at)
        return None if node is None else Truth(node)

    def history(self, tree: Mapping[str, Json], at: str) -> History | None:
        """`{"history": {"same": "device", "days": 30, "where": …}}`; only of the whole record, never of a row."""
        self.only(tree, {"history"}, at)
        inner, where = tree["history"], join(at, "history")
        if not isinstance(inner, Mapping):
            return self.fault(where, "rule.not_an_object")
        if self.in_row:
            return self.fault(where, "rule.history_in_row")
        self.only(inner, {"same", "days", "where"}, where)
        same = self.reference(inner.get("same"), join(where, "same"))
        days = inner.get("days")
        if days.__class__ is not int or not 1 <= days <= MOST_HISTORY_DAYS:
            self.fault(join(where, "days"), "rule.out_of_range", least=1, most=MOST_HISTORY_DAYS)
            return None
        if same is not None and same.kind not in ID_KINDS | {"text"}:
            return self.fault(join(where, "same"), "rule.not_for_kind", kind=same.kind)
        condition = self.condition(inner["where"], join(where, "where")) if "where" in inner else None
        if same is None or ("where" in inner and condition is None):
            return None
        earlier = None if condition is None else Condition(condition, thaw_json(inner["where"]))
        return History(_canonical({"history": thaw_json(inner)}), same, days, earlier)


def _canonical(tree: Json) -> str:
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
