"""A roster to be published: the rotation, freed of what breaks a rule, and filled up where people are missing.

Deterministic: the same question has the same answer. No shift is ever planned into leave, into too short a rest or into
too many days in a row, nobody is planned for what he lacks the skill for, and what was entered by hand stays. Where a
need stays unmet, it says which rule keeps whom away (DSP-4; docs/dispatch.md).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from bihuan.core.dispatch.coverage import CoverageGap, CoverageNeed, coverage_gaps
from bihuan.core.dispatch.duty import instant_at, shifts_on
from bihuan.core.dispatch.facts import DutyKind
from bihuan.core.dispatch.plan import Plan, PlanRules, Shifted
from bihuan.core.dispatch.roster import Override, Roster
from bihuan.core.late import dataclass

Skills = Mapping[str, Mapping[str, int]]
Why = Literal["skill", "leave", "by_hand", "on_duty", "rest", "days_in_a_row", "no_shift"]
# What stands between somebody and a shift, the nearest to being possible first.
_NEAREST: tuple[Why, ...] = ("days_in_a_row", "rest", "on_duty", "by_hand", "leave")
_KINDS: tuple[DutyKind, ...] = ("work", "on_call")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RosterChange:
    """On this day the person has the shifts `after` in place of `before`."""

    person: str
    day: date
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnmetNeed:
    """A time in which people are missing. `why`: whom what keeps away; under `no_shift` nobody: no shift is then."""

    gap: CoverageGap
    why: Mapping[Why, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RosterProposal:
    """What would change, which needs stay unmet, and everybody's minutes by kind of duty."""

    changes: tuple[RosterChange, ...]
    unmet: tuple[UnmetNeed, ...]
    minutes: Mapping[str, Mapping[DutyKind, int]]


