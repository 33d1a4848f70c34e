"""内部审批 over HTTP on a server with demo data: decisions one after another, side by side, with others asked in.

采购审批 部门经理 → 财务 → 总经理 by amount; 变更评审 技术 ∥ 预算; 请假 by length.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.http.conftest import BOTH
from tests.http.process import BIHUAN, ServerProcess, running, wait_until
from tests.http.test_closed_loop import Person

pytestmark = pytest.mark.req("FLW-2.server", "FLW-3.server", "FLW-4.server")
DAY = 86_400_000


@pytest.fixture(scope="module", params=BOTH)
def demo(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[ServerProcess]:
    """One server for all stories, on each database: they share nothing but its people."""
    with contextlib.ExitStack() as stack:
        url = "" if request.param == "sqlite" else _fresh_database(request, stack)
        data = tmp_path_factory.mktemp("office") / "data"
        yield stack.enter_context(running(data, "--demo", command=BIHUAN, url=url))


def _fresh_database(request: pytest.FixtureRequest, stack: contextlib.ExitStack) -> str:
    server = request.getfixturevalue("postgres_server")
    name = stack.enter_context(server.new_database(request.getfixturevalue("postgres_template")))
    return str(server.url(name))


@pytest.fixture
def office(demo: ServerProcess) -> dict[str, Person]:
    """张工 asks; 刘主管 is his head, 钱会计 finance, 赵总监 reviews technically, 林总 is the general manager."""
    logins = ("zhanggong", "liuzhuguan", "qiankuaiji", "zhaozong", "linzong", "ligong", "admin")
    return {login: Person(demo, login) for login in logins}


def ask(person: Person, type_: str, **data: Any) -> str:
    made = person.post("/tickets", type=type_, title="内部申请", source={"channel": "office"}, data=data)
    return str(made["number"])


def purchase(person: Person, amount: str) -> str:
    return ask(person, "purchase_request", item="液压站 1 台", amount=amount, purpose="备用")


def change(person: Person, **data: Any) -> str:
    return ask(person, "change_review", **{"what": "更换 PLC 型号", "risk": "low", **data})


def tasks_of(person: Person, ticket: str) -> list[tuple[str, list[str]]]:
    """The steps that wait, each with what this person may do."""
    found = person.get(f"/tickets/{ticket}")["tasks"]
    return [(task["step"], [offer["key"] for offer in task["actions"]]) for task in found]


def act(who: Person, ticket: str, action: str, **body: Any) -> Any:
    """An action of whichever task offers it to this person."""
    tasks = who.get(f"/tickets/{ticket}")["tasks"]
    task = next(task for task in tasks if action in [offer["key"] for offer in task["actions"]])
    return who.post(f"/tasks/{task['id']}/actions/{action}", **body)


def refused(who: Person, ticket: str, action: str, **body: Any) -> str:
    with pytest.raises(AssertionError) as failed:
        act(who, ticket, action, **body)
    return str(failed.value)


def sign(person: Person) -> str:
    return person.upload("signature_he.png")


@pytest.mark.parametrize(
    ("amount", "deciders"),
    [
        ("4999", ["liuzhuguan"]),
        ("20000", ["liuzhuguan", "qiankuaiji"]),
        ("80000", ["liuzhuguan", "qiankuaiji", "linzong"]),
    ],
)
def test_the_amount_decides_who_must_agree(office: dict[str, Person], amount: str, deciders: list[str]) -> None:
    ticket = purchase(office["zhanggong"], amount)
    for login in deciders:
        body = {"signature": sign(office[login])} if login == "linzong" else {}
        act(office[login], ticket, "agree", **body)
    assert office["zhanggong"].get(f"/tickets/{ticket}")["stage"] == "in_work"
    done = act(office["qiankuaiji"], ticket, "finish", data={"supplier": "苏州液压"})
    assert (done["stage"], done["tasks"]) == ("done", [])


def test_a_refusal_ends_it_and_the_reason_stands_in_the_history(office: dict[str, Person]) -> None:
    ticket = purchase(office["zhanggong"], "80000")
    act(office["liuzhuguan"], ticket, "agree")
    assert "task.incomplete" in refused(office["qiankuaiji"], ticket, "refuse")
    assert act(office["qiankuaiji"], ticket, "refuse", comment="预算已用完")["stage"] == "refused"
    told = office["zhanggong"].get(f"/tickets/{ticket}/trace")["events"]
    assert "预算已用完" in [entry["what"].get("comment") for entry in told if entry["type"] == "VoteCast"]


def test_sent_back_it_is_mended_and_walks_again(office: dict[str, Person]) -> None:
    ticket = purchase(office["zhanggong"], "80000")
    act(office["liuzhuguan"], ticket, "agree")
    act(office["qiankuaiji"], ticket, "return", to="ask", comment="请附报价单")
    mended = act(office["zhanggong"], ticket, "submit", data={"amount": "3000"})
    assert [task["step"] for task in mended["tasks"]] == ["head"]
    act(office["liuzhuguan"], ticket, "agree")
    assert [step for step, _ in tasks_of(office["zhanggong"], ticket)] == ["buy"]


def test_both_reviews_run_side_by_side_and_meet(office: dict[str, Person]) -> None:
    ticket = change(office["zhanggong"])
    assert {step for step, _ in tasks_of(office["zhanggong"], ticket)} == {"technical_review", "budget_review"}
    act(office["qiankuaiji"], ticket, "agree")
    assert [step for step, _ in tasks_of(office["zhanggong"], ticket)] == ["technical_review"]
    assert "form.rejected" in refused(office["zhaozong"], ticket, "agree")
    act(office["zhaozong"], ticket, "agree", data={"technical_opinion": "可行"})
    assert [step for step, _ in tasks_of(office["zhanggong"], ticket)] == ["do"]
    assert act(office["zhanggong"], ticket, "finish", data={"done_how": "已更换"})["stage"] == "done"


def test_one_review_that_sends_it_back_ends_the_other_and_tells_its_owner(office: dict[str, Person]) -> None:
    ticket = change(office["zhanggong"], risk="high", way_back="换回旧型号")
    act(office["zhaozong"], ticket, "return", to="ask", comment="写清楚停机时间")
    assert [step for step, _ in tasks_of(office["zhanggong"], ticket)] == ["ask"]
    assert tasks_of(office["qiankuaiji"], ticket) == [("ask", [])]
    act(office["zhanggong"], ticket, "submit", data={"what": "更换 PLC，停机两小时"})
    act(office["qiankuaiji"], ticket, "agree")
    act(office["zhaozong"], ticket, "agree", data={"technical_opinion": "可行"})
    assert [step for step, _ in tasks_of(office["zhanggong"], ticket)] == ["manager"]


def after_both_were_asked(office: dict[str, Person], resume: str, **changes: Any) -> str:
    """赵总监 agreed, 钱会计 sent it back, 张工 hands it in again with these changes."""
    ticket = change(office["zhanggong"], cost="100")
    act(office["zhaozong"], ticket, "agree", data={"technical_opinion": "可行"})
    act(office["qiankuaiji"], ticket, "return", to="ask", resume=resume, comment="费用请再核")
    act(office["zhanggong"], ticket, "submit", data=changes)
    return ticket


def asked_again(who: Person, ticket: str) -> dict[str, Any]:
    """Of each step that waits, what it is asked again about; None where it decides for the first time."""
    return {task["step"]: task["asked_again"] for task in who.get(f"/tickets/{ticket}")["tasks"]}


def of_trace(who: Person, ticket: str, kind: str) -> list[Any]:
    return [one["what"] for one in who.get(f"/tickets/{ticket}/trace")["events"] if one["type"] == kind]


def test_straight_back_passes_who_had_agreed_to_the_very_same(office: dict[str, Person]) -> None:
    ticket = after_both_were_asked(office, "straight")
    # Who sent it back decides anew whatever stayed the same, and sees that nothing is new to him.
    again = asked_again(office["admin"], ticket)
    assert (list(again), again["budget_review"]["fields"]) == (["budget_review"], [])
    (kept,) = of_trace(office["admin"], ticket, "StepKept")
    assert kept["step"] == "technical_review"
    act(office["qiankuaiji"], ticket, "agree")
    assert [step for step, _ in tasks_of(office["admin"], ticket)] == ["do"]


def test_straight_back_asks_again_who_had_agreed_to_something_else_and_says_what(office: dict[str, Person]) -> None:
    ticket = after_both_were_asked(office, "straight", cost="900")
    again = asked_again(office["zhaozong"], ticket)["technical_review"]
    assert again["fields"] == [{"key": "cost", "before": "100.00", "now": "900.00"}]
    assert (again["evidence"], again["ways"]) == (False, False)
    first = next(one for one in office["admin"].get(f"/tickets/{ticket}/trace")["events"] if one["type"] == "VoteCast")
    assert again["since"] == first["at"]
    act(office["zhaozong"], ticket, "agree")
    # What each decision rested on is stored with it: what was read there, never one's own answer.
    votes = [vote for vote in of_trace(office["admin"], ticket, "VoteCast") if vote["step"] == "technical_review"]
    seen = [vote["inputs"]["values"] for vote in votes]
    assert [values["cost"] for values in seen] == ["100.00", "900.00"]
    assert all("technical_opinion" not in values and values["what"] == "更换 PLC 型号" for values in seen)


def test_straight_back_walks_again_once_another_way_is_taken(office: dict[str, Person]) -> None:
    ticket = after_both_were_asked(office, "straight", change_kind="standard")
    assert asked_again(office["admin"], ticket) == {"technical_either": None, "budget_either": None}
    assert of_trace(office["admin"], ticket, "StepKept") == []
    act(office["qiankuaiji"], ticket, "agree")
    assert [step for step, _ in tasks_of(office["admin"], ticket)] == ["do"], "either review is enough"


def test_walking_again_asks_everybody_whatever_stayed_the_same(office: dict[str, Person]) -> None:
    ticket = after_both_were_asked(office, "walk")
    assert set(asked_again(office["admin"], ticket)) == {"technical_review", "budget_review"}
    assert of_trace(office["admin"], ticket, "StepKept") == []


def test_a_decider_asks_for_an_opinion_and_decides_when_it_came_back(office: dict[str, Person]) -> None:
    ticket = purchase(office["zhanggong"], "4999")
    head, helper = office["liuzhuguan"], office["ligong"]
    act(head, ticket, "consult", people=[helper.id], comment="这台合适吗")
    assert ("head", ["recall"]) in tasks_of(head, ticket)
    assert ticket in [task["number"] for task in helper.get("/tasks")]
    act(helper, ticket, "answer", comment="合适，华东都用这款")
    assert "agree" in dict(tasks_of(head, ticket))["head"]
    told = head.get(f"/tickets/{ticket}/trace")["events"]
    said = [entry["what"].get("comment") for entry in told if entry["type"] == "SigningAnswered"]
    assert said == ["合适，华东都用这款"]


def test_nobody_outside_is_asked_in_or_given_a_task(office: dict[str, Person], demo: ServerProcess) -> None:
    ticket = purchase(office["zhanggong"], "4999")
    head, customer = office["liuzhuguan"], Person(demo, "wangqiang")
    for action in ("consult", "sign_parallel", "transfer"):
        assert "task.out_of_range" in refused(head, ticket, action, people=[customer.id])
    with pytest.raises(AssertionError, match=r"ticket\.not_found"):
        customer.get(f"/tickets/{ticket}")


def test_who_agrees_may_ask_others_to_agree_after_him(office: dict[str, Person]) -> None:
    ticket = purchase(office["zhanggong"], "4999")
    people = [office["zhaozong"].id, office["linzong"].id]
    act(office["liuzhuguan"], ticket, "sign_after", people=people, joint="sequence")
    with pytest.raises(AssertionError, match=r"ticket\.not_found"):
        tasks_of(office["linzong"], ticket)  # it is not his turn yet
    act(office["zhaozong"], ticket, "agree")
    act(office["linzong"], ticket, "agree")
    assert office["zhanggong"].get(f"/tickets/{ticket}")["stage"] == "in_work"


def test_a_decision_is_handed_over_but_not_to_oneself(office: dict[str, Person]) -> None:
    ticket = purchase(office["zhanggong"], "4999")
    head = office["liuzhuguan"]
    assert "task.not_to_self" in refused(head, ticket, "transfer", person=head.id)
    assert "task.person_required" in refused(head, ticket, "transfer")
    act(head, ticket, "transfer", person=office["zhaozong"].id, comment="出差")
    assert act(office["zhaozong"], ticket, "agree")["stage"] == "in_work"


def test_who_waits_urges_the_owner_by_one_click_and_is_counted(office: dict[str, Person]) -> None:
    ticket = purchase(office["zhanggong"], "4999")
    (task,) = office["zhanggong"].get(f"/tickets/{ticket}")["tasks"]
    assert (task["urged"], task["urge_in"]) == (0, 0)
    (task,) = office["zhanggong"].post(f"/tasks/{task['id']}/urge", comment="等着用")["tasks"]
    assert (task["urged"], task["urge_in"] > 29 * 60_000) == (1, True)
    with pytest.raises(AssertionError, match=r"task\.urged_lately"):
        office["zhanggong"].post(f"/tasks/{task['id']}/urge")
    (mine,) = office["liuzhuguan"].get(f"/tickets/{ticket}")["tasks"]
    assert mine["urge_in"] is None
    wait_until(lambda: "urged" in [notice["kind"] for notice in office["liuzhuguan"].get("/notices")["items"]])


def test_long_leave_goes_one_head_further_and_nobody_is_asked_twice(office: dict[str, Person]) -> None:
    begin = 1_800_000_000_000
    leave = {"leave_kind": "annual", "from_at": begin, "until_at": begin + 5 * DAY, "days": "5"}
    ticket = ask(office["zhanggong"], "leave_request", **leave)
    # The head of 张工's department and the head above are the same person: 刘主管 agreed to it once.
    assert act(office["liuzhuguan"], ticket, "agree")["stage"] == "done"
    left = [e["what"] for e in office["admin"].get(f"/tickets/{ticket}/trace")["events"] if e["type"] == "StepLeft"]
    # Nobody was named to take over: nobody is told.
    assert [(step["step"], step["why"]) for step in left] == [("head", ""), ("above", "again"), ("tell", "nobody")]
    wrong = {**leave, "until_at": begin - DAY}
    with pytest.raises(AssertionError, match="不能早于开始"):
        ask(office["zhanggong"], "leave_request", **wrong)


def test_a_customer_is_not_offered_what_the_office_asks_its_own_people(demo: ServerProcess) -> None:
    with httpx.Client(base_url=f"{demo.base_url}/api/v1", timeout=30) as line:
        opened = line.post("/sessions", json={"login": "wangqiang", "password": "hengrui-2026"}).json()
        line.headers["Authorization"] = f"Bearer {opened['token']}"
        sent = {"type": "purchase_request", "title": "x", "source": {"channel": "office"}}
        answer = line.post("/tickets", json={**sent, "data": {"item": "x", "amount": "1", "purpose": "x"}})
        assert (answer.status_code, answer.json()["code"]) == (403, "flow.submit_not_allowed")
