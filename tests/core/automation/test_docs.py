"""The guide shows what really runs."""

import re
from pathlib import Path

import yaml

from bihuan.core.automation import ACTIONS, TEMPLATES, RuleTeller, parse_rule
from tests.core.automation.rules import VIP, VOCABULARY

GUIDE = (Path(__file__).parents[3] / "docs/automation.md").read_text(encoding="utf-8")


def test_the_rules_of_the_guide_are_read():
    vip, raised = (yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", GUIDE, re.S))
    assert vip == {**VIP, "active": True}
    assert RuleTeller("zh").rule(parse_rule(raised, VOCABULARY))


def test_the_guide_names_every_action_and_template():
    assert {name for name in ACTIONS if f"`{name}`" not in GUIDE} == set()
    assert {template.key for template in TEMPLATES if template.key not in GUIDE} == set()
