"""Saved views: one's own and shared ones, counted for each person as that person sees the pool."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bihuan.core.values import Kind
from bihuan.kernel.tables import event
from bihuan.modules.identity import interface as identity
from bihuan.modules.views import messages as m
from bihuan.modules.views import queries
from tests.modules.company import Company, Line, hooks_of
from tests.modules.tickets.conftest import MODULES, found
from tests.modules.tickets.pumps import Pumps

pytestmark = pytest.mark.req("INT-1")
LEAKS = {"op": "eq", "left": {"field": "fault"}, "right": "leak"}
MINE = {"op": "eq", "left": {"field": "assignee"}, "right": "@me"}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def pumps(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pumps]:
    folder: Path = tmp_path_factory.mktemp("views")
    hooks = hooks_of(*MODULES, "views")
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
    views = sa.select(event.c.stream).where(event.c.stream.like("view:%")).distinct()
    for row in pumps.company.read(lambda tx: tx.rows(views)):
        pumps.company.check_replay(row["stream"])


def kept(line: Line, who: str, name: str, query: Any = None, status: int = 201, **more: Any) -> Any:
    answer = line(who, "POST", "/ticket-views", json={"name": name, "query": query or {}, **more})
    assert answer.status_code == status, answer.text
    return answer.json()


def names(line: Line, who: str, **params: Any) -> dict[str, Any]:
    return {one["name"]: one for one in line(who, "GET", "/ticket-views", params=params).json()}


def test_a_view_is_its_owners_until_it_is_shared(pumps: Pumps, line: Line):
    kept(line, "dispatcher", "我的漏水", {"type": "pump", "filter": json.dumps(LEAKS)})
    kept(line, "dispatcher", "全体工程师", {"q": "漏水"}, roles=["engineer"])
    kept(line, "lead", "售后部", {}, departments=[pumps.company.units["售后部"]])
    assert set(names(line, "dispatcher")) == {"我的漏水", "全体工程师"}
    assert set(names(line, "engineer")) == {"全体工程师", "售后部"}, "苏州组 is below 售后部"
    assert "售后部" not in names(line, "front_desk")
    assert [names(line, who)["全体工程师"]["own"] for who in ("dispatcher", "engineer")] == [True, False]


@pytest.mark.req("AUD-3")
def test_only_who_may_share_shares_and_only_owners_change(pumps: Pumps, line: Line):
    assert kept(line, "engineer", "给大家", status=403, roles=["engineer"])["code"] == "access.denied"
    shared = kept(line, "dispatcher", "共享的", roles=["engineer"])["id"]
    own = kept(line, "front_desk", "自己的")["id"]
    body = {"name": "改名", "query": {}}
    answer = line("engineer", "PUT", f"/ticket-views/{shared}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "view.not_yours")
    assert "另存" in answer.json()["title"]
    assert line("engineer", "PUT", f"/ticket-views/{own}", json=body).status_code == 404
    assert line("engineer", "DELETE", f"/ticket-views/{own}").status_code == 404
    assert line("dispatcher", "PUT", f"/ticket-views/{shared}", json=body).json()["roles"] == []
    assert shared not in {one["id"] for one in names(line, "engineer").values()}, "shared no more"
    assert line("admin", "DELETE", f"/ticket-views/{own}").status_code == 204
    assert own not in {one["id"] for one in names(line, "front_desk").values()}


def test_every_view_is_counted_in_one_statement_as_its_reader_sees_the_pool(pumps: Pumps, line: Line):
    mine = pumps.report()
    pumps.assign(mine)
    pumps.report(data={"fault": "noise"})
    for name, query in (
        ("指派给我", {"filter": json.dumps(MINE)}),
        ("漏水", {"type": "pump", "filter": json.dumps(LEAKS)}),
        ("全部", {}),
    ):
        kept(line, "dispatcher", name, query, roles=["engineer", "lead", "dispatcher"])
    counted = {who: names(line, who, counts=True) for who in ("dispatcher", "engineer", "other_engineer")}
    seen = {
        who: [views[name]["count"]["value"] for name in ("指派给我", "漏水", "全部")] for who, views in counted.items()
    }
    assert seen == {"dispatcher": [0, 1, 2], "engineer": [1, 1, 1], "other_engineer": [0, 0, 0]}
    assert "count" not in names(line, "engineer")["全部"]
    few = statements(pumps.company, lambda: names(line, "dispatcher", counts=True))
    for n in range(9):
        kept(line, "dispatcher", f"再多{n}", {"q": f"漏水{n}"})
    assert statements(pumps.company, lambda: names(line, "dispatcher", counts=True)) == few


def statements(company: Company, work: Callable[[], Any]) -> int:
    """How many statements the database is sent for it."""
    heard: list[str] = []

    def hear(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        heard.append(statement)

    work()  # what is looked up once is known by now
    engine = company.tenant.database.reader
    sa.event.listen(engine, "before_cursor_execute", hear)
    work()
    sa.event.remove(engine, "before_cursor_execute", hear)
    return len(heard)


def test_a_view_that_cannot_be_asked_any_more_has_no_count_and_harms_no_other(pumps: Pumps):
    company, caller = pumps.company, pumps.company.caller("lead")
    rows = [
        {"id": "gone", "query": {"type": "no_such"}},
        {"id": "odd", "query": {"sort": "x"}},
        {"id": "all", "query": {}},
    ]

    def read(tx: Any) -> Any:
        return queries.counts_of(tx, caller, rows, identity.env_of(tx, company.tenant.info, company.clock.now()))

    assert set(company.read(read)) == {"all"}


def test_the_pool_opens_with_what_one_chose(pumps: Pumps, line: Line):
    view = kept(line, "lead", "第一眼")["id"]
    assert line("lead", "PUT", "/ticket-views/default", json={"view": view}).status_code == 204
    assert [one["name"] for one in names(line, "lead").values() if one["default"]] == ["第一眼"]
    assert not any(one["default"] for one in names(line, "dispatcher").values())
    assert line("dispatcher", "PUT", "/ticket-views/default", json={"view": view}).status_code == 404
    assert line("lead", "PUT", "/ticket-views/default", json={"view": None}).status_code == 204
    assert not any(one["default"] for one in names(line, "lead").values())


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"name": " "}, "name", "view.name_invalid"),
        ({"name": "长" * 61}, "name", "view.name_invalid"),
        ({"query": {"layout": "cube"}}, "query", "view.query_invalid"),
        ({"roles": ["nobody"]}, "roles.0", "view.role_unknown"),
        ({"departments": ["nowhere"]}, "departments.0", "view.department_unknown"),
    ],
)
def test_a_view_that_cannot_be_kept_says_why(line: Line, body: Any, path: str, code: str):
    answer = line("lead", "POST", "/ticket-views", json={"name": "视图", "query": {}, **body})
    assert answer.status_code == 422
    assert [(one["path"], one["code"]) for one in answer.json()["problems"]] == [(path, code)]


@pytest.mark.req("AUD-4")
def test_a_view_asks_for_nothing_that_its_author_may_not_ask(pumps: Pumps, line: Line):
    answer = line("lead", "POST", "/ticket-views", json={"name": "x", "query": {"sort": "no_such"}})
    assert answer.json()["code"] == "filter.rejected"
    refusal = pumps.company.refusal("requester", m.DeleteView("00000000-0000-7000-8000-000000000000"))
    assert refusal.kind is Kind.NOT_FOUND
