"""One session as an iCalendar file (RFC 5545), for the calendar of whoever takes part."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from bihuan.core.values import Instant

_LINE = 75


def calendar_of(event: Mapping[str, str], slot: tuple[Instant, Instant], stamped: Instant, *, cancelled: bool) -> str:
    """`event`: uid, summary, description, location and url, empty where there is none. A cancelled session is taken out
    of the calendar that has it."""
    start, end = slot
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Bihuan//Joint session//EN",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{event['uid']}",
        f"DTSTAMP:{_instant(stamped)}",
        f"DTSTART:{_instant(start)}",
        f"DTEND:{_instant(end)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        *(f"{key.upper()}:{_escaped(event[key])}" for key in ("summary", "description", "location") if event.get(key)),
        *([f"URL:{_one_line(event['url'])}"] if event.get("url") else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(part + "\r\n" for line in lines for part in _folded(line))


def _instant(at: Instant) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return _one_line(text)


def _one_line(text: str) -> str:
    """Without what no calendar takes (RFC 5545 §3.1: no control characters but tabs), a break of the line above all."""
    return "".join(each for each in text if each >= " " and each != "\x7f")


def _folded(line: str) -> Iterable[str]:
    """Lines of at most 75 octets; the rest goes on after a blank. No character is cut in two."""
    part, room = "", _LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            yield part
            part, room = " ", _LINE - 1
        part += character
        room -= size
    yield part
