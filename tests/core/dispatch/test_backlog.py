"""Pain 14 of support teams: old work skipped, leavers' work stuck. Whoever is free gets the oldest fitting job."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.dispatch import Job, OpenWork, SkillNeed, Waiting, leavers_work, next_job, waiting_order
from tests.core.dispatch.crew import DAY, ENV, HOUR, MONDAY_9, engineer, policy, repair

POLICY = policy()


def waiting(*jobs: Job) -> list[Waiting]:
    return [Waiting(job, POLICY, engineer("zhang")) for job in jobs]


@pytest.mark.req("DSP-3")
def test_who_becomes_free_gets_the_most_urgent_then_the_oldest_job():
    """chatwoot#10376: only newly arriving work was assigned, old work waited for ever."""
    old_bulb = repair(task="bulb", priority="P3", created_at=1)
    pipe = repair(task="pipe", priority="P0", created_at=9)
    due_first = repair(task="due", priority="P2", due=MONDAY_9, created_at=8)
    older = repair(task="older", priority="P2", created_at=2)
    found = [older, old_bulb, pipe, due_first]
    order = []
    while found:
        job = next_job(waiting(*found), ENV).job
        assert job is not None
        order.append(job.task)
        found.remove(job)
    assert order == ["pipe", "due", "older", "bulb"]


@pytest.mark.req("DSP-3")
def test_what_does_not_fit_him_is_passed_over_and_named():
    welding = repair(task="welding", priority="P0", skills=(SkillNeed("welding"),))
    found = next_job(waiting(welding, repair(task="hvac", priority="P3")), ENV)
    assert found.job is not None and found.job.task == "hvac"
    ((task, rules),) = [(item.task, [rule.rule for rule in item.rules]) for item in found.passed]
    assert (task, rules) == ("welding", ["skills"])
    assert next_job(waiting(welding), ENV).job is None


@pytest.mark.req("DSP-3")
@given(st.lists(st.integers(0, 5 * 6 * 6 - 1), min_size=1, max_size=8))
def test_new_work_never_overtakes_older_work_of_its_kind(dice: list[int]):
    jobs = [
        repair(task=f"T{i}", priority=f"P{die % 5}", due=die // 5 % 6 or None, created_at=die // 30)
        for i, die in enumerate(dice)
    ]
    first = next_job(waiting(*jobs), ENV).job
    assert first == min(jobs, key=waiting_order)
    assert all(
        first.created_at <= job.created_at for job in jobs if (job.priority, job.due) == (first.priority, first.due)
    )


@pytest.mark.req("DSP-3")
def test_a_leavers_work_is_dispatched_again_but_begun_work_is_not_torn_away_unseen():
    work = [
        OpenWork(task="a_offered", visit="offered"),
        OpenWork(task="b_accepted", visit="accepted"),
        OpenWork(task="c_on_site", visit="on_site"),
        OpenWork(task="d_promised", visit="accepted", locked=True),
        OpenWork(task="e_approval"),
    ]
    gone = leavers_work(work, MONDAY_9, None)
    assert [(item.task, item.what, item.why) for item in gone] == [
        ("a_offered", "redispatch", "gone"),
        ("b_accepted", "redispatch", "gone"),
        ("c_on_site", "dispatcher", "on_site"),
        ("d_promised", "dispatcher", "locked"),
        ("e_approval", "redispatch", "gone"),
    ]


@pytest.mark.req("DSP-3")
def test_during_leave_only_what_cannot_wait_is_taken_away():
    back = MONDAY_9 + 2 * DAY
    work = [
        OpenWork(task="a_due", visit="accepted", due=back - 1),
        OpenWork(task="b_later", visit="accepted", due=back),
        OpenWork(task="c_booked", visit="accepted", start=MONDAY_9 + HOUR),
        OpenWork(task="d_booked_after", visit="accepted", start=back, due=back + HOUR),
        OpenWork(task="e_offer", visit="offered"),
        OpenWork(task="f_on_site", visit="working"),
    ]
    found = leavers_work(work, MONDAY_9, back)
    assert [(item.what, item.why) for item in found] == [
        ("redispatch", "due_in_absence"),
        ("keep", "back_in_time"),
        ("redispatch", "booked_in_absence"),
        ("keep", "back_in_time"),
        ("redispatch", "offer_open"),
        ("keep", "back_in_time"),
    ]
