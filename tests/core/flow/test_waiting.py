"""A wait holds a run without anybody's task: for a time, until a date, until something comes about (semantics §4)."""

from typing import Any

import pytest

from bihuan.core.flow import (
    Actor,
    EndWait,
    FlowDefinition,
    ForceClose,
    MoveWaits,
    PassWait,
    RunEnded,
    Signal,
    StepEntered,
    StepLeft,
    WaitEnded,
    WaitMoved,
    Withdraw,
    check_flow,
    waits_on_fields,
)
from bihuan.core.values import Refusal
from tests.core.flow.cast import ADMIN, CUSTOMER, DAY, DISPATCHER, ENGINEER, LEAD, MINUTE, MONDAY, SYSTEM, Story
from tests.core.flow.drawing import SCHEMA, branch, drawing, end, flow, handle, parallel, start, wait, way

HOUR = 60 * MINUTE
ROLES = {"lead", "admin", "engineer"}


def waiting(*more: Any, **settings: Any) -> Story:
    """A run that waits, and what it goes on to."""
    story = Story(flow(start(), wait("pause_here", **settings), *more, handle("go_on", {"people": "zhang"}), end()))
    story.start()
    return story


def pass_wait(story: Story, actor: Actor = SYSTEM) -> list[str]:
    (token,) = [token for token in story.run.tokens.values() if token.wait is not None]
    return story.tell(PassWait(instance=token.instance, actor=actor, data=story.data))


def codes(*items: Any) -> set[str]:
    return {finding.code for finding in check_flow(drawing(start(), *items, end()), SCHEMA, ROLES)}


@pytest.mark.req("FLW-2")
def test_a_run_waits_without_a_task_and_goes_on_when_the_time_has_come():
    story = waiting(**{"for": "2h"})
    assert (story.steps, dict(story.run.tasks), story.run.stage) == (["pause_here"], {}, "pause")
    assert story.last(StepEntered).wait["until"] == MONDAY + MINUTE + 2 * HOUR
    with pytest.raises(Refusal, match=r"wait\.not_over"):
        pass_wait(story)
    story.now += 2 * HOUR
    assert pass_wait(story) == ["WaitEnded", "StepLeft", "StepEntered"]
    assert (story.last(WaitEnded).why, story.steps, story.run.stage) == ("time", ["go_on"], "work")


@pytest.mark.req("FLW-2")
def test_working_time_is_counted_by_the_tickets_calendar_or_the_one_that_is_named():
    assert waiting(**{"for": "1h", "hours": "working"}).last(StepEntered).wait["until"] == MONDAY + MINUTE + 2 * HOUR
    night = waiting(**{"for": "1h", "hours": "working", "calendar": "night"})
    assert night.last(StepEntered).wait["until"] == MONDAY + MINUTE + HOUR


@pytest.mark.req("FLW-2")
def test_a_wait_until_a_date_moves_with_the_date_and_is_over_once_it_has_passed():
    story = waiting(until={"field": "due", "minus": "2h"})
    assert story.last(StepEntered).wait["until"] is None
    story.data = {"due": "2026-01-20"}
    assert story.tell(MoveWaits(data=story.data)) == ["WaitMoved"]
    midnight = 1_768_838_400_000  # 20 January 2026 in Shanghai
    assert story.last(WaitMoved).until == midnight - 2 * HOUR
    assert story.tell(MoveWaits(data=story.data)) == []
    story.data = {"due": None}
    story.tell(MoveWaits(data=story.data))
    assert story.last(WaitMoved).until is None
    story.data = {"due": "2026-01-02"}
    assert story.tell(MoveWaits(data=story.data)) == ["WaitMoved", "WaitEnded", "StepLeft", "StepEntered"]
    assert waits_on_fields(story.flow) == {"due"}


@pytest.mark.req("FLW-2")
def test_a_date_that_has_passed_already_holds_nobody_up():
    story = Story(flow(start(), wait("w", until="call_at"), handle("go_on"), end()), data={"call_at": MONDAY})
    assert story.start() == ["RunStarted", "StepEntered", "WaitEnded", "StepLeft", "StepEntered"]
    assert story.steps == ["go_on"]


@pytest.mark.req("FLW-2")
def test_an_event_ends_every_wait_for_it_and_no_other():
    lanes = parallel(
        "both",
        [wait("for_answer", event="message")],
        [wait("for_parts", event={"signal": "parts"})],
        [wait("for_answer_too", event="message", stage="work")],
    )
    story = Story(flow(start(), lanes, handle("go_on"), end()))
    story.start()
    assert story.run.stage == "work"
    with pytest.raises(Refusal, match=r"wait\.nobody_waits"):
        story.tell(Signal(event="signal", key="other", actor=SYSTEM))
    story.tell(Signal(event="message", actor=CUSTOMER))
    assert (story.steps, story.run.stage) == (["for_parts"], "pause")
    story.tell(Signal(event="signal", key="parts", actor=SYSTEM))
    assert story.steps == ["go_on"]


