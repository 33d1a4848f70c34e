"""Times of day and lengths of time, both in whole minutes, so that rules compare, subtract and sum them."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from bihuan.core import rules
from bihuan.core.forms.attributes import not_higher, not_lower, whole
from bihuan.core.forms.decimals import rounded
from bihuan.core.forms.kinds.blanks import unspaced
from bihuan.core.forms.spec import Attribute, DefinedField, FieldKindSpec, FilterRow, Texts, reject
from bihuan.core.values import Json, JsonObject, Problem

_DAY = 1_440
MOST_MINUTES = 6_000_000
"""About eleven years."""
_LONGEST = 40
_NUMBER = re.compile(r"[0-9]{1,9}")
_CLOCK = re.compile(
    r"(凌晨|早上|上午|中午|下午|晚上)?([0-9]{1,2})(?:[:点时](?:([0-9]{1,2})分?|(半))?(?::[0-9]{2})?)?(am|pm)?"
)
_AFTERNOON = frozenset({"下午", "晚上", "pm"})
_HALF = re.compile(r"半(?:个)?小时")
_SPAN = re.compile(
    r"(?:([0-9]{1,5})(?:\.([0-9]{1,4}))?(?:(个半)小时|(?:h|hr|hrs|hours?|个?小时)(半)?))?"
    r"(?:([0-9]{1,6})(?:m|min|mins|minutes?|分|分钟))?"
)
_COLON = re.compile(r"([0-9]{1,5}):([0-5][0-9])(?::00)?")
_FINE = 10_000


def _plain(value: Json, code: str) -> str | None:
    """What was sent as narrow text without blanks; None for empty."""
    if isinstance(value, bool) or not isinstance(value, str | int | float) or len(str(value)) > _LONGEST:
        reject(code)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unspaced(unicodedata.normalize("NFKC", str(value))).lower() or None


def minute_of(text: str) -> int:
    """Minutes since midnight of `09:30`, `9点半`, `下午3点20`, `3:20pm`; a bare number is such minutes already."""
    minute = int(text) if _NUMBER.fullmatch(text) else _spoken(text)
    if not 0 <= minute < _DAY:
        reject("form.not_time")
    return minute


def _spoken(text: str) -> int:
    found = _CLOCK.fullmatch(text)
    if found is None or (found[1] and found[5]):
        reject("form.not_time")
    hour, minute = int(found[2]), 30 if found[4] else int(found[3] or 0)
    half = found[1] or found[5]
    if hour > 23 or minute > 59 or (found[5] and not 1 <= hour <= 12):
        reject("form.not_time")
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in ("am", "凌晨") and hour == 12:
        hour = 0
    return hour * 60 + minute


def clock_text(minute: int) -> str:
    """`09:30`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minutes_of(text: str) -> int:
    """How many minutes `1.5h`, `90分钟`, `1小时30分`, `1:30`, `半小时` are; a bare number is minutes already."""
    if _NUMBER.fullmatch(text):
        return int(text)
    if _HALF.fullmatch(text):
        return 30
    if colon := _COLON.fullmatch(text):
        return int(colon[1]) * 60 + int(colon[2])
    found = _SPAN.fullmatch(text)
    if found is None or (found[3] and found[2]) or (found[4] and (found[2] or found[5])):
        reject("form.not_duration")
    fine = (int(found[1] or 0) * _FINE + int((found[2] or "").ljust(4, "0"))) * 60
    if fine % _FINE:
        reject("form.duration_too_fine")
    return fine // _FINE + (30 if found[3] or found[4] else 0) + int(found[5] or 0)


def _clock_setting(value: Json) -> str:
    """A time of day as `08:00`."""
    if not isinstance(value, str):
        reject("form.bad_setting", expected="HH:MM")
    return clock_text(minute_of(_plain(value, "form.not_time") or ""))


