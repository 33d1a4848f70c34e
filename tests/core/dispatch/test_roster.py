"""The roster says who is on duty: rotation, swaps, holidays, leave, across changes of the clock."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.dispatch import (
    Absence,
    CoverageGap,
    Duty,
    Leave,
    Membership,
    Override,
    Roster,
    coverage_gaps,
    duty_of,
    parse_coverage,
    parse_roster,
    short_rests,
)
from bihuan.core.dispatch.hours import hours_of, weekdays_of
from bihuan.core.values import Refusal
from tests.core.dispatch.crew import HOUR
from tests.core.dispatch.vectors import VECTORS, cases

WRITTEN = json.loads((VECTORS / "duty.json").read_text(encoding="utf-8"))["roster"]
MONDAY = date(2026, 1, 5)


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def at(hours: float) -> int:
    """Hours since Monday's midnight in Shanghai."""
    return ms("2026-01-05T00:00+08:00") + round(hours * HOUR)


def roster(case: dict[str, Any]) -> Roster:
    member = Membership(
        "zhang",
        case["pattern"],
        date(2025, 12, 1),
        date.fromisoformat(case["until"]) if "until" in case else None,
        case.get("shifted", 0),
    )
    return replace(
        parse_roster(WRITTEN, case["zone"]),
        memberships=(member,),
        overrides=tuple(
            Override("zhang", date.fromisoformat(day), tuple(shifts))
            for day, shifts in case.get("overrides", {}).items()
        ),
        leaves=tuple(Leave("zhang", Absence(ms(start), ms(end))) for start, end in case.get("leave", [])),
        special_days={date.fromisoformat(day): kind for day, kind in case.get("special", {}).items()},
    )


@pytest.mark.req("DSP-4")
@pytest.mark.parametrize("case", cases("duty.json"), ids=lambda case: case["name"])
def test_duty_is_as_the_table_says(case: dict[str, Any]):
    first, last = (date.fromisoformat(day) for day in case["days"])
    found = duty_of(roster(case), "zhang", first, last)
    assert [(duty.start, duty.end) for duty in found] == [(ms(start), ms(end)) for start, end in case["expect"]]
    assert duty_of(roster(case), "li", first, last) == ()


@pytest.mark.req("DSP-4")
def test_the_last_membership_that_covers_a_day_counts():
    written = parse_roster(WRITTEN, "Asia/Shanghai")
    moved = replace(
        written,
        memberships=(Membership("zhang", "office", MONDAY), Membership("zhang", "nights", date(2026, 1, 6))),
    )
    shifts = {duty.shift for duty in duty_of(moved, "zhang", date(2026, 1, 6), date(2026, 1, 8))}
    assert shifts == {"night"}


@pytest.mark.req("DSP-4")
@given(
    st.integers(-400, 400), st.integers(0, 20), st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York"])
)
def test_asking_day_by_day_gives_the_same_time_as_asking_at_once(start: int, days: int, zone: str):
    """However the range is cut, nobody is on duty twice or not at all."""
    known = roster({"pattern": "rota", "zone": zone})
    first = date(2026, 3, 20) + timedelta(days=start)
    whole = duty_of(known, "zhang", first, first + timedelta(days=days))
    single = [duty for step in range(days + 1) for duty in duty_of(known, "zhang", *[first + timedelta(days=step)] * 2)]
    assert sum(duty.end - duty.start for duty in whole) == sum(duty.end - duty.start for duty in single)
    assert all(duty.start < duty.end for duty in whole)


