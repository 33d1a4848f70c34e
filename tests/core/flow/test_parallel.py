"""Lanes that run side by side: who waits for whom, and what ends with the block (FLW-2, FLW-4)."""

from typing import Any

import pytest

from bihuan.core.flow import Actor, BlockLeft, LaneEnded, Merge, StepEntered, Unmerge, Withdraw, check_flow
from bihuan.core.values import Refusal
from tests.core.flow.cast import CUSTOMER, ENGINEER, LEAD, OTHER_ENGINEER, Story
from tests.core.flow.drawing import SCHEMA, approve, branch, drawing, end, flow, handle, parallel, start, stop, way

pytestmark = pytest.mark.req("FLW-2", "FLW-4")
QIAN, BOSS = Actor("qian"), Actor("boss")
TECHNICAL = handle("technical", {"people": "zhang"})
BUDGET = handle("budget", {"people": "li"}, stage="pause")
LEGAL = handle("legal", {"people": "qian"}, stage="check")
RELEASE = handle("release", {"people": "boss"})


def story(*items: Any) -> Story:
    told = Story(flow(start(), *items, end()))
    told.start()
    return told


def test_the_block_is_left_only_when_every_lane_has_ended() -> None:
    told = story(parallel("review", [TECHNICAL], [BUDGET]), RELEASE)
    assert told.steps == ["technical", "budget"]
    assert told.act(ENGINEER, "finish") == ["TaskFinished", "StepLeft", "LaneEnded"]
    assert told.steps == ["budget"]
    told.act(OTHER_ENGINEER, "finish")
    assert told.steps == ["release"]
    assert told.run.blocks == {}


def test_the_first_lane_is_enough_where_any_is_and_the_others_are_told_at_once() -> None:
    told = story(parallel("review", [TECHNICAL], [BUDGET], join="any"), RELEASE)
    told.act(OTHER_ENGINEER, "finish")
    assert told.last(BlockLeft).cancelled == ({"task": "R-1", "owner": "zhang"},)
    assert told.steps == ["release"]
    with pytest.raises(Refusal, match=r"task\.not_open"):
        told.act(ENGINEER, "finish", task="R-1")


def test_k_of_n_lanes_are_enough() -> None:
    told = story(parallel("review", [TECHNICAL], [BUDGET], [LEGAL], join=2), RELEASE)
    told.act(QIAN, "finish")
    assert told.steps == ["technical", "budget"]
    told.act(ENGINEER, "finish")
    assert (told.steps, told.last(BlockLeft).cancelled) == (["release"], ({"task": "R-2", "owner": "li"},))


def test_a_ticket_waits_only_if_every_lane_waits_and_a_lane_at_the_join_does_not_count() -> None:
    told = story(parallel("review", [TECHNICAL], [BUDGET]), RELEASE)
    assert told.run.stage == "work"
    told.act(ENGINEER, "finish")
    assert (told.run.stage, told.last(LaneEnded).stage) == ("pause", "pause")


def test_an_end_inside_a_lane_ends_the_lane_and_a_terminate_the_run() -> None:
    told = story(parallel("review", [TECHNICAL, end("enough")], [BUDGET]), RELEASE)
    told.act(ENGINEER, "finish")
    assert (told.run.running, told.steps) == (True, ["budget"])
    stopped = story(parallel("review", [TECHNICAL, stop()], [BUDGET]), RELEASE)
    assert stopped.act(ENGINEER, "finish")[-1] == "RunTerminated"
    assert (stopped.run.tasks, stopped.run.tokens) == ({}, {})


def test_going_back_within_a_lane_touches_only_that_lane() -> None:
    check = approve("check", {"people": "boss"}, refused={"return_to": "technical"})
    told = story(parallel("review", [TECHNICAL, check], [BUDGET, LEGAL]), RELEASE)
    told.act(ENGINEER, "finish")
    told.act(OTHER_ENGINEER, "finish")
    told.act(BOSS, "refuse", comment="再查")
    assert sorted(told.steps) == ["legal", "technical"]
    assert set(told.run.results) == {"budget"}
    assert told.last(StepEntered).voids == ("technical", "check")


def test_going_back_to_before_the_fork_cancels_the_block() -> None:
    check = approve("check", {"people": "boss"}, returns=["start"])
    told = story(parallel("review", [check], [BUDGET, LEGAL]), RELEASE)
    told.act(OTHER_ENGINEER, "finish")
    told.act(BOSS, "return", comment="材料不全")
    assert told.last(BlockLeft).why == "returned"
    assert told.last(BlockLeft).cancelled == ({"task": "R-3", "owner": "qian"},)
    assert (told.steps, told.run.blocks, told.run.results) == (["start"], {}, {})
    told.act(CUSTOMER, "submit")
    assert told.steps == ["check", "budget"]


def test_nobody_goes_back_into_another_lane() -> None:
    check = approve("check", {"people": "boss"}, returns=["technical"])
    found = check_flow(drawing(start(), parallel("review", [TECHNICAL], [check]), end()), SCHEMA)
    assert [finding.code for finding in found if finding.severity == "error"] == ["flow.not_on_the_way"]


def test_lanes_stand_inside_lanes_and_branches() -> None:
    inner = parallel("inner", [LEGAL], [handle("tax", {"people": "zhao"})], join="any")
    big = branch("size", way(None, inner, key="usual"))
    told = story(parallel("review", [TECHNICAL], [big, BUDGET]), RELEASE)
    assert told.steps == ["technical", "legal", "tax"]
    told.act(LEAD, "finish")
    assert told.steps == ["technical", "budget"]
    told.act(OTHER_ENGINEER, "finish")
    told.act(ENGINEER, "finish")
    assert told.steps == ["release"]


def test_a_merged_run_comes_back_to_all_its_lanes() -> None:
    inner = branch("size", way(None, LEGAL, key="usual"))
    told = story(parallel("review", [TECHNICAL], [inner], [BUDGET]), RELEASE)
    told.act(OTHER_ENGINEER, "finish")
    told.tell(Merge(actor=LEAD, reason="重复"))
    told.tell(Unmerge(actor=LEAD, data={}))
    assert (told.steps, told.run.stood) == (["technical", "legal"], ())
    told.act(ENGINEER, "finish")
    told.act(QIAN, "finish")
    assert told.steps == ["release"]


def test_a_withdrawn_run_leaves_nothing_in_any_lane() -> None:
    told = story(parallel("review", [TECHNICAL], [BUDGET]), RELEASE)
    told.tell(Withdraw(actor=CUSTOMER, data={}))
    assert (told.run.tokens, told.run.tasks, told.run.blocks) == ({}, {}, {})


@pytest.mark.parametrize(
    ("lanes", "join", "codes"),
    [
        ([[TECHNICAL], []], "any", ["flow.lane_without_person"]),
        ([[TECHNICAL]], "all", ["flow.bad_lanes"]),
        ([[TECHNICAL], [BUDGET]], 3, ["flow.bad_number"]),
        ([[TECHNICAL], [BUDGET]], "most", ["flow.bad_choice"]),
        ([[TECHNICAL, stop()], [BUDGET, stop("stop2")]], "all", ["flow.unreachable", "flow.unreachable"]),
    ],
)
def test_the_publish_check_names_what_is_wrong_with_lanes(lanes: list[Any], join: Any, codes: list[str]) -> None:
    found = check_flow(drawing(start(), parallel("review", *lanes, join=join), RELEASE, end()), SCHEMA)
    assert [finding.code for finding in found if finding.severity == "error"] == codes
