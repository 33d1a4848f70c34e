"""派单, 抢单, 接单: whose work it is, and that dispatched is not accepted."""

from typing import Any

import pytest

from bihuan.core.flow import Actor, AssignTask, ExpireVisit, VisitArrived, actions_ahead
from bihuan.core.values import Kind, Refusal
from tests.core.flow.cast import (
    DISPATCHER,
    ENGINEER,
    LEAD,
    OTHER_ENGINEER,
    OUTSIDER,
    SYSTEM,
    Company,
    Story,
)
from tests.core.flow.drawing import end, flow, handle, start


def story(company: Company | None = None, **step: Any) -> Story:
    told = Story(flow(start(), handle("fix", **{"dispatchers": ["dispatcher"], **step}), end()), company or Company())
    told.start()
    return told


@pytest.mark.req("DSP-2")
def test_direct_work_of_one_person_is_done_without_asking() -> None:
    told = story(owner={"people": "zhang"})
    assert list(told.offers(ENGINEER)) == ["finish"]
    assert told.act(ENGINEER, "finish")[-1] == "RunEnded"


@pytest.mark.req("DSP-2")
def test_direct_work_with_travel_is_accepted_from_the_beginning() -> None:
    told = story(owner={"people": "zhang"}, visit="full")
    assert list(told.offers(ENGINEER)) == ["depart"]


@pytest.mark.req("DSP-2")
def test_direct_work_of_several_belongs_to_whoever_takes_it_first() -> None:
    simple = story(owner={"role": "engineer"})
    assert simple.act(OTHER_ENGINEER, "finish")[-1] == "RunEnded"
    visited = story(owner={"role": "engineer"}, visit=["begin"])
    assert list(visited.offers(ENGINEER)) == ["claim"]
    visited.act(ENGINEER, "claim")
    assert (list(visited.offers(ENGINEER)), visited.offers(OTHER_ENGINEER)) == (["begin"], {})


@pytest.mark.req("DSP-2")
def test_a_claim_has_one_winner_and_the_others_learn_who() -> None:
    told = story(owner={"role": "engineer"}, mode="claim")
    assert told.run.assignee is None
    assert told.act(ENGINEER, "claim") == ["VisitAccepted"]
    with pytest.raises(Refusal) as refused:
        told.act(OTHER_ENGINEER, "claim")
    assert (refused.value.code, refused.value.kind) == ("task.taken", Kind.CONFLICT)
    assert refused.value.data["person"] == "zhang"


@pytest.mark.req("DSP-2")
def test_only_candidates_may_claim() -> None:
    with pytest.raises(Refusal, match="not_yours"):
        story(owner={"role": "engineer"}, mode="claim").act(OUTSIDER, "claim")


@pytest.mark.req("DSP-2")
def test_a_claimed_task_that_is_given_back_is_open_to_the_others_again() -> None:
    told = story(owner={"role": "engineer"}, mode="claim")
    told.act(ENGINEER, "claim")
    told.act(ENGINEER, "refuse", comment="临时有事")
    told.act(OTHER_ENGINEER, "claim")
    assert told.run.assignee == "li"


@pytest.mark.req("DSP-2")
def test_dispatch_then_claim_offers_the_task_to_the_people_the_dispatcher_names() -> None:
    told = story(mode="dispatch_claim")
    assert told.offers(ENGINEER) == {}
    pool = AssignTask(task_id="R-1", actor=DISPATCHER, candidates=("zhang", "li"))
    assert told.tell(pool) == ["TaskPooled"]
    told.act(OTHER_ENGINEER, "claim")
    assert told.run.assignee == "li"


@pytest.mark.req("DSP-2")
def test_a_pool_is_refused_where_work_is_not_claimed() -> None:
    told = story(mode="dispatch")
    with pytest.raises(Refusal, match="no_pool"):
        told.tell(AssignTask(task_id="R-1", actor=DISPATCHER, candidates=("zhang", "li")))


@pytest.mark.req("DSP-3")
def test_an_offer_that_is_refused_with_a_reason_goes_back_to_the_dispatcher() -> None:
    told = story(mode="dispatch")
    told.assign("zhang")
    with pytest.raises(Refusal, match="comment_required"):
        told.act(ENGINEER, "refuse")
    assert told.act(ENGINEER, "refuse", comment="没有备件") == ["VisitRefused"]
    assert told.run.assignee is None
    assert told.only_task.turned_down_by == {"zhang"}
    with pytest.raises(Refusal, match="not_yours"):
        told.act(ENGINEER, "accept")


@pytest.mark.req("DSP-3")
def test_an_offer_expires_only_while_it_is_merely_offered() -> None:
    told = story(mode="dispatch")
    told.assign("zhang")
    late = ExpireVisit(task_id="R-1", visit_id="R-1-v1", actor=SYSTEM)
    assert told.tell(late) == ["VisitExpired"]
    told.assign("li")
    told.act(OTHER_ENGINEER, "accept")
    for visit in ("R-1-v1", "R-1-v2"):
        with pytest.raises(Refusal, match=r"visit\.not_offered"):
            told.tell(ExpireVisit(task_id="R-1", visit_id=visit, actor=SYSTEM))
    with pytest.raises(Refusal, match="system_only"):
        told.tell(ExpireVisit(task_id="R-1", visit_id="R-1-v2", actor=LEAD))


