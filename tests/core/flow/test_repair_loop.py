"""The loop that the product is named after."""

import pytest

from bihuan.core.flow import ForceClose, Merge, Reopen, Terminate, Unmerge, Withdraw, parse_flow
from bihuan.core.values import Kind, Refusal
from tests.core.flow.cast import ADMIN, CUSTOMER, DAY, DISPATCHER, ENGINEER, LEAD, OUTSIDER, Story, photo
from tests.core.flow.repair import REPAIR

FLOW = parse_flow(REPAIR)


def dispatched() -> Story:
    story = Story(FLOW)
    story.start()
    story.assign("zhang")
    return story


def repaired() -> Story:
    story = dispatched()
    for action in ("accept", "depart", "arrive", "begin"):
        story.act(ENGINEER, action)
    story.act(ENGINEER, "finish", files=photo())
    return story


@pytest.mark.req("FLW-2", "DSP-2", "DSP-3")
def test_a_repair_runs_from_the_report_to_the_archive() -> None:
    story = Story(FLOW)
    assert story.start() == ["RunStarted", "StepEntered"]
    assert (story.run.stage, story.run.assignee) == ("in_work", None)
    assert list(story.offers(DISPATCHER)) == ["assign"]

    assert story.assign("zhang") == ["VisitOffered"]
    assert story.run.assignee == "zhang"
    assert list(story.offers(ENGINEER)) == ["accept", "refuse"]

    seen = []
    for action in ("accept", "depart", "arrive", "begin"):
        assert action in story.offers(ENGINEER)
        seen += story.act(ENGINEER, action)
    assert seen == ["VisitAccepted", "VisitDeparted", "VisitArrived", "WorkBegan"]
    assert story.act(ENGINEER, "finish", files=photo()) == ["TaskFinished", "StepLeft", "StepEntered"]
    assert (story.run.stage, story.run.assignee) == ("to_accept", "wang")

    assert story.offers(CUSTOMER)["agree"].signature == "required"
    assert story.act(CUSTOMER, "agree", signature="sign1") == ["VoteCast", "StepLeft", "StepEntered"]
    assert story.run.stage == "done"
    assert story.act(CUSTOMER, "finish") == ["TaskFinished", "StepLeft", "RunEnded"]
    assert (story.run.stage, story.run.state, story.run.tasks) == ("archived", "ended", {})


@pytest.mark.req("FLW-2")
def test_a_rejected_acceptance_goes_back_to_the_engineer_who_did_it() -> None:
    story = repaired()
    assert story.act(CUSTOMER, "refuse", comment="仍然漏油") == ["VoteCast", "StepLeft", "StepEntered"]
    assert (story.steps, story.run.stage, story.run.assignee) == (["repair"], "in_work", "zhang")
    assert list(story.offers(ENGINEER)) == ["accept", "refuse"]


@pytest.mark.req("FLW-2")
def test_a_rejection_says_why() -> None:
    with pytest.raises(Refusal, match="comment_required"):
        repaired().act(CUSTOMER, "refuse")


@pytest.mark.req("FLW-2")
@pytest.mark.parametrize("early", ["depart", "arrive", "begin", "finish"])
def test_no_move_of_a_visit_can_be_skipped(early: str) -> None:
    with pytest.raises(Refusal) as refused:
        dispatched().act(ENGINEER, early, files=photo())
    assert (refused.value.code, refused.value.kind) == ("task.action_not_now", Kind.CONFLICT)


@pytest.mark.req("FLW-2")
def test_an_outsider_sees_no_action_and_may_not_act() -> None:
    story = dispatched()
    assert story.offers(OUTSIDER) == {}
    with pytest.raises(Refusal) as refused:
        story.act(OUTSIDER, "accept")
    assert (refused.value.code, refused.value.kind) == ("task.not_yours", Kind.FORBIDDEN)


@pytest.mark.req("FLW-2")
def test_a_finished_task_is_over_and_an_unknown_one_never_was() -> None:
    story = repaired()
    for task, code in (("R-1", "task.not_open"), ("R-99", "task.unknown"), ("elsewhere-1", "task.unknown")):
        with pytest.raises(Refusal) as refused:
            story.act(ENGINEER, "finish", task=task)
        assert refused.value.code == code


@pytest.mark.req("FLW-2")
def test_an_action_that_the_step_does_not_know_is_named_as_such() -> None:
    with pytest.raises(Refusal) as refused:
        dispatched().act(ENGINEER, "approve")
    assert refused.value.code == "task.action_unknown"


@pytest.mark.req("DSP-3")
def test_work_is_not_done_without_the_photo_that_the_step_asks_for() -> None:
    story = dispatched()
    for action in ("accept", "depart", "arrive", "begin"):
        story.act(ENGINEER, action)
    with pytest.raises(Refusal, match="evidence_missing"):
        story.act(ENGINEER, "finish")


