"""Departments and areas are trees that stay trees; whoever leads, manages and stands in is found from them."""

import json
from typing import Any

import pytest

from bihuan.core.flow import Directory
from bihuan.core.rules import Field, Schema, compile_condition, parse_condition
from bihuan.core.values import Kind
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity import messages as m
from tests.modules.company import MINUTE, OPERATOR, START, Company

DAY = 1440 * MINUTE


def directory(company: Company, tx: Any) -> identity.TxDirectory:
    return identity.TxDirectory(tx, identity.env_of(tx, company.tenant.info, company.clock.now()))


def ask(company: Company, question: Any) -> Any:
    return company.read(lambda tx: question(directory(company, tx)))


def test_a_department_cannot_stand_below_itself(company: Company) -> None:
    head, after_sales, suzhou = (company.units[name] for name in ("总部", "售后部", "苏州组"))
    for parent in (head, after_sales, suzhou):
        refusal = company.refusal("admin", m.SaveOrgUnit("department", "总部", head, parent))
        assert [problem.code for problem in refusal.problems] == ["org.cycle"]
    company.send("admin", m.SaveOrgUnit("department", "苏州组", suzhou, head))


def test_a_unit_in_use_cannot_be_removed(company: Company) -> None:
    assert company.refusal("admin", m.RemoveOrgUnit("department", company.units["售后部"])).code == "org.in_use"
    assert company.refusal("admin", m.RemoveOrgUnit("skill", company.units["电机"])).code == "org.in_use"
    spare = company.send("admin", m.SaveOrgUnit("skill", "焊接")).ref.partition(":")[2]
    company.send("admin", m.RemoveOrgUnit("skill", spare))
    refusal = company.refusal("admin", m.ChangeUser(company.people["engineer"], {"skills": {spare: 1}}))
    assert [problem.code for problem in refusal.problems] == ["user.reference_unknown"]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (m.SaveOrgUnit("guild", "行会"), "org.kind_unknown"),
        (m.SaveOrgUnit("skill", "  "), "org.invalid"),
        (m.SaveOrgUnit("skill", "焊接", parent="x"), "org.invalid"),
        (m.SaveOrgUnit("department", "新部门", head="nobody"), "org.invalid"),
        (m.SaveOrgUnit("department", "新部门", id="no-such"), "department.not_found"),
    ],
)
def test_what_makes_no_sense_is_refused(company: Company, command: m.SaveOrgUnit, code: str) -> None:
    assert company.refusal(OPERATOR, command).code == code


@pytest.mark.req("AUD-3")
def test_the_organisation_is_changed_by_who_may(company: Company) -> None:
    assert company.refusal("engineer", m.SaveOrgUnit("department", "我的部门")).kind is Kind.FORBIDDEN
    with company.http() as line:
        assert {unit["name"] for unit in line("engineer", "GET", "/areas").json()} == {"华东", "苏州", "无锡"}
        made = line("admin", "POST", "/departments", json={"name": "质检部", "parent": company.units["总部"]})
        assert made.status_code == 201
        path = f"/departments/{made.json()['id']}"
        assert line("admin", "PUT", path, json={"name": "质量部"}).json()["name"] == "质量部"
        assert line("engineer", "DELETE", path).status_code == 403
        assert line("admin", "DELETE", path).status_code == 204
        assert line("admin", "GET", path).status_code == 404
        assert line("requester", "GET", "/departments").status_code == 404


def test_the_directory_is_what_flows_ask(company: Company) -> None:
    asked: Directory = ask(company, lambda found: found)
    assert asked.env.zone == "Asia/Shanghai"


def test_members_of_a_role_are_the_active_ones_oldest_account_first(company: Company) -> None:
    people = company.people
    engineers = (people["engineer"], people["other_engineer"])
    assert ask(company, lambda found: found.members_of_role("engineer")) == engineers
    company.send("admin", m.DeactivateUser(people["engineer"]))
    assert ask(company, lambda found: found.members_of_role("engineer")) == engineers[1:]
    assert ask(company, lambda found: found.members_of_role("no_such_role")) == ()


