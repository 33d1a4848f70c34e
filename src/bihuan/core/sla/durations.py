"""Lengths of time as people write them: `30m`, `4h`, `1h30m`, `7d`."""

import re

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
# Ten years: a goal beyond that is a slip of the pen.
LONGEST = 3_660 * DAY

_DURATION = re.compile(r"(?:([0-9]{1,4})d)?(?:([0-9]{1,5})h)?(?:([0-9]{1,6})m)?")


def read_duration(text: object) -> int | None:
    """The length in ms, a day being 24 hours; None for what is no length, for nothing, and beyond ten years."""
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    days, hours, minutes = (int(part or 0) for part in match.groups())
    length = days * DAY + hours * HOUR + minutes * MINUTE
    return length if 0 < length <= LONGEST else None


def duration_text(length: int) -> str:
    """The length in hours and minutes, as `read_duration` reads it; seconds are dropped."""
    hours, minutes = divmod(length // MINUTE, 60)
    return f"{hours}h{minutes}m" if hours and minutes else f"{hours}h" if hours else f"{minutes}m"
