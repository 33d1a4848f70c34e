"""The guide shows what really runs."""

import json
import re
from dataclasses import fields
from pathlib import Path

import yaml

from bihuan.core.dispatch import (
    HARD_RULES,
    OBJECTIVES,
    READY_POLICIES,
    DispatchDecided,
    Teller,
    parse_policy,
    parse_roster,
    table_of,
)

GUIDE = (Path(__file__).parents[3] / "docs/dispatch.md").read_text(encoding="utf-8")


def test_the_policy_and_the_roster_of_the_guide_are_read():
    policy, roster = (yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", GUIDE, re.S))
    read = parse_policy(policy)
    assert {rule.name for rule in read.rules} == {*HARD_RULES, "condition"}
    assert {objective.name for objective in read.objectives} == OBJECTIVES.keys()
    assert set(parse_roster(roster, "Asia/Shanghai").patterns) == {"office", "four_crews"}


def test_the_event_of_the_guide_has_the_fields_of_the_event_and_can_be_explained():
    (written,) = re.findall(r"```json\n(.*?)```", GUIDE, re.S)
    event = json.loads(written)
    assert set(event) == {item.name for item in fields(DispatchDecided)}
    table = table_of(event["weights"], tuple(event["unrated"]), tuple(event["candidates"]))
    assert Teller("en").why(table, "zhang").startswith("zhang: rank 1, 84.0 points.")
    assert Teller("en").why(table, "li").startswith("li was not scored: on leave")


def test_the_guide_names_every_rule_objective_and_ready_policy():
    names = {*HARD_RULES, *OBJECTIVES, *(policy["key"] for policy in READY_POLICIES)}
    assert {name for name in names if f"`{name}`" not in GUIDE} == set()
