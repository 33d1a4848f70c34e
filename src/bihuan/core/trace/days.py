"""Days as people write them: 2026-01-28, 2026/1/28, 1月28日, 昨天, 上周三, 本月, 近7天, and from one to another."""

import re
from collections.abc import Callable
from datetime import MAXYEAR, date, datetime, timedelta

from bihuan.core.late import dataclass
from bihuan.core.trace.tokens import Span
from bihuan.core.values import Instant, instant_of, local_time

_DAY = timedelta(days=1)
_FIRST_YEAR = 1970
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_TO = re.compile(r"\s*(?:到|至|~|—+|-+|–)\s*")
Period = tuple[date, date]
"""A first day and the day after the last one."""


@dataclass(frozen=True, slots=True)
class DaysRead:
    """Days found in a text: characters `start` up to `end`, and which."""

    start: int
    end: int
    span: Span


def read_days(text: str, now: Instant, zone: str) -> list[DaysRead]:
    """All days that a text (NFKC, upper case) names, from left to right; two with 到 between them are one span."""
    today = local_time(now, zone).date()
    found: list[tuple[int, int, Period]] = []
    for pattern, meaning in _FORMS:
        for match in pattern.finditer(text):
            free = all(match.end() <= start or end <= match.start() for start, end, _ in found)
            period = _period(meaning, match, today) if free else None
            if period is not None:
                found.append((match.start(), match.end(), period))
    return [DaysRead(start, end, _span(period, zone)) for start, end, period in _joined(text, sorted(found))]


def _joined(text: str, found: list[tuple[int, int, Period]]) -> list[tuple[int, int, Period]]:
    joined: list[tuple[int, int, Period]] = []
    for start, end, period in found:
        if joined:
            first, before, since = joined[-1]
            if _TO.fullmatch(text, before, start) and since[0] < period[1]:
                joined[-1] = (first, end, (since[0], period[1]))
                continue
        joined.append((start, end, period))
    return joined


def _period(meaning: "Meaning", match: "re.Match[str]", today: date) -> Period | None:
    try:
        first, until = meaning(match, today)
        return (first, until) if first.year >= _FIRST_YEAR and until.year < MAXYEAR else None
    except (ValueError, OverflowError):
        return None  # 2月30日, or beside the calendar's ends


def _span(period: Period, zone: str) -> Span:
    first, until = (instant_of(datetime(day.year, day.month, day.day), zone) for day in period)  # noqa: DTZ001
    return Span(first, until)


# --- what each form means -----------------------------------------------------------------------------------------

Meaning = Callable[["re.Match[str]", date], Period]


def _one(day: date) -> Period:
    return day, day + _DAY


def _whole_date(match: "re.Match[str]", _today: date) -> Period:
    return _one(date(_year(match["y"]), int(match["m"]), int(match["d"])))


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _day_of_month(match: "re.Match[str]", today: date) -> Period:
    """Without a year it is the last such day: nobody looks for what has not happened."""
    month, day = int(match["m"]), int(match["d"])
    for year in range(today.year, today.year - 5, -1):  # 29 February comes every four years
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today:
            return _one(found)
    raise ValueError(match[0])


def _day_number(match: "re.Match[str]", today: date) -> Period:
    """28号: of this month, or of the last one where it has not come yet."""
    day = int(match["d"])
    year, month = today.year, today.month
    for _ in range(3):
        try:
            found = date(year, month, day)
        except ValueError:
            found = None
        if found is not None and found <= today:
            return _one(found)
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    raise ValueError(match[0])


