"""Every kind of block and step over HTTP, with how the run goes on behind it; on both databases."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.http.bundle_world import DAY, HOUR, refusal
from tests.http.conftest import POSTGRES_IN_FULL
from tests.http.drawn import Drawn, branch, drawn_world, end, handle, lanes, left_as, step_of
from tests.http.process import wait_until

pytestmark = pytest.mark.req("FLW-1.server", "FLW-2.server")


@pytest.fixture(scope="module", params=POSTGRES_IN_FULL)
def drawn(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Drawn]:
    with drawn_world(tmp_path_factory, request) as made:
        yield made


def works(drawn: Drawn, *names: str) -> list[dict[str, Any]]:
    """A step for each of them, called like its owner."""
    return [handle(name, drawn.people(name)) for name in names]


def pausing(step: str, **more: Any) -> dict[str, Any]:
    return {**step_of("wait", step, **more), "stage": "pause"}


def test_a_sequence_is_walked_step_by_step(drawn: Drawn) -> None:
    ticket = drawn.run(*works(drawn, "tech", "finance"))
    for who in ("tech", "finance"):
        assert drawn.steps(ticket) == [who]
        drawn[who].act(ticket, "finish")
    assert drawn.stage(ticket) == "done"


@pytest.mark.parametrize(("amount", "steps"), [("900", ["finance", "after"]), ("5", ["after"])])
def test_a_branch_takes_the_first_way_that_holds_else_the_last(drawn: Drawn, amount: str, steps: list[str]) -> None:
    large = {"op": "gt", "left": {"field": "amount"}, "right": "500"}
    after = handle("after", drawn.people("finance"))
    ticket = drawn.ask(drawn.publish(branch("size", large, *works(drawn, "finance")), after), amount=amount)
    for step in steps:
        assert drawn.steps(ticket) == [step]
        drawn["finance"].act(ticket, "finish")
    assert drawn.stage(ticket) == "done"


@pytest.mark.parametrize(("join", "enough"), [("all", 3), ("any", 1), (2, 2)], ids=str)
def test_lanes_meet_when_all_one_or_k_have_ended_and_the_rest_is_cancelled(
    drawn: Drawn, join: Any, enough: int
) -> None:
    three = ("tech", "finance", "quality")
    fork = lanes(*([step] for step in works(drawn, *three)), join=join)
    ticket = drawn.run(fork, handle("after", {"submitter": True}))
    for number, who in enumerate(three[:enough]):
        assert sorted(drawn.steps(ticket)) == sorted(three[number:])
        drawn[who].act(ticket, "finish")
    assert drawn.steps(ticket) == ["after"]
    (left,) = drawn.told(ticket, "BlockLeft")
    cancelled = [one["owner"] for one in left["what"]["cancelled"]]
    assert sorted(cancelled) == sorted(drawn.world.people[who] for who in three[enough:])


def test_rounds_go_on_until_the_condition_holds(drawn: Drawn) -> None:
    enough = {"op": "gt", "left": {"field": "amount"}, "right": "500"}
    work = {**works(drawn, "tech")[0], "fields": {"amount": "edit"}}
    block = {"id": "again", "kind": "repeat", "until": enough, "most": 5, "items": [work]}
    ticket = drawn.run(block)
    for amount in ("100", "400"):
        drawn["tech"].act(ticket, "finish", data={"amount": amount})
        assert drawn.steps(ticket) == ["tech"]
    drawn["tech"].act(ticket, "finish", data={"amount": "501"})
    assert drawn.stage(ticket) == "done"
    assert [event["what"]["round"] for event in drawn.told(ticket, "RoundBegan")] == [1, 2, 3]


def test_a_wait_is_over_when_its_time_has_come(drawn: Drawn) -> None:
    ticket = drawn.run(pausing("wait", **{"for": "4h"}))
    assert (drawn.stage(ticket), drawn.steps(ticket)) == ("pause", [])
    drawn.later(4 * HOUR)
    wait_until(lambda: drawn.stage(ticket) == "done")


def test_a_wait_for_a_date_of_the_form_moves_with_it(drawn: Drawn) -> None:
    first = {**works(drawn, "tech")[0], "fields": {"day": "edit"}}
    kind = drawn.publish(first, pausing("wait", until={"field": "day", "plus": "2h"}))
    ticket = drawn.ask(kind)
    day = drawn.world.clock.instant + DAY
    drawn["tech"].act(ticket, "finish", data={"day": day})
    (wait,) = drawn.view(ticket)["waits"]
    assert (wait["kind"], wait["until"]) == ("wait", day + 2 * HOUR)
    drawn.later(DAY + HOUR)
    assert drawn.stage(ticket) == "pause"
    drawn.later(HOUR)
    wait_until(lambda: drawn.stage(ticket) == "done")


def test_a_wait_moves_when_its_date_is_corrected(drawn: Drawn) -> None:
    day = drawn.world.clock.instant + DAY
    ticket = drawn.ask(drawn.publish(pausing("wait", until="day")), day=day)
    drawn["desk"].do("PATCH", f"/tickets/{ticket}", json={"data": {"day": day + 2 * HOUR}})
    (wait,) = drawn.view(ticket)["waits"]
    assert wait["until"] == day + 2 * HOUR
    (moved,) = drawn.told(ticket, "WaitMoved")
    assert moved["what"]["until"] == day + 2 * HOUR


@pytest.mark.parametrize("event", ["message", "signal"])
def test_a_wait_for_an_event_is_over_when_it_comes_about(drawn: Drawn, event: str) -> None:
    named = "message" if event == "message" else {"signal": "parts"}
    ticket = drawn.ask(drawn.publish(pausing("wait", event=named)), by="customer")
    if event == "message":
        drawn["customer"].post(f"/tickets/{ticket}/notes", text="还在吗", public=True)
    else:
        assert refusal(drawn["admin"].post, f"/tickets/{ticket}/signals", key="other").code == "wait.nobody_waits"
        drawn["admin"].post(f"/tickets/{ticket}/signals", key="parts")
    wait_until(lambda: drawn.stage(ticket) == "done")


def test_a_lead_ends_a_wait_early_and_says_why(drawn: Drawn) -> None:
    ticket = drawn.run(pausing("wait", **{"for": "9d"}), leads=["lead"])
    (wait,) = drawn.view(ticket)["waits"]
    path = f"/tickets/{ticket}/waits/{wait['instance']}/end"
    assert refusal(drawn["dispatcher"].post, path, reason="x").code == "wait.end_not_allowed"
    drawn["lead"].post(path, reason="件到了")
    assert drawn.stage(ticket) == "done"
    assert drawn.told(ticket, "WaitEnded")[0]["what"]["reason"] == "件到了"


def test_those_told_read_it_and_the_run_goes_on(drawn: Drawn) -> None:
    told = step_of("notify", "tell", to=drawn.people("tech", "finance"), until_read=True)
    ticket = drawn.run({**told, "stage": "pause"})
    for who, left in (("tech", 1), ("finance", 0)):
        assert drawn.stage(ticket) == "pause"
        drawn[who].post(f"/tickets/{ticket}/read")
        assert [wait["unread"] for wait in drawn.view(ticket)["waits"]] == ([left] if left else [])
    assert drawn.stage(ticket) == "done"
    assert len(drawn.told(ticket, "CopyRead")) == 2


@pytest.mark.req("FLW-3", "AUD-3")
def test_whoever_is_in_copy_has_a_notice_may_read_the_ticket_and_is_recorded(drawn: Drawn) -> None:
    work = handle("work", drawn.people("tech"), cc=drawn.people("quality"))
    ticket = drawn.run(work, handle("after", {"submitter": True}))
    copied, tech = drawn["quality"], drawn["tech"]
    assert refusal(copied.post, f"/tickets/{ticket}/read").status == 404
    tech.act(ticket, "finish")
    # Others may have written to the same person meanwhile.
    wait_until(lambda: ("copied", ticket) in {(one["kind"], one["number"]) for one in copied.get("/notices")["items"]})
    (told,) = copied.get(f"/tickets/{ticket}")["told"]
    assert (told["kind"], told["step"], told["unread"]) == ("cc", "work", True)
    copied.post(f"/tickets/{ticket}/read")
    copied.post(f"/tickets/{ticket}/read")
    (told,) = tech.get(f"/tickets/{ticket}")["told"]
    assert [one["person"] for one in told["people"] if one["read_at"]] == [copied.id]
    assert len(drawn.told(ticket, "CopyRead")) == 1, "said twice, read once"


def test_an_action_sets_what_it_says(drawn: Drawn) -> None:
    act = step_of("action", "mark", set={"amount": "7", "priority": "P1"})
    ticket = drawn.run(act, handle("after", {"submitter": True}))
    wait_until(lambda: drawn.steps(ticket) == ["after"])
    view = drawn.view(ticket)
    assert (view["data"]["amount"], view["priority"]) == ("7.00", "P1")


@pytest.mark.parametrize("how", ["skip", "fill"])
def test_an_action_that_fails_is_an_incident_that_the_flow_admin_settles(drawn: Drawn, how: str) -> None:
    act = step_of("action", "push", webhook="nowhere")
    word = {"skip": "skipped", "fill": "filled"}[how]
    ticket = drawn.run(act, branch("then", left_as("push", word), handle("after", {"submitter": True})))
    wait_until(lambda: [wait["kind"] for wait in drawn.view(ticket)["waits"]] == ["incident"])
    assert ticket in [one["number"] for one in drawn["admin"].get("/incidents")]
    (wait,) = drawn.view(ticket)["waits"]
    path = f"/tickets/{ticket}/incidents/{wait['instance']}/{how}"
    assert refusal(drawn["dispatcher"].post, path, reason="x").status == 403
    drawn["admin"].post(path, reason="线下已办")
    assert drawn.steps(ticket) == ["after"]


@pytest.mark.req("FLW-8")
@pytest.mark.parametrize("join", ["all", "any"])
def test_children_are_opened_for_rows_and_waited_for(drawn: Drawn, join: str) -> None:
    job = drawn.publish(handle("do", drawn.people("crew")))
    each = step_of("children", "each", type=job, rows="lines", join=join)
    rows = [{"id": f"0197a0b0-0000-7000-8000-00000000000{n}", "what": what} for n, what in enumerate(("水槽", "龙头"))]
    ticket = drawn.ask(drawn.publish(each, handle("after", {"submitter": True})), lines=rows)
    path = f"/tickets/{ticket}/children"
    wait_until(lambda: len(drawn["lead"].get(path)["children"]) == 2)
    first, second = drawn["lead"].get(path)["children"]
    drawn["crew"].act(first["number"], "finish")
    assert drawn.steps(ticket) == ([] if join == "all" else ["after"])
    if join == "all":
        drawn["crew"].act(second["number"], "finish")
        assert drawn.steps(ticket) == ["after"]
    else:
        wait_until(lambda: {one["state"] for one in drawn["lead"].get(path)["children"]} == {"done", "cancelled"})


def test_an_end_ends_its_lane_and_a_terminate_the_run(drawn: Drawn) -> None:
    one, two = works(drawn, "tech", "finance")
    stop = step_of("terminate", "stop")
    ended = lanes([one, {**end(), "id": "lane_end"}], [two])
    ticket = drawn.run(ended, handle("after", {"submitter": True}))
    drawn["tech"].act(ticket, "finish")
    assert drawn.steps(ticket) == ["finance"]
    drawn["finance"].act(ticket, "finish")
    assert drawn.steps(ticket) == ["after"]
    large = {"op": "gt", "left": {"field": "amount"}, "right": "500"}
    kind = drawn.publish(lanes([one, branch("if", large, {**stop, "stage": "gone"})], [two]))
    stopped = drawn.ask(kind, amount="900")
    drawn["tech"].act(stopped, "finish")
    assert (drawn.stage(stopped), drawn.steps(stopped)) == ("gone", [])


# --- how work is given out -------------------------------------------------------------------------------------------


def test_direct_work_is_the_owner_s_at_once(drawn: Drawn) -> None:
    ticket = drawn.run(*works(drawn, "tech"))
    assert drawn.owners(ticket) == ["tech"]
    assert "finish" in drawn["tech"].steps(ticket)["tech"]


def test_dispatched_work_is_offered_accepted_or_refused(drawn: Drawn) -> None:
    work = handle("work", "by_hand", mode="dispatch", visit="full", dispatchers=["dispatcher"])
    ticket = drawn.run(work)
    assign = {"person": drawn.world.people["engineer"]}
    drawn["dispatcher"].act(ticket, "assign", **assign)
    drawn["engineer"].act(ticket, "refuse", comment="在外地")
    drawn["dispatcher"].act(ticket, "assign", **assign)
    for action in ("accept", "depart", "arrive", "begin", "finish"):
        drawn["engineer"].act(ticket, action)
    assert drawn.stage(ticket) == "done"


def test_work_in_the_pool_is_claimed_by_one(drawn: Drawn) -> None:
    ticket = drawn.run(handle("work", drawn.people("engineer", "other_engineer"), mode="claim"))
    (task,) = drawn.view(ticket)["tasks"]
    path = f"/tasks/{task['id']}/actions/claim"
    drawn["engineer"].post(path)
    late = refusal(drawn["other_engineer"].post, path)
    assert late.code == "task.taken"
    assert drawn.owners(ticket) == ["engineer"]


def test_a_dispatcher_names_who_may_claim(drawn: Drawn) -> None:
    work = handle("work", "by_hand", mode="dispatch_claim", dispatchers=["dispatcher"])
    ticket = drawn.run(work)
    named = [drawn.world.people[who] for who in ("engineer", "other_engineer")]
    drawn["dispatcher"].act(ticket, "assign", candidates=named)
    drawn["other_engineer"].act(ticket, "claim")
    assert drawn.owners(ticket) == ["other_engineer"]


def test_an_offer_that_nobody_takes_up_expires(drawn: Drawn) -> None:
    admin, policies = drawn["admin"], "/dispatch/policies"
    admin.do("PUT", f"/engineers/{drawn.world.people['engineer']}", json={"capacity": 99})
    policy = {"key": "all", "label": {"zh": "派单"}, "decide": "automatic", "rules": ["capacity"], "score": {"load": 1}}
    window = {"accept": {"minutes": 15, "wall_for": ["P0", "P1", "P2", "P3"]}}
    admin.do("PUT", policies, json={"body": {"policies": [{**policy, **window}]}})
    ticket = drawn.run(handle("work", "by_hand", mode="dispatch", dispatchers=["dispatcher"]))
    wait_until(lambda: drawn.owners(ticket) == ["engineer"])
    drawn.later(HOUR)
    wait_until(lambda: len(drawn.told(ticket, "VisitExpired")) == 1)
    assert "assign" in drawn["dispatcher"].steps(ticket)["work"]
    assert drawn["engineer"].steps(ticket)["work"] == []
    admin.do("PUT", policies, json={"body": {"policies": []}})
