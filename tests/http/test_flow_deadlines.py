"""Deadlines of steps over HTTP: reminded, escalated, handed on, passed, sent back, on wall and working hours, and the
hand-over after 48 hours; on both databases, the clock moved by hand, the worker at work."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from tests.http.bundle_world import DAY, HOUR
from tests.http.conftest import POSTGRES_IN_FULL
from tests.http.drawn import SUBMITTER, Drawn, approve, drawn_world
from tests.http.process import wait_until
from tests.http.world import OFFICE

pytestmark = pytest.mark.req("FLW-6")


@pytest.fixture(scope="module", params=POSTGRES_IN_FULL)
def drawn(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Drawn]:
    """赵总监 decides; 老陈, who reads every ticket, is his manager."""
    with drawn_world(tmp_path_factory, request) as made:
        people = made.world.people
        made["admin"].do("PATCH", f"/users/{people['tech']}", json={"manager": people["dispatcher"]})
        made["admin"].post("/calendars", body=OFFICE)
        yield made


def decided_by_tech(drawn: Drawn, *rungs: dict[str, Any], hours: str = "wall", **more: Any) -> str:
    """A ticket that waits for 赵总监 from now on."""
    clock = {"hours": hours, **({"calendar": "office"} if hours == "working" else {})}
    deadline = {"deadline": {**clock, "rungs": list(rungs)}} if rungs else {}
    return drawn.run(approve("decide", drawn.people("tech"), **deadline, **more))


def reached(drawn: Drawn, ticket: str) -> list[str]:
    return [event["what"]["do"] for event in drawn.told(ticket, "DeadlineReached")]


def notices(drawn: Drawn, who: str, ticket: str) -> list[str]:
    """Titles of what this person was told of the ticket."""
    number = drawn.view(ticket)["number"]
    found = drawn[who].get("/notices", limit=100)["items"]
    return [one["title"] for one in found if number in str(one)]


def _reminded(drawn: Drawn, ticket: str, times: int) -> bool:
    return sum("催办" in title for title in notices(drawn, "tech", ticket)) == times


def _has_it(drawn: Drawn, ticket: str, who: str) -> bool:
    return drawn.owners(ticket) == [who]


def test_whoever_has_it_is_reminded_as_often_as_the_step_says(drawn: Drawn) -> None:
    ticket = decided_by_tech(drawn, {"after": "4h", "do": "remind", "every": "1h", "times": 3})
    for times in (1, 2, 3):
        drawn.later(4 * HOUR if times == 1 else HOUR)
        wait_until(partial(_reminded, drawn, ticket, times))
    drawn.later(5 * HOUR)
    assert (reached(drawn, ticket), drawn.owners(ticket)) == (["remind"] * 3, ["tech"])


def test_it_is_escalated_to_those_above_and_the_timeline_says_so(drawn: Drawn) -> None:
    above = {"after": "4h", "do": "escalate", "to": {"manager": 1}}
    rungs = [above, {"after": "8h", "do": "escalate", "to": ["lead"]}]
    step = approve("decide", drawn.people("tech"), deadline={"hours": "wall", "rungs": rungs})
    ticket = drawn.run(step, leads=["lead"])
    drawn.later(4 * HOUR)
    wait_until(lambda: len(notices(drawn, "dispatcher", ticket)) == 1)
    assert [note["text"] for note in drawn.view(ticket)["notes"]] == ["步骤时限已到"]
    assert notices(drawn, "lead", ticket) == []
    drawn.later(4 * HOUR)
    wait_until(lambda: len(notices(drawn, "lead", ticket)) == 1)


def test_it_is_handed_on_to_the_manager_and_both_are_told(drawn: Drawn) -> None:
    ticket = decided_by_tech(drawn, {"after": "1d", "do": "transfer", "to": {"manager": 1}})
    drawn.later(DAY)
    wait_until(lambda: drawn.owners(ticket) == ["dispatcher"])
    (moved,) = drawn.told(ticket, "TaskReassigned")
    assert (moved["what"]["before"], moved["what"]["reason"]) == (drawn.world.people["tech"], "步骤时限已到")
    wait_until(lambda: notices(drawn, "dispatcher", ticket) != [])


def test_it_passes_by_itself(drawn: Drawn) -> None:
    ticket = decided_by_tech(drawn, {"after": "1d", "do": "pass"})
    drawn.later(DAY)
    wait_until(lambda: drawn.stage(ticket) == "done")
    (vote,) = drawn.told(ticket, "VoteCast")
    assert (vote["what"]["verdict"], vote["what"]["comment"]) == ("agree", "步骤时限已到")


def test_it_goes_back_by_itself_and_its_time_begins_anew(drawn: Drawn) -> None:
    ticket = decided_by_tech(drawn, {"after": "1d", "do": "return"}, returns=["start"])
    drawn.later(DAY)
    wait_until(lambda: drawn.steps(ticket) == ["start"])
    assert drawn.owners(ticket) == [SUBMITTER]
    drawn[SUBMITTER].act(ticket, "submit")
    drawn.later(DAY - HOUR)
    assert drawn.steps(ticket) == ["decide"]
    drawn.later(HOUR)
    wait_until(lambda: reached(drawn, ticket) == ["return_step"] * 2)


def test_what_is_done_in_time_is_left_alone(drawn: Drawn) -> None:
    ticket, late = (decided_by_tech(drawn, {"after": "1d", "do": "pass"}) for _ in range(2))
    drawn["tech"].act(ticket, "refuse", comment="不行")
    drawn.later(2 * DAY)
    wait_until(lambda: drawn.stage(late) == "done")
    assert (reached(drawn, ticket), drawn.stage(ticket)) == ([], "gone")


def test_working_hours_are_those_of_the_calendar(drawn: Drawn) -> None:
    """Eight hours of work are a day in the office: at no time within eight hours on the wall."""
    working, wall = (decided_by_tech(drawn, {"after": "8h", "do": "pass"}, hours=kind) for kind in ("working", "wall"))
    drawn.later(8 * HOUR)
    wait_until(lambda: drawn.stage(wall) == "done")
    assert drawn.stage(working) == "work"
    drawn.later(4 * DAY)
    wait_until(lambda: drawn.stage(working) == "done")


@pytest.mark.req("FLW-5")
def test_after_48_hours_it_is_handed_over_to_the_lead_then_to_the_flow_admin(drawn: Drawn) -> None:
    step = approve("decide", drawn.people("tech"), hand_over="wall")
    ticket = drawn.run(step, leads=["lead"])
    for heir in ("lead", "admin"):
        drawn.later(48 * HOUR)
        wait_until(partial(_has_it, drawn, ticket, heir))
    assert [moved["what"]["reason"] for moved in drawn.told(ticket, "TaskReassigned")] == ["超时未处理，自动移交"] * 2
