"""Pain 14: offline people, returning work stuck with an absent owner, old unassigned work skipped, silent failure."""

import pytest

from bihuan.modules.dispatch import messages as m
from tests.modules.dispatch.crew import HOUR, MINUTE, MONDAY, Crew

pytestmark = pytest.mark.req("DSP-3.server", "DSP-4.server")


def test_pain_14_nobody_gets_work_outside_his_shift_whether_signed_in_or_not(crew: Crew):
    crew.company.send("admin", m.SetDay(crew.id("engineer"), "2025-06-16", ()))
    ticket = crew.report()
    assert crew.owner(ticket) == "wang"
    assert crew.removed(ticket)["engineer"] == ["shift"]


def test_pain_14_nobody_is_counted_absent_for_not_being_signed_in(crew: Crew):
    assert crew.owner(crew.report()) == "engineer", "nobody of the crew ever opened a session"


def test_pain_14_work_that_comes_back_does_not_stick_to_an_absent_owner(crew: Crew):
    ticket = crew.report()
    crew.work(ticket)
    crew.leave("engineer", MONDAY - HOUR, MONDAY + 24 * HOUR)
    crew.act("requester", ticket, "refuse", comment="还在漏")
    assert crew.owner(ticket) == "wang"
    assert crew.removed(ticket)["engineer"] == ["shift"]


def test_pain_14_old_unassigned_work_is_not_skipped_for_new_work(crew: Crew):
    crew.publish(jobs=())
    old = crew.report()
    crew.settle(HOUR)
    crew.policy()
    crew.only("wang")
    crew.profile("wang", capacity=1)
    crew.settle()
    assert crew.owner(old) == "wang", "older than the policy, and yet the first"
    assert crew.owner(crew.report()) is None


def test_pain_14_a_pause_is_an_explicit_word_of_the_engineer(crew: Crew):
    crew.company.send("engineer", m.PauseEngineer(crew.id("engineer"), True))
    ticket = crew.report()
    assert crew.removed(ticket)["engineer"] == ["not_paused"]
    refusal = crew.company.refusal("engineer", m.PauseEngineer(crew.id("wang"), True))
    assert refusal.code == "engineer.not_found"


def test_pain_14_capacity_is_kept_and_a_failure_is_visible(crew: Crew):
    crew.only("wang")
    crew.profile("wang", capacity=1)
    first, second = crew.report(), crew.report()
    assert (crew.owner(first), crew.owner(second)) == ("wang", None)
    waiting = crew.waiting()[second]
    assert (waiting["state"], waiting["needs"]) == ("needs_dispatcher", "nobody_fits")


def test_pain_14_a_day_cap_holds_until_the_next_day(crew: Crew):
    crew.only("wang")
    crew.profile("wang", day_cap=1)
    first, second = crew.report(), crew.report()
    crew.act("wang", first, "accept")
    assert crew.removed(second)["wang"] == ["day_cap"]
    crew.settle(12 * HOUR)
    crew.settle(12 * HOUR + MINUTE)
    assert crew.owner(second) == "wang"
