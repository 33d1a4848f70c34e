"""转交, 征询, 加签: what the owner of a task may do besides deciding it (FLW-4)."""

from typing import Any

import pytest

from bihuan.core.flow import Actor, AssignTask, SigningClosed, StepLeft
from bihuan.core.values import Refusal
from tests.core.flow.cast import ADMIN, CUSTOMER, ENGINEER, LEAD, OTHER_ENGINEER, Company, Story
from tests.core.flow.drawing import approve, end, flow, handle, start

pytestmark = pytest.mark.req("FLW-4")
QIAN, BOSS = Actor("qian"), Actor("boss")
ZHANG, LI = ENGINEER, OTHER_ENGINEER


def story(*items: Any, **more: Any) -> Story:
    told = Story(flow(start(), *items, end()), company=more.pop("company", None) or Company())
    told.start()
    return told


def one(**more: Any) -> Story:
    return story(approve("boss", {"people": "boss"}, **more))


def owners(told: Story) -> list[str | None]:
    return [task.owner for task in told.run.tasks.values()]


def test_a_decision_moves_with_its_seat() -> None:
    told = one()
    assert told.act(BOSS, "transfer", people=("qian",), comment="出差") == ["TaskReassigned"]
    assert owners(told) == ["qian"]
    told.act(QIAN, "agree")
    assert told.last(StepLeft).people == ("qian",)


@pytest.mark.parametrize(
    ("people", "code"),
    [
        ((), "task.person_required"),
        (("boss",), "task.not_to_self"),
        (("gone",), "person.not_active"),
        (("qian", "li"), "task.one_person"),
        (("zhang",), "task.out_of_range"),
        (tuple(f"p{number}" for number in range(21)), "task.too_many_people"),
    ],
)
def test_a_task_goes_to_one_other_person_of_the_range_who_is_here(people: tuple[str, ...], code: str) -> None:
    told = story(
        approve("boss", {"people": "boss"}, range=[{"people": ["qian", "li"]}]), company=Company(left={"gone"})
    )
    with pytest.raises(Refusal) as refused:
        told.act(BOSS, "transfer", people=people)
    assert refused.value.code == code


def test_dispatched_work_that_is_handed_over_is_offered_and_may_be_refused() -> None:
    told = story(handle("fix", mode="dispatch", visit="full", operations=["transfer"]))
    told.assign("zhang", actor=LEAD)
    assert "transfer" not in told.offers(ZHANG)
    told.act(ZHANG, "accept")
    assert told.act(ZHANG, "transfer", people=("li",)) == ["VisitOffered"]
    assert list(told.offers(LI)) == ["accept", "refuse"]
    told.act(LI, "accept")
    told.act(LI, "depart")
    told.act(LI, "arrive")
    assert "transfer" not in told.offers(LI)


def test_work_knows_only_the_operations_that_its_step_names_and_a_customers_decision_none() -> None:
    told = story(handle("fix", {"people": "zhang"}), approve("ok", {"submitter": True}))
    assert list(told.offers(ZHANG)) == ["finish"]
    told.act(ZHANG, "finish")
    assert list(told.offers(CUSTOMER)) == ["agree", "refuse", "return"]


def test_an_opinion_goes_out_and_comes_back() -> None:
    told = one()
    told.act(BOSS, "consult", people=("qian", "zhao"), comment="价格合理吗")
    assert list(told.offers(BOSS)) == ["recall"]
    assert list(told.offers(QIAN)) == ["answer"]
    told.act(QIAN, "answer", comment="合理")
    assert list(told.offers(BOSS)) == ["recall"]
    told.act(LEAD, "answer", comment="偏高")
    closed = told.last(SigningClosed)
    assert (closed.owner, closed.why, closed.outcome) == ("boss", "answered", "opinion")
    assert told.act(BOSS, "agree")[-1] == "RunEnded"


def test_what_is_said_among_colleagues_is_marked_as_theirs() -> None:
    told = one()
    told.act(BOSS, "consult", people=("qian",), comment="这个客户可靠吗")
    told.act(QIAN, "answer", comment="拖欠过货款")
    assert [type(event).__name__ for event in told.history if getattr(event, "public", True) is False] == [
        "SigningOpened",
        "SigningAnswered",
        "SigningClosed",
    ]


def test_the_owner_need_not_wait_for_ever() -> None:
    told = one()
    told.act(BOSS, "consult", people=("qian",))
    with pytest.raises(Refusal, match=r"task\.action_not_now"):
        told.act(BOSS, "agree")
    assert told.act(BOSS, "recall", task="R-1") == ["SigningClosed"]
    assert told.last(SigningClosed).cancelled == ({"task": "R-2", "owner": "qian"},)
    assert owners(told) == ["boss"]
    told.act(BOSS, "agree")


