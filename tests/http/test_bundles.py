"""The bundles that prove the flow core, each told by its people over HTTP, on both databases."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from bihuan.core.flow import draw_of
from tests.http.bundle_world import DAY, HOUR, BundleWorld, bundle_world, refusal
from tests.http.conftest import BOTH
from tests.http.process import wait_until


@pytest.fixture(scope="module", params=BOTH)
def world(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[BundleWorld]:
    """One company for all stories: they share nothing but its people."""
    with contextlib.ExitStack() as stack:
        url = "" if request.param == "sqlite" else fresh_database(request, stack)
        yield stack.enter_context(bundle_world(tmp_path_factory.mktemp("bundles"), url))


def fresh_database(request: pytest.FixtureRequest, stack: contextlib.ExitStack) -> str:
    server = request.getfixturevalue("postgres_server")
    return str(server.url(stack.enter_context(server.new_database(request.getfixturevalue("postgres_template")))))


# --- 投诉处理 -----------------------------------------------------------------------------------------------------


def complain(world: BundleWorld, about: str, *, customer: str | None = None, **data: Any) -> str:
    given = {"phone": "13900001111", "about": about, **data}
    who = world["desk"] if customer else world["customer"]
    return who.report("complaint", data=given, **({"customer": customer} if customer else {}))


@pytest.mark.req("FLW-7", "FLW-2.server")
def test_a_plain_complaint_is_handled_and_ends_when_the_customer_says_so(world: BundleWorld) -> None:
    ticket = complain(world, "service")
    assert world["customer"].steps(ticket) == {"handle": []}
    world["handler"].act(ticket, "finish", data={"answer": "已致歉并补送"})
    closed = world["customer"].act(ticket, "agree")
    assert (closed["stage"], closed["tasks"]) == ("settled", [])


@pytest.mark.req("FLW-7", "FLW-2.server")
@pytest.mark.parametrize("why", ["coach", "severe", "vip", "escalated"])
def test_what_weighs_more_goes_to_the_supervising_department(world: BundleWorld, why: str) -> None:
    if why == "coach":
        ticket = complain(world, "coach", colleague="李教练")
    else:
        severity, customer = ("severe" if why == "severe" else "normal"), (world.vip if why == "vip" else None)
        ticket = complain(world, "delivery", severity=severity, customer=customer)
        action, more = ("escalate", {"comment": "客户要求书面说明"}) if why == "escalated" else ("finish", {})
        world["handler"].act(ticket, action, data={"answer": "已补发"}, **more)
    assert list(world["supervision"].steps(ticket)) == ["supervise"]
    assert world["supervision"].get(f"/tickets/{ticket}")["stage"] == "supervised"
    done = world["supervision"].act(ticket, "finish", data={"supervision_finding": "已约谈当事人"})
    assert done["stage"] == "to_confirm"


@pytest.mark.req("S-9", "FLW-7")
def test_a_complaint_about_taste_goes_to_quality_control_first(world: BundleWorld) -> None:
    ticket = complain(world, "taste", store="人民路店", batch="B260401")
    assert list(world["quality"].steps(ticket)) == ["quality"]
    world["quality"].act(ticket, "finish", data={"quality_finding": "该批糖浆配比偏高，已下架"})
    world["handler"].act(ticket, "finish", data={"answer": "已退款并换新", "compensation": "30"})
    assert world["customer"].act(ticket, "agree")["stage"] == "settled"


@pytest.mark.req("FLW-7")
def test_unsettled_it_comes_back_to_supervision_until_the_customer_agrees(world: BundleWorld) -> None:
    ticket = complain(world, "service")
    world["handler"].act(ticket, "finish", data={"answer": "已致歉"})
    assert ("comment", "task.comment_required") in refusal(world["customer"].act, ticket, "refuse").problems
    for words in ("没人联系我", "还是没人"):
        world["customer"].act(ticket, "refuse", comment=words)
        world["supervision"].act(ticket, "finish", data={"supervision_finding": "当面沟通"})
    assert world["customer"].act(ticket, "agree")["stage"] == "settled"


# --- 退换货 -------------------------------------------------------------------------------------------------------


def send_back(world: BundleWorld, amount: str, wanted: str = "return", **data: Any) -> str:
    customer = world["customer"]
    given = {"phone": "13900001111", "order_no": "DD-1", "goods_name": "水泵 1 台", "reason": "漏水", **data}
    photos = [customer.upload("photo")]
    return customer.report(
        "return_exchange", data={**given, "wanted": wanted, "amount": amount, "goods_photos": photos}
    )


@pytest.mark.req("FLW-2.server", "FRM-7")
def test_nothing_is_sent_back_without_a_photo(world: BundleWorld) -> None:
    bare = {
        "phone": "13900001111",
        "order_no": "DD-1",
        "goods_name": "泵",
        "reason": "漏",
        "wanted": "return",
        "amount": 9,
    }
    refused = refusal(world["customer"].report, "return_exchange", data=bare)
    assert (refused.status, {path for path, _ in refused.problems}) == (422, {"goods_photos"})


@pytest.mark.req("FLW-2.server", "FLW-3.server")
@pytest.mark.parametrize(
    ("amount", "deciders"),
    [("300", []), ("800", ["lead"]), ("6000", ["lead", "finance"])],
    ids=["small", "medium", "large"],
)
def test_a_return_is_approved_by_its_amount_received_with_a_photo_and_paid_back(
    world: BundleWorld, amount: str, deciders: list[str]
) -> None:
    ticket = send_back(world, amount)
    world["desk"].act(ticket, "finish")
    for login in deciders:
        world[login].act(ticket, "agree")
    store, finance = world["warehouse"], world["finance"]
    state = {"goods_state": "as_said"}
    assert ("files", "task.evidence_missing") in refusal(store.act, ticket, "finish", data=state).problems
    store.act(ticket, "finish", data=state, files=[store.upload("photo")])
    over = refusal(finance.act, ticket, "finish", data={"refund": "99999", "refund_no": "TK-1"})
    assert {path for path, _ in over.problems} == {"refund"}
    done = finance.act(ticket, "finish", data={"refund": amount, "refund_no": "TK-1"})
    assert (done["stage"], done["tasks"]) == ("done", [])


@pytest.mark.req("FLW-2.server")
def test_an_exchange_ends_with_what_was_sent_and_a_request_that_does_not_fit_at_once(world: BundleWorld) -> None:
    ticket = send_back(world, "300", "exchange")
    world["desk"].act(ticket, "finish")
    store = world["warehouse"]
    store.act(ticket, "finish", data={"goods_state": "as_said"}, files=[store.upload("photo")])
    assert store.act(ticket, "finish", data={"tracking_no": "SF100"})["stage"] == "done"
    other = send_back(world, "300")
    assert world["desk"].act(other, "decline", comment="超过退货期")["stage"] == "refused"


# --- 装修投诉 -----------------------------------------------------------------------------------------------------


def decoration(world: BundleWorld) -> str:
    customer = world["customer"]
    data = {"phone": "13900001111", "home": "云庭 3-1201", "place": ["wall", "furniture"]}
    ticket = customer.report("decoration_complaint", data={**data, "fault_photos": [customer.upload("photo")]})
    world["project"].act(ticket, "finish", data={"plan": "重做墙面，柜门改尺寸"})
    return ticket


def put_right(world: BundleWorld, ticket: str) -> None:
    crew, designer = world["crew"], world["designer"]
    for action in ("claim", "arrive"):
        crew.act(ticket, action)
    bare = refusal(crew.act, ticket, "finish", data={"site_done": "墙面重做"})
    assert {path for path, _ in bare.problems} == {"site_photos"}
    crew.act(ticket, "finish", data={"site_done": "墙面重做", "site_photos": [crew.upload("photo")]})
    assert list(designer.steps(ticket)) == ["design_work"]
    drawing = [designer.upload("document")]
    designer.act(ticket, "finish", data={"design_done": "柜门缩 2 cm", "drawing": drawing})


@pytest.mark.req("FLW-1.server", "FLW-2.server")
def test_crew_and_designer_work_side_by_side_and_the_owner_signs(world: BundleWorld) -> None:
    ticket = decoration(world)
    assert set(world["project"].steps(ticket)) == {"site_work", "design_work"}
    put_right(world, ticket)
    customer = world["customer"]
    world["customer"].act(ticket, "refuse", comment="柜门还是关不上")
    world["project"].act(ticket, "finish", data={"plan": "换铰链"})
    put_right_again(world, ticket)
    assert ("signature", "task.signature_required") in refusal(customer.act, ticket, "agree").problems
    done = customer.act(ticket, "agree", signature=customer.upload("photo"))
    assert (done["stage"], done["tasks"]) == ("done", [])


def put_right_again(world: BundleWorld, ticket: str) -> None:
    """Work that comes back is offered to who did it; what was handed in stands."""
    crew, designer = world["crew"], world["designer"]
    designer.act(ticket, "finish")
    for action in ("accept", "claim", "arrive"):
        if action in world["crew"].steps(ticket)["site_work"]:
            crew.act(ticket, action)
    crew.act(ticket, "finish")


# --- 上门服务：高风险、抽查 ---------------------------------------------------------------------------------------


def visit(world: BundleWorld, **data: Any) -> str:
    given = {"phone": "13900001111", "address": "人民路 1 号", "appliance": "空调外机", **data}
    ticket = world["customer"].report("home_visit", data=given)
    world["dispatcher"].act(ticket, "assign", person=world["engineer"].id)
    for action in ("accept", "depart", "arrive"):
        world["engineer"].act(ticket, action)
    return ticket


def finish(world: BundleWorld, ticket: str, **data: Any) -> Any:
    engineer = world["engineer"]
    given = {"work_done": "更换支架", **data}
    return engineer.act(ticket, "finish", data=given, files=[engineer.upload("photo")])


@pytest.mark.req("FLW-12")
def test_only_the_lead_closes_what_is_risky_and_signs_for_it(world: BundleWorld) -> None:
    ticket = visit(world, risk="high")
    waiting = finish(world, ticket, safety="双人作业，系安全绳")
    assert waiting["stage"] == "in_review"
    (task,) = waiting["tasks"]
    for login in ("engineer", "dispatcher", "desk", "customer"):
        assert not set(world[login].steps(ticket).get("close", ())) & {"agree", "refuse"}
        assert refusal(world[login].post, f"/tasks/{task['id']}/actions/agree").status in (403, 404)
    lead = world["lead"]
    assert ("signature", "task.signature_required") in refusal(lead.act, ticket, "agree").problems
    lead.act(ticket, "refuse", comment="补一张安全绳照片")
    for action in ("accept", "depart", "arrive"):
        if action in world["engineer"].steps(ticket)["work"]:
            world["engineer"].act(ticket, action)
    finish(world, ticket)
    lead.act(ticket, "agree", signature=lead.upload("photo"))
    assert "close" not in lead.steps(ticket)
    votes = [one for one in world["auditor"].get(f"/tickets/{ticket}/trace")["events"] if one["type"] == "VoteCast"]
    assert [vote["what"]["verdict"] for vote in votes] == ["refuse", "agree"]
    assert all(vote["origin"]["ip"] and vote["at"] for vote in votes) and votes[1]["what"]["signature"]


def drawn(world: BundleWorld, wanted: bool) -> str:
    """A finished visit that the draw picks, or one that it passes over: its lot is known from its id."""
    for _ in range(300):
        made = world["customer"].post(
            "/tickets",
            type="home_visit",
            title="冰箱不制冷",
            source={"channel": "web"},
            data={"phone": "13900001111", "address": "人民路 1 号", "appliance": "冰箱"},
        )
        if (float(draw_of(made["id"], "picked")) < 10) is wanted:
            break
    ticket = str(made["number"])
    world["dispatcher"].act(ticket, "assign", person=world["engineer"].id)
    for action in ("accept", "depart", "arrive"):
        world["engineer"].act(ticket, action)
    finish(world, ticket)
    return ticket


@pytest.mark.req("FLW-14")
def test_one_in_ten_is_looked_at_again_and_the_result_can_be_counted(world: BundleWorld) -> None:
    passed, picked = drawn(world, False), drawn(world, True)
    checker = world["checker"]
    assert "check_drawn" not in world["dispatcher"].steps(passed)
    assert set(checker.steps(picked)["check_drawn"]) >= {"finish", "redo"}
    checker.act(picked, "finish", data={"check_result": "good", "check_points": "接线规范"})
    shown = world["dispatcher"].get(f"/tickets/{picked}")["data"]
    assert (shown["check_result"], shown["check_points"]) == ("good", "接线规范")
    good = {"op": "eq", "left": {"field": "check_result"}, "right": "good"}
    found = world["dispatcher"].get("/tickets", type="home_visit", filter=json.dumps(good))
    assert [row["number"] for row in found["items"]] == [picked]


@pytest.mark.req("FLW-14")
def test_returned_work_is_always_looked_at_and_done_again_where_it_is_not_good(world: BundleWorld) -> None:
    ticket = visit(world, again="yes")
    finish(world, ticket)
    world["checker"].act(ticket, "redo", data={"check_result": "bad"}, comment="支架未打胶")
    assert list(world["dispatcher"].steps(ticket)) == ["work"]


def checked(world: BundleWorld) -> dict[str, int]:
    """The report of spot checks: how many tickets were found good, and how many bad."""
    asked = {"measures": "created", "by": "check_result", "type": "home_visit"}
    rows = world["dispatcher"].get("/reports/query", **asked)["rows"]
    return {str(row["by"][0]): int(row["values"][0]) for row in rows if row["by"][0]}


def found(world: BundleWorld, result: str) -> int:
    """How many tickets have this result of a spot check now."""
    test = json.dumps({"op": "eq", "left": {"field": "check_result"}, "right": result})
    listed = world["dispatcher"].get("/tickets", type="home_visit", filter=test, limit=200)["items"]
    return len(listed)


@pytest.mark.req("FLW-14")
def test_what_spot_checks_found_counts_in_the_figures(world: BundleWorld) -> None:
    good, bad = drawn(world, True), drawn(world, True)
    world["checker"].act(good, "finish", data={"check_result": "good"})
    world["checker"].act(bad, "redo", data={"check_result": "bad"}, comment="支架未打胶")
    now = {result: found(world, result) for result in ("good", "bad")}
    assert min(now.values()) >= 1
    # Figures follow within moments: nobody who finishes work waits for them.
    wait_until(lambda: checked(world) == now)


# --- 上门服务：三天后回访 -----------------------------------------------------------------------------------------


def three_days_later(world: BundleWorld, ticket: str) -> None:
    """Nobody does anything; the third day comes, and the worker moves the ticket on."""
    world.clock.instant += 3 * DAY - HOUR
    assert world["desk"].steps(ticket) == {}
    world.clock.instant += HOUR
    wait_until(lambda: list(world["desk"].steps(ticket)) == ["return_visit"])


@pytest.mark.req("FLW-7", "FLW-1.server")
def test_three_days_after_the_work_somebody_asks_and_it_is_over_when_it_works(world: BundleWorld) -> None:
    ticket = drawn(world, False)
    shown = world["desk"].get(f"/tickets/{ticket}")
    assert (shown["stage"], shown["tasks"]) == ("to_visit", [])
    three_days_later(world, ticket)
    done = world["desk"].act(ticket, "finish", data={"still_works": "yes", "said": "制冷正常"})
    assert (done["stage"], done["tasks"]) == ("done", [])


@pytest.mark.req("FLW-7", "FLW-1.server", "FLW-14")
def test_what_does_not_hold_is_done_again_and_then_looked_at(world: BundleWorld) -> None:
    ticket = drawn(world, False)
    three_days_later(world, ticket)
    world["desk"].act(ticket, "finish", data={"still_works": "no", "said": "又漏水了"})
    world["dispatcher"].act(ticket, "assign", person=world["other_engineer"].id)
    other = world["other_engineer"]
    for action in ("accept", "depart", "arrive"):
        other.act(ticket, action)
    other.act(ticket, "finish", data={"work_done": "换排水管"}, files=[other.upload("photo")])
    world["checker"].act(ticket, "finish", data={"check_result": "good"})
    three_days_later(world, ticket)
    assert world["desk"].act(ticket, "finish", data={"still_works": "yes"})["stage"] == "done"


# --- 紧急抢修 -----------------------------------------------------------------------------------------------------


def rescued(world: BundleWorld, ticket: str, stars: str) -> dict[str, Any]:
    """Claimed, worked and accepted with so many stars; the ticket afterwards."""
    engineer, customer = world["engineer"], world["customer"]
    if "claim" in engineer.steps(ticket)["rescue"]:
        engineer.act(ticket, "claim")
    else:
        engineer.act(ticket, "accept")
    for action in ("depart", "arrive"):
        engineer.act(ticket, action)
    done = {"work_done": "换保险丝", "restored_at": "2026-06-01T10:00:00Z", "follow_up": "none"}
    engineer.act(ticket, "finish", data=done, files=[engineer.upload("photo")])
    said: dict[str, Any] = customer.act(ticket, "agree", data={"stars": stars}, signature=customer.upload("photo"))
    return said


@pytest.mark.req("FLW-7", "PTL-3.server")
def test_after_an_emergency_whoever_is_dissatisfied_is_called_back(world: BundleWorld) -> None:
    desk, data = world["desk"], {"phone": "13900001111", "downtime_impact": "line_stopped"}
    ticket = world["customer"].report("emergency_rescue", data=data)
    assert rescued(world, ticket, "1")["stage"] == "resolved"
    assert list(desk.steps(ticket)) == ["return_visit"]
    bare = refusal(desk.act, ticket, "finish")
    assert {path for path, _ in bare.problems} == {"return_visit"}
    desk.act(ticket, "redo", comment="半小时后又停了", data={"return_visit": "仍停机"})
    assert list(world["engineer"].steps(ticket)) == ["rescue"]
    rescued(world, ticket, "2")
    ended = desk.act(ticket, "finish", data={"return_visit": "已致歉，运行正常"})
    assert (ended["stage"], ended["tasks"]) == ("resolved", [])
    content = world["customer"].report("emergency_rescue", data=data)
    assert rescued(world, content, "5")["tasks"] == [], "nobody calls whoever is content"


def refund(world: BundleWorld, school_class: str = "英语二班") -> str:
    data: dict[str, str | int] = {"pupil": "小明", "school_class": world.classes[school_class], "phone": "13900001111"}
    data |= {"paid": "4800", "lessons": 48}
    return world["desk"].report(
        "tuition_refund", channel="phone", data={**data, "reason": "搬家", "bank_account": "6222"}
    )


# --- what one is offered ------------------------------------------------------------------------------------------


@pytest.mark.req("ADM-1", "AUD-3")
@pytest.mark.parametrize(
    ("login", "offered", "not_offered"),
    [
        ("customer", {"complaint", "return_exchange", "equipment_repair"}, {"purchase_request", "case_task"}),
        ("engineer", {"leave_request", "complaint"}, {"case_task"}),
        ("partner", {"case_task"}, {"complaint", "equipment_repair"}),
        ("auditor", set(), {"complaint", "case_task"}),
        ("lawyer", set(), {"case_task", "complaint"}),
        ("teacher", set(), {"tuition_refund"}),
    ],
)
def test_everybody_is_offered_what_he_may_hand_in_and_nothing_else(
    world: BundleWorld, login: str, offered: set[str], not_offered: set[str]
) -> None:
    types = {one["key"]: one for one in world[login].get("/ticket-types")}
    told = {key for key, one in types.items() if one["offered"]}
    assert told >= offered and not told & not_offered
    # What one has work of is known, offered or not; a confidential type only to those whom it names.
    assert {"teacher": "tuition_refund", "lawyer": "case_task", "partner": "case_task"}.get(login, "complaint") in types
    assert ("case_task" in types) is (login in ("partner", "lawyer"))
    assert all(one["heading"]["zh"] for one in types.values())


@pytest.mark.req("ADM-1")
def test_a_bundle_is_switched_off_and_on_like_a_brick_and_nothing_is_lost(world: BundleWorld) -> None:
    admin, desk = world["admin"], world["desk"]
    ticket = refund(world)
    admin.post("/bundles/school/switch-off")
    states = {one["key"]: one["state"] for one in admin.get("/bundles")}
    assert (states["school"], states["decoration"]) == ("off", "on")
    assert refusal(refund, world).code == "ticket_type.inactive"
    assert not [one for one in desk.get("/ticket-types") if one["key"] == "scholarship" and one["offered"]]
    world["teacher"].act(ticket, "agree", data={"talk": "已沟通"}, files=[world["teacher"].upload("audio")])
    assert admin.post("/bundles/school/apply")["state"] == "on"
    assert refund(world)
    assert refusal(desk.post, "/bundles/school/apply").status == 404
    assert refusal(admin.post, "/bundles/nothing/apply").code == "bundle.unknown"
