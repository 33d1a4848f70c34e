"""Compile a condition into SQL, through a target that knows the database and where each field is kept."""

from collections.abc import Callable
from typing import Any

from bihuan.core.rules.compile import node_test
from bihuan.core.rules.compile_compare import tree_of
from bihuan.core.rules.compile_value import Compilers, value_reader
from bihuan.core.rules.days import day_bounds
from bihuan.core.rules.env import Env
from bihuan.core.rules.nodes import (
    Aggregate,
    AllOf,
    Call,
    Compare,
    Condition,
    ConstantList,
    Expression,
    FieldRef,
    History,
    Node,
    NotOf,
    Pair,
    Quantified,
    Truth,
)
from bihuan.core.rules.operators import OPERATORS
from bihuan.core.rules.reading import fold
from bihuan.core.rules.regions import tree_tops
from bihuan.core.rules.schema import LIST_KINDS
from bihuan.core.rules.sql_target import Sql, SqlTarget
from bihuan.core.rules.walk import walk
from bihuan.core.values import Refusal

# A nested comparison may repeat its left side; this bounds what a hostile tree can make of that.
MOST_SQL_PARTS = 5_000


def to_sql(condition: Condition, target: SqlTarget, env: Env) -> Sql:
    """The condition as SQL that is true or false, never NULL.

    Everything that depends on now, the zone, the working days or the trees is computed here and bound as a constant.
    Raises `Refusal("rule.not_in_sql")`, saying what, for the few things that only Python can evaluate: counts over
    history, and working days, months and beginnings of days counted from a field.
    """
    return _Compiler(env).node(condition.root, target)


