"""Hard rules come first: who fails one is never scored, and the rule that removed him is on record."""

from decimal import Decimal
from typing import Any

import pytest

from bihuan.core.dispatch import Candidate, Duty, Job, PastOffer, Place, SkillNeed, score
from bihuan.core.rules import Env
from tests.core.dispatch.crew import DAY, ENV, HOUR, MONDAY_9, WUXI, engineer, on_leave, policy, repair

EVERY_RULE = [
    *("skills", "certificates", "area", "shift", "capacity", "day_cap", "language", "parts"),
    {"rule": "distance", "most_km": 30},
]


def reasons(candidate: Candidate, job: Job, rules: list[Any] | None = None) -> dict[str, Any]:
    table = score(policy(rules=rules or EVERY_RULE), job, [candidate], ENV)
    removed = table.removal_of(candidate.person)
    assert (removed is None) == (table.rank_of(candidate.person) is not None)
    return {} if removed is None else {removal.rule: removal.data for removal in removed.rules}


@pytest.mark.req("DSP-1")
@pytest.mark.parametrize(
    ("candidate", "job", "rule"),
    [
        ({"active": False}, {}, "active"),
        ({"paused": True}, {}, "not_paused"),
        ({}, {"only": frozenset({"wang"})}, "named"),
        ({}, {"excluded": frozenset({"zhang"})}, "exclusions"),
        ({"exclusions": frozenset({"C1"})}, {}, "exclusions"),
        ({"past_offers": (PastOffer("refused", MONDAY_9 - HOUR, "太远"),)}, {}, "past_offers"),
        ({"skills": {"hvac": 1}}, {}, "skills"),
        ({"skills": {}}, {}, "skills"),
        ({}, {"certificates": ("low_voltage",)}, "certificates"),
        ({"certificates": {"low_voltage": MONDAY_9 + 30}}, {"certificates": ("low_voltage",)}, "certificates"),
        ({"areas": frozenset({"wuxi"})}, {"area_path": ("gusu", "suzhou")}, "area"),
        ({"duty": ()}, {}, "shift"),
        (on_leave(), {}, "shift"),
        ({"load": 5}, {}, "capacity"),
        ({"load": 3}, {"weight": 3}, "capacity"),
        ({"assigned_today": 4, "day_cap": 4}, {}, "day_cap"),
        ({"languages": frozenset({"zh"})}, {"language": "en"}, "language"),
        ({"position": WUXI}, {}, "distance"),
        ({"parts": {"pump": Decimal("0.5")}}, {"parts": {"pump": Decimal(1)}}, "parts"),
    ],
)
def test_each_rule_removes_whom_it_should(candidate: dict[str, Any], job: dict[str, Any], rule: str):
    assert list(reasons(engineer("zhang", **candidate), repair(**job))) == [rule]


@pytest.mark.req("DSP-1")
@pytest.mark.parametrize(
    ("candidate", "job"),
    [
        ({}, {"only": frozenset({"zhang"})}),
        ({"skills": {"hvac": 2}}, {}),
        ({}, {"skills": (SkillNeed("hvac", 2), SkillNeed("welding", 3, wished=True))}),
        ({"certificates": {"low_voltage": None}}, {"certificates": ("low_voltage",)}),
        ({"certificates": {"low_voltage": MONDAY_9 + HOUR}}, {"certificates": ("low_voltage",)}),
        ({"areas": frozenset({"suzhou"})}, {"area_path": ("gusu", "suzhou")}),
        ({"areas": frozenset()}, {"area_path": ("gusu", "suzhou")}),
        ({"duty": None}, {}),
        ({"load": 4}, {}),
        ({"load": 99, "capacity": None}, {}),
        ({"languages": frozenset({"zh", "en"})}, {"language": "en"}),
        ({"parts": {"pump": Decimal(1)}}, {"parts": {"pump": Decimal(1)}}),
        ({"position": None, "home": None}, {}),
    ],
)
def test_who_just_meets_the_rules_stays(candidate: dict[str, Any], job: dict[str, Any]):
    assert reasons(engineer("zhang", **candidate), repair(**job)) == {}


