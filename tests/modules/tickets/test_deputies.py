"""代理: whoever stands in finds the work in his list, reads the ticket, acts in the other's name, on both databases."""

from typing import Any

import pytest

from bihuan.core.values import JsonObject, Kind
from bihuan.kernel.worker import Worker
from bihuan.modules.flows.messages import PublishFlow, SaveTicketType
from bihuan.modules.identity import messages as people
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets import queries
from tests.modules.company import MINUTE, Member
from tests.modules.tickets.pumps import FLOW, Pumps

pytestmark = pytest.mark.req("FLW-5")
DAY = 1440 * MINUTE
BUYING: JsonObject = {
    **{key: FLOW[key] for key in ("label", "stages", "leads")},
    "key": "buying",
    "root": [
        {"id": "ask", "kind": "start", "label": {"zh": "申请"}, "stage": "open", "fields": {"*": "edit"}},
        {"id": "sign", "kind": "approve", "label": {"zh": "审批"}, "stage": "check", "fields": {"*": "read"},
         "approvers": [{"people": ["APPROVER"]}, {"role": "engineer"}], "if_empty": "flow_admin"},
        {"id": "done", "kind": "end", "label": {"zh": "完成"}, "stage": "done"},
    ],
}  # fmt: skip


@pytest.fixture(params=["pumps", "pumps_on_postgres"])
def buyers(request: pytest.FixtureRequest) -> Pumps:
    """A company that also buys, on either database."""
    return that_buys(request.getfixturevalue(request.param))


def that_buys(pumps: Pumps) -> Pumps:
    """孙总 and both engineers must agree."""
    company = pumps.company
    flow: Any = {**BUYING, "root": [dict(item) for item in BUYING["root"]]}
    flow["root"][1]["approvers"] = [{"people": [company.people["approver"]]}, {"role": "engineer"}]
    company.send("admin", PublishFlow(flow, "pump"))
    department = company.units["售后部"]
    company.send("admin", SaveTicketType("buying", {"zh": "采购"}, "pump", "buying", "CG", department=department))
    return pumps


def ask_for(pumps: Pumps) -> str:
    command = m.CreateTicket(type="buying", title="买一台水泵", source=m.Source("phone"), data={"fault": "leak"})
    return pumps.company.send("requester", command).ref.partition(":")[2]


def appoint(pumps: Pumps, whom: str, *deputies: str, by: str | None = None, **bounds: Any) -> None:
    now = pumps.company.clock.now()
    span = {"from": bounds.pop("start", now), "until": bounds.pop("until", now + 5 * DAY)}
    listed = tuple({"deputy": pumps.company.people[one], **span, **bounds} for one in deputies)
    pumps.company.send(by or whom, people.AppointDeputies(pumps.company.people[whom], listed))


def list_of(pumps: Pumps, who: str) -> list[tuple[str, str]]:
    """Ticket and owner of everything in somebody's list."""
    company = pumps.company
    caller, names = company.caller(who), {value: key for key, value in company.people.items()}
    rows = company.read(lambda tx: queries.list_tasks(tx, caller, company.people[who], 50))
    return sorted((row["ticket"], names[row["owner"]]) for row in rows)


def task_of(pumps: Pumps, ticket: str, whom: str) -> str:
    owner = pumps.company.people[whom]
    return next(str(task["id"]) for task in pumps.view("admin", ticket)["tasks"] if task["assignee"] == owner)


def decide(pumps: Pumps, who: str, ticket: str, whom: str, action: str = "agree") -> None:
    pumps.company.send(who, m.ActOnTask(task=task_of(pumps, ticket, whom), action=action, comment="可以"))


def refused(pumps: Pumps, who: str, ticket: str, whom: str) -> Kind:
    command = m.ActOnTask(task=task_of(pumps, ticket, whom), action="agree")
    return pumps.company.refusal(who, command).kind


def test_open_and_new_tasks_of_the_days_named_go_to_the_deputy_too(buyers: Pumps) -> None:
    before = ask_for(buyers)
    buyers.company.clock.instant += MINUTE
    assert list_of(buyers, "dispatcher") == []
    appoint(buyers, "approver", "dispatcher")
    after = ask_for(buyers)
    both = sorted([(before, "approver"), (after, "approver")])
    # The owner reads on, and has them in his own list, too.
    assert list_of(buyers, "dispatcher") == list_of(buyers, "approver") == both
    decide(buyers, "dispatcher", before, "approver")
    vote = next(e for e in buyers.trace("admin", before)["events"] if e["type"] == "VoteCast")
    assert vote["what"]["person"] == buyers.company.people["approver"]
    assert vote["what"]["by"] == vote["caller"]["id"] == buyers.company.people["dispatcher"]
    buyers.company.clock.instant += 6 * DAY
    assert list_of(buyers, "dispatcher") == []
    assert refused(buyers, "dispatcher", after, "approver") is Kind.FORBIDDEN


