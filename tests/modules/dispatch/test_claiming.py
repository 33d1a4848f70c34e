"""抢单: who may claim, that one wins, and that nobody hoards."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Caller, Envelope
from bihuan.kernel.ids import derived_id
from bihuan.modules.dispatch import messages as m
from bihuan.modules.flows.messages import PublishFlow
from bihuan.modules.tickets import messages as tickets
from tests.modules.company import SLUG, Member
from tests.modules.dispatch.crew import HOUR, MINUTE, MONDAY, POLICY, Crew, flow_of

pytestmark = pytest.mark.req("DSP-2.server")


@pytest.fixture
def pool(crew: Crew) -> Crew:
    """Work is claimed."""
    crew.company.send("admin", PublishFlow(flow_of("claim"), "pump"))
    return crew


def claim(task: str) -> tickets.ActOnTask:
    return tickets.ActOnTask(task=task, action="claim")


def claims_at_once(crew: Crew, task: str, callers: list[Caller]) -> list[Refusal | None]:
    """Everybody presses at the same time; the refusals, None for whoever won."""
    company = crew.company

    def press(number: int) -> Refusal | None:
        try:
            company.bus.send(SLUG, Envelope(derived_id("claim", str(number)), claim(task), callers[number]))
        except Refusal as refusal:
            return refusal
        return None

    with ThreadPoolExecutor(32) as threads:
        return list(threads.map(press, range(len(callers))))


def check_one_winner(crew: Crew, ticket: str, answers: list[Refusal | None]) -> None:
    assert answers.count(None) == 1
    winner = crew.view("admin", ticket)["tasks"][0]["assignee"]
    codes = Counter(answer.code for answer in answers if answer is not None)
    assert codes.keys() <= {"task.taken", "task.action_not_now"}
    assert codes["task.taken"] > len(answers) / 2
    assert all(answer.data["person"] == winner for answer in answers if answer and answer.code == "task.taken")
    assert [visit["state"] for visit in crew.view("admin", ticket)["visits"]] == ["accepted"]


@pytest.mark.full
def test_of_five_hundred_claims_at_once_one_wins_and_the_others_learn_who(pool: Crew):
    company = pool.company
    for number in range(50):
        engineer = Member(f"工程师{number}", f"e{number}", "engineer", skills={"电机": 3})
        company.people[engineer.login] = company.hire(engineer)
        made = m.SaveEngineer(user=company.people[engineer.login])
        company.bus.send(SLUG, Envelope(derived_id("profile", engineer.login), made, company.caller("admin")))
    ticket = pool.report()
    task = pool.view("admin", ticket)["tasks"][0]
    assert len(task["candidates"]) == 53
    callers = [company.caller(f"e{number}") for number in range(50)] * 10
    check_one_winner(pool, ticket, claims_at_once(pool, task["id"], callers))
    company.check_replay(f"ticket:{ticket}")


@pytest.mark.postgres
@pytest.mark.req("TEN-2")
def test_on_postgres_one_claim_wins_as_well(crew_on_postgres: Crew):
    crew = crew_on_postgres
    crew.company.send("admin", PublishFlow(flow_of("claim"), "pump"))
    ticket = crew.report()
    callers = [crew.company.caller(who) for who in ("engineer", "wang", "zhou")] * 8
    check_one_winner(crew, ticket, claims_at_once(crew, crew.task(ticket), callers))


def test_who_does_not_fit_cannot_claim_and_reads_every_reason(pool: Crew):
    ticket = pool.report()
    assert pool.moves(ticket) == [("new", "pool", ["engineer", "wang", "zhou"])]
    pool.leave("zhou", MONDAY + MINUTE, MONDAY + HOUR)
    pool.profile("zhou", capacity=0)
    pool.company.clock.instant += 2 * MINUTE
    refusal = pool.company.refusal("zhou", claim(pool.task(ticket)))
    assert (refusal.code, refusal.kind) == ("dispatch.claim_refused", Kind.CONFLICT)
    assert refusal.data["rules"] == ["shift", "capacity"]
    assert refusal.data["reasons"][0]["data"]["leave"] == "annual"
    assert refusal.data["retry_at"] is None


def test_nobody_claims_more_than_the_policy_allows(pool: Crew):
    first, second, third = (pool.report() for _ in range(3))
    for ticket in (first, second):
        pool.act("wang", ticket, "claim")
    refusal = pool.company.refusal("wang", claim(pool.task(third)))
    assert refusal.data["reasons"] == [{"rule": "claim_open", "data": {"open": 2, "most": 2}}]
    pool.act("engineer", third, "claim")


def test_after_giving_work_back_one_waits_before_claiming_again(pool: Crew):
    given_back, other = pool.report(), pool.report()
    pool.act("wang", given_back, "claim")
    pool.act("wang", given_back, "refuse", comment="家里有事")
    assert "wang" not in pool.moves(given_back)[-1][2], "who gave it back is not asked again"
    refusal = pool.company.refusal("wang", claim(pool.task(other)))
    assert (refusal.kind, refusal.data["rules"]) == (Kind.TOO_MANY, ["cool_down"])
    assert refusal.data["retry_at"] == MONDAY + 30 * MINUTE
    pool.company.clock.instant += 30 * MINUTE
    pool.act("wang", other, "claim")


def test_those_who_come_too_late_are_told_who_was_faster(pool: Crew):
    ticket = pool.report()
    pool.act("wang", ticket, "claim")
    (taken,) = [e["what"] for e in pool.trace("admin", ticket)["events"] if e["type"] == "PoolTaken"]
    assert taken["person"] == pool.id("wang")
    assert taken["others"] == [pool.id("engineer"), pool.id("zhou")]


@pytest.mark.req("DSP-3.server")
def test_a_pool_that_nobody_claims_opens_again_and_then_calls_the_dispatcher(pool: Crew):
    pool.publish({**POLICY, "rounds": 2})
    ticket = pool.report()
    pool.settle(15 * MINUTE)
    pool.settle(15 * MINUTE)
    assert [move[:2] for move in pool.moves(ticket)] == [
        ("new", "pool"),
        ("expired", "pool"),
        ("expired", "dispatcher"),
    ]
    assert pool.waiting()[ticket]["needs"] == "rounds_used_up"
    assert not pool.removed(ticket).get("wang"), "a pool that nobody claimed is held against nobody"