def test_heads_are_found_upwards_by_level(company: Company) -> None:
    after_sales = company.units["售后部"]
    assert ask(company, lambda found: found.head_of_department(after_sales, 1)) == company.people["lead"]
    assert ask(company, lambda found: found.head_of_department(after_sales, 2)) == company.people["approver"]
    assert ask(company, lambda found: found.head_of_department(after_sales, 3)) is None
    assert ask(company, lambda found: found.head_of_department("no-such", 1)) is None


def test_the_manager_is_the_one_named_else_the_nearest_head_above(company: Company) -> None:
    people = company.people
    assert ask(company, lambda found: found.manager_of(people["engineer"], 1)) == people["lead"], "苏州组 has no head"
    assert ask(company, lambda found: found.manager_of(people["engineer"], 2)) == people["approver"]
    assert ask(company, lambda found: found.manager_of(people["approver"], 1)) is None
    company.send("admin", m.ChangeUser(people["engineer"], {"manager": people["dispatcher"]}))
    assert ask(company, lambda found: found.manager_of(people["engineer"], 1)) == people["dispatcher"]
    company.send("admin", m.DeactivateUser(people["dispatcher"]))
    assert ask(company, lambda found: found.manager_of(people["engineer"], 1)) == people["lead"]


def test_managers_in_a_circle_end_the_line(company: Company) -> None:
    people = company.people
    company.send("admin", m.ChangeUser(people["lead"], {"manager": people["engineer"]}))
    company.send("admin", m.ChangeUser(people["engineer"], {"manager": people["lead"]}))
    assert ask(company, lambda found: found.manager_of(people["engineer"], 2)) is None


def test_a_deputy_stands_in_between_the_days_named_first_choice_first(company: Company) -> None:
    people = company.people
    wanted = (
        {"deputy": people["approver"], "from": START, "until": START + 2 * DAY},
        {"deputy": people["dispatcher"], "from": START + DAY, "until": START + 3 * DAY},
    )
    company.send("lead", m.AppointDeputies(people["lead"], wanted))

    def deputies() -> Any:
        return ask(company, lambda found: found.deputies_of(people["lead"]))

    assert deputies() == (people["approver"],)
    company.clock.instant = START + DAY
    assert deputies() == (people["approver"], people["dispatcher"])
    company.clock.instant = START + 2 * DAY
    assert deputies() == (people["dispatcher"],)
    company.clock.instant = START + 3 * DAY
    assert deputies() == ()


@pytest.mark.req("AUD-3")
def test_deputies_are_named_by_the_person_or_who_manages_people(company: Company) -> None:
    people = company.people
    ones = ({"deputy": people["approver"], "from": START, "until": START + DAY},)
    assert company.refusal("engineer", m.AppointDeputies(people["lead"], ones)).kind is Kind.FORBIDDEN
    company.send("admin", m.AppointDeputies(people["lead"], ones))
    oneself = ({"deputy": people["lead"], "from": START, "until": START + DAY},)
    backwards = ({"deputy": people["approver"], "from": START + DAY, "until": START},)
    for faulty in (oneself, backwards, ({"deputy": people["approver"]},)):
        assert company.refusal("lead", m.AppointDeputies(people["lead"], faulty)).code == "deputy.invalid"
    with company.http() as line:
        body = [{"deputy": people["approver"], "from": START, "until": START + DAY}]
        shown = {**body[0], "name": "孙总", "types": None, "roles": None, "away": False, "holds": True}
        assert line("lead", "PUT", "/me/deputies", json=body).json() == [shown]
        assert line("lead", "GET", "/me/deputies").json() == [shown]


def test_rules_look_at_the_trees_as_they_stand(company: Company) -> None:
    schema = Schema([Field("who", "person"), Field("where", "region")])

    def holds(field: str, value: str, within: str) -> bool:
        tree = json.loads(json.dumps({"op": "within", "left": {"field": field}, "right": within}))
        condition = compile_condition(parse_condition(tree, schema))
        env = company.read(lambda tx: identity.env_of(tx, company.tenant.info, company.clock.now()))
        return condition({field: value}, env)

    engineer, units = company.people["engineer"], company.units
    assert holds("who", engineer, units["售后部"]) and not holds("who", engineer, units["客服部"])
    assert holds("where", units["苏州"], units["华东"])
    company.send("admin", m.ChangeUser(engineer, {"departments": [units["客服部"]]}))
    assert holds("who", engineer, units["客服部"])
