"""A rule as a sentence for people."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal

from bihuan.core.rules.nodes import (
    Aggregate,
    AllOf,
    Call,
    Compare,
    Condition,
    Constant,
    ConstantList,
    Expression,
    FieldRef,
    Formula,
    History,
    Node,
    NotOf,
    Operand,
    Pair,
    Quantified,
    Relative,
    Truth,
)
from bihuan.core.rules.numbers import plain_text
from bihuan.core.rules.schema import Field, FieldKind, Schema
from bihuan.core.rules.words import LANGUAGES, Words
from bihuan.core.values import local_time

Language = Literal["zh", "en"]
Namer = Callable[[FieldKind, str], str]

_SIGNS = ("add", "sub", "mul", "div")
_TIMES = ("instant", "date")


def describe(
    rule: Condition | Formula,
    schema: Schema,
    language: Language,
    *,
    zone: str = "Asia/Shanghai",
    name_of: Namer = lambda kind, key: key,
) -> str:
    """The sentence that says what the rule means, with the labels of fields and options as the schema has them now.

    `zone` is the zone moments are shown in; `name_of(kind, id)` names people, departments, regions and records.
    """
    teller = _Teller(schema, language, zone, name_of)
    if isinstance(rule, Condition):
        return teller.node(rule.root)
    return teller.value(rule.root)


class _Teller:
    def __init__(self, schema: Schema, language: Language, zone: str, name_of: Namer) -> None:
        self._schema = schema
        self._language = language
        self._words: Words = LANGUAGES[language]
        self._zone = zone
        self._name_of = name_of

    def node(self, node: Node, inner: bool = False) -> str:
        """`inner`: part of a longer sentence, so that what is joined needs its parentheses."""
        words = self._words
        if isinstance(node, Compare):
            return self._compare(node)
        if isinstance(node, NotOf):
            return words.not_.format(self._grouped(node.part))
        if isinstance(node, Quantified):
            return words.quantifiers[node.quantifier].format(self.value(node.over), self._grouped(node.where))
        if not node.parts:
            return words.always if isinstance(node, AllOf) else words.never
        joined = (words.and_ if isinstance(node, AllOf) else words.or_).join(
            self.node(part, inner=len(node.parts) > 1) for part in node.parts
        )
        return words.group.format(joined) if inner and len(node.parts) > 1 else joined

    def _grouped(self, node: Node) -> str:
        return self._words.group.format(self.node(node))

    def _compare(self, node: Compare) -> str:
        left, right = node.left, node.right
        if isinstance(left, Call) and left.fn == "date_of" and right is not None:
            left = left.args[0]  # people say "created before today", not "the day of created"
        if isinstance(left, Truth) and node.op == "eq" and right == Constant(True, "boolean"):
            return self._grouped(left.node)
        key = f"{node.op}.time" if left.kind in _TIMES else node.op
        template = self._words.comparisons.get(key) or self._words.comparisons[node.op]
        field = left.field if isinstance(left, FieldRef) else None
        return template.format(self.value(left), self._operand(right, field))

    def _operand(self, right: Operand, field: Field | None) -> str:
        if right is None:
            return ""
        if isinstance(right, Pair):
            return self._words.pair.format(self.value(right.low), self.value(right.high))
        if isinstance(right, ConstantList):
            shown = [self._constant(value, right.kind, field) for value in right.values]
            return self._words.list_comma.join(shown) if len(shown) == 1 else f"[{self._words.list_comma.join(shown)}]"
        return self.value(right, field)

    def value(self, part: Expression, field: Field | None = None) -> str:
        """`field`: the one on the other side, whose options name a constant."""
        if isinstance(part, Constant):
            return self._constant(part.value, part.kind, field)
        if isinstance(part, FieldRef):
            return self._field(part)
        if isinstance(part, Relative):
            return self._relative(part)
        if isinstance(part, Call):
            return self._call(part)
        if isinstance(part, Aggregate):
            return self._aggregate(part)
        if isinstance(part, History):
            told = self._words.history.format(days=part.days, same=self.value(part.same))
            return told if part.where is None else told + self._where(part.where.root)
        return self._grouped(part.node)

    def _field(self, part: FieldRef) -> str:
        labels = (field.label.get(self._language) or field.label.get("zh") or field.key for field in part.trail)
        told = self._words.path.join(labels)
        return self._words.outer.format(told) if part.outer else told

    def _constant(self, value: Any, kind: FieldKind, field: Field | None) -> str:
        if isinstance(value, bool):
            return self._words.yes if value else self._words.no
        if isinstance(value, Decimal):
            return _grouped_digits(plain_text(value))
        if kind == "instant":
            return local_time(value, self._zone).strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00")
        if kind == "text":
            return self._words.text.format(value)
        return str(value) if kind == "date" else self._named(str(value), kind, field)

    def _named(self, value: str, kind: FieldKind, field: Field | None) -> str:
        option = next((item for item in field.options if item.value == value), None) if field else None
        if option is not None:
            return option.label.get(self._language) or option.label.get("zh") or value
        return self._name_of(kind, value)

    def _relative(self, part: Relative) -> str:
        base = self._words.bases[part.base]
        if not part.add:
            return base
        count = abs(part.add)
        unit = self._words.units[part.unit][count > 1]
        template = self._words.later if part.add > 0 else self._words.earlier
        return template.format(base=base, count=count, unit=unit)

    def _call(self, part: Call) -> str:
        if part.fn == "text_of":
            return self.value(part.args[0])
        template = self._words.functions[part.fn]
        if part.fn in _SIGNS:
            return template.join(self._factor(arg) for arg in part.args)
        told = [self.node(arg.node) if isinstance(arg, Truth) else self.value(arg) for arg in part.args]
        if "{*}" in template:
            return template.replace("{*}", f"[{self._words.list_comma.join(told)}]")
        return template.format(*told)

    def _factor(self, arg: Expression) -> str:
        told = self.value(arg)
        return self._words.group.format(told) if isinstance(arg, Call) and arg.fn in _SIGNS else told

    def _aggregate(self, part: Aggregate) -> str:
        of = "" if part.of is None else self._factor(part.of)
        told = self._words.aggregates[part.what].format(self.value(part.over), of)
        return told if part.where is None else told + self._where(part.where)

    def _where(self, node: Node) -> str:
        return self._words.where.format(self._grouped(node))


def _grouped_digits(text: str) -> str:
    """Thousands are set apart from five digits on: 500,000 but 2026."""
    whole, point, fraction = text.partition(".")
    if len(whole.lstrip("-")) < 5:
        return text
    return f"{int(whole):,}{point}{fraction}"