@pytest.mark.req("FLW-2")
def test_an_event_that_ends_its_block_takes_the_other_waits_along():
    lanes = parallel("first", [wait("a", event="message")], [wait("b", event="message")], join="any")
    story = Story(flow(start(), lanes, handle("go_on"), end()))
    story.start()
    story.tell(Signal(event="message", actor=CUSTOMER))
    assert [event.step for event in story.history if isinstance(event, WaitEnded)] == ["a"]
    assert story.steps == ["go_on"]


@pytest.mark.req("FLW-2")
def test_branches_can_tell_whether_it_came_or_the_time_was_over():
    def told(command: Any) -> list[str]:
        late = {"op": "eq", "left": {"field": "flow.answer"}, "right": "time"}
        asked = branch("how", way(late, handle("call_him")), way(None, handle("read_it")))
        story = Story(flow(start(), wait("answer", event="message", **{"for": "3d"}), asked, end()))
        story.start()
        story.now += 3 * DAY
        story.tell(command)
        return story.steps

    assert told(Signal(event="message", actor=CUSTOMER)) == ["read_it"]
    assert told(PassWait(instance="1", actor=SYSTEM)) == ["call_him"]


@pytest.mark.req("FLW-2")
def test_a_lead_ends_a_wait_early_with_a_reason_where_the_step_lets_him_and_the_admin_always():
    def ended(actor: Actor, reason: str = "客户已到", **more: Any) -> Story:
        story = waiting(**{"for": "7d"}, **more)
        story.tell(EndWait(instance="1", actor=actor, reason=reason))
        return story

    story = ended(LEAD)
    assert (story.last(WaitEnded).why, story.last(WaitEnded).by, story.last(StepLeft).result) == (
        "early",
        "zhao",
        "early",
    )
    assert story.run.acted
    for actor in (CUSTOMER, ENGINEER, DISPATCHER):
        with pytest.raises(Refusal, match=r"wait\.end_not_allowed"):
            ended(actor)
    with pytest.raises(Refusal, match=r"wait\.end_not_allowed"):
        ended(LEAD, early=False)
    assert ended(ADMIN, early=False).steps == ["go_on"]
    with pytest.raises(Refusal, match=r"run\.reason_required"):
        ended(LEAD, " ")


@pytest.mark.req("FLW-2")
def test_what_is_over_cannot_be_ended_again_and_people_do_not_say_that_time_has_passed():
    story = waiting(**{"for": "2h"})
    story.now += 3 * HOUR
    with pytest.raises(Refusal, match=r"task\.system_only"):
        pass_wait(story, LEAD)
    pass_wait(story)
    for command in (PassWait(instance="1", actor=SYSTEM), EndWait(instance="1", actor=LEAD, reason="x")):
        with pytest.raises(Refusal, match=r"wait\.over"):
            story.tell(command)


@pytest.mark.req("FLW-2")
def test_a_wait_goes_with_its_run():
    story = waiting(event="message")
    story.tell(Withdraw(actor=CUSTOMER))
    assert (story.run.state, dict(story.run.tokens)) == ("withdrawn", {})
    closed = waiting(event="message")
    closed.tell(ForceClose(actor=ADMIN, reason="x"))
    assert not closed.run.tokens
    ended = Story(flow(start(), wait("last", **{"for": "1d"}), end()))
    ended.start()
    ended.now += DAY
    pass_wait(ended)
    assert ended.last(RunEnded).step == "end"


@pytest.mark.req("FLW-9")
@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({}, "flow.wait_for_what"),
        ({"for": "soon"}, "flow.bad_length"),
        ({"for": "0h"}, "flow.bad_length"),
        ({"for": "1d", "until": "due"}, "flow.wait_twice"),
        ({"until": {"field": "due", "plus": 3}}, "flow.bad_length"),
        ({"until": {"field": ["due", "call_at"]}}, "flow.bad_names"),
        ({"until": "nowhere"}, "flow.field_unknown"),
        ({"until": "amount"}, "flow.field_no_date"),
        ({"event": "miracle"}, "flow.bad_choice"),
        ({"event": {"signal": "Not A Key"}}, "flow.bad_key"),
        ({"for": "1d", "hours": "soft"}, "flow.bad_choice"),
        ({"event": "message", "early": False}, "flow.may_wait_for_ever"),
        ({"for": "1d", "stage": "closed"}, "flow.work_in_closed_stage"),
    ],
)
def test_a_wait_that_makes_no_sense_is_found_before_it_is_published(settings: dict[str, Any], code: str):
    assert code in codes(wait("w", **settings))


@pytest.mark.req("FLW-9")
@pytest.mark.parametrize(
    "settings",
    [{"for": "1d"}, {"until": "due"}, {"until": {"field": "call_at", "plus": "1h"}}, {"event": "child_closed"}],
)
def test_a_sound_wait_is_not_found_fault_with(settings: dict[str, Any]):
    assert codes(wait("w", **settings)) <= {"flow.unused_stage", "flow.many_stages"}


@pytest.mark.req("FLW-3")
def test_a_wait_makes_a_lane_as_a_person_does():
    lanes = parallel("two", [handle("a", {"people": "li"})], [wait("b", **{"for": "1h"})], join="any")
    assert "flow.lane_without_person" not in codes(lanes)


def test_a_flow_without_waits_hangs_on_no_field():
    definition: FlowDefinition = flow(start(), handle("a"), end())
    assert not waits_on_fields(definition)