def test_a_deputy_reads_what_he_is_to_decide_and_nothing_afterwards(buyers: Pumps) -> None:
    ticket = ask_for(buyers)
    company = buyers.company
    # An approver of another department, who was not asked himself, knows nothing of it.
    company.people["lin"] = company.hire(Member("林总", "lin.zong", "approver", ("无锡组",)))
    assert company.refusal("lin", m.AddNote(ticket=ticket, text="?")).kind is Kind.NOT_FOUND
    appoint(buyers, "approver", "lin")
    (task,) = [one for one in buyers.view("lin", ticket)["tasks"] if one["stands_in"]]
    assert task["stands_in"] == company.people["approver"]
    assert [action["key"] for action in task["actions"]][:2] == ["agree", "refuse"]
    decide(buyers, "lin", ticket, "approver")
    company.clock.instant += 6 * DAY
    # Who took part reads on, as everybody who ever acted does.
    assert buyers.view("lin", ticket)["tasks"]


@pytest.mark.parametrize(("bounds", "holds"), [({"types": ["buying"]}, True), ({"types": ["pump"]}, False)])
def test_a_deputy_for_some_ticket_types(pumps: Pumps, bounds: JsonObject, holds: bool) -> None:
    buyers = that_buys(pumps)
    ticket = ask_for(buyers)
    appoint(buyers, "approver", "dispatcher", **bounds)
    assert list_of(buyers, "dispatcher") == ([(ticket, "approver")] if holds else [])


def test_a_deputy_within_one_role(pumps: Pumps) -> None:
    buyers = that_buys(pumps)
    ticket = ask_for(buyers)
    appoint(buyers, "engineer", "dispatcher", roles=["engineer"])
    appoint(buyers, "other_engineer", "dispatcher", roles=["lead"])
    assert list_of(buyers, "dispatcher") == [(ticket, "engineer")]
    assert refused(buyers, "dispatcher", ticket, "other_engineer") is Kind.FORBIDDEN


def test_a_deputy_s_deputy_stands_in_and_a_circle_ends(pumps: Pumps) -> None:
    buyers = that_buys(pumps)
    ticket = ask_for(buyers)
    appoint(buyers, "approver", "lead")
    appoint(buyers, "lead", "dispatcher")
    appoint(buyers, "dispatcher", "front_desk")
    appoint(buyers, "front_desk", "admin", "approver")
    mine = [(ticket, "approver")]
    assert [list_of(buyers, who) for who in ("lead", "dispatcher", "front_desk")] == [mine, mine, mine]
    # The fourth link is one too many, and nobody stands in for himself.
    assert list_of(buyers, "admin") == []
    assert list_of(buyers, "approver") == mine
    decide(buyers, "front_desk", ticket, "approver")


def test_a_deputy_of_two_has_both_in_his_list_and_casts_both_votes(buyers: Pumps) -> None:
    ticket = ask_for(buyers)
    appoint(buyers, "approver", "dispatcher")
    appoint(buyers, "engineer", "dispatcher")
    assert sorted(whose for _, whose in list_of(buyers, "dispatcher")) == ["approver", "engineer"]
    decide(buyers, "dispatcher", ticket, "approver")
    decide(buyers, "dispatcher", ticket, "engineer")
    decide(buyers, "other_engineer", ticket, "other_engineer")
    assert buyers.view("admin", ticket)["stage"] == "done"
    votes = [e["what"] for e in buyers.trace("admin", ticket)["events"] if e["type"] == "VoteCast"]
    names = {value: key for key, value in buyers.company.people.items()}
    assert [(names[vote["person"]], names[vote["by"]]) for vote in votes] == [
        ("approver", "dispatcher"),
        ("engineer", "dispatcher"),
        ("other_engineer", "other_engineer"),
    ]


def test_what_the_owner_took_back_leaves_the_deputy_s_list(buyers: Pumps) -> None:
    first, second = ask_for(buyers), ask_for(buyers)
    appoint(buyers, "approver", "dispatcher")
    mine = next(one for one in buyers.view("approver", first)["tasks"] if one["deputies"])
    assert mine["deputies"] == [buyers.company.people["dispatcher"]]
    decide(buyers, "approver", first, "approver", "take_back")
    assert list_of(buyers, "dispatcher") == [(second, "approver")]
    assert refused(buyers, "dispatcher", first, "approver") is Kind.FORBIDDEN
    decide(buyers, "approver", first, "approver")


