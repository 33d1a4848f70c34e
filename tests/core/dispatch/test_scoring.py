"""The score of those who fit: Σ(rating × weight) / Σ weights, and what every rating is made of."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.dispatch import (
    READY_POLICIES,
    Candidate,
    Job,
    Place,
    SkillNeed,
    Travel,
    choose_policy,
    parse_policy,
    rows_of,
    score,
    table_of,
)
from tests.core.dispatch.crew import DAY, ENV, HOUR, MINUTE, MONDAY_9, TODAY, WUXI, engineer, on_leave, policy, repair


def rating(objective: str, settings: Any = 1, job: Job | None = None, **facts: Any) -> int:
    table = score(policy(score={objective: settings}, rules=[]), job or repair(), [engineer("zhang", **facts)], ENV)
    return table.scored[0].ratings[objective].value


@pytest.mark.req("DSP-1")
def test_the_score_is_the_weighted_mean_of_the_ratings():
    """ServiceNow's example, with our ratings: both parts and the load count, by their weights."""
    job = repair(parts={"pump": Decimal(1), "valve": Decimal(1)})
    zhang = engineer("zhang", load=1, parts={"pump": Decimal(1)})
    table = score(policy(score={"load": 20, "parts": 10}), job, [zhang], ENV)
    (line,) = table.scored
    assert (line.ratings["load"].value, line.ratings["parts"].value) == (8_000, 5_000)
    assert line.points == 8_000 * 20 + 5_000 * 10
    assert line.score == 7_000


@pytest.mark.req("DSP-1")
def test_ratings_are_what_the_guide_says():
    assert rating("travel", travel=Travel(1000, 0)) == 10_000
    assert rating("travel", {"weight": 1, "zero_at": 60}, travel=Travel(9000, 15 * 60)) == 7_500
    assert rating("travel", travel=Travel(1, 10**6)) == 0
    assert rating("travel", position=None) == 5_000
    assert rating("soonest", {"weight": 1, "zero_at": 100}, travel=Travel(1, 1500)) == 7_500
    assert (
        rating("soonest", {"weight": 1, "zero_at": 100}, travel=Travel(1, 0), free_at=MONDAY_9 + 50 * MINUTE) == 5_000
    )
    assert rating("soonest", duty=()) == 5_000
    assert rating("load", load=1) == 8_000
    assert rating("load", {"weight": 1, "full_at": 4}, load=1, capacity=None) == 7_500
    assert rating("skill", skills={"hvac": 4}) == 8_000
    assert rating("skill", {"weight": 1, "prefer": "closest"}, skills={"hvac": 2}) == 10_000
    assert rating("skill", {"weight": 1, "prefer": "closest"}, skills={"hvac": 5}) == 4_000
    assert rating("preferred", job=repair(preferred=("wang", "zhang"))) == 5_000
    assert rating("familiar", job=repair(last_engineer="zhang")) == 10_000
    assert rating("familiar", device_visits=2) == 7_000
    assert rating("familiar", customer_visits=1) == 4_000
    assert rating("familiar") == 0


@pytest.mark.req("DSP-1")
def test_a_wished_skill_counts_in_the_score_only():
    job = repair(skills=(SkillNeed("hvac", 2), SkillNeed("english", 3, wished=True)))
    assert rating("skill", job=job, skills={"hvac": 5}) == 5_000
    assert rating("skill", job=job, skills={"hvac": 5, "english": 5}) == 10_000


@pytest.mark.req("DSP-1")
def test_fairness_looks_at_who_was_given_most_among_those_who_fit():
    crew = [engineer("zhang", recent=4), engineer("li", recent=1), engineer("away", recent=40, **on_leave())]
    table = score(policy(score={"fairness": 1}), repair(), crew, ENV)
    assert {line.person: line.ratings["fairness"].value for line in table.scored} == {"zhang": 0, "li": 7_500}


@pytest.mark.req("DSP-1")
def test_what_the_job_does_not_ask_does_not_count():
    table = score(policy(score={"travel": 90, "load": 10}), repair(place=None), [engineer("zhang", load=1)], ENV)
    assert table.unrated == ("travel",)
    assert table.weights == {"load": 10}
    assert table.scored[0].score == 8_000


@pytest.mark.req("DSP-1")
def test_a_tie_goes_to_who_waited_longest_then_to_the_smaller_id():
    crew = [
        engineer("b_today", last_assigned_at=MONDAY_9 - HOUR),
        engineer("c_yesterday", last_assigned_at=MONDAY_9 - DAY),
        engineer("z_never"),
        engineer("y_never"),
    ]
    table = score(policy(), repair(), crew, ENV)
    assert [line.person for line in table.scored] == ["y_never", "z_never", "c_yesterday", "b_today"]


