"""派单 from the report to somebody on the way; every command is replayed and compared with what stands."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bihuan.kernel.hooks import ActionCall, JobContext
from bihuan.modules.dispatch import messages as m
from bihuan.modules.features.messages import SwitchFeature
from bihuan.modules.flows.messages import PublishFlow
from bihuan.modules.forms.messages import PublishForm
from bihuan.modules.tickets import messages as tickets
from tests.modules.dispatch.crew import HOUR, MINUTE, MONDAY, POLICY, Crew, flow_of
from tests.modules.tickets.pumps import FORM


@pytest.mark.req("DSP-1.server", "DSP-2.server")
def test_a_report_is_offered_at_once_to_who_suits_best(crew: Crew):
    ticket = crew.report()
    assert crew.owner(ticket) == "engineer"
    (first,) = crew.rounds(ticket)
    assert (first["trigger"], first["move"], first["why"], first["policy"]) == ("new", "offer", "best", "pumps")
    assert first["accept_until"] == MONDAY + 15 * MINUTE
    assert crew.removed(ticket) == {"other_engineer": ["skills"], "sun": ["skills"]}


@pytest.mark.req("DSP-3.server")
def test_a_refusal_goes_to_the_next_and_the_refuser_is_not_asked_again(crew: Crew):
    ticket = crew.report()
    crew.act("engineer", ticket, "refuse", comment="在无锡回不来")
    assert crew.owner(ticket) == "wang"
    assert crew.removed(ticket)["engineer"] == ["past_offers"]
    crew.act("wang", ticket, "refuse", comment="忙")
    assert crew.moves(ticket) == [
        ("new", "offer", ["engineer"]),
        ("refused", "offer", ["wang"]),
        ("refused", "offer", ["zhou"]),
    ]


@pytest.mark.req("DSP-3.server")
def test_an_offer_that_nobody_accepts_goes_to_the_next_when_its_window_is_over(crew: Crew):
    ticket = crew.report()
    crew.settle(14 * MINUTE)
    assert crew.owner(ticket) == "engineer"
    crew.settle(MINUTE)
    assert crew.owner(ticket) == "wang"
    assert crew.moves(ticket)[-1] == ("expired", "offer", ["wang"])
    visits = crew.view("dispatcher", ticket)["visits"]
    assert [visit["state"] for visit in visits] == ["expired", "offered"]


@pytest.mark.req("DSP-3.server")
def test_the_window_counts_in_the_engineers_shift(crew: Crew):
    crew.company.clock.instant = MONDAY + 8 * HOUR - 5 * MINUTE  # 16:55; the shift ends at 17:00
    ticket = crew.report()
    (only,) = crew.rounds(ticket)
    assert (only["accept_until"], only["accept_counted"]) == (MONDAY + 23 * HOUR + 10 * MINUTE, "shift")
    crew.settle(10 * HOUR)
    assert crew.owner(ticket) == "engineer"


@pytest.mark.req("DSP-3.server")
def test_after_k_rounds_a_dispatcher_decides_and_sees_why(crew: Crew):
    crew.policy(rounds=2)
    ticket = crew.report()
    crew.act("engineer", ticket, "refuse", comment="忙")
    crew.settle(15 * MINUTE)
    assert crew.moves(ticket)[-1][:2] == ("expired", "dispatcher")
    waiting = crew.waiting()[ticket]
    assert (waiting["state"], waiting["needs"], waiting["owner"]) == ("needs_dispatcher", "rounds_used_up", None)
    crew.assign(ticket, "zhou")
    assert ticket not in crew.waiting()


@pytest.mark.req("DSP-1.server")
def test_when_nobody_fits_the_dispatcher_learns_which_rule_removed_whom(crew: Crew):
    crew.publish(crew_policy(), jobs=({"skills": [{"skill": "电机", "level": 5}]},))
    ticket = crew.report()
    (only,) = crew.rounds(ticket)
    assert (only["move"], only["why"]) == ("dispatcher", "nobody_fits")
    assert only["removed_by"][0]["rule"] == "skills"
    assert len(only["removed_by"][0]["alone"]) == 5
    assert "技能 5 人" in only["nobody"]["zh"] and "skills, 5" in only["nobody"]["en"]
    assert crew.waiting()[ticket]["needs"] == "nobody_fits"
    called = [e["what"] for e in crew.trace("dispatcher", ticket)["events"] if e["type"] == "DispatcherCalled"]
    assert called == [{"task": crew.task(ticket), "why": "nobody_fits", "rules": {"skills": 5}}]


@pytest.mark.req("DSP-2.server")
def test_a_policy_that_recommends_leaves_the_last_word_to_the_dispatcher(crew: Crew):
    crew.policy(decide="recommend")
    ticket = crew.report()
    assert crew.owner(ticket) is None
    waiting = crew.waiting()[ticket]
    assert (waiting["state"], waiting["people"][0]) == ("recommended", crew.id("engineer"))
    crew.assign(ticket, "wang")
    assert crew.owner(ticket) == "wang" and ticket not in crew.waiting()
    crew.settle(15 * MINUTE)
    assert crew.moves(ticket)[-1][:2] == ("expired", "recommend"), "an offer by hand runs out, too"


@pytest.mark.req("DSP-2.server")
def test_a_dispatcher_asks_for_a_decision_or_only_for_a_recommendation(crew: Crew):
    crew.policy(decide="recommend")
    ticket = crew.report()
    crew.decide(ticket, act=False)
    assert crew.owner(ticket) is None
    crew.decide(ticket)
    assert crew.owner(ticket) == "engineer"
    assert [move[:2] for move in crew.moves(ticket)] == [
        ("new", "recommend"),
        ("by_hand", "recommend"),
        ("by_hand", "offer"),
    ]
    crew.act("engineer", ticket, "accept")
    command = m.DecideDispatch(crew.task(ticket))
    assert crew.company.refusal("dispatcher", command).code == "dispatch.already_accepted"
    assert crew.company.refusal("front_desk", command).code == "access.denied"


@pytest.mark.req("DSP-2.server")
def test_direct_work_is_assigned_without_asking(crew: Crew):
    crew.company.send("admin", PublishFlow(flow_of("direct"), "pump"))
    ticket = crew.report()
    assert crew.owner(ticket) == "engineer"
    assert crew.moves(ticket) == [("new", "assign", ["engineer"])]
    assert crew.view("engineer", ticket)["tasks"][0]["visit"]["state"] == "accepted"


@pytest.mark.req("DSP-2.server")
def test_dispatch_to_claim_asks_the_best_few(crew: Crew):
    crew.company.send("admin", PublishFlow(flow_of("dispatch_claim"), "pump"))
    crew.policy(pool_size=2)
    ticket = crew.report()
    assert crew.moves(ticket) == [("new", "pool", ["engineer", "wang"])]
    assert crew.view("admin", ticket)["tasks"][0]["candidates"] == [crew.id("engineer"), crew.id("wang")]


@pytest.mark.req("DSP-1.server")
def test_a_tenant_without_policies_dispatches_by_hand_as_ever(crew: Crew):
    crew.publish(jobs=())
    ticket = crew.report()
    assert (crew.owner(ticket), crew.rounds(ticket)) == (None, [])
    crew.assign(ticket)
    crew.act("engineer", ticket, "accept")
    kinds = [event["type"] for event in crew.trace("admin", ticket)["events"]]
    assert kinds == ["TicketCreated", "RunStarted", "StepEntered", "VisitOffered", "TicketPlaced", "VisitAccepted"]


@pytest.mark.req("DSP-1.server")
def test_the_customers_priority_chooses_the_policy(crew: Crew):
    urgent = {
        **crew_policy(),
        "key": "urgent",
        "when": {"op": "in", "left": {"field": "job.priority"}, "right": ["P0"]},
    }
    crew.publish(urgent, crew_policy())
    assert (
        crew.rounds(crew.report("front_desk", priority="P0", data={"fault": "leak", "urgent_note": "急"}))[0]["policy"]
        == "urgent"
    )
    assert crew.rounds(crew.report())[0]["policy"] == "pumps"


@pytest.mark.req("DSP-1.server")
def test_why_him_and_why_not_her_is_told_in_both_languages(crew: Crew):
    ticket = crew.report()
    (only,) = crew.rounds(ticket, "dispatcher")
    assert only["lines"][crew.id("engineer")]["zh"].startswith("张工：第 1 名")
    assert "电机 4 级" in only["lines"][crew.id("engineer")]["zh"]
    assert "For 张工" in only["why_not"][crew.id("wang")]["en"]
    assert "技能不足：没有 电机" in only["why_not"][crew.id("sun")]["zh"]


@pytest.mark.req("DSP-1.server", "AUD-3")
def test_an_engineer_sees_his_own_line_and_the_customer_no_table_at_all(crew: Crew):
    ticket = crew.report()
    (own,) = crew.rounds(ticket, "engineer")
    assert [line["person"] for line in own["candidates"]] == [crew.id("engineer")]
    assert crew.rounds(ticket, "requester") == []
    assert len(crew.rounds(ticket, "lead")[0]["candidates"]) == 5
    trace = {who: crew.trace(who, ticket) for who in ("lead", "engineer", "requester")}
    for who in ("engineer", "requester"):
        assert not any("candidates" in event["what"] for event in trace[who]["events"])
    told = {who: found["sections"]["dispatch"]["rounds"] for who, found in trace.items()}
    assert [len(rounds[0]["candidates"]) if rounds else 0 for rounds in told.values()] == [5, 1, 0]


@pytest.mark.req("DSP-1.server", "AUD-1")
def test_an_erased_ticket_keeps_the_decision_and_loses_the_table(crew: Crew):
    ticket = crew.report()
    crew.company.send("admin", tickets.EraseTicket(ticket=ticket, reason="客户要求"))
    (only,) = crew.rounds(ticket)
    assert (only["move"], only["people"], only["candidates"], only["erased"]) == (
        "offer",
        [crew.id("engineer")],
        [],
        True,
    )


@pytest.mark.req("DSP-1.server")
def test_a_policy_that_no_longer_fits_the_forms_is_passed_over(crew: Crew):
    odd = {**crew_policy(), "key": "odd", "when": {"op": "eq", "left": {"field": "fault"}, "right": "leak"}}
    crew.publish(odd, crew_policy())
    assert crew.rounds(crew.report())[0]["policy"] == "odd"
    fields = [item for item in FORM["fields"] if item["key"] != "fault"]
    crew.company.send("admin", PublishForm({**FORM, "fields": fields}))
    assert crew.rounds(crew.report(data={}))[0]["policy"] == "pumps"
    crew.company.send("admin", PublishForm(FORM))
    assert crew.rounds(crew.report())[0]["policy"] == "odd", "the field is back, and the policy with it"


@pytest.mark.req("DSP-1.server")
def test_a_condition_keeps_its_name_in_old_tables_when_the_form_loses_its_field(crew: Crew):
    must = {"op": "ne", "left": {"field": "fault"}, "right": "leak"}
    rule = {"rule": "condition", "key": "dry", "label": {"zh": "不接漏水", "en": "No leaks"}, "must": must}
    crew.publish({**crew_policy(), "rules": [rule]})
    ticket = crew.report()
    fields = [item for item in FORM["fields"] if item["key"] != "fault"]
    crew.company.send("admin", PublishForm({**FORM, "fields": fields}))
    assert "不满足“不接漏水”" in crew.rounds(ticket)[0]["lines"][crew.id("wang")]["zh"]


def test_faults_of_policies_are_named_all_at_once(crew: Crew):
    body = {"policies": [{**crew_policy(), "rounds": 0}, {"key": "Bad"}], "jobs": [{"skills": [{"level": 9}]}], "x": 1}
    refusal = crew.company.refusal("admin", m.PublishDispatchPolicies(body))
    assert refusal.code == "dispatch.policies_invalid"
    paths = {problem.path for problem in refusal.problems}
    assert {"policies.0.rounds", "policies.1.key", "policies.1.score", "x", "jobs.0.skills.0.skill"} <= paths
    assert crew.company.refusal("dispatcher", m.PublishDispatchPolicies(body)).code == "access.denied"


def crew_policy() -> dict:
    return dict(POLICY)


@pytest.mark.req("DSP-1.server")
def test_the_dispatchers_are_told_in_words_which_rule_removed_whom(crew: Crew, monkeypatch: pytest.MonkeyPatch):
    asked: list[ActionCall] = []

    def notify(call: ActionCall, _context: JobContext) -> list[object]:
        asked.append(call)
        return []

    monkeypatch.setitem(crew.company.hooks.actions, "notify", notify)
    crew.only()
    crew.report()
    crew.settle()
    (call,) = asked
    assert call.settings["to"] == ["dispatchers"]
    values = call.settings["values"]
    assert values["why"] == {"zh": "没有人符合条件。", "en": "Nobody fits."}
    assert "张工（本人已暂停接单）" in values["table"]["zh"] and "takes no work" in values["table"]["en"]
    assert call.settings["reads"] == {"table": ["candidates"]}


def test_what_the_guide_says_of_jobs_is_taken(crew: Crew):
    (written,) = re.findall(r"```JSON\n(.*?)```", Path("docs/dispatch.md").read_text(encoding="utf-8"), re.S)
    crew.company.send("admin", m.PublishDispatchPolicies(json.loads(written)))


@pytest.mark.req("DSP-3.server")
def test_without_a_policy_any_more_work_goes_back_to_the_dispatchers_hand(crew: Crew):
    offered = crew.report()
    crew.only()
    unfit = crew.report()
    crew.publish(jobs=())
    crew.settle(15 * MINUTE)
    crew.settle(24 * HOUR)
    waiting = crew.waiting()
    assert {ticket: waiting[ticket]["state"] for ticket in (offered, unfit)} == {
        offered: "by_hand",
        unfit: "needs_dispatcher",
    }
    assert [move[0] for move in crew.moves(offered)] == ["new"]


@pytest.mark.req("ADM-1")
def test_switched_off_new_work_waits_for_a_person_and_given_work_goes_on(crew: Crew):
    given = crew.report()
    switch = SwitchFeature("dispatch", False)
    assert crew.company.refusal("admin", switch).data["running"]["zh"] == "已派出、还没做完的上门 1 次"
    crew.company.send("admin", replace(switch, even_so=True))
    crew.act("engineer", given, "accept")
    later = crew.report()
    assert (crew.owner(given), crew.owner(later), crew.rounds(later)) == ("engineer", None, [])
    assert crew.company.refusal("admin", m.PublishDispatchPolicies({})).code == "feature.off"
    crew.company.send("dispatcher", tickets.AssignTask(task=crew.task(later), person=crew.id("wang")))
    assert crew.owner(later) == "wang"
    crew.company.send("admin", SwitchFeature("dispatch", True))
    assert crew.owner(crew.report()) is not None
