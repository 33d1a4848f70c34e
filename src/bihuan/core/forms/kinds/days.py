"""Calendar days and spans of them: neither time of day nor zone, so they are the same day for everybody."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import ClassVar

from bihuan.core import rules
from bihuan.core.forms.attributes import not_higher, not_lower, whole
from bihuan.core.forms.kinds.blanks import trimmed, unspaced
from bihuan.core.forms.spec import Attribute, DefinedField, FieldKindSpec, FilterRow, Situation, Texts, reject
from bihuan.core.values import Json, JsonObject, Problem, local_time

_WRITTEN = re.compile(
    r"([0-9]{4})(?:[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号]?|([0-9]{2})([0-9]{2}))"
)
_ISO = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_BETWEEN = re.compile(r"/(?=[0-9]{4}-)|至|到|to|~|—+|–")
# What a told span ends with: files that were written out read back.
_COUNTED = re.compile(r",(共[0-9]+天|[0-9]+days?)$")
_LONGEST = 60
_YEARS = (1900, 2199)
_FARTHEST = 73_000
"""Days; two hundred years."""
_WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_SPAN_KEYS = frozenset({"id", "from", "to", "days"})
WINDOW = (
    Attribute("earliest_days", whole(-_FARTHEST, _FARTHEST), None, not_higher),
    Attribute("latest_days", whole(-_FARTHEST, _FARTHEST), None, not_lower),
)
"""The first and the last day that may be written, counted from the day of writing: 0 is today, -30 thirty days ago."""


def day_of(text: str) -> date:
    """The day that a text names: `2026-05-01`, `2026/5/1`, `2026年5月1日`, `20260501`. A moment is refused: which day
    it is hangs on the zone."""
    found = _WRITTEN.fullmatch(unspaced(unicodedata.normalize("NFKC", text))) if len(text) <= _LONGEST else None
    if found is None:
        reject("form.not_day")
    year, *rest = (int(part) for part in found.groups() if part is not None)
    if not _YEARS[0] <= year <= _YEARS[1]:
        reject("form.day_out_of_range", min=_YEARS[0], max=_YEARS[1])
    try:
        return date(year, *rest)
    except ValueError:
        reject("form.not_day")


def _told(text: str, language: str) -> str | None:
    """The day with its weekday, which people plan by; None for what is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    if language == "en":
        return f"{day.isoformat()} {_WEEKDAYS['en'][day.weekday()]}"
    return f"{day.isoformat()} 周{_WEEKDAYS['zh'][day.weekday()]}"


def _outside(first: str, last: str, field: DefinedField, situation: Situation) -> Iterator[Problem]:
    """What lies outside the window. Only what is written now is judged: yesterday's entry stays right tomorrow."""
    window = (field.setting("earliest_days"), field.setting("latest_days"))
    if situation.env is None or window == (None, None):
        return
    today = local_time(situation.env.now, situation.env.zone).date()
    earliest, latest = (None if count is None else (today + timedelta(days=count)).isoformat() for count in window)
    if earliest is not None and first < earliest:
        yield Problem("", "form.day_too_early", {"min": earliest})
    if latest is not None and last > latest:
        yield Problem("", "form.day_too_late", {"max": latest})


def _window_crossed(field: DefinedField) -> tuple[Problem, ...]:
    earliest, latest = field.setting("earliest_days"), field.setting("latest_days")
    if earliest is not None and latest is not None and earliest > latest:
        return (Problem("earliest_days", "form.bounds_crossed", {"min": earliest, "max": latest}),)
    return ()


class Day(FieldKindSpec):
    """A calendar day, ISO text."""

    name = "date"
    label: ClassVar[Texts] = {"zh": "日期", "en": "Date"}
    rule_type = "date"
    in_table = True
    attributes = WINDOW

    def clean(self, value: Json, field: DefinedField) -> Json:
        if not isinstance(value, str):
            reject("form.not_day")
        return day_of(value).isoformat() if len(value) > _LONGEST or trimmed(value) else None

    def check_definition(self, field: DefinedField) -> tuple[Problem, ...]:
        return _window_crossed(field)

    def judge(self, value: Json, field: DefinedField, situation: Situation) -> Iterator[Problem]:
        if value != situation.before:
            yield from _outside(value, value, field, situation)

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": "string"}

    def tell(self, value: Json, field: DefinedField, language: str) -> str | None:
        return _told(value, language) if _is_day(value) else None


