"""What users of other systems suffer from, tried on this one over HTTP: none of it happens here.

Each test names the pain; the stories are theirs, the numbers those of the list that we keep of them.
"""

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.http.bundle_world import DAY, STAFF, BundleWorld, RefusedError, bundle_world, refusal
from tests.http.conftest import BOTH
from tests.http.process import wait_until
from tests.http.test_bundles import fresh_database


@pytest.fixture(scope="module", params=BOTH)
def world(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[BundleWorld]:
    """One company for all pains."""
    with contextlib.ExitStack() as stack:
        url = "" if request.param == "sqlite" else fresh_database(request, stack)
        yield stack.enter_context(bundle_world(tmp_path_factory.mktemp("pains"), url, "repair_service"))


def published(world: BundleWorld, key: str, flow: dict[str, Any], form: dict[str, Any] | None = None) -> str:
    """A ticket type of this test's own; its key."""
    made = form or {"form": key, "label": "单", "fields": [{"key": "amount", "kind": "amount", "label": "金额"}]}
    world["admin"].post("/forms", body=made)
    world["admin"].post("/flows", form=key, body={**STAGED, **flow, "key": key})
    prefix = "".join(chr(65 + int(digit)) for digit in f"{len(world.own):03}") + "X"
    world.own.append(key)
    body = {"label": {"zh": key}, "form": key, "flow": key, "prefix": prefix}
    world["admin"].do("PUT", f"/ticket-types/{key}", json=body)
    return key


STAGED: dict[str, Any] = {
    "label": {"zh": "审批"},
    "stages": [
        {"key": "asked", "label": {"zh": "待提交"}, "category": "new"},
        {"key": "in_review", "label": {"zh": "审批中"}, "category": "active"},
        {"key": "done", "label": {"zh": "已完成"}, "category": "closed"},
        {"key": "refused", "label": {"zh": "未通过"}, "category": "cancelled"},
    ],
    "leads": ["lead"],
    "admins": ["admin"],
}
ASK = {"id": "ask", "kind": "start", "label": {"zh": "申请"}, "stage": "asked", "fields": {"*": "edit"}}
END = {"id": "end", "kind": "end", "label": {"zh": "完成"}, "stage": "done"}


def decision(step: str, *people: str, world: BundleWorld, **more: Any) -> dict[str, Any]:
    """An approval by these people, all of them unless it is said."""
    ids = [world[login].id for login in people]
    who = {"approvers": {"people": ids}, "if_empty": "flow_admin"}
    return {"id": step, "kind": "approve", "label": {"zh": step}, "stage": "in_review", **who, **more}


# --- 1: a change of the flow hits tickets in flight ---------------------------------------------------------------


@pytest.mark.req("FLW-10")
def test_pain_1_a_flow_that_changes_leaves_tickets_in_flight_as_they_are(world: BundleWorld) -> None:
    both = decision("both", "tech", "finance", world=world)
    key = published(world, "pain_one", {"root": [ASK, both, END]})
    old = world["desk"].report(key, data={"amount": "10"})
    world["tech"].act(old, "agree")
    # The step that it stands at goes, another comes, a stage is renamed away.
    stages = [*STAGED["stages"][:1], {**STAGED["stages"][1], "key": "checking"}, *STAGED["stages"][2:]]
    only = {**decision("manager", "manager", world=world), "stage": "checking"}
    body = {**STAGED, "key": key, "stages": stages, "root": [ASK, only, END]}
    world["admin"].post("/flows", form=key, body=body, base_version=1)
    assert list(world["desk"].steps(world["desk"].report(key))) == ["manager"]
    shown = world["desk"].get(f"/tickets/{old}")
    assert (shown["stage"], [task["step"] for task in shown["tasks"]]) == ("in_review", ["both"])
    # The vote that was given stands; the one that is missing ends it.
    assert world["finance"].act(old, "agree")["stage"] == "done"


@pytest.mark.req("FLW-10", "FRM-6")
def test_pain_1_a_field_that_was_removed_keeps_what_old_tickets_say(world: BundleWorld) -> None:
    key = published(world, "pain_one_form", {"root": [ASK, decision("one", "tech", world=world), END]})
    old = world["desk"].report(key, data={"amount": "10"})
    world["admin"].post(
        "/forms", body={"form": key, "label": "单", "fields": [{"key": "sum", "kind": "amount", "label": "合计"}]}
    )
    assert world["desk"].get(f"/tickets/{old}")["data"] == {"amount": "10.00"}
    assert refusal(world["desk"].report, key, data={"amount": "10"}).problems == {("amount", "form.field_unknown")}
    assert world["tech"].act(old, "agree")["data"] == {"amount": "10.00"}


# --- 2: one refusal leaves it stuck; others keep a task that is over ----------------------------------------------


@pytest.mark.req("FLW-3.server")
@pytest.mark.parametrize("policy", [{"stage": "refused"}, {"return_to": "ask"}], ids=["ends", "goes-back"])
def test_pain_2_one_refusal_decides_and_nobody_keeps_a_task(world: BundleWorld, policy: dict[str, str]) -> None:
    people = ("tech", "finance", "manager")
    key = published(
        world,
        f"pain_two_{policy.get('stage', 'back')}",
        {"root": [ASK, decision("all", *people, world=world, refused=policy), END]},
    )
    ticket = world["desk"].report(key)
    open_tasks = [task["id"] for task in world["desk"].get(f"/tickets/{ticket}")["tasks"]]
    world["tech"].act(ticket, "agree")
    after = world["finance"].act(ticket, "refuse", comment="超预算")
    assert [task["step"] for task in after["tasks"]] == ([] if "stage" in policy else ["ask"])
    assert ticket not in [task["number"] for task in world["manager"].get("/tasks")]
    late = {refusal(world["manager"].post, f"/tasks/{task}/actions/agree").code for task in open_tasks}
    assert late == {"access.denied"}, "it is nothing of his any more"


@pytest.mark.req("FLW-3.server")
def test_pain_2_a_vote_that_cannot_be_won_any_more_ends_at_once(world: BundleWorld) -> None:
    jury = decision(
        "jury", "tech", "finance", "manager", world=world, mode="ratio", percent=66, refused={"stage": "refused"}
    )
    ticket = world["desk"].report(published(world, "pain_two_ratio", {"root": [ASK, jury, END]}))
    world["tech"].act(ticket, "refuse", comment="不符合")
    assert world["finance"].act(ticket, "refuse", comment="不符合")["stage"] == "refused"
    assert ticket not in [task["number"] for task in world["manager"].get("/tasks")]


# --- 3: sending back ----------------------------------------------------------------------------------------------


@pytest.mark.req("FLW-4.server")
def test_pain_3_one_chooses_where_it_goes_back_to_and_what_one_may_not_see_stays(world: BundleWorld) -> None:
    form = {
        "form": "pain_three",
        "label": "单",
        "fields": [
            {"key": "amount", "kind": "amount", "label": "金额"},
            {"key": "secret", "kind": "text", "label": "底价"},
        ],
    }
    hidden = {"*": "read", "secret": "hidden"}
    steps = [
        decision("first", "tech", world=world, fields={"*": "read"}),
        decision("second", "finance", world=world, fields={"*": "read"}, returns=["ask", "first"]),
        decision("third", "manager", world=world, fields=hidden, returns=["ask", "first", "second"]),
    ]
    key = published(world, "pain_three", {"root": [ASK, *steps, END]}, form)
    ticket = world["desk"].report(key, data={"amount": "10", "secret": "8"})
    for login in ("tech", "finance"):
        world[login].act(ticket, "agree")
    manager = world["manager"]
    undrawn = refusal(manager.act, ticket, "return", to="end", comment="?")
    assert undrawn.code == "task.return_target_not_drawn"
    assert refusal(manager.act, ticket, "return", to="first", comment="?", data={"secret": "9"}).status == 422
    back = manager.act(ticket, "return", to="first", comment="请重新评估")
    assert [task["step"] for task in back["tasks"]] == ["first"]
    assert world["desk"].get(f"/tickets/{ticket}")["data"] == {"amount": "10.00", "secret": "8"}


@pytest.mark.req("FLW-4.server")
@pytest.mark.parametrize(("change", "asked"), [({}, "third"), ({"amount": "99"}, "second")], ids=["same", "changed"])
def test_pain_3_it_comes_straight_back_and_only_who_saw_something_else_is_asked_again(
    world: BundleWorld, change: dict[str, str], asked: str
) -> None:
    form = {
        "form": f"pain_straight_{asked}",
        "label": "单",
        "fields": [
            {"key": "amount", "kind": "amount", "label": "金额"},
            {"key": "reason", "kind": "text", "label": "原因"},
        ],
    }
    steps = [
        decision("first", "tech", world=world, fields={"reason": "read", "amount": "hidden"}),
        decision("second", "finance", world=world, fields={"*": "read"}),
        decision("third", "manager", world=world, fields={"*": "read"}, returns=["ask"], resume="straight"),
    ]
    key = published(world, f"pain_straight_{asked}", {"root": [ASK, *steps, END]}, form)
    ticket = world["desk"].report(key, data={"amount": "10", "reason": "备用"})
    for login in ("tech", "finance"):
        world[login].act(ticket, "agree")
    world["manager"].act(ticket, "return", to="ask", comment="请核对")
    world["desk"].act(ticket, "submit", data=change)
    assert list(world["desk"].steps(ticket)) == [asked]


# --- 15: parents and children -------------------------------------------------------------------------------------


@pytest.mark.req("FLW-8")
def test_pain_15_a_parent_does_not_end_over_its_childrens_heads(world: BundleWorld) -> None:
    admin = world["admin"]
    one = decision("one", "admin", world=world)
    key = published(world, "pain_parent", {"root": [ASK, one, END]})
    kind = next(kind for kind in admin.get("/ticket-types") if kind["key"] == key)
    kept = {name: kind[name] for name in ("label", "form", "flow", "prefix")}
    guard = {"on_end": "block", "synced": ["amount"], "results": ["amount"]}
    admin.do("PUT", f"/ticket-types/{key}", json={**kept, "children": guard})
    parent = admin.report(key, data={"amount": "10"})
    first, second = (
        str(admin.post(f"/tickets/{parent}/children", type=key, title=title)["number"])
        for title in ("网络组", "服务器组")
    )
    family = admin.get(f"/tickets/{parent}/children")
    assert {child["number"] for child in family["children"]} == {first, second}
    assert refusal(admin.act, parent, "agree").code == "family.open_children"
    circle = refusal(admin.do, "PUT", f"/tickets/{first}/links/parent/{parent}")
    assert circle.code in ("link.circle", "link.has_parent")
    admin.do("PATCH", f"/tickets/{parent}", json={"data": {"amount": "20"}})
    wait_until(lambda: admin.get(f"/tickets/{first}")["data"].get("amount") == "20.00")
    for child in (first, second):
        admin.act(child, "agree")
    told = admin.get(f"/tickets/{parent}/children")["children"]
    assert [child["state"] for child in told] == ["done", "done"]
    assert admin.act(parent, "agree")["stage"] == "done"


# --- 16: the last save wins ---------------------------------------------------------------------------------------


@pytest.mark.req("COL-1", "DSP-2.server")
def test_pain_16_of_many_who_claim_at_once_one_has_it_and_the_others_are_told_who(world: BundleWorld) -> None:
    data = {"phone": "13900001111", "downtime_impact": "line_stopped"}
    ticket = world["desk"].report("emergency_rescue", channel="phone", data=data)
    (task,) = world["engineer"].get(f"/tickets/{ticket}")["tasks"]
    found: dict[str, RefusedError | None] = {}

    def claim(login: str) -> None:
        try:
            world[login].post(f"/tasks/{task['id']}/actions/claim")
            found[login] = None
        except RefusedError as refused:
            found[login] = refused

    claims = [threading.Thread(target=claim, args=(login,)) for login in ("engineer", "other_engineer", "crew")]
    for each in claims:
        each.start()
    for each in claims:
        each.join()
    (winner,) = [login for login, refused in found.items() if refused is None]
    name = STAFF[winner][0]
    late = [refused for refused in found.values() if refused is not None]
    assert [(one.status, one.code, one.title) for one in late] == [
        (409, "task.taken", f"手慢了，{name}已接走该工单。")
    ] * 2
    # Whoever was late is offered nothing there any more, and sees who works on it; the winner goes on.
    for login in found:
        (shown,) = world[login].get(f"/tickets/{ticket}")["tasks"]
        offered = {offer["key"] for offer in shown["actions"]}
        assert shown["assignee"] == world[winner].id
        assert ("depart" in offered) is (login == winner) and "claim" not in offered
    assert world[winner].act(ticket, "depart")["tasks"][0]["visit"]["person"] == world[winner].id


@pytest.mark.req("COL-1")
def test_pain_16_two_write_at_once_and_nothing_is_lost(world: BundleWorld) -> None:
    desk, dispatcher = world["desk"], world["dispatcher"]
    ticket = desk.report("equipment_repair", channel="phone", data={"phone": "13900001111", "address": "旧址"})
    seen = desk.get(f"/tickets/{ticket}")
    version = {"If-Match": f'"{seen["version"]}"'}
    dispatcher.do("PATCH", f"/tickets/{ticket}", headers=version, json={"data": {"phone": "13900002222"}})
    desk.do("PATCH", f"/tickets/{ticket}", json={"data": {"address": "新址"}})
    now = desk.get(f"/tickets/{ticket}")["data"]
    assert (now["phone"], now["address"]) == ("13900002222", "新址")
    stale = refusal(desk.do, "PATCH", f"/tickets/{ticket}", headers=version, json={"data": {"phone": "13900003333"}})
    assert (stale.status, stale.code) == (412, "command.stale")
    assert stale.title.startswith("内容已被他人修改")
    assert desk.get(f"/tickets/{ticket}")["data"]["phone"] == "13900002222"
    # Who wrote what stands in the ticket's history, for both.
    told = desk.get(f"/tickets/{ticket}/trace")["events"]
    callers = [one["caller"]["id"] for one in told if one["type"] == "TicketChanged"]
    assert callers == [dispatcher.id, desk.id]


# --- 23: rules that are got around; runs that hang ----------------------------------------------------------------


@pytest.mark.req("FRM-2", "FLW-3.server")
def test_pain_23_an_approval_is_held_to_the_rules_of_the_form_like_everybody(world: BundleWorld) -> None:
    form = {
        "form": "pain_rules",
        "label": "单",
        "fields": [
            {"key": "amount", "kind": "amount", "label": "金额", "require": True},
            {"key": "granted", "kind": "amount", "label": "批准金额", "min": 0},
        ],
        "rules": [
            {
                "key": "not_more",
                "refuse_when": {"op": "gt", "left": {"field": "granted"}, "right": {"field": "amount"}},
                "message": {"zh": "批准金额不能超过申请金额"},
                "at": "granted",
            }
        ],
    }
    grant = decision("grant", "finance", world=world, fields={"amount": "read", "granted": "required"})
    ask = {**ASK, "fields": {"amount": "edit", "granted": "hidden"}}
    ticket = world["desk"].report(
        published(world, "pain_rules", {"root": [ask, grant, END]}, form), data={"amount": "10"}
    )
    finance = world["finance"]
    for data in ({}, {"granted": "99"}, {"granted": "-1"}, {"granted": "5", "amount": "1"}, {"granted": "5", "x": 1}):
        assert refusal(finance.act, ticket, "agree", data=data).code == "form.rejected", data
    assert finance.get(f"/tickets/{ticket}")["stage"] == "in_review", "a refusal leaves nothing behind"
    assert finance.act(ticket, "agree", data={"granted": "5"})["stage"] == "done"


@pytest.mark.req("FLW-9")
def test_pain_23_what_would_hang_is_not_published(world: BundleWorld) -> None:
    admin = world["admin"]
    nobody = {
        "id": "one",
        "kind": "approve",
        "label": {"zh": "无人"},
        "stage": "in_review",
        "approvers": {"role": "no_such_role"},
    }
    bad: dict[str, list[dict[str, Any]]] = {
        "an approval by a role that nobody has": [ASK, nobody, END],
        "no end": [ASK, decision("one", "tech", world=world)],
        "a branch without a default": [
            ASK,
            {
                "id": "b",
                "kind": "branch",
                "ways": [{"key": "w", "when": {"op": "gt", "left": {"field": "amount"}, "right": 1}, "items": []}],
            },
            END,
        ],
    }
    published(world, "pain_hang", {"root": [ASK, decision("one", "tech", world=world), END]})
    for what, root in bad.items():
        body = {**STAGED, "key": "pain_hang", "root": root}
        assert refusal(admin.post, "/flows", form="pain_hang", body=body).code == "flow.not_publishable", what


@pytest.mark.req("FLW-1.server")
@pytest.mark.parametrize("join", ["all", "any", 2])
def test_pain_23_lanes_meet_whatever_order_they_end_in(world: BundleWorld, join: Any) -> None:
    people = ("tech", "finance", "manager")
    lanes = [{"key": login, "items": [decision(f"by_{login}", login, world=world)]} for login in people]
    block = {"id": "side", "kind": "parallel", "label": {"zh": "并行"}, "join": join, "lanes": lanes}
    last = decision("last", "lead", world=world)
    key = published(world, f"pain_lanes_{join}", {"root": [ASK, block, last, END]})
    for order in (people, people[::-1]):
        ticket = world["desk"].report(key)
        needed = {"all": 3, "any": 1}.get(join, join)
        for login in order[:needed]:
            world[login].act(ticket, "agree")
        assert list(world["desk"].steps(ticket)) == ["last"]
        assert not [one for login in people for one in world[login].get("/tasks") if one["number"] == ticket]
        assert world["lead"].act(ticket, "agree")["stage"] == "done"


# --- 25: several approvers, levels, substitutes -------------------------------------------------------------------


@pytest.mark.req("FLW-3.server", "FLW-4.server")
def test_pain_25_an_old_yes_does_not_count_for_what_was_changed_since(world: BundleWorld) -> None:
    steps = [decision("first", "tech", world=world), decision("second", "finance", world=world, returns=["ask"])]
    key = published(world, "pain_old_yes", {"root": [ASK, *steps, END]})
    ticket = world["desk"].report(key, data={"amount": "10"})
    world["tech"].act(ticket, "agree")
    world["finance"].act(ticket, "return", to="ask", comment="金额写错")
    world["desk"].act(ticket, "submit", data={"amount": "99999"})
    assert list(world["desk"].steps(ticket)) == ["first"], "asked again, not taken for granted"
    world["tech"].act(ticket, "refuse", comment="太贵")
    told = world["auditor"].get(f"/tickets/{ticket}/trace")["events"]
    votes = [(one["what"]["step"], one["what"]["verdict"]) for one in told if one["type"] == "VoteCast"]
    assert votes == [("first", "agree"), ("first", "refuse")], "each decision is on record by itself"
    assert world["desk"].get(f"/tickets/{ticket}")["stage"] == "refused"


@pytest.mark.req("FLW-3.server", "FLW-5")
def test_pain_25_levels_and_several_approvers_are_for_everybody(world: BundleWorld) -> None:
    steps = [
        {**decision("head", "tech", world=world), "approvers": {"department_head": 1}},
        decision("sequence", "finance", "manager", world=world, mode="sequence"),
    ]
    ticket = world["desk"].report(published(world, "pain_levels", {"root": [ASK, *steps, END]}))
    world["lead"].act(ticket, "agree")
    assert ticket not in [task["number"] for task in world["manager"].get("/tasks")], "his turn comes after finance"
    world["finance"].act(ticket, "agree")
    assert world["manager"].act(ticket, "agree")["stage"] == "done"


@pytest.mark.req("FLW-5")
def test_pain_25_who_is_away_is_stood_in_for_and_both_are_on_record(world: BundleWorld) -> None:
    ticket = world["desk"].report(
        published(world, "pain_deputy", {"root": [ASK, decision("one", "manager", world=world), END]})
    )
    now = world.clock.now()
    away = {"deputy": world["tech"].id, "from": now, "until": now + 5 * DAY}
    world["manager"].do("PUT", "/me/deputies", json=[away])
    assert world["tech"].act(ticket, "agree")["stage"] == "done"
    told = world["auditor"].get(f"/tickets/{ticket}/trace")["events"]
    (vote,) = [one["what"] for one in told if one["type"] == "VoteCast"]
    assert (vote["person"], vote["by"]) == (world["manager"].id, world["tech"].id)
    world["manager"].do("PUT", "/me/deputies", json=[])
