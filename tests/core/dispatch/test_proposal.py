"""A roster is proposed: rest, leave and skill are kept, needs are met where that can be, and else it says why."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.core.dispatch import (
    Absence,
    CoverageNeed,
    Leave,
    Membership,
    Override,
    PlanRules,
    Roster,
    RosterProposal,
    SkillNeed,
    coverage_gaps,
    duty_of,
    parse_roster,
    propose_roster,
    shifts_on,
    short_rests,
    with_changes,
)
from bihuan.core.dispatch.duty import instant_at

pytestmark = pytest.mark.req("DSP-4.server")
ZONE = "Asia/Shanghai"
MONDAY = date(2026, 1, 5)
WEEK = (MONDAY, MONDAY + timedelta(days=6))
DAY = timedelta(days=1)
SHIFTS: list[dict[str, Any]] = [
    {"key": "early", "hours": "06:00-14:00"},
    {"key": "late", "hours": "14:00-22:00"},
    {"key": "night", "hours": "22:00-06:00"},
    {"key": "standby", "hours": "18:00-08:00", "kind": "on_call"},
]
PATTERNS: list[dict[str, Any]] = [
    {"key": "off", "from": "2026-01-05", "cycle": ["off"]},
    {"key": "weekdays", "from": "2026-01-05", "cycle": ["early", "early", "early", "early", "early", "off", "off"]},
    {"key": "hard", "from": "2026-01-05", "cycle": ["night", "early", "late"]},
]
RULES = PlanRules()


def roster(people: dict[str, str], **more: Any) -> Roster:
    """People by the pattern that they follow."""
    base = parse_roster({"shifts": SHIFTS, "patterns": PATTERNS}, ZONE)
    members = tuple(Membership(person, pattern, MONDAY - 30 * DAY) for person, pattern in people.items())
    return replace(base, memberships=members, **more)


def need(key: str = "field", hours: tuple[int, int] = (360, 840), **more: Any) -> CoverageNeed:
    return CoverageNeed(key, {"zh": key}, frozenset(range(7)), hours, **more)


def asked(
    base: Roster, *needs: CoverageNeed, skills: dict[str, dict[str, int]] | None = None, **more: Any
) -> RosterProposal:
    people = sorted({member.person for member in base.memberships})
    known = skills or {person: {} for person in people}
    return propose_roster(base, needs, known, more.pop("chosen", frozenset(people)), WEEK, more.pop("rules", RULES))


def away(person: str, first: date, days: int) -> Leave:
    start, end = (instant_at(day, 0, ZONE) for day in (first, first + days * DAY))
    return Leave(person, Absence(start, end))


def given_to(proposal: RosterProposal, person: str) -> list[tuple[int, tuple[str, ...]]]:
    """Weekdays and the shifts there now."""
    return [(change.day.weekday(), change.after) for change in proposal.changes if change.person == person]


def test_the_rotation_stands_where_it_meets_the_needs():
    base = roster({"zhang": "weekdays", "li": "weekdays"})
    weekdays = CoverageNeed("field", {}, frozenset(range(5)), (360, 840), 2)
    proposal = asked(base, weekdays)
    assert (proposal.changes, proposal.unmet) == ((), ())
    assert proposal.minutes["li"] == {"work": 5 * 480, "on_call": 0}


def test_what_is_missing_is_shared_out_evenly():
    base = roster(dict.fromkeys(("li", "sun", "wang", "zhang"), "off"))
    proposal = asked(base, need("night", (1200, 1920), on_call=True), need(least=2))
    assert proposal.unmet == ()
    work = [minutes["work"] for minutes in proposal.minutes.values()]
    calls = [minutes["on_call"] for minutes in proposal.minutes.values()]
    assert max(work) - min(work) <= 480 and sum(work) == 14 * 480
    assert max(calls) - min(calls) <= 840 and sum(calls) == 7 * 840, "on call is enough where on call will do"


def test_somebody_on_leave_is_replaced_and_only_by_who_has_the_skill():
    base = roster({"zhang": "weekdays", "li": "off", "wang": "off"}, leaves=(away("zhang", MONDAY, 2),))
    skills = {"zhang": {"plc": 4}, "li": {"plc": 1}, "wang": {"plc": 3}}
    plc = CoverageNeed("plc", {}, frozenset(range(5)), (360, 840), 1, SkillNeed("plc", 3))
    proposal = asked(base, plc, skills=skills)
    assert given_to(proposal, "wang") == [(0, ("early",)), (1, ("early",))]
    assert {change.person for change in proposal.changes} == {"wang"}


def test_a_need_that_nobody_can_meet_names_who_is_kept_away_by_what():
    base = roster(
        {"zhang": "off", "li": "off", "wang": "off", "zhou": "off"},
        leaves=(away("zhang", MONDAY, 7),),
        overrides=(Override("wang", MONDAY, ()), Override("zhou", MONDAY - DAY, ("night",))),
    )
    skills = {"zhang": {"plc": 4}, "li": {}, "wang": {"plc": 4}, "zhou": {"plc": 4}}
    monday = CoverageNeed("plc", {}, frozenset({0}), (480, 840), 1, SkillNeed("plc"))
    (unmet,) = asked(base, monday, skills=skills).unmet
    assert unmet.why == {"skill": ("li",), "by_hand": ("wang",), "leave": ("zhang",), "rest": ("zhou",)}
    assert (unmet.gap.present, unmet.gap.least) == (0, 1)


def test_a_time_that_no_shift_covers_is_called_so():
    base = roster({"zhang": "off"}, shifts={})
    (unmet,) = asked(base, CoverageNeed("field", {}, frozenset({0}), (360, 840))).unmet
    assert unmet.why == {"no_shift": ()}


def test_nobody_works_longer_than_the_days_in_a_row():
    proposal = asked(roster({"zhang": "off"}), need())
    assert [day for day, _ in given_to(proposal, "zhang")] == [0, 1, 2, 3, 4, 5]
    (unmet,) = proposal.unmet
    assert unmet.why == {"days_in_a_row": ("zhang",)}


def test_who_works_at_the_weekend_before_has_those_days_counted():
    before = tuple(Override("zhang", MONDAY - step * DAY, ("early",)) for step in (1, 2, 3, 4))
    proposal = asked(roster({"zhang": "off"}, overrides=before), need())
    assert [day for day, _ in given_to(proposal, "zhang")] == [0, 1, 3, 4, 5, 6]


def test_a_rotation_that_leaves_too_short_a_rest_is_put_right():
    base = roster({"zhang": "hard"})
    proposal = asked(base, rules=PlanRules(rest_hours=11, days_in_a_row=31))
    assert given_to(proposal, "zhang")[0] == (1, ()), "early after the night"
    assert not short_rests("zhang", duty_of(with_changes(base, proposal.changes), "zhang", *WEEK), 11)


def test_a_shift_goes_to_another_where_that_makes_room():
    # Only zhang can do both; the early need is asked first and would keep him from the night.
    base = roster({"li": "off", "zhang": "off"})
    skills = {"li": {}, "zhang": {"plc": 1}}
    early = CoverageNeed("early", {}, frozenset({1}), (360, 840))
    night = CoverageNeed("night", {}, frozenset({0}), (1320, 1800), 1, SkillNeed("plc"))
    taken = replace(base, overrides=(Override("li", MONDAY, ("early",)),))
    proposal = asked(taken, early, night, skills=skills)
    assert proposal.unmet == ()
    assert given_to(proposal, "zhang") == [(0, ("night",))]
    assert given_to(proposal, "li") == [(1, ("early",))]


def test_whoever_is_not_chosen_counts_and_stays():
    base = roster({"zhang": "weekdays", "li": "off"})
    proposal = asked(base, need(least=1), chosen=frozenset({"li"}))
    assert given_to(proposal, "li") == [(5, ("early",)), (6, ("early",))]
    assert "zhang" not in proposal.minutes


# --- whatever is asked ------------------------------------------------------------------------------------------

PEOPLE = ("a", "b", "c", "d")
_days = st.integers(0, 6).map(lambda step: MONDAY + step * DAY)
_needs = st.builds(
    lambda key, days, window, least, skill, on_call: CoverageNeed(
        key, {}, frozenset(days), window, least, SkillNeed("plc", 2) if skill else None, on_call
    ),
    st.sampled_from(["one", "two"]),
    st.sets(st.integers(0, 6), min_size=1),
    st.sampled_from([(360, 840), (840, 1320), (1320, 1800), (480, 1080), (1080, 1920)]),
    st.integers(1, 3),
    st.booleans(),
    st.booleans(),
)
_questions = st.fixed_dictionaries(
    {
        "patterns": st.tuples(*[st.sampled_from(["off", "weekdays", "hard"]) for _ in PEOPLE]),
        "levels": st.tuples(*[st.integers(0, 3) for _ in PEOPLE]),
        "leaves": st.lists(st.tuples(st.sampled_from(PEOPLE), _days, st.integers(1, 4)), max_size=3),
        "needs": st.lists(_needs, min_size=1, max_size=3),
        "hand": st.lists(st.tuples(st.sampled_from(PEOPLE), _days), max_size=2),
    }
)


def question(drawn: dict[str, Any]) -> tuple[Roster, tuple[CoverageNeed, ...], dict[str, dict[str, int]]]:
    base = roster(
        dict(zip(PEOPLE, drawn["patterns"], strict=True)),
        leaves=tuple(away(*leave) for leave in drawn["leaves"]),
        overrides=tuple(Override(person, day, ()) for person, day in drawn["hand"]),
    )
    return base, tuple(drawn["needs"]), {one: {"plc": at} for one, at in zip(PEOPLE, drawn["levels"], strict=True)}


@settings(max_examples=40, deadline=None)
@given(_questions)
def test_whatever_is_asked_no_rule_is_broken_and_every_gap_is_told(drawn: dict[str, Any]):
    base, needs, skills = question(drawn)
    proposal = asked(base, *needs, skills=skills)
    made = with_changes(base, proposal.changes)
    duty = {person: duty_of(made, person, WEEK[0] - DAY, WEEK[1] + 2 * DAY) for person in PEOPLE}
    for person in PEOPLE:
        check_person(base, made, person, {change.day for change in proposal.changes if change.person == person})
    told = sorted((one.gap.start, one.gap.end, one.gap.need, one.gap.present) for one in proposal.unmet)
    found = coverage_gaps(needs, duty, skills, WEEK, ZONE)
    assert told == sorted((gap.start, gap.end, gap.need, gap.present) for gap in found)
    assert proposal == asked(base, *needs, skills=skills), "asked again, it says the same"


def check_person(base: Roster, made: Roster, person: str, changed: set[date]) -> None:
    wide = (WEEK[0] - 7 * DAY, WEEK[1] + 7 * DAY)
    inside = (instant_at(WEEK[0], 0, ZONE), instant_at(WEEK[1] + DAY, 0, ZONE))
    rests = short_rests(person, duty_of(made, person, *wide), RULES.rest_hours)
    mine = [rest for rest in rests if inside[0] <= rest.begins < inside[1] and rest.ended > inside[0]]
    assert not mine, (person, mine)
    assert not changed & {one.day for one in base.overrides if one.person == person}, "what was entered by hand stays"
    for day in changed:
        gained = set(shifts_on(made, person, day)) - set(shifts_on(base, person, day))
        for absence in (leave.absence for leave in base.leaves if leave.person == person and gained):
            spans = [span for key in gained for span in base.shifts[key].spans]
            times = [(instant_at(day, begin, ZONE), instant_at(day, end, ZONE)) for begin, end in spans]
            assert all(absence.end <= start or end <= absence.start for start, end in times)


@settings(max_examples=25, deadline=None)
@given(_questions)
def test_what_is_left_unmet_nobody_could_fill_with_one_more_shift(drawn: dict[str, Any]):
    base, needs, skills = question(drawn)
    for one in asked(base, *needs, skills=skills).unmet:
        assert one.why
        assert set().union(*one.why.values()) == (set() if "no_shift" in one.why else set(PEOPLE))
