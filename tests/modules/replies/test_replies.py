"""Preset replies: whose they are, and what stands in them for whom (COL-3)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bihuan.modules.identity.messages import SaveRole
from tests.modules.company import Company, Line, hooks_of
from tests.modules.tickets.conftest import MODULES, found
from tests.modules.tickets.pumps import Pumps

pytestmark = pytest.mark.req("COL-3.server")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def pumps(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pumps]:
    folder: Path = tmp_path_factory.mktemp("replies")
    hooks = hooks_of(*MODULES, "notifications", "replies")
    if request.param == "sqlite":
        company = Company(folder, hooks)
        found(company)
        yield Pumps(company)
        company.close()
        return
    server = request.getfixturevalue("postgres_server")
    with server.new_database() as name:
        company = Company(folder, hooks, url=server.url(name))
        found(company)
        yield Pumps(company)
        company.close()


@pytest.fixture
def line(pumps: Pumps) -> Iterator[Line]:
    with pumps.company.http(by_hand=True) as line:
        yield line


def kept(line: Line, who: str, title: str, text: str = "您好", status: int = 201, **more: Any) -> Any:
    answer = line(who, "POST", "/replies", json={"title": title, "text": text, **more})
    assert answer.status_code == status, answer.text
    return answer.json()


def titles(line: Line, who: str, **asked: Any) -> list[str]:
    answer = line(who, "GET", "/replies", params=asked)
    assert answer.status_code == 200, answer.text
    return [one["title"] for one in answer.json()["items"]]


def filled(line: Line, who: str, reply: Any, ticket: str) -> Any:
    return line(who, "GET", f"/replies/{reply['id']}/text", params={"ticket": ticket})


def test_a_reply_is_ones_own_a_departments_or_everybodys(pumps: Pumps, line: Line) -> None:
    units = pumps.company.units
    kept(line, "engineer", "自己的")
    kept(line, "admin", "大家的", scope="everybody")
    kept(line, "lead", "售后的", scope="departments", departments=[units["售后部"]])
    assert {"自己的", "大家的", "售后的"} <= set(titles(line, "engineer")), "苏州组 is below 售后部"
    assert "自己的" not in titles(line, "admin") and "售后的" in titles(line, "admin"), (
        "who manages all sees all shared"
    )
    assert titles(line, "front_desk") == ["大家的"]


@pytest.mark.req("AUD-3")
def test_shared_ones_are_kept_by_who_manages_them(pumps: Pumps, line: Line) -> None:
    units = pumps.company.units
    shared = kept(line, "admin", "统一口径", scope="everybody")
    own = kept(line, "dispatcher", "调度自用")
    body = {"title": "改", "text": "改"}
    for who in ("engineer", "lead"):
        answer = line(who, "PUT", f"/replies/{shared['id']}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "access.denied"), who
        assert line(who, "DELETE", f"/replies/{shared['id']}").status_code == 403
        assert line(who, "PUT", f"/replies/{own['id']}", json=body).status_code == 404
        assert filled(line, who, own, pumps.report()).status_code in (403, 404)
    kept(line, "engineer", "给大家", scope="everybody", status=403)
    kept(line, "lead", "给客服部", scope="departments", departments=[units["客服部"]], status=403)
    # One's own cannot be made everybody's by who may not keep those.
    everybodys = {**body, "scope": "everybody"}
    assert line("dispatcher", "PUT", f"/replies/{own['id']}", json=everybodys).status_code == 403
    shares = line("lead", "GET", "/replies").json()["shares"]
    assert set(shares) == {units[name] for name in ("售后部", "苏州组", "无锡组")}


@pytest.mark.req("AUD-3")
def test_customers_have_none_of_it(pumps: Pumps, line: Line) -> None:
    shared = kept(line, "admin", "内部口径", scope="everybody")
    ticket = pumps.report()
    assert line("requester", "GET", "/replies").status_code == 403
    assert filled(line, "requester", shared, ticket).status_code == 403
    kept(line, "requester", "客户的", status=403)


def test_a_deleted_one_is_offered_no_more_until_it_is_restored(pumps: Pumps, line: Line) -> None:
    reply = kept(line, "engineer", "先删再恢复", category="现场")
    ticket = pumps.report()
    pumps.assign(ticket)
    assert line("engineer", "DELETE", f"/replies/{reply['id']}").status_code == 204
    assert line("engineer", "DELETE", f"/replies/{reply['id']}").status_code == 204
    assert "先删再恢复" not in titles(line, "engineer")
    assert titles(line, "engineer", deleted=True) == ["先删再恢复"] and titles(line, "lead", deleted=True) == []
    assert filled(line, "engineer", reply, ticket).status_code == 404
    assert line("engineer", "POST", f"/replies/{reply['id']}/restore").status_code == 204
    assert "先删再恢复" in titles(line, "engineer")


@pytest.mark.req("AUD-4")
def test_placeholders_are_filled_with_what_the_writer_may_read(pumps: Pumps, line: Line) -> None:
    ticket = pumps.report(title="三号泵漏水")
    pumps.assign(ticket)
    text = "{{number}} {{title}}，处理人 {{assignee}}\n截止 {{next_due}}\n客户 {{customer.name}}\n{{actor}}"
    reply = kept(line, "admin", "进度", text, scope="everybody")
    number = pumps.view("admin", ticket)["number"]
    seen = filled(line, "front_desk", reply, number).json()
    assert seen["text"] == f"{number} 三号泵漏水，处理人 张工\n周敏"
    assert seen["missing"] == ["next_due", "customer.name"]
    assert filled(line, "engineer", reply, ticket).json()["text"].endswith("张工\n张工")
    # To somebody for whom the ticket does not exist nothing of it is told.
    assert filled(line, "other_engineer", reply, ticket).status_code == 404
    fields = {"named": {"title": "hidden"}, "others": "read"}
    grant = {"action": "read", "kind": "ticket", "rows": "all", "fields": fields}
    pumps.company.send("operator", SaveRole("auditor", {"zh": "审计"}, (grant,)))
    hidden = filled(line, "auditor", reply, ticket).json()
    assert "三号泵" not in hidden["text"] and "title" in hidden["missing"]


def test_every_fault_is_named(line: Line) -> None:
    answer = kept(line, "engineer", " ", "{{nonsense}} {{number", category="长" * 31, departments=["x"], status=422)
    assert answer["code"] == "reply.rejected"
    assert {(one["path"], one["code"]) for one in answer["problems"]} >= {
        ("title", "reply.title_invalid"),
        ("category", "reply.category_too_long"),
        ("text", "notice.braces"),
        ("text", "notice.field_unknown"),
        ("departments", "reply.departments_needed"),
        ("departments.0", "reply.department_unknown"),
    }


def test_whoever_was_slower_is_told_so(line: Line) -> None:
    reply = kept(line, "engineer", "版本")
    body = {"title": "版本二", "text": "x"}
    first = line("engineer", "PUT", f"/replies/{reply['id']}", json=body, headers={"If-Match": '"1"'})
    assert (first.status_code, first.json()["version"]) == (200, 2)
    late = line("engineer", "PUT", f"/replies/{reply['id']}", json=body, headers={"If-Match": '"1"'})
    assert late.status_code == 412


def test_replay_gives_the_same_rows(pumps: Pumps, line: Line) -> None:
    reply = kept(line, "engineer", "重放")
    line("engineer", "DELETE", f"/replies/{reply['id']}")
    pumps.company.check_replay(f"reply:{reply['id']}")


def test_nobody_keeps_more_than_is_sensible(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bihuan.modules.replies.handlers.MOST_OWN", 1)
    kept(line, "auditor", "第一条")
    assert kept(line, "auditor", "第二条", status=422)["problems"][0]["code"] == "reply.too_many"


def test_the_page_is_told_what_may_be_put_in(pumps: Pumps, line: Line) -> None:
    known = line("engineer", "GET", "/replies").json()["placeholders"]
    text = "\n".join(f"{{{{{one['key']}}}}}" for one in known)
    reply = kept(line, "engineer", "全部", text)
    ticket = pumps.report()
    pumps.assign(ticket)
    assert filled(line, "engineer", reply, ticket).status_code == 200
    assert all(one["label"]["zh"] and one["label"]["en"] for one in known)


def test_a_company_without_such_a_ticket_is_told_so(pumps: Pumps, line: Line) -> None:
    reply = kept(line, "engineer", "没有工单")
    assert filled(line, "engineer", reply, "SB990101-XXXXXX").status_code == 404
