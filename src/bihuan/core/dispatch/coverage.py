"""Whether enough people are on duty, and whether they get their rest."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise

from bihuan.core.dispatch.duty import instant_at
from bihuan.core.dispatch.facts import Duty, SkillNeed
from bihuan.core.dispatch.hours import read_hours, read_weekdays
from bihuan.core.late import dataclass
from bihuan.core.values import DocumentReader, Instant, Json, Problem, Refusal

HOUR = 3_600_000


@dataclass(frozen=True, slots=True)
class CoverageNeed:
    """At least `least` people with the skill (None: anybody) on these weekdays (0 = Monday) and hours.

    `on_call`: people on call count too.
    """

    key: str
    label: Mapping[str, str]
    days: frozenset[int]
    hours: tuple[int, int]
    least: int = 1
    skill: SkillNeed | None = None
    on_call: bool = False


@dataclass(frozen=True, slots=True)
class CoverageGap:
    """A time in which only `present` of the `least` people are on duty."""

    need: str
    start: Instant
    end: Instant
    present: int
    least: int


@dataclass(frozen=True, slots=True)
class ShortRest:
    """Between two spells of work there are less than the hours asked for."""

    person: str
    ended: Instant
    begins: Instant


def parse_coverage(data: Json) -> tuple[CoverageNeed, ...]:
    """`{"needs": [{key, days, hours, least, skill, level, on_call}]}`. Raises Refusal `dispatch.coverage_invalid`."""
    problems: list[Problem] = []
    reader = DocumentReader(data, "", problems)
    needs = tuple(_read_need(child) for child in reader.children("needs"))
    reader.done()
    if problems:
        raise Refusal("dispatch.coverage_invalid", problems=problems)
    return needs


def _read_need(reader: DocumentReader) -> CoverageNeed:
    key = reader.key("key")
    skill = SkillNeed(reader.text("skill"), reader.whole("level", 1, 1, 100)) if reader.has("skill") else None
    need = CoverageNeed(
        key,
        reader.label(key),
        read_weekdays(reader, "days"),
        read_hours(reader, "hours"),
        reader.whole("least", 1, 1, 10_000),
        skill,
        reader.flag("on_call", False),
    )
    reader.done()
    return need


def coverage_gaps(
    needs: tuple[CoverageNeed, ...],
    duty: Mapping[str, tuple[Duty, ...]],
    skills: Mapping[str, Mapping[str, int]],
    days: tuple[date, date],
    zone: str,
) -> tuple[CoverageGap, ...]:
    """Where a need is not met on the days from … to (both included). `duty` and `skills`: by person."""
    gaps: list[CoverageGap] = []
    for need in needs:
        spans = _spans_that_count(need, duty, skills)
        day = days[0]
        while day <= days[1]:
            if day.weekday() in need.days:
                start, end = (instant_at(day, minute, zone) for minute in need.hours)
                gaps.extend(_gaps(need, start, end, spans))
            day += timedelta(days=1)
    return tuple(sorted(gaps, key=lambda gap: (gap.start, gap.need)))


def _spans_that_count(
    need: CoverageNeed, duty: Mapping[str, tuple[Duty, ...]], skills: Mapping[str, Mapping[str, int]]
) -> list[tuple[str, Instant, Instant]]:
    able = (
        person
        for person in duty
        if need.skill is None or skills.get(person, {}).get(need.skill.skill, 0) >= need.skill.level
    )
    return [
        (person, item.start, item.end)
        for person in able
        for item in duty[person]
        if need.on_call or item.kind == "work"
    ]


def _gaps(
    need: CoverageNeed, start: Instant, end: Instant, spans: list[tuple[str, Instant, Instant]]
) -> Iterator[CoverageGap]:
    """Between two neighbouring changes nobody comes or goes, so one look in between tells."""
    inside = [span for span in spans if (span[1] > start and span[2] < end) or (span[1] < end and span[2] > start)]
    marks = sorted({start, end, *(mark for _, begin, stop in inside for mark in (begin, stop) if start < mark < end)})
    open_gap: CoverageGap | None = None
    for begin, stop in pairwise(marks):
        present = len({person for person, on, off in inside if on <= begin < off})
        if open_gap is not None and (present >= need.least or present != open_gap.present):
            yield open_gap
            open_gap = None
        if present < need.least:
            begun = begin if open_gap is None else open_gap.start
            open_gap = CoverageGap(need.key, begun, stop, present, need.least)
    if open_gap is not None:
        yield open_gap


def short_rests(person: str, duty: tuple[Duty, ...], hours: int) -> tuple[ShortRest, ...]:
    """Spells of work of different shifts with less than `hours` between them; breaks within a shift are no rest."""
    work = sorted(item for item in duty if item.kind == "work")
    found = []
    for before, after in pairwise(work):
        other_spell = before.shift != after.shift or after.start - before.end >= 4 * HOUR
        if other_spell and after.start - before.end < hours * HOUR:
            found.append(ShortRest(person, before.end, after.start))
    return tuple(found)
