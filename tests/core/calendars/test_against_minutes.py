"""Whatever the calendar, the zone and the time of year: arithmetic equals counting the minutes one by one."""

from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.core.calendars import (
    add,
    calendar_to_json,
    counted_intervals,
    elapsed,
    is_open,
    next_closing,
    next_opening,
    parse_calendar,
)
from bihuan.core.calendars.calendar import Window, clock_text
from tests.core.calendars.minutes import MINUTE, WEEKDAYS, instant, open_minutes

# Where a clock is changed, and one that never is: hours skipped and doubled, midnights too, a day left out.
TURNS = [
    ("Asia/Shanghai", "2026-06-05T00:00+08:00"),
    ("America/New_York", "2026-03-08T00:00-05:00"),
    ("America/New_York", "2026-11-01T00:00-04:00"),
    ("Europe/London", "2026-10-25T00:00+01:00"),
    ("Australia/Lord_Howe", "2026-04-05T00:00+11:00"),
    ("Antarctica/Troll", "2026-03-29T00:00+00:00"),
    ("America/Sao_Paulo", "2018-11-03T12:00-03:00"),
    ("America/Sao_Paulo", "2018-02-17T12:00-02:00"),
    ("America/Havana", "2026-10-31T20:00-04:00"),
    ("America/St_Johns", "2006-10-28T20:00-02:30"),
    ("Africa/Cairo", "2026-04-23T20:00+02:00"),
    ("Pacific/Apia", "2011-12-29T20:00-10:00"),
    ("Asia/Kathmandu", "2026-06-05T00:00+05:45"),
    ("Africa/Casablanca", "2026-02-15T00:00+01:00"),
]
LENGTH = 32 * 60
# Each example walks thousands of minutes.
few = settings(max_examples=max(10, settings().max_examples // 4))

times = st.integers(0, 24 * 60).map(lambda minute: min(minute // 5 * 5, 1440)) | st.sampled_from([1439, 1440, 0])


@st.composite
def windows(draw) -> list[str]:
    edges = sorted(draw(st.sets(times, max_size=8)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    return [f"{clock_text(start)}-{clock_text(end)}" for start, end in pairs]


@st.composite
def calendars(draw, around: str, zone: str) -> dict[str, Any]:
    hours = draw(st.lists(windows() | st.just("all"), min_size=1, max_size=3))
    week = {name: draw(st.sampled_from(hours)) for name in WEEKDAYS}
    special = st.sampled_from([{"closed": True}, {"like": "sun"}, {"open": "all"}, {"open": ["23:59-24:00"]}])
    days = [{"date": around[:10], **row} for row in draw(st.lists(special, max_size=1))]
    return {"key": "any", "zone": zone, "week": {**week, "wed": "09:00-17:00"}, "days": days}


@st.composite
def situations(draw) -> tuple[dict[str, Any], int]:
    zone, around = draw(st.sampled_from(TURNS))
    return draw(calendars(around, zone)), instant(around) - draw(st.integers(0, 24)) * 60 * MINUTE


@pytest.mark.req("SLA-2.core")
@few
@given(situations(), st.data())
def test_every_answer_equals_the_count_of_minutes(situation: tuple[dict[str, Any], int], data: st.DataObject) -> None:
    written, start = situation
    calendar = parse_calendar(written)
    opened = open_minutes(written, start, LENGTH)
    before = [0, *accumulate(opened)]
    for _ in range(8):
        first, last = sorted(data.draw(st.tuples(st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))))
        since, until = start + first * MINUTE, start + last * MINUTE
        count = (before[last] - before[first]) * MINUTE
        assert elapsed(calendar, since, until) == count == -elapsed(calendar, until, since)
        assert sum(part.end - part.start for part in counted_intervals(calendar, since, until) if part.counts) == count
        assert is_open(calendar, since) == opened[first]
        if count:
            assert add(calendar, since, count) == start + before.index(before[last]) * MINUTE
            last_start = LENGTH - before[::-1].index(before[first])
            assert add(calendar, until, -count) == start + last_start * MINUTE
        assert_edges(calendar, opened, start, first)


def assert_edges(calendar, opened: list[bool], start: int, first: int) -> None:
    if True not in opened[first:]:
        return
    opening = opened.index(True, first)
    assert next_opening(calendar, start + first * MINUTE) == start + opening * MINUTE
    if False in opened[opening:]:
        assert next_closing(calendar, start + first * MINUTE) == start + opened.index(False, opening) * MINUTE


@pytest.mark.req("SLA-2.core")
@few
@given(situations(), st.integers(-(10**10), 10**10), st.integers(1, 10**9), st.integers(1, 10**9))
def test_sums_fit_together_over_months(
    situation: tuple[dict[str, Any], int], shift: int, first: int, second: int
) -> None:
    written, start = situation
    calendar, at = parse_calendar(written), start + shift
    middle = add(calendar, at, first)
    assert elapsed(calendar, at, middle) == first
    assert elapsed(calendar, at, middle - 1) == first - 1
    assert add(calendar, middle, second) == add(calendar, at, first + second)
    back = add(calendar, at, -first)
    assert elapsed(calendar, back, at) == first
    assert elapsed(calendar, back + 1, at) == first - 1


@given(situations())
@few
def test_a_calendar_survives_being_written_down(situation: tuple[dict[str, Any], int]) -> None:
    calendar = parse_calendar(situation[0])
    assert parse_calendar(calendar_to_json(calendar)) == calendar


def test_windows_are_ordered_by_time() -> None:
    assert sorted([Window(780, 1080), Window(540, 720)]) == [Window(540, 720), Window(780, 1080)]