def test_a_leaver_s_open_decision_passes_to_his_deputy_else_to_the_head(buyers: Pumps) -> None:
    company = buyers.company
    ticket = ask_for(buyers)
    appoint(buyers, "engineer", "dispatcher")
    for leaver in ("engineer", "other_engineer"):
        company.send("admin", people.DeactivateUser(company.people[leaver]))
    worker = Worker(company.bus, {})
    worker.step(company.tenant)
    worker.step(company.tenant)
    names = {value: key for key, value in company.people.items()}
    owners = [names[task["assignee"]] for task in buyers.view("admin", ticket)["tasks"]]
    assert sorted(owners) == ["approver", "dispatcher", "lead"]
    handed = [e for e in buyers.trace("admin", ticket)["events"] if e["type"] == "TaskReassigned"]
    assert {event["what"]["reason"] for event in handed} == {"原处理人已离职，由代理人或部门主管接替。"}


def test_leads_name_deputies_for_their_people_and_nobody_else_does(pumps: Pumps) -> None:
    company, ids = pumps.company, pumps.company.people
    appoint(pumps, "engineer", "other_engineer", by="lead")
    now = company.clock.now()
    wanted = ({"deputy": ids["engineer"], "from": now, "until": now + DAY},)
    for who, whom in (("lead", "front_desk"), ("engineer", "other_engineer"), ("front_desk", "engineer")):
        assert company.refusal(who, people.AppointDeputies(ids[whom], wanted)).kind is not Kind.INVALID
    with company.http() as line:
        (shown,) = line("lead", "GET", f"/users/{ids['engineer']}/deputies").json()
        assert (shown["name"], shown["holds"], shown["types"]) == ("李工", True, None)
        assert line("engineer", "GET", f"/users/{ids['lead']}/deputies").status_code in (403, 404)
        body = [{**wanted[0], "deputy": ids["dispatcher"], "types": ["pump"], "roles": ["engineer"], "away": True}]
        (put,) = line("admin", "PUT", f"/users/{ids['engineer']}/deputies", json=body).json()
        assert (put["types"], put["roles"], put["away"], put["holds"]) == (["pump"], ["engineer"], True, False)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"roles": ["no_such_role"]}, "deputy.role_unknown"),
        ({"types": []}, "deputy.malformed"),
        ({"types": "pump"}, "deputy.malformed"),
        ({"away": 1}, "deputy.malformed"),
        ({"mood": "good"}, "deputy.malformed"),
    ],
)
def test_an_appointment_that_makes_no_sense_is_refused_with_its_place(
    pumps: Pumps, more: JsonObject, code: str
) -> None:
    now, ids = pumps.company.clock.now(), pumps.company.people
    wanted = {"deputy": ids["lead"], "from": now, "until": now + DAY, **more}
    refusal = pumps.company.refusal("engineer", people.AppointDeputies(ids["engineer"], (wanted,)))
    assert [(problem.path, problem.code) for problem in refusal.problems] == [("deputies.0", code)]


@pytest.mark.parametrize(
    ("whom", "deputy", "may"),
    [
        *(("approver", "requester", False), ("requester", "approver", False), ("approver", "visitor", False)),
        *(("requester", "neighbour", True), ("requester", "stranger", False), ("visitor", "visitor too", False)),
    ],
)
def test_nobody_from_outside_stands_in_for_colleagues_nor_for_another_customer(
    pumps: Pumps, whom: str, deputy: str, may: bool
) -> None:
    company = pumps.company
    outside = {
        "visitor": Member("访客", "visitor", "guest"),
        "visitor too": Member("访客", "visitor.too", "guest"),
        "neighbour": Member("钱先生", "qian.xian", "requester", customer="customer-of-qian"),
        "stranger": Member("冯先生", "feng", "requester", customer="another-customer"),
    }
    for key in {whom, deputy} & outside.keys():
        company.people[key] = company.hire(outside[key])
    now = company.clock.now()
    listed = ({"deputy": company.people[deputy], "from": now, "until": now + DAY},)
    asked = people.AppointDeputies(company.people[whom], listed)
    if may:
        assert company.send(whom, asked).events
    else:
        assert company.refusal("admin", asked).code == "deputy.invalid"
