"""Automatic actions: done, they let the run go on; failed, they make an incident that a flow admin sees to."""

import pytest

from bihuan.core.flow import (
    ActionAsked,
    FailAction,
    FinishAction,
    ForceClose,
    IncidentSettled,
    SettleIncident,
    StepLeft,
    check_flow,
)
from bihuan.core.values import Refusal
from tests.core.flow.cast import ADMIN, CUSTOMER, LEAD, Story
from tests.core.flow.drawing import SCHEMA, Drawn, action, branch, drawing, end, flow, handle, outcome, start, way


def pushing() -> Story:
    told = branch("how", way(outcome("push", "skipped"), handle("by_hand", {"people": "li"})), way(None))
    push = action("push", set={"amount": "5"}, webhook="erp", values={"why": "x"})
    story = Story(flow(start(), push, told, handle("go_on", {"people": "zhang"}), end()))
    story.start()
    return story


def settle(story: Story, how: str, **more: object) -> list[str]:
    return story.tell(SettleIncident(instance="1", how=how, actor=ADMIN, reason=str(more.get("reason", "线下已办"))))


@pytest.mark.req("FLW-13")
def test_it_is_asked_for_and_done_the_run_goes_on():
    story = pushing()
    asked = story.last(ActionAsked)
    assert (asked.changes, asked.webhook, asked.values, asked.again) == ({"amount": "5"}, "erp", {"why": "x"}, False)
    assert (story.steps, dict(story.run.tasks)) == (["push"], {})
    assert story.tell(FinishAction(instance="1")) == ["ActionDone", "StepLeft", "BranchTaken", "StepEntered"]
    assert story.steps == ["go_on"]


@pytest.mark.req("FLW-13")
def test_what_fails_is_an_incident_until_a_flow_admin_has_seen_to_it():
    story = pushing()
    story.tell(FailAction(instance="1", why="delivery.refused"))
    wait = story.run.tokens["1"].wait
    assert wait is not None and (wait.kind, wait.key) == ("incident", "delivery.refused")
    for actor in (CUSTOMER, LEAD):
        with pytest.raises(Refusal, match=r"incident\.not_allowed"):
            story.tell(SettleIncident(instance="1", how="skip", actor=actor, reason="x"))
    with pytest.raises(Refusal, match=r"run\.reason_required"):
        settle(story, "skip", reason=" ")
    with pytest.raises(Refusal, match=r"incident\.how_unknown"):
        settle(story, "dance")
    assert settle(story, "retry") == ["IncidentSettled", "ActionAsked"]
    assert (story.last(ActionAsked).again, story.last(ActionAsked).by) == (True, "root")
    story.tell(FinishAction(instance="1"))
    assert story.steps == ["go_on"]


@pytest.mark.req("FLW-13")
@pytest.mark.parametrize(("how", "result", "step"), [("skip", "skipped", "by_hand"), ("fill", "filled", "go_on")])
def test_skipped_or_done_by_hand_the_run_goes_on_and_branches_can_tell(how: str, result: str, step: str):
    story = pushing()
    story.tell(FailAction(instance="1", why="x"))
    settle(story, how)
    assert (story.last(StepLeft).result, story.last(IncidentSettled).by, story.steps) == (result, "root", [step])


@pytest.mark.req("FLW-13")
def test_answers_that_come_too_late_are_refused():
    story = pushing()
    with pytest.raises(Refusal, match=r"incident\.over"):
        settle(story, "skip")
    story.tell(FailAction(instance="1", why="x"))
    with pytest.raises(Refusal, match=r"incident\.over"):
        story.tell(FinishAction(instance="1"))
    story.tell(ForceClose(actor=ADMIN, reason="x"))
    with pytest.raises(Refusal, match=r"incident\.over"):
        settle(story, "retry")


@pytest.mark.req("FLW-9")
@pytest.mark.parametrize(
    ("step", "code"),
    [
        (action("x"), "flow.does_nothing"),
        (action("x", set={"nope": 1}), "flow.field_unknown"),
        (action("x", set=["amount"]), "flow.object_expected"),
        (action("x", webhook="Not A Key"), "flow.bad_key"),
        (action("x", set={"priority": "P1"}, stage="closed"), "flow.work_in_closed_stage"),
    ],
)
def test_an_action_that_makes_no_sense_is_found_before_it_is_published(step: Drawn, code: str):
    found = check_flow(drawing(start(), step, end()), SCHEMA, {"lead", "admin", "engineer"})
    assert code in {finding.code for finding in found}