@pytest.mark.req("DSP-1")
@pytest.mark.parametrize(
    ("key", "winner"),
    [("nearest", "near"), ("balanced", "near"), ("best_skill", "master"), ("keep_engineer", "old_hand")],
)
def test_four_ready_policies_choose_differently(key: str, winner: str):
    far = {"position": WUXI, "load": 3}
    crew = [
        engineer("near", skills={"hvac": 2}),
        engineer("master", skills={"hvac": 5}, **far),
        engineer("old_hand", skills={"hvac": 2}, device_visits=3, **far),
    ]
    written = next(item for item in READY_POLICIES if item["key"] == key)
    table = score(parse_policy(written), repair(last_engineer="old_hand"), crew, ENV)
    assert table.scored[0].person == winner


@pytest.mark.req("DSP-1")
def test_the_first_policy_whose_condition_holds_is_taken():
    urgent = {"op": "in", "left": {"field": "job.priority"}, "right": ["P0", "P1"]}
    policies = [policy(key="urgent", when=urgent), policy(key="rest")]
    assert getattr(choose_policy(policies, repair(), ENV), "key", "") == "urgent"
    assert getattr(choose_policy(policies, repair(priority="P3"), ENV), "key", "") == "rest"
    assert choose_policy(policies[:1], repair(priority="P3"), ENV) is None


def person(number: int, dice: int) -> Candidate:
    """Somebody made of one number: a single draw is what keeps these tests quick."""
    faces = []
    for sides in (5, 7, 4, 20, 10, 5, 3):
        dice, face = divmod(dice, sides)
        faces.append(face)
    level, load, capacity, where, recent, away, last = faces
    return engineer(
        f"p{number}",
        skills={"hvac": 1 + level},
        load=load,
        capacity=2 * capacity or None,
        position=Place(31.0 + where / 20, 120.5),
        recent=recent,
        duty=() if away == 0 else TODAY,
        last_assigned_at=last or None,
    )


crews = st.lists(st.integers(0, 5 * 7 * 4 * 20 * 10 * 5 * 3 - 1), max_size=6).map(
    lambda found: [person(number, dice) for number, dice in enumerate(found)]
)
NAMES = ("travel", "soonest", "load", "skill", "familiar", "fairness")
weightings = (
    st.lists(st.integers(0, 50), min_size=6, max_size=6)
    .filter(any)
    .map(lambda found: dict(zip(NAMES, found, strict=True)))
)
SOME_RULES = ("skills", "shift", "capacity", "parts", "day_cap")
some_rules = st.integers(0, 31).map(lambda bits: [name for place, name in enumerate(SOME_RULES) if bits >> place & 1])


def fitting(crew: list[Candidate], rules: list[str], weights: dict[str, int] | None = None) -> list[str]:
    table = score(policy(rules=rules, score=weights or {"load": 1}), repair(), crew, ENV)
    return [line.person for line in table.scored]


@pytest.mark.req("DSP-1")
@given(crews, some_rules, st.sampled_from(["skills", "shift", "capacity"]))
def test_a_further_hard_rule_never_adds_a_candidate(crew: list[Candidate], rules: list[str], more: str):
    longer = [*rules, *([] if more in rules else [more])]
    assert set(fitting(crew, longer)) <= set(fitting(crew, rules))


@pytest.mark.req("DSP-1")
@given(crews, weightings, st.integers(1, 1000))
def test_scaling_all_weights_changes_neither_order_nor_score(crew: list[Candidate], weights: dict[str, int], by: int):
    scaled = {name: weight * by for name, weight in weights.items()}
    before = score(policy(score=weights), repair(), crew, ENV)
    after = score(policy(score=scaled), repair(), crew, ENV)
    assert [(line.person, line.score) for line in before.scored] == [(line.person, line.score) for line in after.scored]


@pytest.mark.req("DSP-1")
@given(crews, weightings, st.integers(0, 5))
def test_every_candidate_stands_in_the_table_once_whatever_the_order(
    crew: list[Candidate], weights: dict[str, int], turn: int
):
    table = score(policy(score=weights), repair(), crew, ENV)
    ranked, removed = [line.person for line in table.scored], [line.person for line in table.removed]
    assert sorted(ranked + removed) == sorted(candidate.person for candidate in crew)
    assert [line.rank for line in table.scored] == list(range(1, len(ranked) + 1))
    assert all(line.rules for line in table.removed)
    assert [line.points for line in table.scored] == sorted((line.points for line in table.scored), reverse=True)
    assert all(0 <= line.score <= 10_000 for line in table.scored)
    turned = [*reversed(crew[turn:]), *crew[:turn]]
    assert score(policy(score=weights), repair(), turned, ENV) == table
    assert table_of(table.weights, table.unrated, rows_of(table)) == table


@pytest.mark.req("DSP-1")
def test_to_be_better_in_one_thing_and_equal_in_the_rest_is_to_rank_higher():
    one = engineer("zhang", load=2)
    other = replace(one, person="li", load=1)
    assert [line.person for line in score(policy(), repair(), [one, other], ENV).scored] == ["li", "zhang"]
