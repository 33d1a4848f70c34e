"""What a rule goes by is known from its text alone: never less than what its condition reads once it is understood."""

from typing import Any

import pytest

from bihuan.core.automation import ChangeTrigger, judged_by, parse_rule, watched_by, worked_out_from
from bihuan.core.rules import fields_of
from tests.core.automation.rules import VIP, VOCABULARY, is_

PRICEY = {"op": "gt", "left": {"field": "price"}, "right": "100"}
CONDITIONS: list[Any] = [
    VIP["if"],
    {"not": is_("before.priority", "P0")},
    {"any_row": "parts", "where": {"any": [PRICEY, {"op": "not_empty", "left": {"record": "note"}}]}},
    {"op": "gt", "left": {"sum": "parts", "of": {"field": "price"}}, "right": {"field": "count"}},
    {"op": "ge", "left": {"count": "parts", "where": PRICEY}, "right": 1},
    {"op": "ge", "left": {"history": {"same": "device", "days": 30}}, "right": 2},
    {"op": "gt", "left": {"fn": "add", "args": [{"field": "count"}, {"field": "contract.amount"}]}, "right": 1},
]


@pytest.mark.req("AUD-3", "COL-4")
@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("when", ["ticket_created", [{"field": "source"}, {"field": "tags"}, "ticket_updated"]])
def test_no_field_that_decides_whether_a_rule_fires_is_overlooked(condition: Any, when: Any):
    body = {"key": "x", "when": when, "if": condition, "then": [{"do": "add_tag", "tag": "x"}]}
    rule = parse_rule(body, VOCABULARY)
    assert rule.condition is not None
    watched = {trigger.field.key for trigger in rule.triggers if isinstance(trigger, ChangeTrigger)}
    # Of a sub-table the table decides: who may not read it knows none of its rows.
    read = {path if path in judged_by(body) else path.partition(".")[0] for path in fields_of(rule.condition.condition)}
    assert watched_by(body) == watched
    assert read | watched <= judged_by(body)


@pytest.mark.req("AUD-3", "COL-4")
def test_each_action_says_what_it_sets_and_from_which_fields():
    formula = {"fn": "concat", "args": [{"field": "note"}, {"field": "source"}]}
    then: list[Any] = [
        "fill_contract",
        {"do": "set_field", "field": "note", "formula": formula},
        {"do": "notify", "to": [{"field": "manager"}], "template": "x",
         "values": {"amount": {"formula": {"field": "contract.amount"}}}},
    ]  # fmt: skip
    assert worked_out_from({"then": then}) == (
        (None, frozenset()),
        ("note", frozenset({"note", "source"})),
        (None, frozenset({"contract.amount"})),
    )
