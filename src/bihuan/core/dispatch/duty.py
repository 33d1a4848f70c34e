"""From the roster to times of duty: rotation, overrides, holidays, leave; correct across changes of the clock."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bihuan.core.dispatch.facts import Absence, Duty
from bihuan.core.dispatch.roster import Roster, Shift
from bihuan.core.values import Instant

_EPOCH = datetime.fromtimestamp(0, ZoneInfo("UTC"))
DAY_MINUTES = 1440


def instant_at(day: date, minute: int, zone: str) -> Instant:
    """The instant at a minute of a local day; 1440 and more are on the next days.

    A time that the clock skips is the moment after the gap; one that it shows twice is the first of the two.
    """
    days, rest = divmod(minute, DAY_MINUTES)
    at = day + timedelta(days=days)
    local = datetime(at.year, at.month, at.day, rest // 60, rest % 60, tzinfo=ZoneInfo(zone))
    return (local - _EPOCH) // timedelta(milliseconds=1)


def duty_of(roster: Roster, person: str, first: date, last: date) -> tuple[Duty, ...]:
    """When the person is on duty on the local days `first` to `last` (both included), in order.

    A night shift of the day before reaches in, one of the last day is cut at its midnight. Leave is taken out.
    """
    start, end = instant_at(first, 0, roster.zone), instant_at(last, DAY_MINUTES, roster.zone)
    absences = absences_of(roster, person)
    found: set[Duty] = set()
    day = first - timedelta(days=1)
    while day <= last:
        for key in shifts_on(roster, person, day):
            found.update(_clipped(_duties(roster.shifts[key], day, roster.zone), start, end, absences))
        day += timedelta(days=1)
    return tuple(sorted(found))


def absences_of(roster: Roster, person: str) -> tuple[Absence, ...]:
    """The person's leave, in order."""
    return tuple(sorted(leave.absence for leave in roster.leaves if leave.person == person))


def shifts_on(roster: Roster, person: str, day: date) -> tuple[str, ...]:
    """The shifts that begin on this day for the person, before leave: an override, else the pattern's."""
    swapped = [override for override in roster.overrides if override.person == person and override.day == day]
    if swapped:
        return swapped[-1].shifts
    covering = [
        member
        for member in roster.memberships
        if member.person == person and member.start <= day and (member.end is None or day <= member.end)
    ]
    if not covering:
        return ()
    member = covering[-1]
    pattern = roster.patterns[member.pattern]
    special = roster.special_days.get(day)
    if special is not None and special in pattern.special:
        return pattern.special[special]
    return pattern.cycle[((day - pattern.start).days + member.shifted) % len(pattern.cycle)]


def _duties(shift: Shift, day: date, zone: str) -> Iterator[Duty]:
    for begin, end in shift.spans:
        yield Duty(instant_at(day, begin, zone), instant_at(day, end, zone), shift.kind, shift.key)


def _clipped(duties: Iterable[Duty], start: Instant, end: Instant, absences: tuple[Absence, ...]) -> Iterator[Duty]:
    for duty in duties:
        pieces = [(max(duty.start, start), min(duty.end, end))]
        for absence in absences:
            pieces = [
                piece
                for begin, stop in pieces
                for piece in ((begin, min(stop, absence.start)), (max(begin, absence.end), stop))
                if piece[0] < piece[1]
            ]
        for begin, stop in pieces:
            if begin < stop:
                yield Duty(begin, stop, duty.kind, duty.shift)