def _month(year: int, month: int) -> Period:
    first = date(year, month, 1)
    return first, date(year + month // 12, month % 12 + 1, 1)


def _named_month(match: "re.Match[str]", today: date) -> Period:
    month = int(match["m"])
    year = _year(match["y"]) if match["y"] else today.year - (month > today.month)
    return _month(year, month)


def _months_ago(match: "re.Match[str]", today: date) -> Period:
    back = match[0].startswith("上")
    year, month = (today.year, today.month - back) if today.month > back else (today.year - 1, 12)
    return _month(year, month)


def _days_ago(match: "re.Match[str]", today: date) -> Period:
    return _one(today - timedelta(days=_NEAR_DAYS[match[0]]))


_NEAR_DAYS = {"今天": 0, "今日": 0, "当天": 0, "昨天": 1, "昨日": 1, "前天": 2, "前日": 2, "大前天": 3,
              "TODAY": 0, "YESTERDAY": 1}  # fmt: skip


def _number_of_days_ago(match: "re.Match[str]", today: date) -> Period:
    return _one(today - timedelta(days=int(match["n"])))


def _last_days(match: "re.Match[str]", today: date) -> Period:
    return today - timedelta(days=max(int(match["n"]), 1) - 1), today + _DAY


def _week(match: "re.Match[str]", today: date) -> Period:
    """A week begins on Monday. 周三 is the last one that there was."""
    monday = today - timedelta(days=today.weekday())
    which, weekday = match["which"] or "", match["day"]
    monday -= timedelta(days=7 * which.count("上"))
    if not weekday:
        return monday, monday + 7 * _DAY
    day = monday + timedelta(days=_WEEKDAYS[weekday])
    return _one(day if which or day <= today else day - 7 * _DAY)


def _years(match: "re.Match[str]", today: date) -> Period:
    year = _year(match["y"]) if match["y"] else today.year - ("去" in match[0])
    return date(year, 1, 1), date(year + 1, 1, 1)


# What stands before a date in figures: nothing that makes it part of a serial number or of another number.
_FREE = r"(?<![0-9A-Z./\-])"
_D = r"(?P<d>[0-9]{1,2})"
_M = r"(?P<m>[0-9]{1,2})"
# In the order in which they are tried: what one form has read, no later one reads again.
_FORMS: tuple[tuple["re.Pattern[str]", Meaning], ...] = (
    (re.compile(rf"(?<![0-9])(?P<y>[0-9]{{4}}|[0-9]{{2}})\s?年\s?{_M}\s?月\s?{_D}\s?[日号]?(?![0-9])"), _whole_date),
    (re.compile(rf"{_FREE}(?P<y>[12][0-9]{{3}})(?P<s>[-/.]){_M}(?P=s){_D}(?![0-9])"), _whole_date),
    (re.compile(rf"{_FREE}(?P<y>20[0-9]{{2}})(?P<m>[01][0-9])(?P<d>[0-3][0-9])(?![0-9A-Z\-])"), _whole_date),
    (re.compile(rf"(?<![0-9]){_M}\s?月\s?{_D}\s?[日号]?(?![0-9])"), _day_of_month),
    (re.compile(rf"{_FREE}{_M}/{_D}(?![0-9A-Z/])"), _day_of_month),
    (re.compile(rf"(?<![0-9])(?:(?P<y>[0-9]{{4}}|[0-9]{{2}})\s?年\s?){_M}\s?月份?"), _named_month),
    (re.compile(rf"(?<![0-9])(?P<y>){_M}\s?月份?(?![0-9])"), _named_month),
    (re.compile(r"(?<![0-9A-Z])(?P<y>20[0-9]{2})\s?年"), _years),
    (re.compile(r"(?P<y>)(?:去年|今年)"), _years),
    (re.compile(r"上个?月|本月|这个?月"), _months_ago),
    (re.compile(r"大前天|今[天日]|当天|昨[天日]|前[天日](?!起)|\bTODAY\b|\bYESTERDAY\b"), _days_ago),
    (re.compile(r"(?<![0-9])(?P<n>[0-9]{1,3})\s?天(?:之|以)?前"), _number_of_days_ago),
    (re.compile(r"(?:最近|近|过去)\s?(?P<n>[0-9]{1,3})\s?[天日]"), _last_days),
    (re.compile(r"(?P<which>上+|本|这)个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])?"), _week),
    (re.compile(r"(?P<which>)(?:周|星期|礼拜)(?P<day>[一二三四五六日天])"), _week),
    # 2号线 is no day.
    (re.compile(rf"(?<![0-9月年]){_D}(?:日|号(?![\u3400-\u9fff]))(?![0-9])"), _day_number),
)
