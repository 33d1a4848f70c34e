"""Seeing as a role sees (AUD-3): what both may, reading only, on record, and no way up."""

from typing import Any

import httpx
import pytest

from bihuan.core.access import ANY, FieldAccess, FieldSet, Grant, Subject
from bihuan.kernel.eventlog import EventLog
from bihuan.modules.audit.messages import AccessRecorded
from bihuan.modules.identity import messages as m
from bihuan.modules.identity.interface.viewing import VIEW_AS_HEADER, VIEW_MS, seen_as
from tests.modules.company import Company, Line

pytestmark = pytest.mark.req("AUD-3")
READ, MASKED, HIDDEN = FieldAccess.READ, FieldAccess.MASKED, FieldAccess.HIDDEN


def own(*grants: Grant, confidential: frozenset[str] = frozenset()) -> Subject:
    return Subject(confidential_types=confidential, person="p", roles=frozenset({"admin"}), grants=grants)


EVERYTHING = Grant(ANY, ANY, "all")


def seen(subject: Subject, *grants: Grant) -> set[Grant]:
    return set(seen_as(subject, "r", grants).grants)


def test_who_may_everything_sees_just_what_the_role_sees() -> None:
    grant = Grant("read", "ticket", "own_area")
    assert seen(own(EVERYTHING), grant) == {grant}
    assert seen_as(own(EVERYTHING), "r", [grant]).roles == {"r"}


def test_a_role_shows_nothing_that_the_looker_may_not_see_himself() -> None:
    assert seen(own(Grant("read", "user", "all")), EVERYTHING) == {Grant("read", "user", "all")}
    assert seen(own(Grant("read", "user", "all")), Grant("read", "ticket", "all")) == set()
    assert seen(own(Grant("read", "user", "own_team")), Grant("read", "user", "all")) == {
        Grant("read", "user", "own_team")
    }
    assert seen(own(Grant("read", "user", "own_team")), Grant("read", "user", "own_area")) == set()


def test_the_fields_are_those_that_both_show() -> None:
    mine, roles = FieldSet({"phone": HIDDEN}, READ), FieldSet({"email": MASKED}, FieldAccess.EDIT)
    found = seen_as(own(Grant("read", "user", "all", mine)), "r", [Grant("read", "user", "all", roles)]).grants[0]
    assert found.fields == FieldSet({"phone": HIDDEN, "email": MASKED}, READ)


def test_a_confidential_type_is_no_more_open_to_him_through_a_role_that_names_it() -> None:
    subject = own(EVERYTHING, confidential=frozenset({"complaint"}))
    roles = Grant("read", "ticket", "all", types=frozenset({"complaint", "repair"}))
    assert seen(subject, roles) == {Grant("read", "ticket", "all", types=frozenset({"repair"}))}
    cleared = own(Grant("read", "ticket", "all", types=frozenset({"complaint"})), confidential=frozenset({"complaint"}))
    assert seen(cleared, roles) == {Grant("read", "ticket", "all", types=frozenset({"complaint"}))}


# --- over HTTP -----------------------------------------------------------------------------------------------------


def look(line: Line, role: str, who: str = "admin") -> dict[str, str]:
    answer = line(who, "POST", f"/roles/{role}/view")
    assert answer.status_code == 200, answer.text
    return {answer.json()["header"]: answer.json()["token"]}


def asked(line: Line, who: str, method: str, path: str, view: dict[str, str], **more: Any) -> httpx.Response:
    return line(None, method, path, headers={"Authorization": f"Bearer {line.token(who)}", **view}, **more)


def test_the_administrator_reads_as_the_role_would_and_leaves_by_sending_no_header(company: Company) -> None:
    with company.http() as line:
        view = look(line, "requester")
        me = asked(line, "admin", "GET", "/me", view).json()
        assert (me["viewing_as"], me["id"]) == ("requester", company.people["admin"])
        assert "manage" not in {grant["action"] for grant in me["grants"]}
        assert asked(line, "admin", "GET", "/roles", view).status_code == 404
        assert asked(line, "admin", "GET", "/roles", {}).status_code == 200
        assert asked(line, "admin", "GET", "/me", {}).json()["viewing_as"] is None
        masked = asked(line, "admin", "GET", f"/users/{company.people['engineer']}", look(line, "front_desk")).json()
        assert masked["phone"] == "138****5678"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/me"),
        ("POST", "/users"),
        ("PUT", "/roles/engineer"),
        ("DELETE", "/sessions/current"),
        ("POST", "/roles/admin/view"),
    ],
)
def test_whatever_is_no_reading_is_refused_meanwhile(company: Company, method: str, path: str) -> None:
    with company.http() as line:
        view = look(line, "admin")
        answer = asked(line, "admin", method, path, view, json={"name": "新人"})
        assert (answer.status_code, answer.json()["code"]) == (403, "view_as.read_only")


def test_a_look_is_on_record_before_it_begins(company: Company) -> None:
    with company.http() as line:
        look(line, "engineer")
    stream = f"access:{company.people['admin']}"
    events = [each.event for each in company.read(lambda tx: EventLog(company.hooks).read(tx, stream))]
    assert AccessRecorded("view_as", "role", "engineer") in events


def test_only_who_manages_roles_looks_and_only_in_his_own_session_for_an_hour(company: Company) -> None:
    with company.http() as line:
        assert line("front_desk", "POST", "/roles/engineer/view").status_code == 403
        view = look(line, "engineer")
        assert asked(line, "front_desk", "GET", "/me", view).json()["code"] == "view_as.not_good"
        token = view[VIEW_AS_HEADER]
        for forged in ("", "engineer", f"admin.{token.partition('.')[2]}", token[:-1], "engineer.٣.x"):
            headers = {VIEW_AS_HEADER: forged}
            if forged.isascii():
                assert asked(line, "admin", "GET", "/me", headers).status_code == 403, forged
        company.clock.instant += VIEW_MS
        assert asked(line, "admin", "GET", "/me", view).json()["code"] == "view_as.not_good"


def test_a_look_ends_with_the_right_to_look(company: Company) -> None:
    company.send("admin", m.ChangeUser(company.people["lead"], {"roles": ["lead", "admin"]}))
    with company.http() as line:
        view = look(line, "engineer", "lead")
        assert asked(line, "lead", "GET", "/me", view).status_code == 200
        company.send("admin", m.ChangeUser(company.people["lead"], {"roles": ["lead"]}))
        assert asked(line, "lead", "GET", "/me", view).status_code == 403
