"""Decisions: who is asked, what a refusal leads to, and what becomes of the others' tasks."""

from typing import Any

import pytest

from bihuan.core.flow import Actor, AssignTask, StepEntered, StepLeft, VoteCast
from bihuan.core.values import Refusal
from tests.core.flow.cast import ADMIN, CUSTOMER, DISPATCHER, LEAD, OUTSIDER, Company, Story
from tests.core.flow.drawing import approve, end, flow, handle, start, stop

QIAN, BOSS = Actor("qian"), Actor("boss")
BOTH = {"people": ["qian", "boss"]}


def story(*items: Any, company: Company | None = None, data: dict[str, Any] | None = None) -> Story:
    told = Story(flow(start(), *items, end()), company=company or Company(), data=data or {})
    told.start()
    return told


@pytest.mark.req("FLW-3")
def test_the_decision_cancels_the_siblings_at_once_and_names_their_owners() -> None:
    told = story(approve("boss", BOTH, mode="any"))
    assert [task.owner for task in told.run.tasks.values()] == ["qian", "boss"]
    told.act(QIAN, "agree")
    assert told.run.tasks == {}
    assert told.last(StepLeft).cancelled == ({"task": "R-2", "owner": "boss"},)
    with pytest.raises(Refusal, match=r"task\.not_open"):
        told.act(BOSS, "agree", task="R-2")


@pytest.mark.req("FLW-3")
def test_everyone_must_agree_and_a_refusal_ends_it_by_default() -> None:
    told = story(approve("boss", BOTH))
    told.act(QIAN, "agree")
    assert told.run.running
    assert told.act(BOSS, "refuse", comment="太贵") == ["VoteCast", "StepLeft", "RunTerminated"]
    assert (told.run.state, told.run.stage) == ("terminated", "dropped")


@pytest.mark.req("FLW-3")
def test_nobody_votes_twice() -> None:
    told = story(approve("boss", BOTH))
    told.act(QIAN, "agree")
    with pytest.raises(Refusal, match=r"task\.not_open"):
        told.act(QIAN, "agree", task="R-1")


@pytest.mark.req("FLW-3")
def test_a_refusal_leads_into_the_drawn_branch() -> None:
    refused = {"items": [handle("complaint", {"role": "dispatcher"}), stop()]}
    told = story(approve("boss", {"people": "boss"}, refused=refused), handle("fix", {"people": "li"}))
    assert told.act(BOSS, "refuse", comment="投诉") == ["VoteCast", "StepLeft", "BranchTaken", "StepEntered"]
    assert told.steps == ["complaint"]
    assert told.act(DISPATCHER, "finish")[-1] == "RunTerminated"


@pytest.mark.req("FLW-3")
@pytest.mark.parametrize(
    ("source", "asked"),
    [
        ({"people": ["boss"]}, ["boss"]),
        ({"role": "engineer"}, ["zhang", "li"]),
        ({"submitter": True}, ["wang"]),
        ({"department_head": 1}, ["qian"]),
        ({"department_head": 2}, ["boss"]),
        ({"manager": 1}, ["qian"]),
        ({"manager": 2}, ["boss"]),
        ({"field": "engineer"}, ["li"]),
        ({"field": "crew"}, ["zhang", "li"]),
        ({"field": "team", "head": 1}, ["zhao"]),
        ([{"role": "engineer"}, {"people": ["li", "boss"]}], ["zhang", "li", "boss"]),
    ],
)
def test_approvers_are_found_as_the_source_says_each_once(source: Any, asked: list[str]) -> None:
    data = {"engineer": "li", "team": {"id": "service"}, "crew": ["zhang", "li"]}
    told = story(approve("boss", source), data=data)
    assert [seat["person"] for seat in told.last(StepEntered).seats] == asked


@pytest.mark.req("FLW-3")
def test_the_previous_handler_may_be_asked_for_by_step() -> None:
    told = story(
        handle("fix", {"people": "li"}),
        handle("paint", {"people": "zhang"}),
        approve("last", {"previous_handler": True}),
        approve("first", {"previous_handler": "fix"}),
    )
    told.act(Actor("li"), "finish")
    told.act(Actor("zhang"), "finish")
    told.act(Actor("zhang"), "agree")
    assert told.run.assignee == "li"


@pytest.mark.req("FLW-3")
@pytest.mark.parametrize(
    ("policy", "outcome"),
    [
        ("pass", "ended"),
        ("refuse", "terminated"),
        ({"person": "boss"}, "boss"),
        ("flow_admin", "root"),
        (None, "root"),
    ],
)
def test_nobody_found_is_settled_by_the_step_s_policy(policy: Any, outcome: str) -> None:
    told = story(approve("boss", {"role": "nobody"}, **({"if_empty": policy} if policy else {})))
    assert (told.run.assignee if told.run.running else told.run.state) == outcome


