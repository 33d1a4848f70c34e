"""A moment in time: stored as milliseconds since the epoch, UTC. A time without its zone is refused, never guessed."""

import re
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from bihuan.core.forms.kinds.blanks import trimmed
from bihuan.core.forms.spec import DefinedField, FieldKindSpec, FilterRow, Texts, reject
from bihuan.core.values import Instant, Json, JsonObject

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WRITTEN = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2})(:[0-9]{2})?(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
FIRST = -2_208_988_800_000
"""1900-01-01T00:00:00Z"""
LAST = 7_258_118_400_000
"""2200-01-01T00:00:00Z"""


def instant_of(text: str) -> Instant:
    """The instant an ISO 8601 text with zone names, cut to whole milliseconds."""
    found = _WRITTEN.fullmatch(text) if len(text) <= 40 else None
    if found is None:
        reject("form.not_instant")
    day, minute, second, fraction, zone = found.groups()
    if zone is None:
        reject("form.zone_missing")
    micros = (fraction or ".0")[1:].ljust(6, "0")
    try:
        moment = datetime.fromisoformat(f"{day}T{minute}{second or ':00'}.{micros}{zone.replace('Z', '+00:00')}")
        return (moment - _EPOCH) // timedelta(milliseconds=1)
    except (ValueError, OverflowError):
        reject("form.not_instant")


class DateTime(FieldKindSpec):
    """Date and time of day."""

    name = "date_time"
    label: ClassVar[Texts] = {"zh": "日期时间", "en": "Date and time"}
    rule_type = "instant"
    in_table = True

    def clean(self, value: Json, field: DefinedField) -> Json:
        if isinstance(value, str):
            value = trimmed(value) if len(value) <= 100 else value
            if not value:
                return None
            value = instant_of(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            reject("form.not_instant")
        if not FIRST <= value < LAST:
            reject("form.instant_out_of_range", min=FIRST, max=LAST)
        return value

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": ["integer", "string"]}

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return (FilterRow(at=value),)
