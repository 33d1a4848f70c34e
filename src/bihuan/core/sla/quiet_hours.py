"""When notices wait: quiet hours as a calendar of the hours in which they may go out."""

import re

from bihuan.core.calendars import Calendar, next_opening, parse_calendar
from bihuan.core.sla.definition import Notice, QuietHours
from bihuan.core.values import Instant, Json, Refusal

_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


def read_time(text: str) -> int | None:
    """`09:00` as minutes of the day; None for anything else."""
    match = _TIME.fullmatch(text)
    return int(match[1]) * 60 + int(match[2]) if match else None


def awake_calendar(hours: str, zone: str) -> Calendar | None:
    """All of every day but `hours` (`22:00-07:00`, over midnight or not); None when that cannot be read."""
    start, _, end = hours.partition("-")
    if read_time(start) is None or read_time(end) is None or start == end:
        return None
    awake: Json = [f"{end}-{start}"]
    if start < end:
        awake = [text for text in (f"00:00-{start}", f"{end}-24:00") if text != "00:00-00:00"]
    try:
        return parse_calendar({"key": "awake", "zone": zone, "week": {"mon-sun": awake}})
    except Refusal:
        return None


def notice_at(now: Instant, notice: Notice, quiet: QuietHours | None, policy: str, working: Calendar) -> Instant:
    """When a notice decided `now` may go out: at once, in the clock's working hours, or after the quiet hours."""
    if notice == "now":
        return now
    if notice == "working":
        waits: Instant | None = next_opening(working, now)
    else:
        waits = now if quiet is None or policy in quiet.exempt else next_opening(quiet.awake, now)
    return now if waits is None else waits
