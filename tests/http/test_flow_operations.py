"""What people may do with a task and with a whole run, over HTTP, with its effect; what is refused in which status."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.http.bundle_world import DAY, refusal
from tests.http.conftest import POSTGRES_IN_FULL
from tests.http.drawn import SUBMITTER, Drawn, approve, drawn_world, end, handle, start, step_of
from tests.http.process import wait_until

pytestmark = pytest.mark.req("FLW-4.server")


@pytest.fixture(scope="module", params=POSTGRES_IN_FULL)
def drawn(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Drawn]:
    with drawn_world(tmp_path_factory, request) as made:
        yield made


def to_tech(drawn: Drawn, **more: Any) -> str:
    """A ticket that 赵总监 decides on."""
    return drawn.run(approve("decide", drawn.people("tech"), **more))


def offered(drawn: Drawn, who: str, ticket: str) -> list[str]:
    """What this person may do with the tasks of the ticket."""
    tasks = drawn[who].get(f"/tickets/{ticket}")["tasks"]
    return sorted(offer["key"] for task in tasks for offer in task["actions"])


# --- 同意, 拒绝: opinion, fields, signature, time, IP, device -------------------------------------------------------


@pytest.mark.req("FLW-12")
@pytest.mark.parametrize("action", ["agree", "refuse"])
def test_a_decision_keeps_opinion_signature_time_ip_and_device(drawn: Drawn, action: str) -> None:
    keys = (
        {"key": "agree", "signature": "required"},
        {"key": "refuse", "signature": "required", "comment": "required"},
    )
    ticket = to_tech(drawn, actions=list(keys), fields={"*": "read", "amount": "edit"})
    tech = drawn["tech"]
    missing = refusal(tech.act, ticket, action, comment="看过了")
    assert missing.problems == {("signature", "task.signature_required")}
    drawn.later(90_000)
    signature, data = tech.upload("photo"), {"amount": "12.50"} if action == "agree" else {}
    (task,) = drawn.view(ticket)["tasks"]
    sent = {"comment": "看过了", "signature": signature, "data": data}
    tech.do("POST", f"/tasks/{task['id']}/actions/{action}", json=sent, headers={"User-Agent": "Tablet 7"})
    (vote,) = drawn.told(ticket, "VoteCast")
    what = vote["what"]
    assert (what["verdict"], what["person"], what["comment"]) == (action, drawn.world.people["tech"], "看过了")
    assert what["signature"] and vote["at"] == drawn.world.clock.now()
    # It stands beside the first event of the unit: where the form changed, that is the change.
    changes = [event for event in drawn.told(ticket, "TicketChanged") if event["at"] == vote["at"]]
    origin = (changes or [vote])[0]["origin"]
    assert origin == {"ip": "testclient", "device": "Tablet 7"}
    assert drawn.view(ticket)["data"].get("amount") == ("12.50" if action == "agree" else None)


# --- 转交, 征询 ---------------------------------------------------------------------------------------------------


def test_a_task_is_handed_over_within_its_range_and_not_to_oneself(drawn: Drawn) -> None:
    ticket = to_tech(drawn, range=drawn.people("finance", "tech"))
    people, tech = drawn.world.people, drawn["tech"]
    assert refusal(tech.act, ticket, "transfer", person=people["tech"]).code == "task.not_to_self"
    assert refusal(tech.act, ticket, "transfer", person=people["quality"]).code == "task.out_of_range"
    tech.act(ticket, "transfer", person=people["finance"], comment="出差")
    assert drawn.owners(ticket) == ["finance"]
    drawn["finance"].act(ticket, "agree")
    assert drawn.stage(ticket) == "done"


def test_an_opinion_comes_back_and_decides_nothing(drawn: Drawn) -> None:
    ticket = to_tech(drawn)
    drawn["tech"].act(ticket, "consult", people=[drawn.world.people["finance"]], comment="费用合理吗")
    assert (offered(drawn, "tech", ticket), offered(drawn, "finance", ticket)) == (["recall"], ["answer"])
    drawn["finance"].act(ticket, "answer", comment="合理")
    assert (drawn.owners(ticket), drawn.stage(ticket)) == (["tech"], "work")
    assert [event["what"]["comment"] for event in drawn.told(ticket, "SigningAnswered")] == ["合理"]
    drawn["tech"].act(ticket, "agree")
    assert drawn.stage(ticket) == "done"


def test_who_waits_for_an_opinion_may_stop_waiting(drawn: Drawn) -> None:
    ticket = to_tech(drawn)
    drawn["tech"].act(ticket, "consult", people=[drawn.world.people["finance"]], comment="费用合理吗")
    drawn["tech"].act(ticket, "recall")
    assert (drawn.owners(ticket), offered(drawn, "finance", ticket)) == (["tech"], [])
    drawn["tech"].act(ticket, "agree")
    assert drawn.stage(ticket) == "done"


@pytest.mark.req("FLW-5")
def test_the_owner_takes_it_back_from_his_deputy_until_that_one_acts(drawn: Drawn) -> None:
    now, people = drawn.world.clock.now(), drawn.world.people
    away = {"deputy": people["supervision"], "from": now, "until": now + 9 * DAY}
    drawn["warehouse"].do("PUT", "/me/deputies", json=[away])
    kept, left = (drawn.run(approve("decide", drawn.people("warehouse"))) for _ in range(2))
    assert "agree" in offered(drawn, "supervision", kept)
    drawn["warehouse"].act(kept, "take_back")
    assert "agree" not in offered(drawn, "supervision", kept)
    drawn["supervision"].act(left, "agree")
    (vote,) = drawn.told(left, "VoteCast")
    assert (vote["what"]["person"], vote["what"]["by"]) == (people["warehouse"], people["supervision"])


# --- 加签 ×3 ------------------------------------------------------------------------------------------------------


def signed_in(drawn: Drawn, kind: str, *names: str, joint: str = "all", **step: Any) -> str:
    """赵总监 asks these to decide with him: before, after or parallel."""
    ticket = to_tech(drawn, **step)
    people = [drawn.world.people[name] for name in names]
    drawn["tech"].act(ticket, f"sign_{kind}", people=people, joint=joint, comment="请会签")
    return ticket


@pytest.mark.parametrize("answer", ["agree", "refuse"])
def test_signed_in_before_they_decide_and_it_returns_to_me(drawn: Drawn, answer: str) -> None:
    ticket = signed_in(drawn, "before", "finance")
    assert offered(drawn, "tech", ticket) == ["recall"]
    drawn["finance"].act(ticket, answer, comment="已核")
    assert (drawn.owners(ticket), drawn.stage(ticket)) == (["tech"], "work"), "their word decides nothing"
    drawn["tech"].act(ticket, "agree")
    assert drawn.stage(ticket) == "done"


def test_signed_in_after_the_step_passes_only_when_they_agree(drawn: Drawn) -> None:
    ticket = signed_in(drawn, "after", "finance", "quality", joint="sequence")
    assert drawn.owners(ticket) == ["finance"], "I agreed with it; one after another"
    drawn["finance"].act(ticket, "agree")
    assert (drawn.owners(ticket), drawn.stage(ticket)) == (["quality"], "work")
    drawn["quality"].act(ticket, "agree")
    assert drawn.stage(ticket) == "done"


def test_signed_in_after_a_refusal_follows_the_policy_of_the_step(drawn: Drawn) -> None:
    ticket = signed_in(drawn, "after", "finance", refused={"return_to": "start"})
    drawn["finance"].act(ticket, "refuse", comment="超预算")
    assert (drawn.steps(ticket), drawn.owners(ticket)) == (["start"], [SUBMITTER])


def test_signed_in_beside_me_they_join_with_a_mode_of_their_own(drawn: Drawn) -> None:
    ticket = signed_in(drawn, "parallel", "finance", "quality", joint="any")
    assert sorted(drawn.owners(ticket)) == ["finance", "quality", "tech"]
    drawn["quality"].act(ticket, "agree")
    assert drawn.owners(ticket) == ["tech"], "one of them is enough"
    drawn["tech"].act(ticket, "agree")
    assert drawn.stage(ticket) == "done"


def test_signed_in_beside_me_one_voice_of_theirs_refuses(drawn: Drawn) -> None:
    ticket = signed_in(drawn, "parallel", "finance")
    drawn["finance"].act(ticket, "refuse", comment="不行")
    assert (drawn.stage(ticket), drawn.owners(ticket)) == ("gone", [])


def test_who_is_asked_in_asks_nobody_else_and_keeps_the_rights_to_fields_without_the_demands(drawn: Drawn) -> None:
    fields = {"*": "read", "amount": "required"}
    ticket = signed_in(drawn, "before", "finance", fields=fields)
    assert offered(drawn, "finance", ticket) == ["agree", "refuse"], "no nesting"
    drawn["finance"].act(ticket, "agree")  # the amount is demanded of the owner only
    assert refusal(drawn["tech"].act, ticket, "agree").problems == {("amount", "form.required")}
    drawn["tech"].act(ticket, "agree", data={"amount": "5"})


# --- 退回 ---------------------------------------------------------------------------------------------------------


def returned(drawn: Drawn, resume: str, **changes: Any) -> str:
    """赵总监 agreed, 钱会计 sent it back to who asked; he hands it in again with these changes."""
    sees = {"*": "hidden", "amount": "read"}
    first = approve("first", drawn.people("tech"), fields=sees)
    last = approve("last", drawn.people("finance"), returns=["start"], resume="choose")
    ticket = drawn.ask(drawn.publish(first, last, start=start(fields={"*": "edit"})), amount="100")
    drawn["tech"].act(ticket, "agree")
    drawn["finance"].act(ticket, "return", to="start", resume=resume, comment="请改")
    drawn[SUBMITTER].act(ticket, "submit", data=changes)
    return ticket


@pytest.mark.parametrize(
    ("resume", "changes", "asked"),
    [("walk", {}, "first"), ("straight", {"what": "别的字"}, "last"), ("straight", {"amount": "900"}, "first")],
    ids=["walk", "straight", "straight, but what he decided on changed"],
)
def test_sent_back_it_walks_again_or_comes_straight_back(
    drawn: Drawn, resume: str, changes: dict[str, Any], asked: str
) -> None:
    ticket = returned(drawn, resume, **changes)
    assert drawn.steps(ticket) == [asked]
    assert len(drawn.told(ticket, "StepKept")) == (1 if asked == "last" else 0)


def test_only_listed_targets_are_taken(drawn: Drawn) -> None:
    ticket = to_tech(drawn, returns=["start"])
    answer = refusal(drawn["tech"].act, ticket, "return", to="decide", comment="x")
    assert answer.code == "task.return_target_not_drawn"
    unlisted = to_tech(drawn, returns=[])
    assert "return" not in drawn["tech"].steps(unlisted)["decide"]


# --- 催办 ---------------------------------------------------------------------------------------------------------


def test_who_waits_urges_and_is_counted_and_limited(drawn: Drawn) -> None:
    ticket = to_tech(drawn)
    (task,) = drawn.view(ticket)["tasks"]
    for times in range(1, 6):
        (told,) = drawn[SUBMITTER].post(f"/tasks/{task['id']}/urge", comment="急")["tasks"]
        assert told["urged"] == times
        # After the fifth it is the day that holds, longer than the half hour does.
        holds = "task.urged_lately" if times < 5 else "task.urged_enough"
        assert refusal(drawn["lead"].post, f"/tasks/{task['id']}/urge").code == holds
        drawn.later(30 * 60_000)
    assert refusal(drawn[SUBMITTER].post, f"/tasks/{task['id']}/urge").code == "task.urged_enough"
    assert refusal(drawn["tech"].post, f"/tasks/{task['id']}/urge").code in ("task.urge_own", "access.denied")
    assert [event["what"]["count"] for event in drawn.told(ticket, "TaskUrged")] == [1, 2, 3, 4, 5]


# --- 强制转派 -----------------------------------------------------------------------------------------------------


def test_a_decision_is_moved_by_the_flow_admin_alone_and_with_a_reason(drawn: Drawn) -> None:
    ticket = to_tech(drawn)
    (task,) = drawn.view(ticket)["tasks"]
    path, to = f"/tasks/{task['id']}/actions/assign", drawn.world.people["finance"]
    assert refusal(drawn["lead"].post, path, person=to, reason="x").code == "task.assign_not_allowed"
    assert refusal(drawn["admin"].post, path, person=to).code == "task.reason_required"
    drawn["admin"].post(path, person=to, reason="赵总监住院")
    assert drawn.owners(ticket) == ["finance"]
    assert offered(drawn, "tech", ticket) == []
    (moved,) = drawn.told(ticket, "TaskReassigned")
    assert (moved["what"]["before"], moved["what"]["reason"]) == (drawn.world.people["tech"], "赵总监住院")
    drawn["finance"].act(ticket, "agree")
    assert drawn.stage(ticket) == "done"


# --- 撤回, 重开, 终止, 强制关闭 in every status -----------------------------------------------------------------------


def of_life(drawn: Drawn, **more: Any) -> str:
    """look (new) → work (active) → paused (waiting) → rate (resolved) → closed; or an end that stays resolved."""
    look = {**handle("look", drawn.people("tech")), "stage": "asked"}
    work = approve("work", drawn.people("finance"), returns=["start"])
    wait = {**step_of("wait", "paused", event={"signal": "parts"}), "stage": "pause"}
    rate = {**handle("rate", {"submitter": True}), "stage": "solved"}
    rules = {"leads": ["lead"], "reopen": {"to": "look", "days": 7}}
    return drawn.run(look, work, wait, rate, **{**rules, **more})


def new(drawn: Drawn, **more: Any) -> str:
    return of_life(drawn, **more)


def acted(drawn: Drawn, **more: Any) -> str:
    ticket = of_life(drawn, **more)
    drawn["tech"].act(ticket, "finish")
    return ticket


def sent_back(drawn: Drawn) -> str:
    ticket = acted(drawn)
    drawn["finance"].act(ticket, "return", comment="请改")
    return ticket


def waiting(drawn: Drawn, **more: Any) -> str:
    ticket = acted(drawn, **more)
    drawn["finance"].act(ticket, "agree")
    return ticket


def resolved(drawn: Drawn, **more: Any) -> str:
    ticket = waiting(drawn, **more)
    drawn["admin"].post(f"/tickets/{ticket}/signals", key="parts")
    return ticket


def closed(drawn: Drawn, **more: Any) -> str:
    ticket = resolved(drawn, **more)
    drawn[SUBMITTER].act(ticket, "finish")
    return ticket


def ended_resolved(drawn: Drawn) -> str:
    return closed(drawn, end=end(stage="solved"))


def archived(drawn: Drawn) -> str:
    ticket = ended_resolved(drawn)
    drawn["lead"].post(f"/tickets/{ticket}/actions/archive")
    return ticket


def stopped(who: str, action: str) -> Callable[[Drawn], str]:
    def make(drawn: Drawn) -> str:
        ticket = new(drawn)
        drawn[who].post(f"/tickets/{ticket}/actions/{action}", reason="不办了")
        return ticket

    return make


def merged(drawn: Drawn) -> str:
    ticket, into = new(drawn), new(drawn)
    drawn["admin"].post(f"/tickets/{ticket}/merge", into=into, reason="同一件事")
    return ticket


STATUSES: dict[str, Callable[[Drawn], str]] = {
    "new": new,
    "acted": acted,
    "sent_back": sent_back,
    "waiting": waiting,
    "resolved": resolved,
    "ended_resolved": ended_resolved,
    "closed": closed,
    "withdrawn": stopped(SUBMITTER, "withdraw"),
    "terminated": stopped("admin", "terminate"),
    "force_closed": stopped("admin", "force_close"),
    "merged": merged,
    "archived": archived,
}
ACTIONS = {"withdraw": SUBMITTER, "reopen": "lead", "terminate": "admin", "force_close": "admin"}
OVER, LATE = "run.not_running", "run.withdraw_too_late"
# Status → what withdraw, reopen, terminate and force_close do: the stage that they lead to, or how they are refused.
LIFE = {
    "new":            ("gone",   "run.not_resolved", "gone", "done"),
    "acted":          (LATE,     "run.not_resolved", "gone", "done"),
    "sent_back":      ("gone",   "run.not_resolved", "gone", "done"),
    "waiting":        (LATE,     "run.not_resolved", "gone", "done"),
    "resolved":       (LATE,     "asked",            "gone", "done"),
    "ended_resolved": (OVER,     "asked",            OVER,   OVER),
    "closed":         (OVER,     "run.archived",     OVER,   OVER),
    "withdrawn":      (OVER,     "run.archived",     OVER,   OVER),
    "terminated":     (OVER,     "run.archived",     OVER,   OVER),
    "force_closed":   (OVER,     "run.archived",     OVER,   OVER),
    "merged":         (OVER,     "run.merged",       OVER,   OVER),
    "archived":       ("ticket.archived",) * 4,
}  # fmt: skip


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("status", LIFE)
def test_what_is_done_with_a_whole_run_in_each_status(drawn: Drawn, status: str, action: str) -> None:
    ticket, expected = STATUSES[status](drawn), LIFE[status][list(ACTIONS).index(action)]
    before = drawn.view(ticket)
    path = f"/tickets/{ticket}/actions/{action}"
    if "." in expected:
        assert refusal(drawn[ACTIONS[action]].post, path, reason="原因").code == expected
        assert drawn.view(ticket) == before, "a refused command changes nothing"
        return
    after = drawn[ACTIONS[action]].post(path, reason="原因")
    assert (after["stage"], drawn.steps(ticket)) == (expected, ["look"] if action == "reopen" else [])
    kind = {"withdraw": "RunWithdrawn", "reopen": "RunReopened", "terminate": "RunTerminated"}
    (event,) = drawn.told(ticket, kind.get(action, "RunForceClosed"))
    assert (event["what"]["reason"], event["what"]["by"]) == ("原因", drawn.world.people[ACTIONS[action]])


def test_a_merging_undone_goes_on_where_it_stood(drawn: Drawn) -> None:
    ticket = merged(drawn)
    assert (drawn.stage(ticket), drawn.steps(ticket)) == ("gone", [])
    drawn["admin"].post(f"/tickets/{ticket}/unmerge", reason="不是同一件事")
    assert (drawn.stage(ticket), drawn.steps(ticket)) == ("asked", ["look"])


def test_the_seat_of_who_leaves_goes_to_his_head(drawn: Drawn) -> None:
    ticket = drawn.run(approve("decide", drawn.people("designer")))
    drawn["admin"].post(f"/users/{drawn.world.people['designer']}/deactivate")
    wait_until(lambda: drawn.owners(ticket) == ["lead"])
    drawn["lead"].act(ticket, "agree")
    assert drawn.stage(ticket) == "done"


@pytest.mark.parametrize("action", ["terminate", "force_close"])
def test_only_the_flow_admin_ends_a_run_and_says_why(drawn: Drawn, action: str) -> None:
    ticket = new(drawn)
    path = f"/tickets/{ticket}/actions/{action}"
    assert refusal(drawn["lead"].post, path, reason="x").code == f"run.{action}_not_allowed"
    assert refusal(drawn["dispatcher"].post, path, reason="x").status == 403
    assert refusal(drawn["admin"].post, path).code == "run.reason_required"
    assert drawn.steps(ticket) == ["look"]


def test_only_who_asked_withdraws_and_a_step_may_say_otherwise(drawn: Drawn) -> None:
    ticket = new(drawn)
    assert refusal(drawn["lead"].post, f"/tickets/{ticket}/actions/withdraw").status == 403
    step = approve("decide", drawn.people("tech"))
    never = drawn.run({**step, "withdraw": False})
    path = f"/tickets/{never}/actions/withdraw"
    assert refusal(drawn[SUBMITTER].post, path).code == "run.withdraw_forbidden_here"
    always = drawn.run(handle("first", drawn.people("tech")), {**step, "withdraw": True}, withdraw={"then": "revise"})
    drawn["tech"].act(always, "finish")
    drawn[SUBMITTER].post(f"/tickets/{always}/actions/withdraw")
    assert (drawn.steps(always), drawn.stage(always)) == (["start"], "asked"), "back to be revised"


def test_who_asked_reopens_within_the_days_and_the_lead_until_the_archive(drawn: Drawn) -> None:
    look, rules = handle("look", drawn.people("tech")), {"leads": ["lead"], "reopen": {"to": "look", "days": 7}}
    kind = drawn.publish(look, end=end(stage="solved"), **rules)
    early, late, led = (drawn.ask(kind, by="customer") for _ in range(3))
    for ticket in (early, late, led):
        drawn["tech"].act(ticket, "finish")
    again = "/tickets/{}/actions/reopen"
    assert refusal(drawn["customer"].post, again.format(early)).code == "run.reason_required"
    drawn["customer"].post(again.format(early), reason="又坏了")
    assert drawn.steps(early) == ["look"]
    drawn.later(7 * DAY + 1)
    assert refusal(drawn["customer"].post, again.format(late), reason="又坏了").code == "run.reopen_too_late"
    drawn["lead"].post(again.format(led), reason="复查不合格")
    assert drawn.steps(led) == ["look"]
    (event,) = drawn.told(led, "RunReopened")
    assert event["what"]["round"] == 2


def test_a_flow_without_reopening_has_none(drawn: Drawn) -> None:
    ticket = to_tech(drawn)
    drawn["tech"].act(ticket, "agree")
    answer = refusal(drawn["admin"].post, f"/tickets/{ticket}/actions/reopen", reason="又坏了")
    assert answer.code == "run.reopen_not_drawn"
