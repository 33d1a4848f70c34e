"""What a calendar answers about itself: reasons, differences, its ends, and how fast."""

import timeit
from datetime import date

import pytest

from bihuan.core.calendars import (
    ROUND_THE_CLOCK,
    Calendar,
    add,
    add_working_days,
    compare_calendars,
    counted_intervals,
    elapsed,
    parse_calendar,
    working_days,
    working_time_gained,
)
from bihuan.core.rules import Env, Field, Schema, compile_condition, parse_condition
from bihuan.core.values import Refusal
from tests.core.calendars.minutes import instant
from tests.core.calendars.test_official_days import seeded

OFFICE = {"key": "office", "zone": "Asia/Shanghai", "week": {"mon-fri": ["09:00-12:00", "13:00-18:00"]}}
HOUR = 3_600_000


def office(**changes: object) -> Calendar:
    return parse_calendar({**OFFICE, **changes})


def test_a_calendar_says_what_differs_from_its_former_version() -> None:
    old = office(days=[{"date": "2026-05-01", "closed": True}])
    new = office(
        week={"mon-thu": ["09:00-12:00", "13:00-18:00"], "fri": "09:00-12:00"},
        days=[{"date": "2026-05-01", "like": "mon"}, {"date": "2026-05-02", "open": "all"}],
        official_years=[2026],
    )
    found = [(change.what, change.where, change.old, change.new) for change in compare_calendars(old, new)]
    assert found == [
        ("week", "fri", ["09:00-12:00", "13:00-18:00"], ["09:00-12:00"]),
        ("day", "2026-05-01", {"closed": True}, {"like": "mon"}),
        ("day", "2026-05-02", None, {"open": "all"}),
        ("official_years", "", None, [2026]),
    ]
    assert compare_calendars(old, old) == ()


def test_a_calendar_says_how_much_time_a_change_gives() -> None:
    new = office(days=[{"date": "2026-05-01", "closed": True}])
    week = instant("2026-04-27T00:00+08:00"), instant("2026-05-04T00:00+08:00")
    assert working_time_gained(office(), new, *week) == -8 * HOUR


def test_a_change_of_zone_or_name_is_a_difference_too() -> None:
    what = [change.what for change in compare_calendars(office(), office(zone="Asia/Tokyo", label="东京"))]
    assert what == ["label", "zone"]


@pytest.mark.req("SLA-2.core")
def test_working_days_of_rules_follow_the_calendar() -> None:
    # 2025-09-26 is a Friday; the Sunday after it is worked, the week after that is not.
    assert [add_working_days(seeded(), date(2025, 9, 26), count).isoformat() for count in (1, 3, 4)] == [
        "2025-09-28",
        "2025-09-30",
        "2025-10-09",
    ]
    condition = {"op": "eq", "left": {"field": "due"}, "right": {"rel": "today", "add": 1, "unit": "working_day"}}
    is_due = compile_condition(parse_condition(condition, Schema([Field("due", "date")])))
    env = Env(instant("2025-09-30T10:00+08:00"), add_working_days=working_days(seeded()))
    assert is_due({"due": "2025-10-09"}, env)


@pytest.mark.parametrize("count", [1, 7, 260, 5000, -1, -7, -260, -5000])
def test_many_working_days_are_as_many_single_ones(count: int) -> None:
    calendar, day = seeded(), date(2024, 6, 1)
    for _ in range(abs(count)):
        day = add_working_days(calendar, day, 1 if count > 0 else -1)
    assert add_working_days(calendar, date(2024, 6, 1), count) == day


def test_a_calendar_that_ends_says_so() -> None:
    once = office(week={}, days=[{"date": "2026-05-01", "open": "09:00-10:00"}])
    at = instant("2026-04-01T00:00+08:00")
    assert add(once, at, HOUR) == instant("2026-05-01T10:00+08:00")
    with pytest.raises(Refusal, match=r"calendar\.never_reached"):
        add(once, at, HOUR + 1)
    with pytest.raises(Refusal, match=r"calendar\.never_reached"):
        add(once, at, -HOUR)
    with pytest.raises(OverflowError):
        add_working_days(once, date(2026, 4, 1), 2)


@pytest.mark.parametrize("at", [-(10**17), -62_135_596_800_000, 253_402_300_799_999, 10**17])
def test_instants_beside_the_calendar_are_refused_not_crashed_on(at: int) -> None:
    for ask in (
        lambda: elapsed(office(), at, 0),
        lambda: add(office(), at, HOUR),
        lambda: counted_intervals(office(), 0, at),
    ):
        with pytest.raises(Refusal, match=r"calendar\.out_of_range"):
            ask()


def test_an_amount_longer_than_a_working_life_is_refused() -> None:
    with pytest.raises(Refusal, match=r"calendar\.never_reached"):
        add(office(week={"mon": "09:00-10:00"}), 0, 10**15)


def test_wall_hours_are_a_calendar_that_never_closes() -> None:
    assert add(ROUND_THE_CLOCK, 5, 10**9) == 5 + 10**9
    assert elapsed(ROUND_THE_CLOCK, 9, 5) == -4


def test_the_working_time_of_a_year_is_known_at_once() -> None:
    calendar, since = seeded(), instant("2025-01-01T00:00+08:00")
    until = since + 365 * 24 * HOUR
    assert elapsed(calendar, since, until) == 248 * 8 * HOUR
    fastest = min(timeit.repeat(lambda: elapsed(calendar, since, until), repeat=20, number=20)) / 20
    assert fastest <= 50e-6


def test_dashes_and_unquoted_dates_as_people_write_them() -> None:
    calendar = parse_calendar(
        {**OFFICE, "week": {"mon": "09:00–12:00"}, "days": [{"date": date(2026, 5, 1), "closed": True}]}
    )
    assert str(calendar.week[0][0]) == "09:00-12:00"
    assert date(2026, 5, 1) in calendar.days