@pytest.mark.req("DSP-3")
def test_an_offer_may_be_moved_freely_but_accepted_work_only_with_a_reason() -> None:
    told = story(mode="dispatch", visit="full")
    told.assign("zhang")
    told.assign("li")
    with pytest.raises(Refusal, match=r"task\.taken"):
        told.act(ENGINEER, "accept")
    told.act(OTHER_ENGINEER, "accept")
    with pytest.raises(Refusal, match="reason_required"):
        told.assign("zhang")
    assert told.assign("zhang", reason="李工生病") == ["VisitOffered"]
    assert [visit.state for visit in told.only_task.visits] == ["replaced", "replaced", "offered"]


@pytest.mark.req("DSP-2")
def test_only_dispatchers_leads_and_the_system_assign() -> None:
    for actor in (DISPATCHER, LEAD, SYSTEM):
        assert story(mode="dispatch").assign("zhang", actor=actor) == ["VisitOffered"]
    with pytest.raises(Refusal, match="assign_not_allowed"):
        story(mode="dispatch").assign("zhang", actor=ENGINEER)


@pytest.mark.req("DSP-3")
def test_work_is_given_back_until_the_engineer_has_arrived() -> None:
    told = story(mode="dispatch", visit="full")
    told.assign("zhang")
    for action in ("accept", "depart"):
        told.act(ENGINEER, action)
        assert "refuse" in told.offers(ENGINEER)
    told.act(ENGINEER, "arrive", position={"lat": "31.3", "lng": "120.6"})
    assert told.last(VisitArrived).position == {"lat": "31.3", "lng": "120.6"}
    assert "refuse" not in told.offers(ENGINEER)


@pytest.mark.req("DSP-3")
def test_work_that_comes_back_goes_to_who_did_it_unless_they_left_or_the_step_says_otherwise() -> None:
    def returned(company: Company, **more: Any) -> Story:
        steps = (handle("fix", mode="dispatch", **more), handle("check", {"people": "sun"}, returns=["fix"]))
        told = Story(flow(start(), *steps, end()), company)
        told.start()
        told.assign("zhang", actor=LEAD)
        told.act(ENGINEER, "accept")
        told.act(ENGINEER, "finish")
        told.company.left |= {"zhang"} if company.left else set()
        told.act(OUTSIDER, "return", comment="不合格")
        return told

    assert returned(Company()).run.assignee == "zhang"
    assert returned(Company(left={"somebody"})).run.assignee is None
    assert returned(Company(), again_to_same=False).run.assignee is None


@pytest.mark.req("DSP-2")
def test_direct_work_may_be_reassigned_with_its_visit() -> None:
    told = story(owner={"people": "zhang"}, visit="full")
    assert told.assign("li", reason="张工休假") == ["TaskReassigned"]
    assert (list(told.offers(OTHER_ENGINEER)), told.offers(ENGINEER)) == (["depart"], {})


@pytest.mark.req("DSP-2")
def test_work_for_which_nobody_is_found_waits_for_a_dispatcher_or_the_named_person() -> None:
    told = story(owner={"role": "nobody"})
    assert told.run.assignee is None
    told.assign("zhang")
    assert told.act(ENGINEER, "finish")[-1] == "RunEnded"
    assert story(owner={"role": "nobody"}, if_empty={"person": "li"}).run.assignee == "li"
    assert story(owner={"role": "nobody"}, if_empty="flow_admin").run.assignee == "root"


@pytest.mark.req("FLW-2")
def test_a_named_action_ends_the_step_in_its_own_way() -> None:
    actions = [
        {"key": "cannot_fix", "label": "无法修复", "comment": "required"},
        {"key": "ask_again", "label": "信息不足", "return_to": "start"},
        {"key": "fraud", "terminate": True},
    ]
    told = story(owner={"people": "zhang"}, actions=actions)
    assert list(told.offers(ENGINEER)) == ["finish", "cannot_fix", "ask_again", "fraud"]
    told.act(ENGINEER, "cannot_fix", comment="报废")
    assert told.run.results["fix"].result == "cannot_fix"

    back = story(owner={"people": "zhang"}, actions=actions)
    back.act(ENGINEER, "ask_again")
    assert back.steps == ["start"]

    ended = story(owner={"people": "zhang"}, actions=actions)
    assert ended.act(ENGINEER, "fraud")[-1] == "RunTerminated"


@pytest.mark.req("FLW-2")
def test_the_offered_form_demands_fields_only_where_the_step_is_completed() -> None:
    fields = {"title": "required", "amount": "hidden", "*": "read"}
    told = story(owner={"people": "zhang"}, fields=fields, returns=["start"])
    offers = told.offers(ENGINEER)
    assert offers["finish"].form == fields
    assert offers["return"].form == {"title": "edit", "amount": "hidden", "*": "read"}
    assert offers["return"].targets == ("start",)


@pytest.mark.req("DSP-3")
def test_the_assignee_is_the_owner_of_the_open_task_and_a_stranger_s_deputy_is_nobody() -> None:
    told = story(owner={"people": "zhang"})
    assert told.run.assignee == "zhang"
    assert told.offers(Actor("sun", stands_in_for=frozenset({"li"}))) == {}


@pytest.mark.req("FLD-1")
def test_a_phone_is_told_every_step_of_the_visit_before_it_leaves_the_network() -> None:
    told = story(owner={"people": "zhang"}, mode="dispatch", visit="full")
    told.assign("zhang")
    ahead = actions_ahead(told.flow, told.run, told.only_task, ENGINEER)
    assert {state: [offer.key for offer in offers] for state, offers in ahead.items()} == {
        "accepted": ["refuse", "depart"],
        "en_route": ["refuse", "arrive"],
        "on_site": ["begin"],
        "working": ["finish"],
    }
    assert actions_ahead(told.flow, told.run, told.only_task, OTHER_ENGINEER) == {}
