"""Straight line × detour and a speed table: good enough to choose by, and available on any machine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.dispatch import Place, TravelTable, great_circle_metres, parse_policy, road_metres, travel_seconds
from bihuan.core.dispatch.travel import speed_percent
from tests.core.dispatch.crew import HOUR, MONDAY_9
from tests.core.dispatch.vectors import cases

places = st.builds(Place, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.req("DSP-1")
@pytest.mark.parametrize("case", cases("travel.json", "distances"), ids=lambda case: case["name"])
def test_distances_are_as_the_table_says(case):
    found = great_circle_metres(Place(*case["from"]), Place(*case["to"]))
    assert abs(found - case["metres"]) <= max(1, case["metres"] // 1_000)


@pytest.mark.req("DSP-1")
@pytest.mark.parametrize("case", cases("travel.json", "times"), ids=lambda case: case["name"])
def test_times_are_as_the_table_says(case):
    table = parse_policy({"key": "p", "score": {"travel": 1}, "travel": case["travel"]}).travel
    assert travel_seconds(table, case["metres"], case.get("percent", 100)) == case["seconds"]


@pytest.mark.req("DSP-1")
@given(st.integers(0, 200_000), st.integers(0, 200_000), st.integers(30, 100))
def test_farther_never_takes_less_time(one: int, other: int, percent: int):
    near, far = sorted((one, other))
    assert travel_seconds(TravelTable(), near, percent) <= travel_seconds(TravelTable(), far, percent)


@pytest.mark.req("DSP-1")
@given(places, places)
def test_distance_is_symmetric_and_at_most_half_the_earth(one: Place, other: Place):
    assert great_circle_metres(one, other) == great_circle_metres(other, one)
    assert 0 <= great_circle_metres(one, other) <= 20_015_115
    assert great_circle_metres(one, one) == 0
    assert road_metres(TravelTable(detour_percent=100), one, other) == great_circle_metres(one, other)


@pytest.mark.req("DSP-1")
def test_the_rush_hour_is_the_local_one():
    assert speed_percent(TravelTable(), MONDAY_9, "Asia/Shanghai") == 70
    assert speed_percent(TravelTable(), MONDAY_9 + HOUR, "Asia/Shanghai") == 100
    assert speed_percent(TravelTable(), MONDAY_9, "UTC") == 100
