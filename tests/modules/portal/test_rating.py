"""评价: by several measures; who is dissatisfied is called back, and what nobody rates is closed by itself."""

from typing import Any

import pytest

from bihuan.kernel.worker import Worker
from tests.modules.portal.conftest import HOUR, Street
from tests.modules.portal.test_own_ticket import SIGNATURE, act

pytestmark = pytest.mark.req("PTL-3.server")
DAY = 24 * HOUR


def accepted(street: Street) -> tuple[str, str]:
    """A ticket whose work the customer has accepted: its number, and what opens his page."""
    made = street.report()
    street.works.player.play(street.ticket(made["number"]), until="acceptance")
    act(street, made["token"], "agree", **SIGNATURE)
    return made["number"], made["token"]


def stage(street: Street, number: str) -> dict[str, Any]:
    found: dict[str, Any] = street.line("dispatcher", "GET", f"/tickets/{number}").json()
    return found


def pass_time(street: Street, span: int) -> None:
    """The worker does what has come due after so long."""
    street.company.clock.instant += span
    street.line.next_day()
    worker, tenant = Worker(street.company.bus, {}), street.company.tenant
    while worker.fire_timers(tenant, street.company.clock.now()) + worker.run_outbox(
        tenant, street.company.clock.now()
    ):
        pass


RATING = {
    "stars": "2",
    "rating_speed": "5",
    "rating_manner": "4",
    "rating_quality": "1",
    "rating_tags": ["on_time", "again"],
    "rating_nps": "3",
    "rating_text": "来得快，但没修好",
}


def test_a_bad_rating_opens_a_return_visit_and_what_does_not_hold_is_done_again(street: Street) -> None:
    number, token = accepted(street)
    done = act(street, token, "finish", data=RATING)
    assert done["tasks"] == []
    ticket = stage(street, number)
    assert {key: ticket["data"][key] for key in RATING} == RATING
    assert (ticket["stage"], ticket["category"]) == ("resolved", "resolved"), "it is not laid away"
    (task,) = ticket["tasks"]
    assert task["step"] == "return_visit"
    trace = street.line("auditor", "GET", f"/tickets/{number}/trace").json()
    assert {"stars", "rating_speed", "rating_nps"} <= set(trace["about"]["rating"])


def test_a_good_rating_lays_the_ticket_away(street: Street) -> None:
    number, token = accepted(street)
    act(street, token, "finish", data={**RATING, "stars": "5"})
    assert stage(street, number)["category"] == "closed"


def test_what_nobody_rates_is_closed_by_itself_after_a_week_and_says_so_before(street: Street) -> None:
    number, token = accepted(street)
    (task,) = street.own(token)["tasks"]
    assert task["closes_at"] - street.company.clock.now() == 7 * DAY
    pass_time(street, 6 * DAY)
    assert stage(street, number)["category"] == "resolved"
    pass_time(street, DAY)
    assert stage(street, number)["category"] == "closed"
    own = street.own(token)
    assert (own["progress"]["station"], own["tasks"]) == ("done", [])
    events = street.line("auditor", "GET", f"/tickets/{number}/trace").json()["events"]
    finished = [one for one in events if one["type"] == "TaskFinished"][-1]
    assert (finished["what"]["action"], finished["caller"]["kind"]) == ("skip", "system")


def test_whoever_does_not_wish_to_rate_says_so(street: Street) -> None:
    number, token = accepted(street)
    act(street, token, "skip")
    assert stage(street, number)["category"] == "closed"