@dataclass(frozen=True, slots=True)
class _Task:
    """A plan in the making, what it must meet, and whose shifts may change."""

    plan: Plan
    needs: tuple[CoverageNeed, ...]
    skills: Skills
    people: tuple[str, ...]

    def able(self, person: str, need: CoverageNeed) -> bool:
        """Whether the person has the skill."""
        return need.skill is None or self.skills[person].get(need.skill.skill, 0) >= need.skill.level

    def heirs(self, given: Shifted) -> list[str]:
        """Who could have a shift in somebody's place without opening a gap anywhere: those with every skill for which
        it counts. Who has least comes first."""
        kind = self.plan.kind(given.shift)
        counts = [need for need in self.needs if self._counts(given, need) and self.able(given.person, need)]
        fit = (one for one in self.people if one != given.person and all(self.able(one, need) for need in counts))
        return sorted(fit, key=lambda one: (self.plan.minutes(one, kind), one))

    def _counts(self, given: Shifted, need: CoverageNeed) -> bool:
        """Whether the shift covers a part of the need."""
        if not need.on_call and self.plan.kind(given.shift) != "work":
            return False
        days = (day for day in (given.day - _DAY, given.day, given.day + _DAY) if day.weekday() in need.days)
        zone, (begin, end) = self.plan.roster.zone, need.hours
        windows = ((instant_at(day, begin, zone), instant_at(day, end, zone)) for day in days)
        return any(self.plan.overlap(given.day, given.shift, start, stop) for start, stop in windows)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A gap in a need of a day."""

    need: CoverageNeed
    day: date
    gap: CoverageGap


def propose_roster(
    roster: Roster,
    needs: tuple[CoverageNeed, ...],
    skills: Skills,
    chosen: frozenset[str],
    days: tuple[date, date],
    rules: PlanRules,
) -> RosterProposal:
    """Other shifts for the people in `chosen` on these days (both included).

    `skills`: levels by skill of everybody in the roster; whoever is not chosen counts and stays as he is.
    """
    plan = Plan(roster, tuple(sorted(skills)), days, rules)
    task = _Task(plan, needs, skills, tuple(person for person in plan.people if person in chosen))
    for person in task.people:
        plan.drop_what_breaks_a_rule(person)
    going = True
    while going:
        before = set(plan.added)
        for need in needs:
            for day in plan.days():
                _fill(task, need, day)
        _share_out(task)
        going = plan.added != before
    unmet = tuple(one for need in needs for day in plan.days() for one in _unmet(task, need, day))
    minutes = {person: {kind: plan.minutes(person, kind) for kind in _KINDS} for person in task.people}
    return RosterProposal(tuple(_changes(task)), unmet, minutes)


def with_changes(roster: Roster, changes: tuple[RosterChange, ...]) -> Roster:
    """The roster as it would be."""
    made = tuple(Override(change.person, change.day, change.after) for change in changes)
    return replace(roster, overrides=(*roster.overrides, *made))


def _changes(task: _Task) -> Iterator[RosterChange]:
    for person in task.people:
        for day in task.plan.days():
            before, after = shifts_on(task.plan.roster, person, day), task.plan.shifts(person, day)
            if sorted(before) != sorted(after):
                yield RosterChange(person, day, before, after)


# --- needs ------------------------------------------------------------------------------------------------------


def _fill(task: _Task, need: CoverageNeed, day: date) -> None:
    """Add shifts until the need of a day is met, or what is left of it can be filled by nobody."""
    hopeless: set[CoverageGap] = set()
    while gap := next((one for one in _gaps(task, need, day) if one not in hopeless), None):
        slot = _Slot(need, day, gap)
        best = next((one for one in _ways(task, slot) if task.plan.hindrance(one) is None), None)
        if best is not None:
            task.plan.add(best)
        elif not _make_room(task, slot):
            hopeless.add(gap)


def _gaps(task: _Task, need: CoverageNeed, day: date) -> tuple[CoverageGap, ...]:
    plan = task.plan
    duty = {person: plan.duty_around(person, day) for person in plan.people}
    return coverage_gaps((need,), duty, task.skills, (day, day), plan.roster.zone)


def _ways(task: _Task, slot: _Slot) -> list[Shifted]:
    """The shifts that help, whether or not a rule allows them: what covers most, on call where that will do, and what
    wastes least come first; among those, who has least of it."""
    plan, found = task.plan, []
    able = [one for one in task.people if task.able(one, slot.need)]
    for day, shift in _shifts_then(plan, slot):
        covered, kind = plan.overlap(day, shift, slot.gap.start, slot.gap.end), plan.kind(shift)
        order = (-covered, slot.need.on_call and kind == "work", plan.length(shift))
        found += [((*order, plan.minutes(one, kind), one), Shifted(one, day, shift)) for one in able]
    return [one for _, one in sorted(found)]


def _shifts_then(plan: Plan, slot: _Slot) -> list[tuple[date, str]]:
    """Days and shifts of the plan that cover a part of the gap and count for the need."""
    gap = slot.gap
    days = (day for day in (slot.day - _DAY, slot.day, slot.day + _DAY) if plan.first <= day <= plan.last)
    shifts = [key for key in sorted(plan.roster.shifts) if slot.need.on_call or plan.kind(key) == "work"]
    return [(day, shift) for day in days for shift in shifts if plan.overlap(day, shift, gap.start, gap.end)]


def _make_room(task: _Task, slot: _Slot) -> bool:
    """Somebody could come but for a shift that he was given here: perhaps another can have that one."""
    for wanted in _ways(task, slot):
        if task.plan.hindrance(wanted) not in ("on_duty", "rest", "days_in_a_row"):
            continue
        given = sorted(one for one in task.plan.added if one.person == wanted.person)
        if any(_passed_on(task, one, wanted) for one in given):
            return True
    return False


def _passed_on(task: _Task, given: Shifted, wanted: Shifted) -> bool:
    """Whether somebody else can have `given` so that `wanted` becomes possible; if so, both are done."""
    plan = task.plan
    plan.take(given)
    if plan.hindrance(wanted) is None:
        plan.add(wanted)
        moved = (replace(given, person=other) for other in task.heirs(given))
        other = next((one for one in moved if plan.hindrance(one) is None), None)
        if other is not None:
            plan.add(other)
            return True
        plan.take(wanted)
    plan.add(given)
    return False


def _unmet(task: _Task, need: CoverageNeed, day: date) -> Iterator[UnmetNeed]:
    for gap in _gaps(task, need, day):
        shifts = _shifts_then(task.plan, _Slot(need, day, gap))
        why: dict[Why, tuple[str, ...]] = {} if shifts else {"no_shift": ()}
        for person in task.people if shifts else ():
            reason = _reason(task.plan, person, shifts) if task.able(person, need) else "skill"
            why[reason] = (*why.get(reason, ()), person)
        yield UnmetNeed(gap, why)


def _reason(plan: Plan, person: str, shifts: list[tuple[date, str]]) -> Why:
    found = {plan.hindrance(Shifted(person, day, shift)) for day, shift in shifts}
    return next(reason for reason in _NEAREST if reason in found)


# --- fairness ---------------------------------------------------------------------------------------------------


def _share_out(task: _Task) -> None:
    """Hand added shifts from who has more to who has less, as long as that brings them closer together."""
    moved = True
    while moved:
        moved = any(_handed_on(task, given) for given in sorted(task.plan.added))


def _handed_on(task: _Task, given: Shifted) -> bool:
    plan, kind = task.plan, task.plan.kind(given.shift)
    has, length = plan.minutes(given.person, kind), plan.length(given.shift)
    heirs = [one for one in task.heirs(given) if plan.minutes(one, kind) + length < has]
    plan.take(given)
    moved = (replace(given, person=one) for one in heirs)
    to = next((one for one in moved if plan.hindrance(one) is None), given)
    plan.add(to)
    return to != given