class MinuteSpec(FieldKindSpec):
    """What both share: whole minutes as canonical decimal text, compared as numbers."""

    rule_type = "number"
    in_table = True

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": ["string", "number"]}

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return (FilterRow(num=value),)


class TimeOfDay(MinuteSpec):
    """A time of the clock. With `min` behind `max` the span reaches over midnight, as a night shift does."""

    name = "time"
    label: ClassVar[Texts] = {"zh": "时间", "en": "Time of day"}
    attributes = (
        Attribute("min", _clock_setting),
        Attribute("max", _clock_setting),
        Attribute("step", whole(1, 720), 1, lambda old, new: old % new == 0),
    )

    def clean(self, value: Json, field: DefinedField) -> Json:
        text = _plain(value, "form.not_time")
        return None if text is None else self._bounded(minute_of(text), field)

    def fit(self, result: Json, field: DefinedField) -> Json:
        number = rules.number_of(result)
        if number is None or not 0 <= number < _DAY:
            reject("form.not_time")
        return self._bounded(int(rounded(number, 0)) % _DAY, field)

    def check_definition(self, field: DefinedField) -> Iterator[Problem]:
        if _DAY % field.setting("step"):
            yield Problem("step", "form.bad_setting", {"expected": "1, 2, 5, 10, 15, 20, 30, 60 …"})

    def tell(self, value: Json, field: DefinedField, language: str) -> str | None:
        minute = rules.number_of(value)
        return clock_text(int(minute)) if minute is not None and 0 <= minute < _DAY else None

    def _bounded(self, minute: int, field: DefinedField) -> str:
        low, high = field.setting("min") or "00:00", field.setting("max") or "23:59"
        text = clock_text(minute)
        inside = low <= text <= high if low <= high else text >= low or text <= high
        if not inside:
            reject("form.time_outside", min=low, max=high)
        if minute % field.setting("step"):
            reject("form.time_step", step=field.setting("step"))
        return str(minute)


class Duration(MinuteSpec):
    """A length of time. Written as people say it, kept in minutes; a column of them can be summed."""

    name = "duration"
    label: ClassVar[Texts] = {"zh": "时长", "en": "Duration"}
    attributes = (
        Attribute("min", whole(0, MOST_MINUTES), None, not_higher),
        Attribute("max", whole(0, MOST_MINUTES), None, not_lower),
    )

    def clean(self, value: Json, field: DefinedField) -> Json:
        text = _plain(value, "form.not_duration")
        return None if text is None else self._bounded(minutes_of(text), field)

    def fit(self, result: Json, field: DefinedField) -> Json:
        number = rules.number_of(result)
        if number is None:
            reject("form.not_duration")
        return self._bounded(int(rounded(number, 0)), field)

    def check_definition(self, field: DefinedField) -> Iterator[Problem]:
        low, high = field.setting("min"), field.setting("max")
        if low is not None and high is not None and low > high:
            yield Problem("min", "form.bounds_crossed", {"min": low, "max": high})

    def tell(self, value: Json, field: DefinedField, language: str) -> str | None:
        number = rules.number_of(value)
        return None if number is None or number < 0 or number % 1 else duration_text(number, language)

    def _bounded(self, minutes: int, field: DefinedField) -> str:
        low, high = field.setting("min"), field.setting("max")
        if minutes < (low or 0):
            reject("form.duration_too_short", min=low or 0)
        if minutes > (MOST_MINUTES if high is None else high):
            reject("form.duration_too_long", max=MOST_MINUTES if high is None else high)
        return str(minutes)


def duration_text(minutes: Decimal, language: str) -> str:
    """`1 小时 30 分钟`; what is nought is left out."""
    hours, rest = divmod(int(minutes), 60)
    words = ("h", "min") if language == "en" else ("小时", "分钟")
    parts = [f"{count} {word}" for count, word in zip((hours, rest), words, strict=True) if count]
    return " ".join(parts) or f"0 {words[1]}"
