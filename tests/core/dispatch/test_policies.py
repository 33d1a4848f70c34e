"""Policies are data that people write; one answer names every fault."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.dispatch import (
    HARD_RULES,
    OBJECTIVES,
    READY_POLICIES,
    Catalogue,
    HardRuleSpec,
    parse_policy,
    score,
)
from bihuan.core.rules import Field, Schema
from bihuan.core.values import Refusal
from tests.core.dispatch.crew import ENV, engineer, repair

ALWAYS = ["active", "named", "exclusions", "past_offers", "not_paused"]


def faults(written: Any, **schema: Any) -> set[tuple[str, str]]:
    with pytest.raises(Refusal) as refused:
        parse_policy(written, **schema)
    assert refused.value.code == "dispatch.policy_invalid"
    return {(problem.path, problem.code) for problem in refused.value.problems}


@pytest.mark.req("DSP-1")
def test_the_shortest_policy_has_the_standard_rules():
    policy = parse_policy({"key": "p", "score": {"travel": 1}})
    assert [rule.key for rule in policy.rules] == [
        *ALWAYS,
        *("skills", "certificates", "area", "shift", "capacity", "day_cap", "language"),
    ]
    assert policy.decide == "recommend"


@pytest.mark.req("DSP-1")
def test_some_rules_hold_in_every_policy():
    assert [rule.key for rule in parse_policy({"key": "p", "rules": [], "score": {"load": 1}}).rules] == ALWAYS


@pytest.mark.req("DSP-1")
def test_four_policies_are_ready_to_use():
    assert [parse_policy(written).key for written in READY_POLICIES] == [
        "nearest",
        "balanced",
        "best_skill",
        "keep_engineer",
    ]
    assert all(sum(written["score"].values()) == 100 for written in READY_POLICIES)


@pytest.mark.req("DSP-1")
def test_every_fault_is_named_with_its_place():
    written = {
        "key": "Nearest!",
        "decide": "sometimes",
        "when": {"op": "eq", "left": {"field": "colour"}, "right": "red"},
        "rules": [
            "skill",
            "shift",
            {"rule": "shift", "begins_within": -1, "beginswithin": 2},
            {"rule": "distance"},
            {"rule": "condition", "key": "own"},
            {"rule": "condition", "key": "skills", "must": {"all": [{"field": "nothing"}]}},
        ],
        "score": {"travel": "much", "luck": 3, "load": {"weight": 0, "empty_at": 1}},
        "travel": {
            "speeds": [{"up_to_km": 5, "kmh": 20}, {"up_to_km": 4, "kmh": 20}],
            "rush": [{"hours": "early", "percent": 70}],
        },
        "accept": {"minutes": 0},
        "claim": {"most_open": 0},
        "rounds": "three",
        "colour": "red",
    }
    assert faults(written) == {
        ("key", "document.bad_key"),
        ("decide", "document.bad_choice"),
        ("when.left.field", "rule.unknown_field"),
        ("rules.0.rule", "document.bad_choice"),
        ("rules.2.begins_within", "document.bad_number"),
        ("rules.2.beginswithin", "document.unknown_key"),
        ("rules.2.rule", "dispatch.rule_twice"),
        ("rules.3.most_km", "document.missing"),
        ("rules.4.must", "document.missing"),
        ("rules.5.key", "dispatch.key_taken"),
        ("rules.5.must.all.0.field", "rule.unknown_field"),
        ("score.travel.weight", "document.bad_number"),
        ("score.luck", "dispatch.objective_unknown"),
        ("score.load.empty_at", "document.unknown_key"),
        ("score", "dispatch.no_weight"),
        ("travel.speeds.1.up_to_km", "dispatch.speeds_not_growing"),
        ("travel.speeds", "dispatch.speeds_end"),
        ("travel.rush.0.hours", "dispatch.bad_hours"),
        ("accept.minutes", "document.bad_number"),
        ("claim.most_open", "document.bad_number"),
        ("rounds", "document.bad_number"),
        ("colour", "document.unknown_key"),
    }


@pytest.mark.req("DSP-1")
def test_conditions_may_read_the_ticket_the_job_and_the_candidate():
    ticket = Schema([Field("floor", "number")])
    high = {"op": "gt", "left": {"field": "floor"}, "right": 20}
    climbs = {"op": "contains", "left": {"field": "candidate.tags"}, "right": "climber"}
    written = {
        "key": "p",
        "rules": [{"rule": "condition", "key": "climbers", "must": {"any": [{"not": high}, climbs]}}],
        "score": {"load": 1},
    }
    policy = parse_policy(written, ticket)
    assert not score(policy, repair(record={"floor": "30"}), [engineer("zhang")], ENV).scored
    assert score(policy, repair(record={"floor": "3"}), [engineer("zhang")], ENV).scored
    assert score(policy, repair(record={"floor": "30"}), [engineer("zhang", tags=frozenset({"climber"}))], ENV).scored


@pytest.mark.req("DSP-1")
def test_a_plug_in_brings_a_rule_of_its_own():
    only_a = HardRuleSpec("only_a", lambda candidate, question, settings: None if candidate.person == "a" else {})
    catalogue = Catalogue({**HARD_RULES, "only_a": only_a}, OBJECTIVES)
    policy = parse_policy({"key": "p", "rules": ["only_a"], "score": {"load": 1}}, catalogue=catalogue)
    table = score(policy, repair(), [engineer("a"), engineer("b")], ENV)
    assert ([line.person for line in table.scored], table.removed[0].rule) == (["a"], "only_a")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 99) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.req("DSP-1")
@given(
    json_values,
    st.sampled_from(["key", "label", "when", "rules", "score", "travel", "accept", "claim", "decide", "rounds"]),
)
def test_whatever_is_written_is_read_or_refused(value: Any, key: str):
    for written in (value, {"key": "p", "score": {"load": 1}, key: value}):
        try:
            parse_policy(written)
        except Refusal as refusal:
            assert refusal.problems
            json.dumps([dict(problem.data) for problem in refusal.problems])