@pytest.mark.req("DSP-1")
def test_every_rule_that_someone_fails_is_on_record_the_first_one_removed_him():
    li = engineer("li", skills={}, load=5, **on_leave())
    table = score(policy(), repair(), [li], ENV)
    assert [removal.rule for removal in table.removed[0].rules] == ["skills", "shift", "capacity"]
    assert table.removed[0].rule == "skills"
    assert table.removed[0].rules[1].data == {
        "at": MONDAY_9,
        "next": MONDAY_9 + DAY,
        "leave": "annual",
        "until": MONDAY_9 + 10 * HOUR,
    }


@pytest.mark.req("DSP-1", "DSP-4")
def test_who_is_on_call_is_sent_to_urgent_jobs_only():
    standby = engineer("zhang", duty=(Duty(MONDAY_9 - HOUR, MONDAY_9 + HOUR, "on_call", "standby"),))
    assert reasons(standby, repair(priority="P0")) == {}
    assert list(reasons(standby, repair(priority="P2"))) == ["shift"]


@pytest.mark.req("DSP-1", "DSP-4")
def test_a_shift_that_begins_soon_counts_if_the_policy_says_so():
    later = engineer("zhang", duty=(Duty(MONDAY_9 + HOUR, MONDAY_9 + 9 * HOUR),))
    assert list(reasons(later, repair(), ["shift"])) == ["shift"]
    assert reasons(later, repair(), [{"rule": "shift", "begins_within": 60}]) == {}


@pytest.mark.req("DSP-1")
def test_a_job_must_end_before_the_shift_does_if_the_policy_says_so():
    rules = [{"rule": "shift", "whole": True}]
    assert reasons(engineer("zhang"), repair(duration_minutes=8 * 60), rules) == {}
    assert reasons(engineer("zhang"), repair(duration_minutes=8 * 60 + 1), rules) == {
        "shift": {"ends": MONDAY_9 + 8 * HOUR, "minutes": 8 * 60 + 1}
    }


@pytest.mark.req("DSP-1")
def test_a_booked_job_asks_for_the_shift_at_its_own_time():
    tomorrow = MONDAY_9 + DAY
    early = engineer("zhang", duty=(Duty(tomorrow - HOUR, tomorrow + HOUR),))
    assert reasons(early, repair(start=tomorrow)) == {}
    assert list(reasons(early, repair())) == ["shift"]


@pytest.mark.req("DSP-1")
def test_an_old_position_is_not_trusted_the_home_is_used():
    stale = {"position": WUXI, "position_at": MONDAY_9 - 3 * HOUR, "home": Place(31.30, 120.60)}
    assert reasons(engineer("zhang", **stale), repair()) == {}


@pytest.mark.req("DSP-1")
def test_a_condition_of_ones_own_removes_like_any_rule_and_says_what_it_read():
    no_trainees = {
        "rule": "condition",
        "key": "no_trainees",
        "label": {"zh": "实习生不单独处理 P1", "en": "No trainees on P1"},
        "must": {
            "any": [
                {"op": "ne", "left": {"field": "job.priority"}, "right": "P1"},
                {"op": "not_contains", "left": {"field": "candidate.tags"}, "right": "trainee"},
            ]
        },
    }
    trainee = engineer("zhao", tags=frozenset({"trainee"}))
    table = score(policy(rules=["skills", no_trainees]), repair(), [trainee, engineer("zhang")], ENV)
    assert [line.person for line in table.scored] == ["zhang"]
    assert table.removed[0].rules[0].data == {"values": {"candidate.tags": ["trainee"], "job.priority": "P1"}}
    later = Env(now=ENV.now, zone=ENV.zone)
    assert score(policy(rules=[no_trainees]), repair(priority="P2"), [trainee], later).removed == ()
