"""Leads are told of times that wait for them; of those that count at once, nobody is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bihuan.modules.sla import messages as sla
from bihuan.modules.tickets import messages as t
from tests.modules.company import Company, hooks_of
from tests.modules.notifications.conftest import WITH_NOTICES
from tests.modules.notifications.house import House
from tests.modules.sla.promises import MINUTE, OFFICE, SLA
from tests.modules.tickets.conftest import found

pytestmark = pytest.mark.req("COL-2.server", "SLA-3.server")


@pytest.fixture
def clocked(company_as_built: Company, tmp_path: Path) -> Iterator[House]:
    """The pump company with promises and notices."""
    company = Company(tmp_path, hooks_of(*WITH_NOTICES, "sla"), like=company_as_built)
    found(company)
    company.send("admin", sla.PublishCalendar(OFFICE, official="CN"))
    company.send("admin", sla.PublishSla(SLA))
    yield House(company)
    company.close()


def handed_in(house: House, skew: int | None) -> str:
    """An arrival that the engineer's phone hands in later."""
    ticket = house.pumps.report(priority="P1")
    house.pumps.assign(ticket)
    house.company.clock.instant += MINUTE
    for action in ("accept", "depart"):
        house.pumps.act("engineer", ticket, action)
    at = house.company.clock.now()
    house.company.clock.instant += 30 * MINUTE
    arrive = t.ActOnTask(task=house.pumps.task(ticket), action="arrive")
    house.company.send("engineer", arrive, claimed=at + MINUTE, skew=skew)
    house.work()
    return ticket


def test_a_lead_is_told_of_a_doubtful_time_with_who_told_it(clocked: House) -> None:
    ticket = handed_in(clocked, None)
    (notice,) = clocked.told("lead", "time_doubtful")
    assert notice["ticket"] == ticket
    assert "张工" in notice["text"] and "补报的时间：20" in notice["text"]
    assert [clocked.told(who, "time_doubtful") for who in ("engineer", "requester", "dispatcher")] == [[], [], []]


def test_nobody_is_told_of_a_time_that_counts_at_once(clocked: House) -> None:
    handed_in(clocked, 0)
    assert clocked.told("lead", "time_doubtful") == []


def test_a_doubtful_time_that_moves_no_clock_is_nobodys_work(clocked: House) -> None:
    ticket = handed_in(clocked, 0)
    note = t.AddNote(ticket=ticket, text="无信号时记下的", public=False)
    accepted = clocked.company.send("engineer", note, claimed=MINUTE, skew=None)
    (claim,) = (one for one in accepted.events if isinstance(one.event, sla.TimeClaimed))
    assert claim.event.doubts and not claim.event.clocks
    clocked.work()
    assert clocked.told("lead", "time_doubtful") == []
