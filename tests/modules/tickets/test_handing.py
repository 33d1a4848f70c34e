"""交接: who is away or has left and still has work, whom one may give it to, and one's own before one goes."""

from typing import Any

import pytest

from bihuan.core.values import JsonObject
from bihuan.modules.identity import interface as identity
from bihuan.modules.identity import messages as people
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets.queries.handing import people_away, work_to_hand_over
from tests.modules.company import MINUTE
from tests.modules.tickets.pumps import Pumps
from tests.modules.tickets.test_deputies import appoint, ask_for, that_buys

pytestmark = pytest.mark.req("FLW-5", "API-4")
DAY = 1440 * MINUTE


@pytest.fixture(params=["pumps", "pumps_on_postgres"])
def works(request: pytest.FixtureRequest) -> Pumps:
    """A company with repairs and purchases, on either database."""
    return that_buys(request.getfixturevalue(request.param))


def away(works: Pumps, who: str) -> list[JsonObject]:
    company = works.company
    found: list[JsonObject] = company.read(lambda tx: people_away(tx, company.caller(who), company.clock.now()))
    return found


def work_of(works: Pumps, who: str, whose: str) -> list[tuple[str, str, str | None]]:
    """Step, ticket's title and how `who` hands it over."""
    company = works.company

    def read(tx: Any) -> list[JsonObject]:
        env = identity.env_of(tx, company.tenant.info, company.clock.now())
        return work_to_hand_over(tx, company.caller(who), company.people[whose], env)

    return [(row["step"], row["title"], row["how"]) for row in company.read(read)]


def test_a_leaver_s_work_stands_there_until_somebody_else_has_it(works: Pumps) -> None:
    ticket = works.report()
    works.assign(ticket)
    works.act("engineer", ticket, "accept")
    assert away(works, "lead") == []
    works.company.send("admin", people.DeactivateUser(works.company.people["engineer"]))
    for who in ("lead", "dispatcher", "admin"):
        (gone,) = away(works, who)
        assert (gone["name"], gone["why"], gone["tasks"]) == ("张工", "left", 1)
        assert [how for _, _, how in work_of(works, who, "engineer")] == ["assign"]
    for who in ("requester", "other_engineer", "auditor"):
        assert (away(works, who), work_of(works, who, "engineer")) == ([], [])
    works.assign(ticket, "other_engineer", reason="张工离职")
    assert (away(works, "lead"), work_of(works, "lead", "engineer")) == ([], [])


def test_whom_others_stand_in_for_is_named_with_them_and_a_decision_is_moved_by_the_flow_admin_alone(
    works: Pumps,
) -> None:
    ask_for(works)
    appoint(works, "approver", "lead")
    assert [(one["name"], one["why"], one["deputies"]) for one in away(works, "admin")] == [
        ("孙总", "deputed", ["赵刚"])
    ]
    assert [how for _, _, how in work_of(works, "admin", "approver")] == ["assign"]
    # 赵刚 decides in his place, which is no handing over.
    assert {how for _, _, how in work_of(works, "lead", "approver")} <= {None, "transfer"}
    works.company.clock.instant += 6 * DAY
    assert away(works, "admin") == []


def test_before_one_goes_one_sees_all_that_one_has_and_what_one_may_pass_on(works: Pumps) -> None:
    repair = works.report()
    works.assign(repair)
    works.act("engineer", repair, "accept")
    bought = ask_for(works)
    mine = {("repair", "水泵漏水", "refuse"), ("sign", "买一台水泵", "transfer")}
    assert set(work_of(works, "engineer", "engineer")) == mine
    task = next(
        one for one in works.view("engineer", bought)["tasks"] if one["assignee"] == works.company.people["engineer"]
    )
    command = m.ActOnTask(task=task["id"], action="transfer", people=(works.company.people["lead"],), comment="调岗")
    works.company.send("engineer", command)
    assert [step for step, _, _ in work_of(works, "engineer", "engineer")] == ["repair"]
    # Before the machine it is too late to give it back: it is finished, or a dispatcher gives it to somebody else.
    for action in ("depart", "arrive"):
        works.act("engineer", repair, action)
    assert [how for _, _, how in work_of(works, "engineer", "engineer")] == [None]
