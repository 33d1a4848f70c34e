"""Only drawn ways exist: branches, ends, withdrawal, and who may submit at all."""

from typing import Any

import pytest

from bihuan.core.flow import Actor, BranchTaken, EvidenceFile, RunStarted, StartRun, Withdraw, run_actions
from bihuan.core.values import Refusal
from tests.core.flow.cast import ADMIN, CUSTOMER, ENGINEER, LEAD, OUTSIDER, Story
from tests.core.flow.drawing import BIG, approve, branch, end, flow, handle, start, stop, way

ZHANG, LI = {"people": "zhang"}, {"people": "li"}


def told(*items: Any, **data: Any) -> Story:
    story = Story(flow(start(), *items), data=data)
    story.start()
    return story


@pytest.mark.req("FLW-2")
@pytest.mark.parametrize(("amount", "step", "asked"), [("600000", "director", [True]), ("1", "clerk", [False])])
def test_the_first_condition_that_holds_is_taken_and_the_default_is_last(
    amount: str, step: str, asked: list[bool]
) -> None:
    sized = branch("size", way(BIG, handle("director", ZHANG), key="big"), way(None, handle("clerk", LI), key="small"))
    story = told(sized, end(), amount=amount)
    assert story.steps == [step]
    taken = story.last(BranchTaken)
    assert [outcome["holds"] for outcome in taken.outcomes] == asked
    assert taken.way == ("big" if asked == [True] else "small")


@pytest.mark.req("FLW-2")
def test_a_way_without_steps_goes_on_behind_the_branch() -> None:
    story = told(branch("size", way(BIG, handle("director", ZHANG)), way(None)), handle("fix", LI), end(), amount="1")
    assert story.steps == ["fix"]


@pytest.mark.req("FLW-2")
def test_branches_nest_and_what_was_left_is_forgotten() -> None:
    inner = branch(
        "inner", way({"op": "eq", "left": {"field": "title"}, "right": "x"}, handle("deep", ZHANG)), way(None)
    )
    story = told(branch("outer", way(BIG, inner), way(None)), handle("after", LI), end(), amount="900000", title="x")
    assert story.steps == ["deep"]
    assert {block.block for block in story.run.blocks.values()} == {"inner", "outer"}
    story.act(ENGINEER, "finish")
    assert (story.steps, story.run.blocks) == (["after"], {})


@pytest.mark.req("FLW-2")
def test_a_branch_reads_how_an_earlier_step_was_left() -> None:
    lost = {"op": "eq", "left": {"field": "flow.fix"}, "right": "cannot_fix"}
    steps = (handle("fix", ZHANG, actions=[{"key": "cannot_fix"}]), branch("how", way(lost, stop()), way(None)), end())
    story = told(*steps)
    assert story.act(ENGINEER, "cannot_fix")[-1] == "RunTerminated"
    story = told(*steps)
    assert story.act(ENGINEER, "finish")[-1] == "RunEnded"


@pytest.mark.req("FLW-2")
def test_conditions_read_the_values_handed_in_with_the_action() -> None:
    story = told(handle("fix", ZHANG), branch("size", way(BIG, stop()), way(None)), end(), amount="1")
    story.data["amount"] = "500001"
    assert story.act(ENGINEER, "finish")[-1] == "RunTerminated"


@pytest.mark.req("FLW-2")
def test_sending_back_out_of_a_branch_leaves_the_branch() -> None:
    inside = approve("boss", {"people": "zhang"})
    story = told(branch("size", way(BIG, inside), way(None)), end(), amount="900000")
    story.act(ENGINEER, "return", comment="?")
    assert (story.steps, story.run.blocks) == (["start"], {})
    story.data["amount"] = "1"
    assert story.act(CUSTOMER, "submit")[-1] == "RunEnded"


@pytest.mark.req("FLW-2")
def test_only_those_named_may_submit() -> None:
    drawn = flow(start(who={"roles": ["lead"], "people": ["wang"]}), handle("fix", ZHANG), end())
    for actor in (CUSTOMER, LEAD):
        assert Story(drawn).start(actor)
    with pytest.raises(Refusal, match="submit_not_allowed"):
        Story(drawn).start(OUTSIDER)


@pytest.mark.req("FLW-2")
def test_the_front_desk_hands_in_for_a_customer() -> None:
    story = Story(flow(start(), handle("rate", {"submitter": True}), end()))
    story.start(LEAD, submitter="wang")
    started = story.last(RunStarted)
    assert (started.submitter, started.by, story.run.assignee) == ("wang", "zhao", "wang")