class _Compiler:
    def __init__(self, env: Env) -> None:
        self._env = env
        self._parts = 0

    def node(self, node: Node, target: SqlTarget) -> Sql:
        if isinstance(node, Compare):
            return self._compare(node, target)
        if isinstance(node, NotOf):
            return target.negated(self.node(node.part, target))
        if isinstance(node, Quantified):
            return self._quantified(node, target)
        parts = [self.node(part, target) for part in node.parts]
        if not parts:
            return target.always(isinstance(node, AllOf))
        return target.all_of(parts) if isinstance(node, AllOf) else target.any_of(parts)

    def _quantified(self, node: Quantified, target: SqlTarget) -> Sql:
        each = target.each(node.over)
        where = self.node(node.where, each.row)
        if node.quantifier == "every_row":
            return target.negated(each.exists(target.negated(where)))
        found = each.exists(where)
        return target.negated(found) if node.quantifier == "no_row" else found

    # Comparisons

    def _compare(self, node: Compare, target: SqlTarget) -> Sql:
        positive = OPERATORS[node.op].negates
        if positive is not None:
            return target.negated(self._compare(Compare(positive, node.left, node.right), target))
        if isinstance(node.left, FieldRef) and node.left.kind in LIST_KINDS:
            return self._of_list(node, node.left, target)
        if node.op == "empty":
            return target.negated(self._present(node.left, target))
        left = node.left
        if isinstance(left, Call) and left.fn == "date_of" and _is_constant(node.right):
            limits = self._day_limits(node)
            if limits is not None:
                return self._by_day(limits, left.args[0], target)
        return self._tested(left, target, lambda value: self._holds(node, value, target), _is_constant(node.right))

    def _present(self, left: Expression, target: SqlTarget) -> Sql:
        if isinstance(left, FieldRef):
            return target.test(left, target.present, sure=True)
        return target.present(self.value(left, target))

    def _tested(self, left: Expression, target: SqlTarget, holds: Callable[[Sql], Sql], sure: bool) -> Sql:
        if isinstance(left, FieldRef):
            return target.test(left, holds, sure)
        return target.definite(holds(self.value(left, target)))

    def _holds(self, node: Compare, value: Sql, target: SqlTarget) -> Sql:
        """The positive comparison with its left side given; may be NULL where the right side is missing."""
        op, right = node.op, node.right
        if isinstance(right, Pair):
            ends = (("ge", right.low), ("le", right.high))
            return target.all_of([target.compare(end, value, self.value(part, target)) for end, part in ends])
        if op == "within":
            return self._within(node, value, target)
        if isinstance(right, ConstantList):
            return self._listed(op, value, right, target)
        if op == "in":
            assert isinstance(right, FieldRef)
            each = target.each(right)
            return each.exists(target.compare("eq", each.item, value))
        assert right is not None
        if op in {"contains", "starts_with", "ends_with"}:
            return target.text_test(op, value, self.value(right, target))
        return target.compare(op, value, self.value(right, target))

    def _listed(self, op: str, value: Sql, right: ConstantList, target: SqlTarget) -> Sql:
        values = [fold(item) for item in right.values] if right.kind == "text" else right.values
        if op == "in":
            return target.one_of(value, values, right.kind)
        return target.text_parts(op, value, values)

    def _within(self, node: Compare, value: Sql, target: SqlTarget) -> Sql:
        if not isinstance(node.right, ConstantList):
            if not _is_constant(node.right):
                raise Refusal("rule.not_in_sql", what="within a field")
            top = self._now(node.right)  # type: ignore[arg-type]
            tops = [] if top is None else [top]
        else:
            tops = list(node.right.values)
        tree = tree_of(node.left)
        below = sorted({member for top in tops for member in self._env.trees.below(tree, top)})
        prefixes = tree_tops(tree, tops).prefixes
        starts = [target.text_test("starts_with", value, target.constant(prefix, "text")) for prefix in prefixes]
        return target.any_of([target.one_of(value, below, "choice"), *starts])

    def _day_limits(self, node: Compare) -> list[tuple[str, int]] | None:
        """What a moment is compared with, when its day is compared with one known now; None at the calendar's ends."""
        right = node.right
        ends = ((node.op, right),) if not isinstance(right, Pair) else (("ge", right.low), ("le", right.high))
        limits: list[tuple[str, int]] = []
        for op, part in ends:
            day = self._now(part)  # type: ignore[arg-type]
            span = None if day is None else day_bounds(day, self._env.zone)
            if span is None:
                return None
            limits += _limits(op, *span)
        return limits

    def _by_day(self, limits: list[tuple[str, int]], moment: Expression, target: SqlTarget) -> Sql:
        """Constants instead of a day per row: exact, and the index of the field can be used."""

        def holds(value: Sql) -> Sql:
            return target.all_of([target.compare(op, value, target.constant(limit, "instant")) for op, limit in limits])

        return self._tested(moment, target, holds, sure=True)

    def _of_list(self, node: Compare, left: FieldRef, target: SqlTarget) -> Sql:
        each = target.each(left)
        if node.op == "empty":
            return target.negated(each.exists(None))
        if node.op == "contains":
            assert not isinstance(node.right, ConstantList | Pair | None)
            return each.exists(target.definite(target.compare("eq", each.item, self.value(node.right, target))))
        assert isinstance(node.right, ConstantList)
        wanted = sorted(set(node.right.values))
        among = target.one_of(each.item, wanted, "choice")
        if node.op == "contains_any":
            return each.exists(among)
        count = target.constant(len(wanted), "instant")
        held = [target.compare("eq", each.distinct(among), count)]
        if node.op == "eq":
            held.append(target.compare("eq", target.each(left).distinct(None), count))
        return target.all_of([each.exists(None), *held])

    # Values

    def value(self, part: Expression, target: SqlTarget) -> Sql:
        self._parts += 1
        if self._parts > MOST_SQL_PARTS:
            raise Refusal("rule.not_in_sql", what="size")
        if _is_constant(part):
            return target.constant(self._now(part), part.kind)
        if isinstance(part, FieldRef):
            return target.field(part)
        if isinstance(part, Truth):
            return self.node(part.node, target)
        if isinstance(part, Aggregate):
            return self._aggregate(part, target)
        if isinstance(part, Call):
            return self._call(part, target)
        assert isinstance(part, History)
        raise Refusal("rule.not_in_sql", what="history")

    def _now(self, part: Expression) -> Any:
        """The value of an expression that reads no field."""
        return value_reader(part, Compilers(node_test))({}, self._env)

    def _call(self, part: Call, target: SqlTarget) -> Sql:
        if part.fn == "if":
            test, then, otherwise = part.args
            assert isinstance(test, Truth)
            chosen = (self.value(then, target), self.value(otherwise, target))
            return target.choose(self.node(test.node, target), *chosen)
        args = [self.value(arg, target) for arg in part.args]
        found = target.call(part.fn, args, [arg.kind for arg in part.args], self._env)
        if found is None:
            raise Refusal("rule.not_in_sql", what=part.fn)
        return found

    def _aggregate(self, part: Aggregate, target: SqlTarget) -> Sql:
        each = target.each(part.over)
        of = None if part.of is None else self.value(part.of, each.row)
        where = None if part.where is None else self.node(part.where, each.row)
        return each.aggregate(part.what, of, where)


def _limits(op: str, start: int, end: int) -> list[tuple[str, int]]:
    """The comparison with a day, as comparisons with the instants of its half-open span."""
    if op == "eq":
        return [("ge", start), ("lt", end)]
    return {"gt": [("ge", end)], "ge": [("ge", start)], "lt": [("lt", start)], "le": [("lt", end)]}[op]


def _is_constant(part: Any) -> bool:
    """Does it read nothing of the record, so that it is known before the statement runs?"""
    if part is None:
        return True
    return not any(isinstance(inner, FieldRef | Aggregate | History) for inner in walk(part))
