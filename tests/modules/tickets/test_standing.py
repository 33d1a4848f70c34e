"""Where the tickets of a flow stand now and how long its tasks take, of those that the asker may read."""

from typing import Any

import pytest

from bihuan.core.values import JsonObject
from bihuan.modules.tickets.queries.standing import running_by_version, standing_at_steps
from tests.modules.company import MINUTE
from tests.modules.tickets.pumps import Pumps

pytestmark = pytest.mark.req("FLW-1", "AUD-3")


@pytest.fixture(params=["pumps", "pumps_on_postgres"])
def works(request: pytest.FixtureRequest) -> Pumps:
    found: Pumps = request.getfixturevalue(request.param)
    return found


def standing(works: Pumps, who: str) -> dict[str, tuple[int, int | None]]:
    company = works.company

    def read(tx: Any) -> list[JsonObject]:
        return standing_at_steps(tx, company.caller(who), "pump", company.clock.now())

    return {row["step"]: (row["tickets"], row["dwell"]) for row in company.read(read)}


def running(works: Pumps, who: str) -> list[tuple[str, int, int]]:
    rows = works.company.read(lambda tx: running_by_version(tx, works.company.caller(who)))
    return [(row["flow"], row["version"], row["tickets"]) for row in rows]


def test_each_step_says_how_many_stand_there_and_how_long_its_tasks_usually_take(works: Pumps) -> None:
    for minutes in (10, 20, 60):
        ticket = works.report()
        works.assign(ticket)
        works.company.clock.instant += minutes * MINUTE
        works.work(ticket)
    assert standing(works, "lead") == {"check": (3, None), "repair": (0, 20 * MINUTE)}
    works.act("requester", ticket, "agree", signature="strokes")
    works.report()
    found = standing(works, "lead")
    assert (found["check"][0], found["repair"]) == (2, (1, 20 * MINUTE))
    assert running(works, "lead") == [("pump", 1, 3)]


def test_nobody_counts_tickets_that_he_may_not_read(works: Pumps) -> None:
    works.report()
    works.assign(works.report())
    assert standing(works, "lead")["repair"][0] == 2
    assert standing(works, "engineer")["repair"][0] == 1
    assert (standing(works, "other_engineer"), running(works, "other_engineer")) == ({}, [])
