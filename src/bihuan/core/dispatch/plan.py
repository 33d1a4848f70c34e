"""A roster being worked on: who has which shifts on which days, and what keeps somebody from one more."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Literal

from bihuan.core.dispatch.duty import absences_of, instant_at, shifts_on
from bihuan.core.dispatch.facts import Absence, Duty, DutyKind
from bihuan.core.dispatch.roster import Roster
from bihuan.core.late import dataclass
from bihuan.core.values import Instant

Hindrance = Literal["by_hand", "leave", "on_duty", "rest", "days_in_a_row"]
MINUTE, HOUR = 60_000, 3_600_000
DAY = timedelta(days=1)
# A shift may begin two days before what rest looks at: it is 48 hours at most.
_NEAR = 3


@dataclass(frozen=True, slots=True, order=True)
class Shifted:
    """A shift that somebody begins on a day."""

    person: str
    day: date
    shift: str


@dataclass(frozen=True, slots=True)
class PlanRules:
    """`rest_hours` between two spells of work; at most `days_in_a_row` days with work."""

    rest_hours: int = 11
    days_in_a_row: int = 6


class Plan:
    """Shifts by person and day, on the days `first` to `last` and as far around them as the rules look."""

    def __init__(self, roster: Roster, people: tuple[str, ...], days: tuple[date, date], rules: PlanRules) -> None:
        self.roster, self.people, self.rules = roster, people, rules
        self.first, self.last = days
        self.added: set[Shifted] = set()
        self._by_hand = {(one.person, one.day) for one in roster.overrides}
        self._absences: dict[str, tuple[Absence, ...]] = {person: absences_of(roster, person) for person in people}
        self._minutes: dict[tuple[str, DutyKind], int] = {}
        self._spans: dict[tuple[str, date], tuple[Duty, ...]] = {}
        around = rules.days_in_a_row + _NEAR
        self._shifts: dict[tuple[str, date], tuple[str, ...]] = {
            (person, day): shifts_on(roster, person, day)
            for person in people
            for day in _days(self.first - around * DAY, self.last + around * DAY)
        }

    # --- reading ------------------------------------------------------------------------------------------------

    def shifts(self, person: str, day: date) -> tuple[str, ...]:
        """The shifts that somebody begins on a day."""
        return self._shifts.get((person, day), ())

    def kind(self, shift: str) -> DutyKind:
        """Work or on call."""
        return self.roster.shifts[shift].kind

    def days(self) -> Iterator[date]:
        """The days of the plan."""
        return _days(self.first, self.last)

    def may_change(self, person: str, day: date) -> bool:
        """Whether it is in the plan and was not entered by hand."""
        return self.first <= day <= self.last and (person, day) not in self._by_hand

    def duty_around(self, person: str, day: date) -> tuple[Duty, ...]:
        """Somebody's duty on a day and those beside it, leave taken out."""
        return tuple(sorted(item for near in _days(day - DAY, day + DAY) for item in self._duty(person, near)))

    def minutes(self, person: str, kind: DutyKind) -> int:
        """The minutes of work or on call that somebody has in the plan."""
        known = self._minutes.get((person, kind))
        if known is None:
            found = (item for day in self.days() for item in self._duty(person, day) if item.kind == kind)
            known = self._minutes[person, kind] = sum(item.end - item.start for item in found) // MINUTE
        return known

    def length(self, shift: str) -> int:
        """The minutes of a shift."""
        return sum(end - start for start, end in self.roster.shifts[shift].spans)

    def overlap(self, day: date, shift: str, start: Instant, end: Instant) -> int:
        """How much of a time a shift covers that begins on this day; ms."""
        return sum(max(0, min(item.end, end) - max(item.start, start)) for item in self._whole(shift, day))

    # --- changing -----------------------------------------------------------------------------------------------

    def add(self, one: Shifted) -> None:
        """Give somebody a shift."""
        self._put(one)
        self.added.add(one)

    def take(self, one: Shifted) -> None:
        """Take an added shift back."""
        self._drop(one)
        self.added.discard(one)

    def drop_what_breaks_a_rule(self, person: str) -> None:
        """Of the rotation's shifts those that leave too short a rest or make too many days in a row; the first stay."""
        own = [
            Shifted(person, day, shift)
            for day in self.days()
            if self.may_change(person, day)
            for shift in self.shifts(person, day)
            if self.kind(shift) == "work"
        ]
        for one in own:
            self._drop(one)
        for one in own:
            spell = _spell(self._duty_of(person, one.day, one.shift))
            broken = spell is not None and (self._too_short(one, spell) or self._too_many(one))
            if not broken:
                self._put(one)

    def _put(self, one: Shifted) -> None:
        self._set(one, (*self.shifts(one.person, one.day), one.shift))

    def _drop(self, one: Shifted) -> None:
        self._set(one, tuple(shift for shift in self.shifts(one.person, one.day) if shift != one.shift))

    def _set(self, one: Shifted, shifts: tuple[str, ...]) -> None:
        self._shifts[one.person, one.day] = shifts
        self._minutes.pop((one.person, self.kind(one.shift)), None)

    # --- rules --------------------------------------------------------------------------------------------------

    def hindrance(self, one: Shifted) -> Hindrance | None:
        """The first rule that keeps somebody from one more shift."""
        if not self.may_change(one.person, one.day):
            return "by_hand"
        spans = self._whole(one.shift, one.day)
        start, end = spans[0].start, spans[-1].end
        if any(away.start < end and start < away.end for away in self._absences[one.person]):
            return "leave"
        if self._is_busy(one, start, end):
            return "on_duty"
        if self.kind(one.shift) == "work":
            if self._too_short(one, (start, end)):
                return "rest"
            if self._too_many(one):
                return "days_in_a_row"
        return None

    def _is_busy(self, one: Shifted, start: Instant, end: Instant) -> bool:
        """Has this shift or another one then, or works on that day already."""
        has, works = self.shifts(one.person, one.day), self.kind(one.shift) == "work"
        if one.shift in has or (works and any(self.kind(shift) == "work" for shift in has)):
            return True
        return any(item.start < end and start < item.end for _, _, item in self._near(one))

    def _too_short(self, one: Shifted, spell: tuple[Instant, Instant]) -> bool:
        least = self.rules.rest_hours * HOUR
        others: dict[tuple[date, str], list[Duty]] = {}
        for day, shift, item in self._near(one):
            if item.kind == "work":
                others.setdefault((day, shift), []).append(item)
        spells = (_spell(items) for items in others.values())
        return any(
            other is not None and other[0] - spell[1] < least and spell[0] - other[1] < least for other in spells
        )

    def _too_many(self, one: Shifted) -> bool:
        run = 1
        for step in (-DAY, DAY):
            day = one.day + step
            while self._works(one.person, day) and run <= self.rules.days_in_a_row:
                run, day = run + 1, day + step
        return run > self.rules.days_in_a_row

    def _works(self, person: str, day: date) -> bool:
        return any(item.kind == "work" for item in self._duty(person, day))

    # --- times --------------------------------------------------------------------------------------------------

    def _near(self, one: Shifted) -> Iterator[tuple[date, str, Duty]]:
        """The person's other spans of duty, as far as rest looks."""
        for day in _days(one.day - _NEAR * DAY, one.day + _NEAR * DAY):
            for shift in self.shifts(one.person, day):
                if (day, shift) != (one.day, one.shift):
                    yield from ((day, shift, item) for item in self._duty_of(one.person, day, shift))

    def _duty(self, person: str, day: date) -> Iterator[Duty]:
        for shift in self.shifts(person, day):
            yield from self._duty_of(person, day, shift)

    def _duty_of(self, person: str, day: date, shift: str) -> Iterator[Duty]:
        """A shift of somebody, leave taken out."""
        for item in self._whole(shift, day):
            pieces = [(item.start, item.end)]
            for away in self._absences[person]:
                cut = [((begin, min(stop, away.start)), (max(begin, away.end), stop)) for begin, stop in pieces]
                pieces = [piece for pair in cut for piece in pair if piece[0] < piece[1]]
            yield from (Duty(begin, stop, item.kind, shift) for begin, stop in pieces)

    def _whole(self, shift: str, day: date) -> tuple[Duty, ...]:
        known = self._spans.get((shift, day))
        if known is None:
            made, zone = self.roster.shifts[shift], self.roster.zone
            times = ((instant_at(day, begin, zone), instant_at(day, end, zone)) for begin, end in made.spans)
            known = self._spans[shift, day] = tuple(Duty(begin, end, made.kind, shift) for begin, end in times)
        return known


def _spell(items: Iterable[Duty]) -> tuple[Instant, Instant] | None:
    found = tuple(items)
    return (min(item.start for item in found), max(item.end for item in found)) if found else None


def _days(first: date, last: date) -> Iterator[date]:
    return (first + step * DAY for step in range((last - first).days + 1))
