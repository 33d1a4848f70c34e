"""Expressions: constants, fields, functions, relative days, aggregates, and the two sides of a comparison."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

from bihuan.core.rules.constants import constant, inferred_kind
from bihuan.core.rules.days import DAY_BASES, DAY_UNITS, INSTANT_BASES, INSTANT_UNITS
from bihuan.core.rules.functions import FUNCTIONS, MOST_ARGS, SAME_KIND_FUNCTIONS, WHEN, Function
from bihuan.core.rules.limits import join
from bihuan.core.rules.nodes import (
    Aggregate,
    AggregateKind,
    Call,
    Compare,
    Constant,
    ConstantList,
    Expression,
    FieldRef,
    History,
    Node,
    Operand,
    Pair,
    Relative,
    Truth,
)
from bihuan.core.rules.operators import Operator
from bihuan.core.rules.schema import ID_KINDS, LIST_KINDS, Field, FieldKind, Schema
from bihuan.core.values import Json, Problem

AGGREGATES = ("sum", "count", "min", "max", "avg")
CONDITION_KEYS = ("all", "any", "not", "op", "any_row", "every_row", "no_row")
EXPRESSION_KEYS = ("field", "record", "fn", "rel", "history", *AGGREGATES)
MOST_SHIFT = 100_000

_FUNCTION_NAMES = frozenset({"if", *FUNCTIONS, *SAME_KIND_FUNCTIONS})
_COMPARABLE: frozenset[FieldKind] = frozenset({"number", "instant", "date"})
_SINGLE_VALUES: frozenset[FieldKind] = _COMPARABLE | ID_KINDS | {"text", "boolean"}


T = TypeVar("T")


class ExpressionParser(ABC):
    """Collects faults in `problems`; every parsing method returns None exactly when it has reported one."""

    def __init__(self, schema: Schema) -> None:
        self.problems: list[Problem] = []
        self._schema = schema
        self._row: FieldRef | None = None

    @property
    def in_row(self) -> bool:
        return self._row is not None

    def fault(self, at: str, code: str, **data: Json) -> T | None:
        """Report a fault; always None, so that a parsing method may return it."""
        self.problems.append(Problem(at, code, data))
        return None

    def only(self, tree: Mapping[str, Json], allowed: set[str], at: str) -> None:
        """Unknown keys are faults: a misspelt `where` must not silently widen a rule."""
        for key in tree:
            if key not in allowed:
                self.fault(join(at, key), "rule.unknown_key", key=key)

    @contextmanager
    def inside(self, over: FieldRef) -> Iterator[None]:
        """Fields named within are columns of this sub-table; `{"record": …}` still names the record's."""
        before, self._row = self._row, over
        try:
            yield
        finally:
            self._row = before

    def expression(
        self, tree: Json, at: str, expected: FieldKind | None = None, field: Field | None = None
    ) -> Expression | None:
        """One value. `expected` and `field` tell a bare constant what it is meant as."""
        if isinstance(tree, list | tuple):
            return self.fault(at, "rule.list_not_allowed")
        if not isinstance(tree, Mapping):
            return self.scalar(tree, at, expected, field)
        if any(key in tree for key in CONDITION_KEYS):
            return self.truth(tree, at)
        found = [key for key in EXPRESSION_KEYS if key in tree]
        if len(found) != 1:
            return self.fault(at, "rule.ambiguous" if found else "rule.not_an_expression", keys=found)
        return self._expression(found[0], tree, at)

    def _expression(self, key: str, tree: Mapping[str, Json], at: str) -> Expression | None:
        if key in {"field", "record"}:
            self.only(tree, {key}, at)
            return self.reference(tree[key], join(at, key), outer=key == "record")
        if key == "fn":
            return self._call(tree, at)
        if key == "rel":
            return self._relative(tree, at)
        return self.history(tree, at) if key == "history" else self._aggregate(key, tree, at)

    def scalar(self, value: Json, at: str, expected: FieldKind | None, field: Field | None) -> Constant | None:
        found = constant(value, expected or inferred_kind(value), field)
        if isinstance(found, Constant):
            return found
        return self.fault(at, found[0], **found[1])

    def reference(self, path: Json, at: str, outer: bool = False) -> FieldRef | None:
        if not isinstance(path, str):
            return self.fault(at, "rule.unknown_field", field=None)
        schema = self._schema
        if self._row is not None and not outer:
            schema = Schema(self._row.field.fields)
        trail = schema.trail(path)
        if not trail:
            return self.fault(at, "rule.unknown_field", field=path)
        return FieldRef(tuple(path.split(".")), trail[-1], trail, outer and self._row is not None)

    def rows(self, path: Json, at: str, kinds: frozenset[FieldKind] = frozenset({"rows"})) -> FieldRef | None:
        if self._row is not None:
            return self.fault(at, "rule.rows_in_rows")
        found = self.reference(path, at)
        if found is not None and found.kind not in kinds:
            return self.fault(at, "rule.not_for_kind", kind=found.kind)
        return found

    def _relative(self, tree: Mapping[str, Json], at: str) -> Relative | None:
        self.only(tree, {"rel", "add", "unit"}, at)
        base, add = tree["rel"], tree.get("add", 0)
        if base not in INSTANT_BASES and base not in DAY_BASES:
            return self.fault(join(at, "rel"), "rule.unknown_base", base=base if isinstance(base, str) else None)
        kind: FieldKind = "instant" if base in INSTANT_BASES else "date"
        unit = tree.get("unit", "day")
        if unit not in (INSTANT_UNITS if kind == "instant" else DAY_UNITS):
            return self.fault(join(at, "unit"), "rule.unknown_unit", unit=unit if isinstance(unit, str) else None)
        if add.__class__ is not int or abs(add) > MOST_SHIFT:
            return self.fault(join(at, "add"), "rule.out_of_range", least=-MOST_SHIFT, most=MOST_SHIFT)
        return Relative(base, add, unit, kind)

    def _aggregate(self, key: str, tree: Mapping[str, Json], at: str) -> Aggregate | None:
        counts = key == "count"
        self.only(tree, {key, "where"} | (set() if counts else {"of"}), at)
        of = where = None
        kinds = LIST_KINDS if counts and "where" not in tree else frozenset[FieldKind]({"rows"})
        over = self.rows(tree[key], join(at, key), kinds)
        if not counts and "of" not in tree:
            return self.fault(at, "rule.missing_key", key="of")
        if over is None:
            return None
        with self.inside(over):
            if not counts:
                of = self._aggregated(key, tree["of"], join(at, "of"))
            if "where" in tree:
                truth = self.truth(tree["where"], join(at, "where"))
                where = truth.node if truth else None
        if (of is None and not counts) or (where is None and "where" in tree):
            return None
        what: AggregateKind = key  # type: ignore[assignment]
        return Aggregate(what, over, of, where, of.kind if of is not None else "number")

    def _aggregated(self, key: str, tree: Json, at: str) -> Expression | None:
        found: Expression | None = self.expression(tree, at, "number")
        allowed = {"number", "date", "instant"} if key in {"min", "max"} else {"number"}
        if found is not None and found.kind not in allowed:
            return self.fault(at, "rule.wrong_type", expected="number", found=found.kind)
        return found

    def _call(self, tree: Mapping[str, Json], at: str) -> Call | None:
        self.only(tree, {"fn", "args"}, at)
        name, args = tree["fn"], tree.get("args")
        if not isinstance(name, str) or name not in _FUNCTION_NAMES:
            return self.fault(join(at, "fn"), "rule.unknown_function", fn=name if isinstance(name, str) else None)
        if not isinstance(args, list | tuple):
            return self.fault(join(at, "args"), "rule.not_a_list")
        function = FUNCTIONS.get(name)
        least, most = (len(function.params), function.most) if function else (2, MOST_ARGS)
        if name == "if":
            least = most = 3
        if not least <= len(args) <= most:
            return self.fault(join(at, "args"), "rule.argument_count", fn=name, least=least, most=most)
        return self._known_call(name, function, args, join(at, "args")) if function else self._any_kind(name, args, at)

    def _known_call(self, name: str, function: Function, args: Sequence[Json], at: str) -> Call | None:
        found: list[Expression | None] = []
        for index, arg in enumerate(args):
            kinds = function.params[min(index, len(function.params) - 1)]
            expected = next(iter(kinds)) if len(kinds) == 1 else None
            if kinds == WHEN:
                expected = "instant"  # a text here is a written moment; `constant` keeps a day a day
            found.append(self._argument(arg, kinds, expected, join(at, index)))
        known = tuple(arg for arg in found if arg is not None)
        if len(known) < len(found):
            return None
        if name == "concat":
            known = tuple(arg if arg.kind == "text" else Call("text_of", (arg,), "text") for arg in known)
        return Call(name, known, function.result or known[0].kind)

    def _argument(
        self, tree: Json, kinds: frozenset[FieldKind], expected: FieldKind | None, at: str
    ) -> Expression | None:
        found: Expression | None = self.expression(tree, at, expected)
        if found is None:
            return None
        if found.kind == "instant" and "instant" not in kinds and "date" in kinds:
            return Call("date_of", (found,), "date")
        if found.kind not in kinds:
            return self.fault(at, "rule.wrong_type", expected=sorted(kinds), found=found.kind)
        return found

    def _any_kind(self, name: str, args: Sequence[Json], at: str) -> Call | None:
        """`if`, `coalesce`, `least`, `greatest`: branches of one kind; a constant takes the kind of another branch."""
        where = join(at, "args")
        head = (self.truth(args[0], join(where, 0)),) if name == "if" else ()
        branches = list(enumerate(args))[len(head) :]
        typed = {index: self.expression(arg, join(where, index)) for index, arg in branches if isinstance(arg, Mapping)}
        lead = next((found for found in typed.values() if found is not None), None)
        field = lead.field if isinstance(lead, FieldRef) else None
        for index, arg in branches:
            if index not in typed:
                typed[index] = self.expression(arg, join(where, index), lead.kind if lead else None, field)
        found = (*head, *(typed[index] for index, _ in branches))
        known = tuple(part for part in found if part is not None)
        if len(known) < len(found):
            return None
        kinds: list[FieldKind] = sorted({part.kind for part in known[len(head) :]})
        if len(kinds) > 1 or kinds[0] not in (_COMPARABLE if name in {"least", "greatest"} else _SINGLE_VALUES):
            return self.fault(where, "rule.mixed_kinds", kinds=kinds)
        return Call(name, known, kinds[0])

    # The two sides of a comparison

    def compare(self, name: str, operator: Operator, tree: Mapping[str, Json], at: str) -> Node | None:
        left = self._left(operator, tree, at)
        if left is None:
            return None
        if left.kind not in operator.kinds:
            return self.fault(join(at, "op"), "rule.op_not_for_kind", op=name, kind=left.kind)
        if operator.operand == "none":
            return Compare(name, left, None)
        right = self._right(operator, left, tree["right"], join(at, "right"))
        if right is None:
            return None
        if left.kind == "instant" and _has_day(right):
            left = Call("date_of", (left,), "date")
        return Compare(name, left, _days_of(right) if left.kind == "date" else right)

    def _left(self, operator: Operator, tree: Mapping[str, Json], at: str) -> Expression | None:
        expected = field = None
        if not isinstance(tree["left"], Mapping) and isinstance(tree.get("right"), Mapping):
            mark = len(self.problems)
            other = self.expression(tree["right"], join(at, "right"))
            del self.problems[mark:]  # the right side is read again, and its faults told once, by `_right`
            expected, field = (other.kind, getattr(other, "field", None)) if other is not None else (None, None)
        left: Expression | None = self.expression(tree["left"], join(at, "left"), expected, field)
        return left

    def _right(self, operator: Operator, left: Expression, tree: Json, at: str) -> Operand:
        shape = operator.operand
        if shape == "tree":
            return self._tops(left, tree, at)
        if shape in {"list", "items"} or (shape == "same" and left.kind == "multi"):
            return self._listed(left, tree, at)
        if shape == "pair":
            return self._pair(left, tree, at)
        kind, field = left.kind, left.field if isinstance(left, FieldRef) else None
        if shape == "item" and kind == "multi":
            kind = "choice"
        return self._matching(tree, kind, field, at)

    def _matching(self, tree: Json, kind: FieldKind, field: Field | None, at: str) -> Expression | None:
        found: Expression | None = self.expression(tree, at, kind, field)
        if found is None or found.kind == kind or {found.kind, kind} == WHEN:
            return found
        if kind == "choice" and found.kind in ID_KINDS:
            return found  # a multi-choice may hold any ids
        return self.fault(at, "rule.wrong_type", expected=kind, found=found.kind)

    def _pair(self, left: Expression, tree: Json, at: str) -> Pair | None:
        if not isinstance(tree, list | tuple) or len(tree) != 2:
            return self.fault(at, "rule.pair_expected")
        low, high = (self._matching(end, left.kind, None, join(at, index)) for index, end in enumerate(tree))
        return None if low is None or high is None else Pair(low, high)

    def _listed(self, left: Expression, tree: Json, at: str) -> Operand:
        field = left.field if isinstance(left, FieldRef) else None
        kind: FieldKind = "choice" if left.kind == "multi" else left.kind
        if isinstance(tree, Mapping):
            found: Expression | None = self.expression(tree, at)
            if found is not None and (found.kind != "multi" or left.kind not in ID_KINDS):
                return self.fault(at, "rule.list_expected")
            return found
        if not isinstance(tree, list | tuple):
            return self.fault(at, "rule.list_expected")
        parts = [self.scalar(item, join(at, index), kind, field) for index, item in enumerate(tree)]
        known = tuple(part.value for part in parts if part is not None)
        return ConstantList(known, kind) if len(known) == len(parts) else None

    def _tops(self, left: Expression, tree: Json, at: str) -> Operand:
        kind: FieldKind = "department" if left.kind == "person" else left.kind
        if isinstance(tree, Mapping):
            return self._matching(tree, kind, None, at)
        listed = tree if isinstance(tree, list | tuple) else [tree]
        parts = [self.scalar(item, join(at, index), kind, None) for index, item in enumerate(listed)]
        known = tuple(part.value for part in parts if part is not None)
        return ConstantList(known, kind) if len(known) == len(parts) else None

    @abstractmethod
    def truth(self, tree: Json, at: str) -> Truth | None:
        """A condition inside an expression; supplied by the parser of conditions."""

    @abstractmethod
    def history(self, tree: Mapping[str, Json], at: str) -> History | None:
        """A count over history; supplied by the parser of conditions."""


def _has_day(right: Operand) -> bool:
    if isinstance(right, Pair):
        return "date" in (right.low.kind, right.high.kind)
    return right is not None and right.kind == "date"


def _days_of(right: Operand) -> Operand:
    """A moment compared with a day is compared by its day."""
    if isinstance(right, Pair):
        return Pair(_day_of(right.low), _day_of(right.high))
    return right if right is None or isinstance(right, ConstantList) else _day_of(right)


def _day_of(part: Expression) -> Expression:
    return Call("date_of", (part,), "date") if part.kind == "instant" else part
