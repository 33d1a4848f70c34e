"""A ticket's clocks through the bus: what starts, pauses, switches and stops them; every command is replayed."""

import pytest

from bihuan.core.values import Kind
from bihuan.modules.sla import messages as m
from bihuan.modules.tickets import messages as t
from tests.modules.sla.promises import HOUR, MINUTE, Clocks, instant


@pytest.mark.req("SLA-1")
def test_a_report_starts_the_clocks_of_its_policy_in_the_same_unit(clocks: Clocks):
    ticket = clocks.report()
    assert clocks.states(ticket) == {
        "assign": "running",
        "accept": "idle",
        "first_response": "running",
        "resolve": "running",
        "unanswered": "running",
        "stale": "running",
    }
    assert (clocks.due(ticket, "assign"), clocks.due(ticket, "resolve")) == ("06-16 15:00", "06-19 10:00")
    seen = clocks.row(ticket)
    assert (seen["next_clock"], seen["next_due"], seen["clock_state"]) == ("assign", instant("2025-06-16 15:00"), "running")
    kinds = [event["type"] for event in clocks.trace("lead", ticket)["events"]]
    assert kinds.count("ClocksMoved") == 1