class DaySpan(FieldKindSpec):
    """From one day to another, both included. Stored as `{id, from, to, days}`: the id is the ISO 8601 interval, by
    which spans are compared and sorted; `days` is counted here, whatever was sent."""

    name = "date_range"
    label: ClassVar[Texts] = {"zh": "日期区间", "en": "Date range"}
    rule_type = "record"
    attributes = (
        Attribute("min_days", whole(1, _FARTHEST), None, not_higher),
        Attribute("max_days", whole(1, _FARTHEST), None, not_lower),
        *WINDOW,
    )

    def clean(self, value: Json, field: DefinedField) -> Json:
        first, last = _ends(value)
        if first is None and last is None:
            return None
        if first is None or last is None:
            reject("form.span_half", "from" if first is None else "to")
        days = (last - first).days + 1
        least, most = field.setting("min_days"), field.setting("max_days")
        if days < 1:
            reject("form.span_crossed")
        if least is not None and days < least:
            reject("form.span_too_short", min=least, days=days)
        if most is not None and days > most:
            reject("form.span_too_long", max=most, days=days)
        ends = (first.isoformat(), last.isoformat())
        return {"id": "/".join(ends), "from": ends[0], "to": ends[1], "days": days}

    def check_definition(self, field: DefinedField) -> tuple[Problem, ...]:
        least, most = field.setting("min_days"), field.setting("max_days")
        crossed = _window_crossed(field)
        if least is not None and most is not None and least > most:
            return (Problem("min_days", "form.bounds_crossed", {"min": least, "max": most}), *crossed)
        return crossed

    def judge(self, value: Json, field: DefinedField, situation: Situation) -> Iterator[Problem]:
        if value != situation.before:
            yield from _outside(value["from"], value["to"], field, situation)

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": ["object", "string"]}

    def rule_field(self, field: DefinedField, behind: tuple[rules.Field, ...]) -> rules.Field:
        parts = (
            rules.Field("from", "date", {"zh": "开始日", "en": "first day"}),
            rules.Field("to", "date", {"zh": "结束日", "en": "last day"}),
            rules.Field("days", "number", {"zh": "天数", "en": "days"}),
        )
        return rules.Field(field.key, self.rule_type, field.label, (), (*parts, *behind))

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return (FilterRow(text=value["id"]),)

    def tell(self, value: Json, field: DefinedField, language: str) -> str | None:
        if not isinstance(value, Mapping) or not _is_day(value.get("from")) or not _is_day(value.get("to")):
            return None
        days = value.get("days")
        if language == "en":
            return f"{value['from']} to {value['to']}, {days} {'day' if days == 1 else 'days'}"
        return f"{value['from']} 至 {value['to']}，共 {days} 天"


def _ends(value: Json) -> tuple[date | None, date | None]:
    """Both ends as they were sent: as an object, or as a text with `至`, `到`, `~` or an ISO interval's slash."""
    if isinstance(value, str):
        if len(value) <= _LONGEST and not trimmed(value):
            return None, None
        text = unspaced(unicodedata.normalize("NFKC", value)) if len(value) <= _LONGEST else ""
        parts = _BETWEEN.split(_COUNTED.sub("", text))
        if len(parts) != 2:
            reject("form.not_span")
        return day_of(parts[0]), day_of(parts[1])
    if not isinstance(value, Mapping) or not set(value) <= _SPAN_KEYS:
        reject("form.not_span")
    return _end(value.get("from")), _end(value.get("to"))


def _end(value: Json) -> date | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        reject("form.not_day")
    return day_of(value)


def _is_day(value: Json) -> bool:
    return isinstance(value, str) and _ISO.fullmatch(value) is not None
