"""Whatever arrives as a rule or as a record: an answer or a refusal, never another error, and never slowly."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.rules import Env, compile_condition, compile_formula, describe, parse_condition, parse_formula
from bihuan.core.values import Refusal
from tests.core.rules.random_rules import ENV, GARBAGE, SCHEMA, conditions, random_records, values

WORDS = [
    "all",
    "any",
    "not",
    "op",
    "left",
    "right",
    "field",
    "fn",
    "args",
    "rel",
    "add",
    "sum",
    "of",
    "where",
    "history",
]
WORDS += ["any_row", "parts", "amount", "eq", "in", "empty", "if", "today", "same", "days", "record", "unit", "count"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=20,
)


@given(tree=JSON)
def test_any_json_is_a_rule_or_is_refused(tree: Any) -> None:
    for parse in (parse_condition, parse_formula):
        try:
            parse(tree, SCHEMA)
        except Refusal as refusal:
            assert refusal.code == "rule.invalid"
            assert refusal.problems


@given(tree=conditions(2), record=st.dictionaries(st.sampled_from(list(SCHEMA.fields)), st.sampled_from(GARBAGE)))
def test_no_record_makes_a_condition_raise(tree: Any, record: dict[str, Any]) -> None:
    assert compile_condition(parse_condition(tree, SCHEMA))(record, ENV) in (True, False)


@given(tree=conditions(2))
def test_a_negation_is_always_the_opposite(tree: Any) -> None:
    holds = compile_condition(parse_condition(tree, SCHEMA))
    fails = compile_condition(parse_condition({"not": tree}, SCHEMA))
    assert all(holds(record, ENV) is not fails(record, ENV) for record in RECORDS)


@given(tree=st.one_of(conditions(2), *(values(kind, 2) for kind in ("number", "text", "date", "instant"))))
def test_every_rule_has_its_sentence(tree: Any) -> None:
    formula = parse_formula(tree, SCHEMA)
    compile_formula(formula)({}, ENV)
    assert describe(formula, SCHEMA, "zh") and describe(formula, SCHEMA, "en")


RECORDS = random_records(20)


def nested(depth: int) -> Any:
    tree: Any = {"all": []}
    for _ in range(depth):
        tree = {"not": tree}
    return tree


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        (nested(100_000), "rule.too_deep"),
        ({"all": [{"all": []}] * 500}, "rule.too_large"),
        ({"op": "in", "left": {"field": "title"}, "right": ["x"] * 5_001}, "rule.too_large"),
        ({"op": "eq", "left": {"field": "title"}, "right": "x" * 10_001}, "rule.text_too_long"),
        ({"op": "eq", "left": {"field": "amount"}, "right": float("nan")}, "rule.not_a_number"),
        ({"op": "eq", "left": {"field": "amount"}, "right": float("inf")}, "rule.not_a_number"),
        ({"op": "eq", "left": {"field": "amount"}, "right": 10**5_000}, "rule.wrong_type"),
        ({"op": "eq", "left": {"field": "amount"}, "right": b"5"}, "rule.not_json"),
        ({"op": "eq", "left": {"field": "title"}, "right": "\udfff"}, "rule.bad_text"),
        ({"\ud800": 1}, "rule.bad_text"),
        ({1: 1}, "rule.not_json"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_no_rule_may_hold_is_refused(tree: Any, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_condition(tree, SCHEMA)
    assert [problem.code for problem in refused.value.problems] == [code]
    assert str(refused.value)


def test_the_deepest_rule_allowed_is_read_in_every_way() -> None:
    rule = parse_condition(nested(31), SCHEMA)
    assert compile_condition(rule)({}, Env(0)) is False
    assert describe(rule, SCHEMA, "en").endswith("(always)" + ")" * 30)


def test_an_instant_without_end_is_missing_not_an_error() -> None:
    tree = {"op": "ge", "left": {"rel": "now", "add": 100_000, "unit": "year"}, "right": {"field": "created"}}
    assert compile_condition(parse_condition(tree, SCHEMA))({"created": 0}, ENV) is False