@pytest.mark.req("DSP-4")
def test_a_gap_in_the_coverage_is_named_with_its_time():
    needs = parse_coverage(
        {
            "needs": [
                {"key": "hotline", "days": "mon-fri", "hours": "08:00-18:00", "least": 2},
                {"key": "hvac", "days": ["mon"], "hours": "09:00-12:00", "skill": "hvac", "level": 3},
            ]
        }
    )
    duty = {
        "zhang": (Duty(at(8), at(17)),),
        "li": (Duty(at(10), at(18)), Duty(at(18), at(32), "on_call")),
    }
    skills = {"zhang": {"hvac": 2}, "li": {"hvac": 3}}
    assert coverage_gaps(needs, duty, skills, (MONDAY, MONDAY), "Asia/Shanghai") == (
        CoverageGap("hotline", at(8), at(10), 1, 2),
        CoverageGap("hvac", at(9), at(10), 0, 1),
        CoverageGap("hotline", at(17), at(18), 1, 2),
    )


@pytest.mark.req("DSP-4")
@given(st.lists(st.tuples(st.integers(0, 24), st.integers(1, 24)), max_size=6), st.integers(1, 3))
def test_coverage_agrees_with_looking_at_every_hour(found: list[tuple[int, int]], least: int):
    needs = parse_coverage({"needs": [{"key": "n", "hours": "06:00-22:00", "least": least}]})
    duty = {f"p{i}": (Duty(at(start), at(start + length)),) for i, (start, length) in enumerate(found)}
    gaps = coverage_gaps(needs, duty, {}, (MONDAY, MONDAY), "Asia/Shanghai")
    for hour in range(6, 22):
        present = sum(start <= hour < start + length for start, length in found)
        covering = [gap for gap in gaps if gap.start <= at(hour) < gap.end]
        assert [gap.present for gap in covering] == ([present] if present < least else [])
    assert all(at(6) <= gap.start < gap.end <= at(22) for gap in gaps)


@pytest.mark.req("DSP-4")
def test_a_rest_that_is_too_short_is_found_a_lunch_break_is_none():
    duty = (
        Duty(at(8), at(12), "work", "day"),
        Duty(at(13), at(17), "work", "day"),
        Duty(at(24), at(32), "work", "early"),
    )
    ((person, ended, begins),) = [(rest.person, rest.ended, rest.begins) for rest in short_rests("zhang", duty, 11)]
    assert (person, ended, begins) == ("zhang", at(17), at(24))
    assert short_rests("zhang", duty, 7) == ()


@pytest.mark.req("DSP-4")
def test_every_fault_of_a_roster_is_named_with_its_place():
    written = {
        "shifts": [{"key": "day", "hours": "8-17"}, {"key": "day", "hours": "08:00-17:00", "breaks": ["18:00-19:00"]}],
        "patterns": [{"key": "p", "from": "soon", "cycle": ["day", "evening", 5], "holidays": []}],
    }
    with pytest.raises(Refusal) as refused:
        parse_roster(written, "Asia/Shanghai")
    assert refused.value.code == "dispatch.roster_invalid"
    assert {(problem.path, problem.code) for problem in refused.value.problems} == {
        ("shifts.0.hours", "dispatch.bad_hours"),
        ("shifts.1.breaks.0.hours", "dispatch.break_outside"),
        ("shifts.1.key", "dispatch.key_taken"),
        ("patterns.0.cycle.1", "dispatch.shift_unknown"),
        ("patterns.0.cycle.2", "dispatch.shift_unknown"),
        ("patterns.0.from", "dispatch.bad_date"),
        ("patterns.0.holidays", "document.unknown_key"),
    }
    with pytest.raises(Refusal):
        parse_coverage({"needs": [{"key": "n", "hours": "08:00-09:00", "days": ["someday"]}]})


def test_hours_and_weekdays_read_as_people_write_them():
    assert hours_of("08:00-17:30") == (480, 1050)
    assert hours_of("8:00 - 24:00") == (480, 1440)
    assert hours_of("22:00-06:00") == (1320, 1800)
    assert [hours_of(text) for text in ("24:00-08:00", "8-9", "08:60-09:00", "", None, 8)] == [None] * 6
    assert weekdays_of("mon-fri") == frozenset(range(5))
    assert weekdays_of("sat-mon") == frozenset({5, 6, 0})
    assert weekdays_of("all") == frozenset(range(7))
    assert weekdays_of("today") is None
