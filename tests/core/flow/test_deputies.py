"""代理: who acts in whose stead, what is recorded, and where it ends (semantics §4)."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.core.flow import Act, Actor, PassSeat, TaskKept, VisitAccepted, VoteCast, owner_for
from bihuan.core.values import Refusal
from tests.core.flow.cast import CUSTOMER, DISPATCHER, SYSTEM, Company, Story
from tests.core.flow.drawing import approve, end, flow, handle, start

pytestmark = pytest.mark.req("FLW-5")
QIAN, BOSS = Actor("qian"), Actor("boss", deputies=frozenset({"sun"}))
SUN = Actor("sun", stands_in_for=frozenset({"boss"}))
BOTH = {"people": ["qian", "boss"]}


def story(*items: Any, company: Company | None = None) -> Story:
    told = Story(flow(start(), *items, end()), company=company or Company())
    told.start()
    return told


def test_the_owner_reads_on_and_may_decide_himself_while_somebody_stands_in() -> None:
    told = story(approve("boss", {"people": "boss"}))
    assert told.offers(BOSS).keys() == told.offers(SUN).keys() | {"take_back"}
    assert told.act(BOSS, "agree")[-1] == "RunEnded"
    assert (told.last(VoteCast).person, told.last(VoteCast).by) == ("boss", "boss")


def test_what_was_taken_back_is_the_owner_s_alone() -> None:
    told = story(approve("boss", {"people": "boss"}))
    assert told.act(BOSS, "take_back", comment="我自己来") == ["TaskKept"]
    assert told.last(TaskKept).by == "boss"
    with pytest.raises(Refusal, match=r"task\.not_yours"):
        told.act(SUN, "agree", task="R-1")
    assert "take_back" not in told.offers(BOSS)
    assert told.act(BOSS, "agree")[-1] == "RunEnded"


def test_nobody_takes_back_what_nobody_else_could_do_nor_what_his_deputy_has_done() -> None:
    alone = story(approve("boss", {"people": "boss"}))
    with pytest.raises(Refusal, match=r"task\.action_not_now"):
        alone.act(Actor("boss"), "take_back")
    done = story(approve("boss", BOTH))
    done.act(SUN, "agree", task="R-2")
    with pytest.raises(Refusal, match=r"task\.not_open"):
        done.act(BOSS, "take_back", task="R-2")


def test_a_deputy_who_accepted_work_has_acted() -> None:
    told = story(handle("fix", mode="dispatch", visit="full", dispatchers=["dispatcher"]))
    told.assign("boss", actor=DISPATCHER)
    told.act(SUN, "accept", task="R-1")
    assert (told.last(VisitAccepted).person, told.last(VisitAccepted).by) == ("boss", "sun")
    assert "take_back" not in told.offers(BOSS)
    assert {"depart", "refuse"} <= told.offers(BOSS).keys() & told.offers(SUN).keys()


def test_given_to_somebody_else_a_task_is_for_deputies_again() -> None:
    told = story(approve("boss", {"people": "boss"}))
    told.act(BOSS, "take_back")
    told.act(BOSS, "transfer", people=("qian",), comment="请你")
    assert not told.only_task.kept
    of_qian = Actor("sun", stands_in_for=frozenset({"qian"}))
    assert told.act(of_qian, "agree", task="R-1")[-1] == "RunEnded"


def test_who_stands_in_in_one_role_does_so_where_people_are_asked_in_it() -> None:
    company = Company(roles={"buyer": ("boss",), "admin": ("root",)})
    as_buyer = Actor("sun", within={"boss": frozenset({"buyer"})})
    asked = story(approve("one", {"role": "buyer"}), company=company)
    assert "agree" in asked.offers(as_buyer)
    named = story(approve("one", {"people": "boss"}), company=company)
    assert named.offers(as_buyer) == {}


@pytest.mark.parametrize(("policy", "may"), [("self", True), ("skip", False), ("department_head", False)])
def test_the_submitter_as_deputy_of_the_approver_is_told_apart_by_the_edge_policy(policy: str, may: bool) -> None:
    told = story(approve("boss", {"people": "boss"}, if_submitter=policy))
    submitter = Actor(CUSTOMER.person, stands_in_for=frozenset({"boss"}))
    assert ("agree" in told.offers(submitter)) is may
    if not may:
        with pytest.raises(Refusal, match=r"task\.not_yours"):
            told.act(submitter, "agree", task="R-1")
    # Somebody else stands in all the same.
    assert "agree" in told.offers(SUN)


def test_a_deputy_of_two_has_two_votes_beside_his_own_and_each_is_recorded() -> None:
    told = story(approve("all", {"people": ["qian", "boss", "sun"]}))
    deputy = Actor("sun", stands_in_for=frozenset({"qian", "boss"}))
    for task in ("R-1", "R-2", "R-3"):
        told.act(deputy, "agree", task=task)
    votes = [(event.person, event.by) for event in told.history if isinstance(event, VoteCast)]
    assert votes == [("qian", "sun"), ("boss", "sun"), ("sun", "sun")]
    assert not told.run.running


@pytest.mark.parametrize(
    ("company", "heir"),
    [
        (Company(deputies={"zhang": ("li",)}), "li"),
        (Company(), "zhao"),
        (Company(heads={}), "root"),
    ],
    ids=["the deputy", "else the head", "else the flow admin"],
)
def test_a_leaver_s_open_decision_passes_on(company: Company, heir: str) -> None:
    told = story(approve("boss", {"people": "zhang"}), company=company)
    company.left.add("zhang")
    assert told.tell(PassSeat(task_id="R-1", actor=SYSTEM, reason="离职")) == ["TaskReassigned"]
    assert told.only_task.owner == heir
    assert told.tell(PassSeat(task_id="R-1", actor=SYSTEM)) == []
    assert told.act(Actor(heir), "agree")[-1] == "RunEnded"


def test_only_the_product_passes_seats_on() -> None:
    told = story(approve("boss", {"people": "boss"}))
    with pytest.raises(Refusal, match=r"task\.system_only"):
        told.tell(PassSeat(task_id="R-1", actor=QIAN))


PEOPLE = st.sampled_from(["qian", "boss", "zhao", "sun", "wang"])


@given(
    asked=st.lists(PEOPLE, min_size=1, max_size=4, unique=True),
    who=PEOPLE,
    stands_in=st.frozensets(PEOPLE, max_size=3),
    kept=st.booleans(),
    policy=st.sampled_from(["self", "skip"]),
)
@settings(max_examples=150, deadline=None)
def test_whoever_acts_is_the_owner_or_stands_in_for_him_and_the_vote_says_both(
    asked: list[str], who: str, stands_in: frozenset[str], kept: bool, policy: str
) -> None:
    told = story(approve("all", {"people": asked}, if_submitter=policy))
    actor = Actor(who, stands_in_for=stands_in)
    for task in tuple(told.run.tasks.values()):
        owner = task.owner or ""
        if kept:
            told.act(Actor(owner, deputies=frozenset({"somebody"})), "take_back", task=task.id)
        whom = owner_for(told.flow, told.run, told.run.tasks[task.id], actor)
        own_matter = policy == "skip" and who == "wang"
        lent = owner in stands_in and not kept and not own_matter
        assert whom == (owner if owner == who or lent else None)
        if whom is None:
            with pytest.raises(Refusal, match=r"task\.not_yours"):
                told.tell(Act(task_id=task.id, action="agree", actor=actor, data={}))
        else:
            told.tell(Act(task_id=task.id, action="agree", actor=actor, data={}))
            assert (told.last(VoteCast).person, told.last(VoteCast).by) == (owner, who)
