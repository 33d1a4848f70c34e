"""Whom somebody gives work to stands at the top next time: those he starred, and those he turned to lately."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from bihuan.modules.colleagues import messages as m
from bihuan.modules.colleagues import queries
from bihuan.modules.colleagues.tables import person_asked
from bihuan.modules.tickets import messages as tickets
from tests.modules.company import Company, Line, hooks_of
from tests.modules.tickets.conftest import MODULES, found
from tests.modules.tickets.pumps import Pumps

pytestmark = pytest.mark.req("DSP-8")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def pumps(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pumps]:
    folder: Path = tmp_path_factory.mktemp("colleagues")
    hooks = hooks_of(*MODULES, "colleagues")
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
    for person in ("lead", "dispatcher"):
        pumps.company.check_replay(m.star_stream(pumps.company.people[person]))


def choices(line: Line, who: str) -> dict[str, Any]:
    answer = line(who, "GET", "/colleagues")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_star_stays_until_it_is_taken_and_is_nobody_elses(pumps: Pumps, line: Line):
    people = pumps.company.people
    for _ in range(2):
        assert line("lead", "PUT", f"/colleagues/{people['engineer']}/star").status_code == 204
    assert choices(line, "lead")["starred"] == [people["engineer"]]
    assert choices(line, "dispatcher")["starred"] == []
    for _ in range(2):
        assert line("lead", "DELETE", f"/colleagues/{people['engineer']}/star").status_code == 204
    assert choices(line, "lead")["starred"] == []


def test_only_colleagues_are_starred_and_not_without_end(pumps: Pumps, line: Line, monkeypatch: pytest.MonkeyPatch):
    people = pumps.company.people
    answer = line("lead", "PUT", "/colleagues/nobody-i-know/star")
    assert (answer.status_code, answer.json()["code"]) == (404, "colleague.not_found")
    monkeypatch.setattr(queries, "MOST_STARS", 1)
    assert line("dispatcher", "PUT", f"/colleagues/{people['engineer']}/star").status_code == 204
    answer = line("dispatcher", "PUT", f"/colleagues/{people['lead']}/star")
    assert (answer.status_code, answer.json()["code"]) == (422, "colleague.too_many")
    assert line("dispatcher", "DELETE", f"/colleagues/{people['engineer']}/star").status_code == 204


def give(pumps: Pumps, ticket: str, person: str) -> None:
    """A moment later, so that the order is told by the clock."""
    pumps.company.clock.instant += 1_000
    pumps.assign(ticket, person)


def test_whom_one_gave_work_to_comes_first_next_time(pumps: Pumps, line: Line):
    people = pumps.company.people
    first, second = pumps.report(), pumps.report()
    give(pumps, first, "engineer")
    give(pumps, second, "other_engineer")
    assert choices(line, "dispatcher")["recent"] == [people["other_engineer"], people["engineer"]]
    give(pumps, first, "other_engineer")
    give(pumps, first, "engineer")
    assert choices(line, "dispatcher")["recent"] == [people["engineer"], people["other_engineer"]]
    assert people["engineer"] not in choices(line, "engineer")["recent"], "taking work is no choice of a person"
    pumps.company.check_replay(tickets.ticket_stream(first))


def test_an_update_fills_in_whom_people_turned_to_before(pumps: Pumps):
    company = pumps.company
    ticket = pumps.report()
    give(pumps, ticket, "engineer")
    pumps.work(ticket)
    company.clock.instant += 1_000
    migration = import_module("bihuan.entry.migrations.versions.0020_chosen_colleagues")

    def work(tx: Any) -> tuple[list[Any], list[Any]]:
        order = ("ticket", "by", "target")
        live = tx.all(person_asked, order)
        tx.delete(person_asked)
        tx.connection.exec_driver_sql(migration.FILL[tx.kind])
        return live, tx.all(person_asked, order)

    live, filled = company.tenant.writer.call(work)
    assert company.people["engineer"] in {row["target"] for row in live if row["ticket"] == ticket}
    assert filled == live
