"""A ticket's trace tells who was told of it, to whom that may be told (AUD-2)."""

import pytest

from bihuan.core.values import JsonObject
from tests.modules.notifications.house import House

pytestmark = pytest.mark.req("AUD-2")


def told(house: House, who: str, ticket: str) -> list[tuple[str, str]]:
    """(name, kind) of each notice that `who` finds in the trace."""
    notices: list[JsonObject] = house.pumps.trace(who, ticket)["sections"]["notices"]
    assert [one["at"] for one in notices] == sorted(one["at"] for one in notices)
    assert not {"title", "text"} & {key for one in notices for key in one}
    return [(one["name"], one["kind"]) for one in notices]


def test_the_trace_tells_who_was_told_and_outsiders_only_what_they_were_told_themselves(house: House) -> None:
    ticket = house.pumps.report()
    house.pumps.assign(ticket)
    house.pumps.act("engineer", ticket, "accept")
    house.work()
    assert told(house, "lead", ticket) == [("张工", "visit_offered"), ("钱女士", "visit_accepted")]
    assert told(house, "requester", ticket) == [("钱女士", "visit_accepted")]
    (first, _) = house.pumps.trace("lead", ticket)["sections"]["notices"]
    assert first["label"]["zh"] and first["deliveries"] == [] and first["read_at"] is None


def test_the_trace_calls_steps_stages_and_fields_by_their_names(house: House) -> None:
    found = house.pumps.trace("lead", house.pumps.report())
    assert (found["steps"]["repair"]["zh"], found["stages"]["check"]["zh"]) == ("维修", "待验收")
    assert (found["fields"]["cause"]["zh"], found["fields"]["tags"]["zh"]) == ("原因", "标签")
