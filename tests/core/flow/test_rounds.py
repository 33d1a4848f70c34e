"""A repeat block is walked again until its condition holds, so often at most (semantics §4: backward loops)."""

import pytest

from bihuan.core.flow import (
    ForceClose,
    Merge,
    RoundBegan,
    RoundsEnded,
    Unmerge,
    check_flow,
)
from tests.core.flow.cast import ADMIN, CUSTOMER, ENGINEER, LEAD, OTHER_ENGINEER, Story
from tests.core.flow.drawing import (
    BIG,
    SCHEMA,
    Drawn,
    approve,
    branch,
    drawing,
    end,
    flow,
    handle,
    outcome,
    parallel,
    repeat,
    start,
    stop,
    wait,
    way,
)

CALL = handle("call", {"people": "zhang"}, actions=[{"key": "finish"}, {"key": "unhappy"}], mode="direct")
SATISFIED = outcome("call", "finish")


def calling(*more: Drawn, most: int = 3) -> Story:
    """回访 until the customer is content."""
    story = Story(
        flow(start(), repeat("calls", SATISFIED, CALL, *more, most=most), handle("file", {"people": "li"}), end())
    )
    story.start()
    return story


@pytest.mark.req("FLW-2")
def test_a_round_follows_a_round_until_the_condition_holds():
    story = calling()
    assert story.act(ENGINEER, "unhappy") == ["TaskFinished", "StepLeft", "RoundBegan", "StepEntered"]
    story.act(ENGINEER, "unhappy")
    assert (story.last(RoundBegan).round, story.steps) == (3, ["call"])
    story.act(ENGINEER, "finish")
    assert (story.last(RoundsEnded).why, story.last(RoundsEnded).round, story.steps) == ("until", 3, ["file"])
    assert not story.run.blocks


@pytest.mark.req("FLW-2")
def test_it_ends_after_so_many_rounds_whatever_is_true():
    story = calling(most=2)
    story.act(ENGINEER, "unhappy")
    story.act(ENGINEER, "unhappy")
    assert (story.last(RoundsEnded).why, story.steps) == ("most", ["file"])


@pytest.mark.req("FLW-2", "FLW-4")
def test_what_was_decided_in_a_round_does_not_count_in_the_next():
    once = approve("ok", {"people": "li"}, if_again="first_only", refused={"items": []})
    story = Story(
        flow(
            start(),
            repeat(
                "twice",
                outcome("work", "finish"),
                handle("work", {"people": "zhang"}, actions=[{"key": "finish"}, {"key": "more"}]),
                once,
            ),
            end(),
        )
    )
    story.start()
    story.act(ENGINEER, "more")
    story.act(OTHER_ENGINEER, "agree")
    assert story.last(RoundBegan).voids == ("work", "ok")
    assert story.steps == ["work"]


@pytest.mark.req("FLW-2")
def test_rounds_hold_blocks_and_stand_in_blocks():
    inner = parallel("both", [handle("a", {"people": "zhang"})], [wait("b", event="message")], join="any")
    lanes = parallel("outer", [repeat("again", BIG, inner, most=2)], [handle("c", {"people": "li"})])
    story = Story(flow(start(), lanes, end()))
    story.start()
    assert story.steps == ["a", "b", "c"]
    story.act(ENGINEER, "finish")
    assert sorted(story.steps) == ["a", "b", "c"]
    story.act(ENGINEER, "finish")
    assert story.steps == ["c"]
    story.prove()


@pytest.mark.req("FLW-3")
def test_one_goes_back_within_a_round_and_out_of_it_and_the_round_counts_on():
    second = handle("second", {"people": "li"}, returns=["call", "start"])
    story = calling(second)
    story.act(ENGINEER, "unhappy")
    story.act(OTHER_ENGINEER, "return", to="call", comment="x")
    assert (story.steps, [block.round for block in story.run.blocks.values()]) == (["call"], [1])
    story.act(ENGINEER, "unhappy")
    story.act(OTHER_ENGINEER, "return", to="start", comment="x")
    assert (story.steps, dict(story.run.blocks)) == (["start"], {})
    story.act(CUSTOMER, "submit")
    assert [block.round for block in story.run.blocks.values()] == [1]


@pytest.mark.req("FLW-2")
def test_an_end_in_a_round_ends_the_run_and_a_terminate_too():
    stopping = branch("enough", way(outcome("call", "unhappy"), stop()), way(None))
    story = calling(stopping)
    story.act(ENGINEER, "unhappy")
    assert (story.run.state, story.run.stage) == ("terminated", "dropped")
    closed = calling()
    closed.tell(ForceClose(actor=ADMIN, reason="x"))
    assert not closed.run.blocks


@pytest.mark.req("FLW-2")
def test_merged_away_and_undone_the_round_is_the_same():
    story = calling()
    story.act(ENGINEER, "unhappy")
    story.tell(Merge(actor=LEAD, reason="x"))
    story.tell(Unmerge(actor=LEAD, data={}))
    story.act(ENGINEER, "unhappy")
    assert story.last(RoundBegan).round == 3


def codes(*items: Drawn) -> set[str]:
    found = check_flow(drawing(start(), *items, end()), SCHEMA, {"lead", "admin", "engineer"})
    return {finding.code for finding in found}


@pytest.mark.req("FLW-9")
def test_a_round_must_hold_for_somebody_on_every_way():
    passing = branch("maybe", way(BIG, handle("h", {"people": "li"})), way(None))
    date = wait("d", until="due")
    some = parallel("p", [handle("x", {"people": "li"})], [date], join="any")
    for items in ([passing], [date], [some]):
        assert "flow.round_without_person" in codes(repeat("r", BIG, *items))
    always = branch("either", way(BIG, handle("h", {"people": "li"})), way(None, wait("w", **{"for": "1h"})))
    for items in (
        [always],
        [date, CALL],
        [parallel("p", [handle("x", {"people": "li"})], [date])],
        [repeat("s", BIG, CALL)],
    ):
        assert "flow.round_without_person" not in codes(repeat("r", BIG, *items))


@pytest.mark.req("FLW-9")
def test_a_round_that_never_comes_to_its_end_or_whose_condition_nothing_fulfils_is_found():
    assert "flow.never_repeats" in codes(repeat("r", BIG, CALL, stop()))
    impossible = {"all": [BIG, {"op": "lt", "left": {"field": "amount"}, "right": "1"}]}
    assert "flow.never_done" in codes(repeat("r", impossible, CALL))
    assert "flow.condition_unreadable" in codes(repeat("r", {"op": "eq", "left": {"field": "nope"}, "right": 1}, CALL))
    assert {"flow.missing"} == codes({"id": "r", "kind": "repeat", "items": [CALL]})
    assert {"flow.missing"} == codes({"id": "r", "kind": "repeat", "until": BIG, "items": []})
    assert {"flow.bad_number"} == codes(repeat("r", BIG, CALL, most=100))