@pytest.mark.req("FLW-3")
def test_a_decision_for_which_not_even_an_admin_is_found_is_given_to_somebody_by_a_lead() -> None:
    company = Company(roles={})
    told = story(approve("boss", {"role": "nobody"}), company=company)
    assert (told.only_task.owner, list(told.offers(LEAD))) == (None, ["assign"])
    told.assign("boss", actor=LEAD)
    assert told.act(BOSS, "agree")[-1] == "RunEnded"


@pytest.mark.req("FLW-3")
@pytest.mark.parametrize(
    ("policy", "asked"), [("self", ["wang", "boss"]), ("skip", ["boss"]), ("department_head", ["qian", "boss"])]
)
def test_a_submitter_who_is_approver_is_treated_as_the_step_says(policy: str, asked: list[str]) -> None:
    told = story(approve("boss", {"people": ["wang", "boss"]}, if_submitter=policy))
    assert [seat["person"] for seat in told.last(StepEntered).seats] == asked


@pytest.mark.req("FLW-3")
def test_skipping_the_only_approver_passes_the_step() -> None:
    told = story(approve("boss", {"submitter": True}, if_submitter="skip"))
    assert told.last(StepLeft).why == "submitter_skipped"
    assert told.run.state == "ended"


@pytest.mark.req("FLW-3")
@pytest.mark.parametrize(("policy", "asked_again"), [("each_time", True), ("first_only", False), ("consecutive", True)])
def test_the_same_person_again_is_asked_as_the_step_says(policy: str, asked_again: bool) -> None:
    told = story(
        approve("one", {"people": "qian"}),
        approve("two", {"people": "boss"}),
        approve("three", {"people": "qian"}, if_again=policy),
    )
    told.act(QIAN, "agree")
    told.act(BOSS, "agree")
    assert told.run.running == asked_again


@pytest.mark.req("FLW-3")
def test_the_same_person_twice_in_a_row_is_asked_once() -> None:
    told = story(approve("one", {"people": "qian"}), approve("two", BOTH, if_again="consecutive"))
    told.act(QIAN, "agree")
    assert [(seat["verdict"], seat["why"]) for seat in told.last(StepEntered).seats] == [
        ("agree", "again"),
        (None, None),
    ]
    assert told.act(BOSS, "agree")[-1] == "RunEnded"


@pytest.mark.req("FLW-3")
def test_a_leaver_s_seat_passes_to_the_deputy_else_to_the_head() -> None:
    deputy = Company(left={"zhang"}, deputies={"zhang": ("li",)})
    assert story(approve("boss", {"people": "zhang"}), company=deputy).run.assignee == "li"
    head = Company(left={"zhang"})
    assert story(approve("boss", {"people": "zhang"}), company=head).run.assignee == "zhao"


@pytest.mark.req("FLW-4")
def test_a_deputy_decides_for_the_owner_and_both_are_recorded() -> None:
    told = story(approve("boss", {"people": "boss"}))
    told.act(Actor("sun", stands_in_for=frozenset({"boss"})), "agree", task="R-1")
    assert (told.last(VoteCast).person, told.last(VoteCast).by) == ("boss", "sun")


@pytest.mark.req("FLW-4")
def test_a_deputy_of_two_casts_two_votes() -> None:
    told = story(approve("boss", BOTH))
    deputy = Actor("sun", stands_in_for=frozenset({"boss", "qian"}))
    told.act(deputy, "agree", task="R-1")
    assert told.act(deputy, "agree", task="R-2")[-1] == "RunEnded"


@pytest.mark.req("FLW-4")
def test_sending_back_goes_to_the_submitter_who_hands_in_again() -> None:
    told = story(handle("fix", {"people": "li"}), approve("boss", {"people": "boss"}))
    told.act(Actor("li"), "finish")
    assert told.act(BOSS, "return", comment="补充照片") == ["TaskFinished", "StepLeft", "StepEntered"]
    assert (told.steps, told.run.stage, told.run.assignee) == (["start"], "fresh", "wang")
    assert told.run.results == {}
    assert told.act(CUSTOMER, "submit")[-1] == "StepEntered"
    assert told.steps == ["fix"]


@pytest.mark.req("FLW-4")
def test_one_sends_back_only_to_a_drawn_target() -> None:
    told = story(approve("one", {"people": "qian"}), approve("two", {"people": "boss"}, returns=["start", "one"]))
    told.act(QIAN, "agree")
    for target in (None, "two", "elsewhere"):
        with pytest.raises(Refusal, match="return_target_not_drawn"):
            told.act(BOSS, "return", comment="?", to=target)
    told.act(BOSS, "return", comment="?", to="one")
    assert told.run.assignee == "qian"