def test_signed_in_before_they_decide_and_then_it_returns_to_me_whatever_they_said() -> None:
    told = one()
    told.act(BOSS, "sign_before", people=("qian", "zhao"), joint="sequence")
    assert owners(told) == ["boss", "qian"]
    told.act(QIAN, "agree")
    assert owners(told) == ["boss", "zhao"]
    told.act(LEAD, "refuse", comment="太贵")
    assert (owners(told), told.run.running) == (["boss"], True)
    assert told.last(SigningClosed).outcome == "refuse"
    assert told.act(BOSS, "agree")[-1] == "RunEnded"


def test_signed_in_after_the_step_passes_only_when_they_agree() -> None:
    told = one()
    assert told.act(BOSS, "sign_after", people=("qian", "zhao")) == ["VoteCast", "SigningOpened"]
    told.act(QIAN, "agree")
    assert told.run.running
    assert told.act(LEAD, "agree") == ["SigningAnswered", "SigningClosed", "StepLeft", "RunEnded"]
    assert told.last(StepLeft).people == ("boss", "qian", "zhao")


def test_their_refusal_follows_the_policy_of_the_step() -> None:
    told = one(refused={"return_to": "start"})
    told.act(BOSS, "sign_after", people=("qian",))
    told.act(QIAN, "refuse", comment="材料不全")
    assert told.steps == ["start"]
    assert told.last(StepLeft).people == ("qian",)


def test_who_is_signed_in_beside_the_deciders_joins_them_with_a_mode_of_their_own() -> None:
    told = one()
    told.act(BOSS, "sign_parallel", people=("qian", "zhao"), joint="any")
    told.act(BOSS, "agree")
    assert told.run.running
    told.act(QIAN, "agree")
    assert told.run.state == "ended"


def test_in_sequence_the_next_decider_waits_for_those_whom_the_one_before_asked() -> None:
    told = story(approve("boss", {"people": ["boss", "li"]}, mode="sequence"))
    told.act(BOSS, "sign_after", people=("qian",))
    assert owners(told) == ["qian"]
    told.act(QIAN, "agree")
    assert owners(told) == ["li"]


def test_there_is_no_nesting_and_nobody_is_asked_twice() -> None:
    told = story(approve("boss", {"people": ["boss", "li"]}))
    told.act(BOSS, "sign_parallel", people=("qian",))
    assert list(told.offers(QIAN)) == ["agree", "refuse"]
    for action, person in (("sign_parallel", "qian"), ("sign_before", "li")):
        with pytest.raises(Refusal, match=r"task\.already_asked"):
            told.act(BOSS, action, people=(person,))


def test_an_opinion_may_be_asked_for_again_once_it_was_given() -> None:
    told = one()
    told.act(BOSS, "consult", people=("qian",))
    told.act(QIAN, "answer", comment="可以")
    told.act(BOSS, "consult", people=("qian",))
    assert owners(told) == ["boss", "qian"]


def test_who_was_asked_in_has_the_rights_of_the_step_and_none_of_its_demands() -> None:
    told = one(fields={"amount": "required"}, actions=[{"key": "agree", "signature": "required"}])
    told.act(BOSS, "sign_parallel", people=("qian",))
    mine = told.offers(QIAN)["agree"]
    assert (dict(mine.form), mine.signature) == ({"amount": "edit"}, "none")


def test_agreeing_and_asking_after_me_needs_all_that_agreeing_needs() -> None:
    told = one(actions=[{"key": "agree", "signature": "required"}])
    with pytest.raises(Refusal, match=r"task\.incomplete"):
        told.act(BOSS, "sign_after", people=("qian",))


def test_a_leaver_who_was_asked_in_is_replaced_by_the_flow_admin() -> None:
    told = one()
    told.act(BOSS, "consult", people=("qian",))
    task = next(task for task in told.run.tasks.values() if task.kind == "consult")
    assert "assign" in {offer.key for offer in told.offers(ADMIN).values()}
    offer = told.offers(ADMIN)["assign"]
    assert (offer.label["zh"], offer.comment, offer.needs_person) == ("强制转派", "required", True)
    told.tell(AssignTask(task_id=task.id, actor=ADMIN, person="li", reason="离职"))
    told.act(LI, "answer", comment="可以")
    assert next(iter(told.offers(BOSS))) == "agree"


def test_a_decision_ends_whatever_was_asked_beside_it() -> None:
    told = story(approve("boss", {"people": ["boss", "li"]}, mode="any"))
    told.act(BOSS, "sign_parallel", people=("qian",))
    told.act(LI, "agree")
    assert {item["owner"] for item in told.last(StepLeft).cancelled} == {"boss", "qian"}
