"""The numbers that the users named, as policies of repair: spec/vectors/sla/repair.json."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bihuan.core.rules import Schema
from bihuan.core.sla import lint
from tests.core.sla.repair import read_field, spoken, tell, ticket_of, vector_files, with_instants

STORIES = [pytest.param(whole, story, id=story["name"]) for whole in vector_files() for story in whole["stories"]]
GUIDE = Path(__file__).parents[3] / "docs" / "sla.md"


@pytest.mark.req("SLA-1.core", "SLA-3.core", "SLA-4.core", "SLA-6.core")
@pytest.mark.parametrize(("whole", "story"), STORIES)
def test_a_ticket_goes_as_the_story_tells(whole: dict[str, Any], story: dict[str, Any]) -> None:
    ticket = ticket_of(whole)
    events = [
        event
        for event in tell(ticket, story)
        if getattr(event, "clock", getattr(event, "reminder", "")) in story["clocks"]
    ]
    wanted = story["events"]
    assert len(events) == len(wanted), events
    assert [spoken(event, told) for event, told in zip(events, wanted, strict=True)] == [
        with_instants(told) for told in wanted
    ]


def test_the_policies_of_repair_contradict_nothing() -> None:
    for whole in vector_files():
        ticket = ticket_of(whole)
        found = lint(ticket.definition, Schema(read_field(item) for item in whole["schema"]))
        assert [finding for finding in found if finding.level == "error"] == []


def test_the_definition_of_the_guide_is_the_one_that_the_stories_run() -> None:
    (written,) = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    assert yaml.safe_load(written) == vector_files()[0]["definition"]
