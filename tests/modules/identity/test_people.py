"""People: their profiles, what others see of them, leaving, being erased."""

import json
from typing import Any

import pytest

from bihuan.core.values import Kind
from bihuan.db.types import metadata
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.tables import event, payload
from bihuan.modules.identity import messages as m
from bihuan.modules.identity import tables
from tests.modules.company import OPERATOR, Company


def user_row(company: Company, who: str) -> dict[str, Any]:
    row = company.read(lambda tx: tx.get(tables.user, id=company.people[who]))
    assert row is not None
    return row


def test_the_first_administrator_comes_from_the_command_line(company: Company) -> None:
    created = company.send(OPERATOR, m.CreateUser("何经理", login="He.Jingli", roles=("admin",), user="chosen-id"))
    assert created.ref == "user:chosen-id"
    company.people["second"] = "chosen-id"
    company.send("second", m.SaveOrgUnit("skill", "变频器"))
    assert user_row(company, "second")["login"] == "he.jingli"


def test_every_fault_of_a_profile_is_named_at_once(company: Company) -> None:
    refusal = company.refusal(
        "admin",
        m.CreateUser(
            "  ",
            login="x",
            phone="call me",
            email="nobody",
            language="fr",
            departments=("nowhere",),
            roles=("engineer", "engineer"),
            skills={company.units["电机"]: 9},
            manager="nobody",
        ),
    )
    assert refusal.code == "user.invalid"
    assert {problem.path for problem in refusal.problems} == {
        *("name", "login", "phone", "email", "language", "departments", "roles", "skills", "manager")
    }


def test_a_login_belongs_to_one_person_however_it_is_typed(company: Company) -> None:
    refusal = company.refusal("admin", m.CreateUser("张工二号", login="ＺＨＡＮＧ.gong"))
    assert [problem.code for problem in refusal.problems] == ["user.login_taken"]
    company.send("admin", m.ChangeUser(company.people["engineer"], {"login": "Zhang.Gong"}))


def test_a_change_names_what_changed_and_nothing_is_written_when_nothing_did(company: Company) -> None:
    engineer = company.people["engineer"]
    accepted = company.send("admin", m.ChangeUser(engineer, {"phone": "13800009999", "language": "zh"}))
    assert accepted.events[0].event.changed == ("phone",)
    assert company.send("admin", m.ChangeUser(engineer, {"phone": "13800009999"})).events == ()


def test_a_change_on_a_stale_version_is_refused(company: Company) -> None:
    engineer = company.people["engineer"]
    version = user_row(company, "engineer")["version"]
    company.send("admin", m.ChangeUser(engineer, {"phone": "13800009999"}), expected_version=version)
    refusal = company.refusal("admin", m.ChangeUser(engineer, {"phone": "1"}), expected_version=version)
    assert refusal.kind is Kind.STALE


def test_signing_in_does_not_make_an_edit_of_the_profile_stale(company: Company) -> None:
    version = user_row(company, "engineer")["version"]
    with company.http() as line:
        line.token("engineer")
        headers = {"If-Match": f'"{version}"'}
        answer = line("admin", "PATCH", f"/users/{company.people['engineer']}", headers=headers, json={"phone": None})
        assert answer.status_code == 200
        assert answer.headers["ETag"] == f'"{version + 1}"'


@pytest.mark.req("AUD-3")
def test_people_change_their_own_number_and_nobody_elses(company: Company) -> None:
    engineer = company.people["engineer"]
    company.send("engineer", m.ChangeUser(engineer, {"phone": "13700000000", "language": "en"}))
    assert company.refusal("engineer", m.ChangeUser(engineer, {"roles": ["admin"]})).kind is Kind.FORBIDDEN
    assert company.refusal("other_engineer", m.ChangeUser(engineer, {"phone": "1"})).kind is Kind.FORBIDDEN
    assert company.refusal("requester", m.ChangeUser(engineer, {"phone": "1"})).code == "user.not_found"
    assert company.refusal("requester", m.ChangeUser("no-such", {"phone": "1"})).code == "user.not_found"


@pytest.mark.req("AUD-3")
def test_who_edits_people_cannot_make_themselves_anything(company: Company) -> None:
    grants = tuple({"action": action, "kind": "user", "rows": "all"} for action in ("read", "create", "update"))
    company.send("admin", m.SaveRole("personnel", {"zh": "人事"}, grants))
    company.send("admin", m.ChangeUser(company.people["lead"], {"roles": ["lead", "personnel"]}))
    lead = company.people["lead"]
    company.send("lead", m.ChangeUser(company.people["engineer"], {"name": "张工程师"}))
    company.send("lead", m.CreateUser("新人"))
    assert company.refusal("lead", m.ChangeUser(lead, {"roles": ["admin"]})).kind is Kind.FORBIDDEN
    assert company.refusal("lead", m.CreateUser("同伙", roles=("admin",))).kind is Kind.FORBIDDEN


