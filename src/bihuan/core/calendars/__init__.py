"""Working calendars: when it is open, how much working time lies between two instants, and where an amount ends.

Semantics §6 is the rule; docs/calendars.md gives the JSON shape.
"""

from bihuan.core.calendars.calendar import ALL_DAY, ROUND_THE_CLOCK, WEEKDAYS, Calendar, SpecialDay, Window
from bihuan.core.calendars.comparison import CalendarChange, compare_calendars, working_time_gained
from bihuan.core.calendars.explaining import Counted, counted_intervals
from bihuan.core.calendars.official_days import OfficialYear, read_official_year, with_official_years
from bihuan.core.calendars.parse import calendar_to_json, parse_calendar
from bihuan.core.calendars.working_days import add_working_days, is_working_day, working_days
from bihuan.core.calendars.working_time import add, elapsed, is_open, next_closing, next_opening, provisional_years

__all__ = [
    "ALL_DAY",
    "ROUND_THE_CLOCK",
    "WEEKDAYS",
    "Calendar",
    "CalendarChange",
    "Counted",
    "OfficialYear",
    "SpecialDay",
    "Window",
    "add",
    "add_working_days",
    "calendar_to_json",
    "compare_calendars",
    "counted_intervals",
    "elapsed",
    "is_open",
    "is_working_day",
    "next_closing",
    "next_opening",
    "parse_calendar",
    "provisional_years",
    "read_official_year",
    "with_official_years",
    "working_days",
    "working_time_gained",
]
