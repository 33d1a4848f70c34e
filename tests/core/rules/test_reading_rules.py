"""What a rule says about itself: the fields it reads and the history it counts."""

from typing import Any

import pytest

from bihuan.core.rules import Schema, fields_of, history_of, parse_condition, parse_formula
from tests.core.rules.random_rules import SCHEMA


def compare(left: Any, right: Any = 1) -> dict[str, Any]:
    return {"op": "ge", "left": left, "right": right}


@pytest.mark.req("FRM-2")
def test_the_fields_of_a_rule_are_all_it_needs_loaded() -> None:
    rule = {
        "all": [
            compare({"field": "contract.amount"}, {"field": "amount"}),
            {"any_row": "parts", "where": compare({"field": "price"}, {"record": "cost"})},
            compare({"sum": "parts", "of": {"field": "count"}, "where": {"op": "empty", "left": {"field": "bought"}}}),
        ]
    }
    names = {"contract.amount", "amount", "cost", "parts", "parts.price", "parts.count", "parts.bought"}
    assert fields_of(parse_condition(rule, SCHEMA)) == names


def test_a_formula_names_its_fields_too() -> None:
    assert fields_of(parse_formula({"fn": "concat", "args": [{"field": "title"}, "!"]}, SCHEMA)) == {"title"}


@pytest.mark.req("COL-4")
def test_counts_over_history_name_what_the_shell_must_count() -> None:
    leaf = {
        "history": {"same": "contract", "days": 30, "where": {"op": "eq", "left": {"field": "urgent"}, "right": True}}
    }
    rule = parse_condition({"any": [compare(leaf, 3), compare(leaf, 5)]}, SCHEMA)
    (history,) = history_of(rule)
    assert (history.same.path, history.days) == (("contract",), 30)
    assert history.where is not None and fields_of(history.where) == {"urgent"}
    assert fields_of(rule) == {"contract"}  # what the earlier records are asked is theirs


def test_the_key_of_a_count_does_not_depend_on_how_the_leaf_was_written() -> None:
    one = {"history": {"same": "contract", "days": 30}}
    other = {"history": {"days": 30, "same": "contract"}}
    keys = {history_of(parse_condition(compare(leaf), SCHEMA))[0].key for leaf in (one, other)}
    assert keys == {'{"history":{"days":30,"same":"contract"}}'}


def test_a_rule_over_no_fields_reads_none() -> None:
    assert fields_of(parse_condition({"all": []}, Schema([]))) == frozenset()