@pytest.mark.req("AUD-3")
def test_nobody_moves_a_person_to_where_their_own_right_does_not_reach(company: Company) -> None:
    grants = tuple(
        {"action": action, "kind": "user", "rows": "own_department_and_below"} for action in ("read", "update")
    )
    company.send("admin", m.SaveRole("head", {"zh": "部门长"}, grants))
    lead, units = company.people["lead"], company.units
    company.send("admin", m.ChangeUser(lead, {"roles": ["lead", "head"]}))
    company.send("lead", m.ChangeUser(company.people["engineer"], {"departments": [units["无锡组"]]}))
    upwards = m.ChangeUser(lead, {"departments": [units["总部"]]})
    assert company.refusal("lead", upwards).kind is Kind.FORBIDDEN


@pytest.mark.req("AUD-3")
def test_who_manages_people_does_not_become_an_administrator_by_an_administrators_password(company: Company) -> None:
    grants = tuple({"action": action, "kind": "user", "rows": "all"} for action in ("read", "update", "manage"))
    company.send("admin", m.SaveRole("personnel", {"zh": "人事"}, grants))
    company.send("admin", m.ChangeUser(company.people["lead"], {"roles": ["lead", "personnel"]}))
    admin, engineer = company.people["admin"], company.people["engineer"]
    company.send("lead", m.SetPassword(engineer, "sealed", expires=True))
    for command in (
        m.SetPassword(admin, "sealed", expires=True),
        m.DisableTotp(admin),
        m.DeactivateUser(admin),
        m.ChangeUser(admin, {"login": "boss"}),
    ):
        assert company.refusal("lead", command).kind is Kind.FORBIDDEN, command


@pytest.mark.req("AUD-4")
def test_a_number_shows_as_a_mask_until_it_is_revealed_and_the_look_is_recorded(company: Company) -> None:
    engineer = company.people["engineer"]
    with company.http() as line:
        assert line("front_desk", "GET", f"/users/{engineer}").json()["phone"] == "138****5678"
        assert line("dispatcher", "GET", f"/users/{engineer}").json()["phone"] == "13812345678"
        shown = line("front_desk", "POST", f"/users/{engineer}/reveal", json={"field": "phone"})
        assert shown.json() == {"field": "phone", "value": "13812345678"}
        stream = f"access:{company.people['front_desk']}"
        record = company.read(lambda tx: EventLog(company.hooks).read(tx, stream))[-1]
        assert (record.event.what, record.event.object, record.event.fields) == ("reveal", engineer, ("phone",))
        assert "13812345678" not in repr(record)
        assert line("approver", "POST", f"/users/{engineer}/reveal", json={"field": "phone"}).status_code == 403
        assert line("requester", "POST", f"/users/{engineer}/reveal", json={"field": "phone"}).status_code == 404


@pytest.mark.req("AUD-4")
def test_a_masked_number_is_found_by_the_whole_number_only_and_that_is_recorded(company: Company) -> None:
    def ask(line: Any, op: str, value: str) -> Any:
        condition = json.dumps({"op": op, "left": {"field": "phone"}, "right": value})
        return line("front_desk", "GET", "/users", params={"filter": condition})

    with company.http() as line:
        found = ask(line, "eq", "13812345678").json()["items"]
        assert [each["name"] for each in found] == ["张工"] and found[0]["phone"] == "138****5678"
        stream = f"access:{company.people['front_desk']}"
        record = company.read(lambda tx: EventLog(company.hooks).read(tx, stream))[-1]
        assert (record.event.what, record.event.fields) == ("masked_search", ("phone",))
        assert ask(line, "starts_with", "138").status_code == 422


def test_the_list_is_searched_by_name_and_ordered_by_pinyin(company: Company) -> None:
    with company.http() as line:
        names = [each["name"] for each in line("dispatcher", "GET", "/users").json()["items"]]
        assert names[:3] == ["陈晨", "李工", "钱女士"]
        found = line("dispatcher", "GET", "/users", params={"q": "ZHANG"}).json()
        assert [each["name"] for each in found["items"]] == ["张工"]
        assert line("dispatcher", "GET", "/users", params={"q": "%"}).json()["items"] == []


