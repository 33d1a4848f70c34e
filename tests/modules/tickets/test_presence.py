"""Who else has a ticket open: colleagues see each other, customers neither see nor are seen, nothing is stored."""

import pytest

from bihuan.kernel.presence import LASTS_MS
from bihuan.kernel.tables import event
from tests.modules.company import Line
from tests.modules.tickets.pumps import Pumps

pytestmark = pytest.mark.req("COL-1", "AUD-3")


def at(line: Line, who: str, ticket: str, state: str = "viewing") -> list[tuple[str, str]]:
    """Say that one is there; the others as one is told."""
    answer = line(who, "POST", f"/tickets/{ticket}/presence", json={"tab": f"tab-of-{who[:5]}", "state": state})
    assert answer.status_code == 200, answer.text
    return [(one["name"], one["state"]) for one in answer.json()["people"]]


def test_colleagues_see_each_other_until_they_leave_or_fall_silent(pumps: Pumps):
    ticket = pumps.report("front_desk")
    before = pumps.company.read(lambda tx: len(tx.all(event)))
    with pumps.company.http(by_hand=True) as line:
        assert at(line, "front_desk", ticket) == []
        assert at(line, "dispatcher", ticket, "editing") == [("周敏", "viewing")]
        assert at(line, "front_desk", ticket, "typing") == [("陈晨", "editing")]
        assert at(line, "dispatcher", ticket, "left") == [("周敏", "typing")]
        assert at(line, "front_desk", ticket) == []
        at(line, "dispatcher", ticket)
        pumps.company.clock.instant += LASTS_MS
        assert at(line, "front_desk", ticket) == []
    # Signing in is written down; being there is not.
    assert pumps.company.read(lambda tx: len(tx.all(event))) == before + 2


def test_a_customer_is_shown_to_nobody_and_told_nobody(pumps: Pumps):
    ticket = pumps.report("requester")
    with pumps.company.http(by_hand=True) as line:
        assert at(line, "front_desk", ticket, "editing") == []
        assert at(line, "requester", ticket) == []
        assert at(line, "dispatcher", ticket) == [("周敏", "editing")]


def test_whoever_may_not_read_the_ticket_is_told_that_there_is_none(pumps: Pumps):
    ticket = pumps.report()
    with pumps.company.http(by_hand=True) as line:
        body = {"tab": "tab-00001", "state": "viewing"}
        answer = line("other_engineer", "POST", f"/tickets/{ticket}/presence", json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "ticket.not_found")