@pytest.mark.req("FLW-2")
def test_the_customer_withdraws_until_somebody_has_acted() -> None:
    story = dispatched()
    story.act(ENGINEER, "accept")
    with pytest.raises(Refusal, match="withdraw_too_late"):
        story.tell(Withdraw(actor=CUSTOMER))

    early = dispatched()
    assert early.tell(Withdraw(actor=CUSTOMER, reason="自己修好了")) == ["RunWithdrawn"]
    assert (early.run.state, early.run.stage, early.run.tasks) == ("withdrawn", "cancelled", {})
    assert early.last(type(early.history[-1])).cancelled == ({"task": "R-1", "owner": "zhang"},)


@pytest.mark.req("FLW-2")
def test_a_resolved_repair_is_reopened_by_the_customer_within_the_days_and_by_the_lead_until_the_archive() -> None:
    story = repaired()
    story.act(CUSTOMER, "agree", signature="s")
    story.now += 8 * DAY
    with pytest.raises(Refusal, match="reopen_too_late"):
        story.tell(Reopen(actor=CUSTOMER, data={}, reason="又坏了"))
    assert story.tell(Reopen(actor=LEAD, data={}, reason="客户来电")) == ["RunReopened", "StepEntered"]
    assert (story.run.round, story.steps, story.run.results) == (2, ["repair"], {})


@pytest.mark.req("FLW-2")
def test_an_archived_repair_is_never_reopened() -> None:
    story = repaired()
    story.act(CUSTOMER, "agree", signature="s")
    story.act(CUSTOMER, "finish")
    with pytest.raises(Refusal, match=r"run\.archived"):
        story.tell(Reopen(actor=LEAD, data={}, reason="谢谢"))


@pytest.mark.req("FLW-4")
def test_only_the_flow_admin_force_closes_and_says_why() -> None:
    story = dispatched()
    with pytest.raises(Refusal, match="force_close_not_allowed"):
        story.tell(ForceClose(actor=LEAD, reason="x"))
    with pytest.raises(Refusal, match="reason_required"):
        story.tell(ForceClose(actor=ADMIN, reason=" "))
    assert story.tell(ForceClose(actor=ADMIN, reason="设备已报废")) == ["RunForceClosed"]
    assert (story.run.state, story.run.stage) == ("force_closed", "archived")


@pytest.mark.req("FLW-4")
def test_only_the_flow_admin_terminates_and_says_why_and_then_it_counts_as_cancelled() -> None:
    story = dispatched()
    with pytest.raises(Refusal, match="terminate_not_allowed"):
        story.tell(Terminate(actor=LEAD, reason="x"))
    with pytest.raises(Refusal, match="reason_required"):
        story.tell(Terminate(actor=ADMIN, reason=" "))
    assert story.tell(Terminate(actor=ADMIN, reason="不再需要")) == ["RunTerminated"]
    assert (story.run.state, story.run.stage, story.run.tasks) == ("terminated", "cancelled", {})
    with pytest.raises(Refusal, match="not_running"):
        story.tell(Terminate(actor=ADMIN, reason="再一次"))


@pytest.mark.req("INT-12")
def test_a_merged_repair_is_cancelled_without_a_verdict_and_goes_on_where_it_stood_when_that_is_undone() -> None:
    story = dispatched()
    story.act(ENGINEER, "accept")
    assert story.tell(Merge(actor=LEAD, reason="重复报修")) == ["RunMerged"]
    assert (story.run.state, story.run.stage) == ("merged", "cancelled")
    assert (story.run.tasks, story.run.resolved_at) == ({}, None)
    assert story.last(type(story.history[-1])).cancelled == ({"task": "R-1", "owner": "zhang"},)
    for refused in (Reopen(actor=LEAD, data={}, reason="又坏了"), Merge(actor=LEAD)):
        with pytest.raises(Refusal, match=r"run\.(merged|not_running)"):
            story.tell(refused)
    assert story.tell(Unmerge(actor=LEAD, reason="不是同一个故障")) == ["RunUnmerged", "StepEntered"]
    assert (story.run.state, story.steps, story.run.stage) == ("running", ["repair"], "in_work")
    assert list(story.run.tasks) == ["R-2"]
    with pytest.raises(Refusal, match=r"run\.not_merged"):
        story.tell(Unmerge(actor=LEAD))


@pytest.mark.req("INT-12")
def test_where_a_flow_knows_no_cancelled_stage_a_merged_run_is_not_taken_for_resolved() -> None:
    stages = [stage for stage in REPAIR["stages"] if stage["category"] != "cancelled"]
    story = Story(parse_flow({**REPAIR, "stages": stages, "withdraw": {"until": "never"}}))
    story.start()
    story.tell(Merge(actor=LEAD))
    assert (story.run.state, story.run.resolved_at, story.run.ended_at) == ("merged", None, story.now)