@pytest.mark.req("DSP-8")
def test_people_are_asked_for_by_their_ids_as_far_as_one_may_see_them(company: Company) -> None:
    ids = ",".join([company.people["engineer"], company.people["lead"], "nobody"])
    with company.http() as line:
        found = line("dispatcher", "GET", "/users", params={"ids": ids}).json()["items"]
        assert {each["id"] for each in found} == {company.people["engineer"], company.people["lead"]}
        both = line("dispatcher", "GET", "/users", params={"ids": ids, "q": "张"}).json()["items"]
        assert [each["id"] for each in both] == [company.people["engineer"]]
        assert line("requester", "GET", "/users", params={"ids": ids}).json()["items"] == []


@pytest.mark.req("AUD-3")
def test_a_caller_without_the_right_sees_nobody(company: Company) -> None:
    with company.http() as line:
        assert line("requester", "GET", "/users").json()["items"] == []
        assert line("requester", "GET", f"/users/{company.people['engineer']}").status_code == 404
        assert line(None, "GET", "/users").status_code == 401


def test_a_person_is_added_with_a_first_password_over_http(company: Company) -> None:
    body = {"name": "郑工", "login": "zheng", "roles": ["engineer"], "password": "erst-Wagen-77"}
    with company.http() as line:
        headers = {"Idempotency-Key": "add-zheng"}
        made = line("admin", "POST", "/users", json=body, headers=headers)
        assert made.status_code == 201, made.text
        again = line("admin", "POST", "/users", json=body, headers=headers)
        assert again.json()["id"] == made.json()["id"]
        assert line.sign_in("zheng", "erst-Wagen-77").json()["password_expires"] is True
        assert line("engineer", "POST", "/users", json=body).status_code == 403
        unknown = line("admin", "POST", "/users", json={**body, "wage": 1})
        assert unknown.status_code == 422


def test_a_leaver_keeps_name_and_roles_and_may_come_back(company: Company) -> None:
    engineer = company.people["engineer"]
    company.send("admin", m.DeactivateUser(engineer))
    assert company.caller("engineer").subject.grants == ()
    assert company.send("admin", m.DeactivateUser(engineer)).events == ()
    company.send("admin", m.ReactivateUser(engineer))
    assert company.caller("engineer").subject.roles == {"engineer"}


@pytest.mark.req("AUD-4")
def test_an_erased_person_is_gone_from_every_row_and_the_chain_still_holds(company: Company) -> None:
    engineer = company.people["engineer"]
    with company.http() as line:
        line.token("engineer")
        line("engineer", "POST", "/tokens", json={"name": "脚本", "scopes": ["*"]})
        before = company.read(lambda tx: _hashes(tx, engineer))
        answer = line("admin", "POST", f"/users/{engineer}/erase", json={"reason": "本人要求"}).json()
        assert (answer["state"], answer["name"], answer["phone"]) == ("erased", "已删除", None)
        assert line("engineer", "GET", "/me").status_code == 401
        assert line.sign_in("zhang.gong").status_code == 401
        after = company.read(lambda tx: _hashes(tx, engineer))
        assert after[: len(before)] == before, "no event was touched"
    for secret in ("张工", "13812345678", "zhang.gong"):
        assert secret not in company.read(_everything), secret
    for stream in (f"user:{engineer}", f"access:{engineer}"):
        company.check_replay(stream)
    kept = company.read(lambda tx: tx.all(payload, stream=f"user:{engineer}"))
    assert len(kept) == 1, "from where it was erased, and nothing else"


@pytest.mark.req("AUD-4")
def test_an_erased_person_cannot_be_changed_or_brought_back(company: Company) -> None:
    engineer = company.people["engineer"]
    company.send("admin", m.EraseUser(engineer, "本人要求"))
    assert company.send("admin", m.EraseUser(engineer, "again")).events == ()
    for command in (m.ReactivateUser(engineer), m.ChangeUser(engineer, {"name": "张工"})):
        assert company.refusal("admin", command).code == "user.erased"
    assert company.refusal("lead", m.EraseUser(company.people["approver"], "x")).kind is Kind.FORBIDDEN


def _hashes(tx: Any, user_id: str) -> list[bytes]:
    return [bytes(row["hash"]) for row in tx.all(event, ("no",), stream=f"user:{user_id}")]


def _everything(tx: Any) -> str:
    names = {row[0] for row in tx.run("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()}
    return repr([tx.all(table) for name, table in metadata.tables.items() if name in names])