@pytest.mark.req("FLW-2")
def test_handing_in_asks_for_the_evidence_that_the_start_names() -> None:
    drawn = flow(
        start(actions=[{"key": "submit", "evidence": {"video": 1, "any": 2}, "signature": "required"}]),
        handle("fix", ZHANG),
        end(),
    )
    with pytest.raises(Refusal) as refused:
        Story(drawn).start(files=(EvidenceFile("f1", "photo"),))
    assert [problem.code for problem in refused.value.problems] == [
        "task.signature_required",
        "task.evidence_missing",
        "task.evidence_missing",
    ]
    names = [problem.data["name"] for problem in refused.value.problems[1:]]
    assert names == [{"zh": "视频", "en": "video"}, {"zh": "文件", "en": "file"}]
    assert Story(drawn).start(files=(EvidenceFile("a", "photo"), EvidenceFile("b", "video")), signature="s")


@pytest.mark.req("FLW-2")
def test_a_run_starts_once() -> None:
    story = told(handle("fix", ZHANG), end())
    with pytest.raises(Refusal, match="already_started"):
        story.tell(StartRun(run_id="R", actor=CUSTOMER, data={}))
    with pytest.raises(Refusal, match=r"run\.unknown"):
        Story(story.flow).tell(Withdraw(actor=CUSTOMER))


@pytest.mark.req("FLW-4")
def test_withdrawal_for_revision_goes_back_to_the_start_and_from_there_it_cancels() -> None:
    story = Story(flow(start(), handle("fix", ZHANG), end(), withdraw={"then": "revise"}))
    story.start()
    assert story.tell(Withdraw(actor=CUSTOMER)) == ["RunWithdrawn", "StepEntered"]
    assert (story.steps, story.run.assignee) == (["start"], "wang")
    assert story.tell(Withdraw(actor=CUSTOMER)) == ["RunWithdrawn"]
    assert (story.run.state, story.run.stage) == ("withdrawn", "dropped")


@pytest.mark.req("FLW-4")
@pytest.mark.parametrize(
    ("rule", "step", "acted", "refused"),
    [
        ("first_act", None, False, None),
        ("first_act", None, True, "run.withdraw_too_late"),
        ("first_act", True, True, None),
        ("first_act", False, False, "run.withdraw_forbidden_here"),
        ("never", None, False, "run.withdraw_forbidden_here"),
        ("never", True, False, None),
    ],
)
def test_withdrawal_follows_the_step_s_word_before_the_flow_s(
    rule: str, step: bool | None, acted: bool, refused: str | None
) -> None:
    steps = [handle("triage", ZHANG)] if acted else []
    own = {} if step is None else {"withdraw": step}
    story = Story(flow(start(), *steps, handle("fix", ZHANG, **own), end(), withdraw={"until": rule}))
    story.start()
    if acted:
        story.act(ENGINEER, "finish")
    offered = [offer.key for offer in run_actions(story.flow, story.run, CUSTOMER, story.now)]
    assert offered == ([] if refused else ["withdraw"])
    if refused is None:
        assert story.tell(Withdraw(actor=CUSTOMER)) == ["RunWithdrawn"]
    else:
        with pytest.raises(Refusal, match=refused):
            story.tell(Withdraw(actor=CUSTOMER))


@pytest.mark.req("FLW-4")
def test_only_the_submitter_withdraws() -> None:
    story = told(handle("fix", ZHANG), end())
    with pytest.raises(Refusal, match=r"run\.not_yours"):
        story.tell(Withdraw(actor=OUTSIDER))


@pytest.mark.req("FLW-4")
def test_the_run_s_own_actions_are_offered_to_those_who_may() -> None:
    drawn = flow(start(), {**handle("rate", {"submitter": True}), "stage": "solved"}, end(), reopen={"to": "rate"})
    story = Story(drawn)
    story.start()

    def offered(actor: Actor) -> list[str]:
        return [offer.key for offer in run_actions(drawn, story.run, actor, story.now)]

    assert offered(CUSTOMER) == ["withdraw", "reopen"]
    assert offered(LEAD) == ["reopen"]
    assert offered(ADMIN) == ["reopen", "terminate", "force_close"]
    assert offered(OUTSIDER) == []
