"""Flows go out as BPMN and come in as drafts over HTTP; what cannot come in is said in words."""

from pathlib import Path

import pytest

from tests.core.flow.repair import REPAIR
from tests.http.world import World

SAMPLES = Path(__file__).parents[1] / "core/flow/bpmn"


@pytest.mark.req("FLW-1")
def test_a_flow_goes_out_and_comes_back_the_same(world: World) -> None:
    out = world.ask("admin", "POST", "/flows/bpmn", json={"body": REPAIR})
    assert out.status_code == 200, out.text
    back = world.ask("admin", "POST", "/flows/bpmn/draft", json={"bpmn": out.json()["bpmn"]})
    assert back.json() == {"body": REPAIR, "own": True, "remarks": []}


def test_what_others_drew_comes_in_with_every_gap_in_words(world: World) -> None:
    text = (SAMPLES / "camunda_purchase.bpmn").read_text(encoding="utf-8")
    found = world.ask("admin", "POST", "/flows/bpmn/draft", json={"bpmn": text}).json()
    said = [one["text"] for one in found["remarks"]]
    assert found["own"] is False
    assert "“金额超过一万？”的条件“${amount > 10000}”没有带过来，请重新设置。" in said
    assert not [one for one in found["remarks"] if one["text"].startswith("bpmn.")]


def test_what_cannot_come_in_says_why_and_where(world: World) -> None:
    text = (SAMPLES / "crossed.bpmn").read_text(encoding="utf-8")
    answer = world.ask("admin", "POST", "/flows/bpmn/draft", json={"bpmn": text})
    assert (answer.status_code, answer.json()["code"]) == (422, "bpmn.ways_do_not_meet")
    assert "再分" in answer.json()["title"] and "汇合一" in answer.json()["title"]
    answer = world.ask("admin", "POST", "/flows/bpmn/draft", json={"bpmn": "<a>"})
    assert (answer.status_code, answer.json()["code"]) == (422, "bpmn.unreadable")
    answer = world.ask("admin", "POST", "/flows/bpmn", json={"body": {"key": "x"}})
    assert (answer.status_code, answer.json()["code"]) == (422, "flow.invalid")