@pytest.mark.req("FLW-4")
def test_a_decision_that_came_back_is_asked_anew() -> None:
    told = story(
        approve("one", {"people": "qian"}),
        approve("two", {"people": "boss"}, returns=["one"], if_again="first_only"),
    )
    told.act(QIAN, "agree")
    told.act(BOSS, "return", comment="?")
    told.act(QIAN, "agree")
    assert told.run.assignee == "boss"


@pytest.mark.req("FLW-4")
def test_only_the_flow_admin_takes_a_decision_from_somebody_and_says_why() -> None:
    told = story(approve("boss", {"people": "boss"}))
    for actor in (LEAD, DISPATCHER, OUTSIDER):
        with pytest.raises(Refusal, match="assign_not_allowed"):
            told.assign("qian", actor=actor, reason="x")
    with pytest.raises(Refusal, match="reason_required"):
        told.assign("qian", actor=ADMIN)
    assert told.assign("qian", actor=ADMIN, reason="出差") == ["TaskReassigned"]
    with pytest.raises(Refusal, match="not_yours"):
        told.act(BOSS, "agree")
    assert told.act(QIAN, "agree")[-1] == "RunEnded"


@pytest.mark.req("FLW-4")
def test_a_task_is_not_given_to_a_leaver_nor_to_its_owner_nor_to_nobody() -> None:
    told = story(approve("boss", {"people": "boss"}), company=Company(left={"li"}))
    for person, code in (("li", "person.not_active"), ("boss", "already_assigned"), (None, "person_required")):
        with pytest.raises(Refusal, match=code):
            told.tell(AssignTask(task_id="R-1", actor=ADMIN, person=person, reason="x"))


@pytest.mark.req("FLW-3")
def test_a_circle_without_a_person_is_cut_by_the_flow_admin() -> None:
    told = story(
        approve("one", {"role": "nobody"}, if_empty="pass"),
        approve("two", {"role": "nobody"}, if_empty="refuse", refused={"return_to": "one"}),
    )
    assert (told.steps, told.run.assignee) == (["one"], "root")


THREE = {"people": ["qian", "boss", "zhao"]}
ZHAO = Actor("zhao")


@pytest.mark.req("FLW-3")
def test_in_sequence_the_next_person_gets_the_task_only_then() -> None:
    told = story(approve("boss", THREE, mode="sequence"))
    assert [task.owner for task in told.run.tasks.values()] == ["qian"]
    assert told.act(QIAN, "agree") == ["VoteCast", "SeatCalled"]
    assert [task.owner for task in told.run.tasks.values()] == ["boss"]
    told.act(BOSS, "agree")
    assert told.act(ZHAO, "agree")[-1] == "RunEnded"
    assert told.last(StepLeft).people == ("qian", "boss", "zhao")


@pytest.mark.req("FLW-3")
def test_in_sequence_the_first_refusal_decides_and_the_others_are_never_asked() -> None:
    told = story(approve("boss", THREE, mode="sequence"))
    told.act(QIAN, "agree")
    assert told.act(BOSS, "refuse", comment="否")[-1] == "RunTerminated"
    assert told.run.tasks_opened == 2


@pytest.mark.req("FLW-3")
def test_in_sequence_who_has_left_by_his_turn_is_represented() -> None:
    company = Company(deputies={"boss": ("li",)})
    told = story(approve("boss", THREE, mode="sequence"), company=company)
    company.left.add("boss")
    told.act(QIAN, "agree")
    assert told.only_task.owner == "li"


@pytest.mark.req("FLW-3")
@pytest.mark.parametrize(
    ("share", "answers", "outcome"),
    [
        ({"mode": "ratio", "percent": 60}, ["agree", "agree"], "ended"),
        ({"mode": "ratio", "percent": 60}, ["refuse", "agree", "agree"], "ended"),
        ({"mode": "ratio", "percent": 60}, ["refuse", "refuse"], "terminated"),
        ({"mode": "ratio", "percent": 67}, ["agree", "agree"], "running"),
        ({"mode": "ratio", "percent": 67}, ["agree", "refuse"], "terminated"),
        ({"mode": "ratio", "percent": 1}, ["agree"], "ended"),
        ({"mode": "count", "count": 2}, ["agree", "agree"], "ended"),
        ({"mode": "count", "count": 1}, ["refuse", "refuse", "agree"], "ended"),
        ({"mode": "count", "count": 9}, ["agree", "agree", "agree"], "ended"),
    ],
)
def test_a_share_decides_as_soon_as_it_is_certain(share: dict[str, Any], answers: list[str], outcome: str) -> None:
    told = story(approve("boss", THREE, **share))
    for person, answer in zip((QIAN, BOSS, ZHAO), answers, strict=False):
        told.act(person, answer, comment="理由")
    assert told.run.state == outcome
