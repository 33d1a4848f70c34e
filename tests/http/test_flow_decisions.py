"""Decisions over HTTP, with what each leads to: modes, refusal policies, nobody found, one's own request, the same
person again. One flow is drawn for each case; on both databases."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.http.conftest import POSTGRES_IN_FULL
from tests.http.drawn import SUBMITTER, Drawn, approve, branch, drawn_world, handle, left_as

pytestmark = pytest.mark.req("FLW-3.server")
REASON = {"comment": "不同意"}


@pytest.fixture(scope="module", params=POSTGRES_IN_FULL)
def drawn(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Drawn]:
    with drawn_world(tmp_path_factory, request) as made:
        yield made


def vote(drawn: Drawn, ticket: str, votes: str) -> list[list[str]]:
    """`tech+ finance-`: 赵总监 agrees, 钱会计 refuses. Who is asked before each vote, and at the end."""
    asked = [drawn.owners(ticket)]
    for word in votes.split():
        who, agrees = word[:-1], word[-1] == "+"
        drawn[who].act(ticket, "agree" if agrees else "refuse", **({} if agrees else REASON))
        asked.append(drawn.owners(ticket))
    return asked


THREE = ("tech", "finance", "manager")
ALL_OPEN = list(THREE)


@pytest.mark.parametrize(
    ("mode", "votes", "stage", "open_before_the_last"),
    [
        ({"mode": "all"}, "tech+ finance+ manager+", "done", ["manager"]),
        ({"mode": "all"}, "finance-", "gone", ALL_OPEN),
        ({"mode": "all", "closes": "all_answered"}, "finance- tech+ manager+", "gone", ["manager"]),
        ({"mode": "any"}, "finance+", "done", ALL_OPEN),
        ({"mode": "any"}, "finance- tech- manager-", "gone", ["manager"]),
        ({"mode": "any", "closes": "first_answer"}, "finance-", "gone", ALL_OPEN),
        ({"mode": "sequence"}, "tech+ finance+ manager+", "done", ["manager"]),
        ({"mode": "sequence"}, "tech+ finance-", "gone", ["finance"]),
        ({"mode": "ratio", "percent": 60}, "tech+ manager+", "done", ["finance", "manager"]),
        ({"mode": "ratio", "percent": 60}, "tech+ manager- finance-", "gone", ["finance"]),
        ({"mode": "count", "count": 1}, "tech- manager+", "done", ["finance", "manager"]),
        ({"mode": "count", "count": 2}, "tech- manager-", "gone", ["finance", "manager"]),
    ],
)
def test_each_mode_passes_and_fails_as_the_table_says(
    drawn: Drawn, mode: dict[str, Any], votes: str, stage: str, open_before_the_last: list[str]
) -> None:
    ticket = drawn.run(approve("decide", drawn.people(*THREE), **mode))
    asked = vote(drawn, ticket, votes)
    assert sorted(asked[-2]) == sorted(open_before_the_last)
    assert (asked[-1], drawn.stage(ticket)) == ([], stage)
    cast = [event["what"]["verdict"] for event in drawn.told(ticket, "VoteCast")]
    assert cast == ["agree" if word.endswith("+") else "refuse" for word in votes.split()]


def test_one_after_another_the_next_is_asked_only_then(drawn: Drawn) -> None:
    ticket = drawn.run(approve("decide", drawn.people(*THREE), mode="sequence"))
    assert vote(drawn, ticket, "tech+ finance+") == [["tech"], ["finance"], ["manager"]]


# --- what a refusal leads to --------------------------------------------------------------------------------------


def test_a_refusal_may_end_the_run_in_a_stage_of_its_own(drawn: Drawn) -> None:
    ticket = drawn.run(approve("decide", drawn.people("tech"), refused={"stage": "done"}))
    vote(drawn, ticket, "tech-")
    assert (drawn.stage(ticket), len(drawn.told(ticket, "RunTerminated"))) == ("done", 1)


def test_a_refusal_may_lead_back_to_a_step(drawn: Drawn) -> None:
    work, decide = handle("work", {"submitter": True}), approve("decide", drawn.people("tech"))
    ticket = drawn.run(work, {**decide, "refused": {"return_to": "work"}})
    drawn[SUBMITTER].act(ticket, "finish")
    vote(drawn, ticket, "tech-")
    assert (drawn.steps(ticket), drawn.stage(ticket)) == (["work"], "work")
    drawn[SUBMITTER].act(ticket, "finish")
    vote(drawn, ticket, "tech+")
    assert drawn.stage(ticket) == "done"


def test_a_refusal_may_lead_into_a_drawn_branch(drawn: Drawn) -> None:
    explain = handle("explain", drawn.people("quality"))
    ticket = drawn.run(
        approve("decide", drawn.people("tech"), refused={"items": [explain]}), handle("after", {"submitter": True})
    )
    vote(drawn, ticket, "tech-")
    assert drawn.steps(ticket) == ["explain"]
    drawn["quality"].act(ticket, "finish")
    assert drawn.steps(ticket) == ["after"], "behind the drawn branch it goes on"


# --- nobody found -------------------------------------------------------------------------------------------------

NOBODY = {"field": "who"}


@pytest.mark.parametrize(
    ("policy", "stage", "owners"),
    [
        ("pass", "done", []),
        ("refuse", "gone", []),
        ("person", "work", ["quality"]),
        ("flow_admin", "work", ["admin"]),
    ],
)
def test_where_nobody_is_found_the_policy_decides(drawn: Drawn, policy: str, stage: str, owners: list[str]) -> None:
    said: Any = {"person": drawn.world.people["quality"]} if policy == "person" else policy
    ticket = drawn.run(approve("decide", NOBODY, if_empty=said))
    assert (drawn.stage(ticket), drawn.owners(ticket)) == (stage, owners)
    if stage != "work":
        (left,) = drawn.told(ticket, "StepLeft")
        assert left["what"]["why"] == "no_approver"


# --- one's own request, and the same person again -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "owners"), [("self", [SUBMITTER]), ("skip", []), ("department_head", ["lead"])], ids=str
)
def test_who_asked_himself_decides_is_skipped_or_is_replaced_by_his_head(
    drawn: Drawn, policy: str, owners: list[str]
) -> None:
    ticket = drawn.run(approve("decide", drawn.people(SUBMITTER), if_submitter=policy))
    assert drawn.owners(ticket) == owners
    assert drawn.stage(ticket) == ("work" if owners else "done")


@pytest.mark.parametrize(
    ("policy", "asked"),
    [
        ("each_time", ["tech", "finance", "tech"]),
        ("first_only", ["tech", "finance"]),
        ("consecutive", ["tech", "finance", "tech"]),
    ],
    ids=str,
)
def test_the_same_person_is_asked_again_as_the_step_says(drawn: Drawn, policy: str, asked: list[str]) -> None:
    steps = [approve(f"s{number}", drawn.people(who)) for number, who in enumerate(("tech", "finance"))]
    ticket = drawn.run(*steps, approve("last", drawn.people("tech"), if_again=policy))
    for who in asked:
        assert drawn.owners(ticket) == [who]
        drawn[who].act(ticket, "agree")
    assert drawn.stage(ticket) == "done"


def test_only_if_consecutive_the_next_step_is_passed_with_the_seat_on_record(drawn: Drawn) -> None:
    first, then = (approve(key, drawn.people("tech"), if_again="consecutive") for key in ("first", "then"))
    ticket = drawn.run(first, then)
    drawn["tech"].act(ticket, "agree")
    assert drawn.stage(ticket) == "done"
    assert [left["what"]["why"] for left in drawn.told(ticket, "StepLeft")] == ["", "again"]


def test_what_was_decided_may_choose_the_way_on(drawn: Drawn) -> None:
    decide = approve("decide", NOBODY, if_empty="pass")
    ticket = drawn.run(decide, branch("then", left_as("decide", "agree"), handle("after", {"submitter": True})))
    assert drawn.steps(ticket) == ["after"]
