"""调休 both ways: the official notices as special days, beside what people write themselves."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bihuan.core.calendars import (
    Calendar,
    calendar_to_json,
    is_working_day,
    parse_calendar,
    provisional_years,
    read_official_year,
    with_official_years,
)
from bihuan.core.values import Refusal
from tests.core.calendars.minutes import instant

FOLDER = Path(__file__).parents[2] / "data" / "holiday-cn"
YEARS = (2021, 2022, 2024, 2025)


def notice(year: int) -> Any:
    return json.loads((FOLDER / f"{year}.json").read_text(encoding="utf-8"))


def office(*days: dict[str, Any]) -> Calendar:
    week = {"mon-fri": ["09:00-12:00", "13:00-18:00"]}
    return parse_calendar({"key": "office", "zone": "Asia/Shanghai", "week": week, "days": list(days)})


def seeded(*days: dict[str, Any]) -> Calendar:
    return with_official_years(office(*days), [read_official_year(notice(year)) for year in YEARS])


@pytest.mark.req("SLA-2.core")
@pytest.mark.parametrize(("year", "working_days"), [(2021, 250), (2022, 249), (2024, 251), (2025, 248)])
def test_a_year_has_as_many_working_days_as_the_notice_gives_it(year: int, working_days: int) -> None:
    calendar = seeded()
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(366)]
    assert sum(is_working_day(calendar, day) for day in days if day.year == year) == working_days


@pytest.mark.req("SLA-2.core")
@pytest.mark.parametrize("year", YEARS)
def test_every_day_of_the_notice_is_kept_both_ways(year: int) -> None:
    calendar = seeded()
    for row in notice(year)["days"]:
        assert is_working_day(calendar, date.fromisoformat(row["date"])) is not row["isOffDay"]


@pytest.mark.req("SLA-2.core")
def test_a_year_without_a_notice_is_provisional() -> None:
    calendar = seeded()
    assert calendar.is_provisional(2026)
    assert provisional_years(calendar, instant("2025-12-30T10:00+08:00"), instant("2025-12-31T10:00+08:00")) == ()
    assert provisional_years(calendar, instant("2025-12-31T10:00+08:00"), instant("2026-01-04T10:00+08:00")) == (2026,)
    assert not office().is_provisional(2026)


@pytest.mark.req("SLA-2.core")
def test_what_people_wrote_stands_when_a_notice_comes() -> None:
    calendar = seeded({"date": "2025-10-01", "name": "国庆值班", "open": ["10:00-16:00"]})
    assert is_working_day(calendar, date(2025, 10, 1))
    assert not is_working_day(calendar, date(2025, 10, 2))


def test_a_corrected_notice_replaces_its_own_days_only() -> None:
    corrected = {**notice(2025), "days": [row for row in notice(2025)["days"] if row["date"] != "2025-10-11"]}
    calendar = with_official_years(seeded(), [read_official_year(corrected)])
    assert not is_working_day(calendar, date(2025, 10, 11))
    assert is_working_day(calendar, date(2025, 9, 28))
    assert not is_working_day(calendar, date(2024, 10, 1))


def test_new_year_written_in_december_belongs_to_its_own_notice() -> None:
    day = {"name": "元旦", "date": "2022-12-31", "isOffDay": True}
    calendar = with_official_years(seeded(), [read_official_year({"year": 2023, "days": [day]})])
    again = with_official_years(calendar, [read_official_year(notice(2022))])
    assert date(2022, 12, 31) in again.days


def test_a_make_up_day_follows_the_office_hours() -> None:
    calendar = seeded()
    assert calendar.windows(date(2025, 9, 28)) == calendar.week[0]


def test_the_seeded_table_is_editable_and_survives_being_written_down() -> None:
    written = calendar_to_json(seeded())
    assert {
        "date": "2025-10-01",
        "to": "2025-10-08",
        "name": "国庆节、中秋节",
        "closed": True,
        "official": 2025,
    } in written["days"]
    assert parse_calendar(written) == seeded()


def test_a_table_with_faults_names_each_row() -> None:
    rows = [
        {"name": "a", "date": "2025-13-01", "isOffDay": True},
        {"name": "b", "date": "2031-01-01", "isOffDay": True},
    ]
    with pytest.raises(Refusal) as refused:
        read_official_year({"year": 2025, "days": [*rows, {"date": "2025-01-01"}, 7]})
    assert [problem.path for problem in refused.value.problems] == ["days.0", "days.1", "days.2", "days.3"]
    with pytest.raises(Refusal, match=r"calendar\.official_invalid"):
        read_official_year("2025")
