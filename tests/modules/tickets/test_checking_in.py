"""到场: where the engineer is stands in the event, in words that say how sure that is; and nobody is ever stopped."""

from typing import Any

import pytest

from bihuan.modules.tickets.messages import ActOnTask
from tests.modules.tickets.pumps import Pumps

HERE = {"latitude": 31.3, "longitude": 120.6, "accuracy": 12.0}
ELSEWHERE = {"latitude": 31.32, "longitude": 120.6, "accuracy": 12.0}


def on_the_way(pumps: Pumps, *, placed: bool = True, **site: Any) -> str:
    """A pump at a customer's, and 张工 on his way to it."""
    customer = pumps.save("customer", name="阳光百货")
    point = {"point": {"lat": "31.3", "lng": "120.6"}} if placed else {}
    where = pumps.save("site", customer=customer, name="地下泵房", **point, **site)
    ticket = pumps.report("admin", customer=customer, site=where, submitter=pumps.company.people["requester"])
    pumps.assign(ticket)
    for action in ("accept", "depart"):
        pumps.act("engineer", ticket, action)
    return ticket


def check_in(pumps: Pumps, ticket: str, **more: Any) -> dict[str, Any]:
    pumps.act("engineer", ticket, "arrive", **more)
    (visit,) = pumps.view("lead", ticket)["visits"]
    assert visit["state"] == "on_site", "a check-in never stops anybody"
    found: dict[str, Any] = visit["check_in"]
    return found


CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("there", {"position": HERE}, {"outcome": "validated", "why": "inside", "metres": 0, "fence": 300}),
    ("elsewhere", {"position": ELSEWHERE}, {"outcome": "failed", "why": "outside", "metres": 2224, "fence": 300}),
    ("not allowed", {"unplaced": "denied"}, {"outcome": "skipped_failed", "why": "denied", "fence": 300}),
    ("made up", {"position": {**HERE, "mocked": True}}, {"outcome": "skipped_failed", "why": "mocked", "fence": 300}),
    ("from the desk", {}, {"outcome": "platform_skipped", "why": "unsupported", "fence": 300}),
]


@pytest.mark.req("FLD-3")
@pytest.mark.parametrize(("more", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_how_a_check_in_was_judged_stands_with_the_visit_and_in_the_trace(pumps: Pumps, more: Any, expected: Any):
    ticket = on_the_way(pumps)
    assert check_in(pumps, ticket, **more) == expected
    (arrived,) = [one["what"] for one in pumps.trace("lead", ticket)["events"] if one["type"] == "VisitArrived"]
    assert arrived["check_in"] == expected


@pytest.mark.req("FLD-3")
def test_without_a_point_there_is_nothing_to_compare_and_a_site_may_have_its_own_radius(pumps: Pumps):
    nowhere = on_the_way(pumps, placed=False)
    assert check_in(pumps, nowhere, position=HERE) == {"outcome": "skipped_ok", "why": "no_site"}
    wide = on_the_way(pumps, fence="5000")
    assert check_in(pumps, wide, position=ELSEWHERE)["outcome"] == "validated"


@pytest.mark.req("FLD-3")
@pytest.mark.parametrize(
    ("more", "outcome"),
    [({"position": ELSEWHERE}, "offline_failed"), ({"unplaced": "timeout"}, "offline_skipped")],
)
def test_what_was_done_without_a_network_is_judged_when_it_comes_in(pumps: Pumps, more: Any, outcome: str):
    ticket = on_the_way(pumps)
    command = ActOnTask(task=pumps.task(ticket), action="arrive", **more)
    now = pumps.company.clock.now()
    pumps.company.send("engineer", command, claimed=now - 60_000, skew=0)
    (visit,) = pumps.view("lead", ticket)["visits"]
    assert (visit["state"], visit["check_in"]["outcome"]) == ("on_site", outcome)


@pytest.mark.req("FLD-3", "AUD-4")
def test_the_customer_does_not_learn_how_his_engineer_checked_in(pumps: Pumps):
    ticket = on_the_way(pumps)
    check_in(pumps, ticket, position=ELSEWHERE)
    assert [visit["check_in"] for visit in pumps.view("requester", ticket)["visits"]] == [None]
