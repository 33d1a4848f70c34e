"""Who is on duty when, where people are missing, who gets too little rest."""

from collections.abc import Iterable
from datetime import date, timedelta

from bihuan.core.access import check_access
from bihuan.core.dispatch import Duty, coverage_gaps, short_rests
from bihuan.core.values import Instant, JsonObject, Kind, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Tx
from bihuan.modules.dispatch.queries.definitions import RosterBook, fingerprints, roster_book, skill_ids
from bihuan.modules.dispatch.queries.people import (
    OnRoster,
    day_start,
    duty_between,
    duty_row,
    local_day,
    names_of,
    person_anchors,
)
from bihuan.modules.identity import interface as identity


def plan(tx: Tx, zone: str, days: tuple[date, date]) -> tuple[RosterBook | None, dict[str, OnRoster]]:
    """The roster and everybody's duty on these local days (both included)."""
    book = roster_book(tx, fingerprints(tx), zone)
    return book, duty_between(tx, book, *days)


def on_duty(tx: Tx, zone: str, at: Instant) -> list[JsonObject]:
    """Who is at work or on call at an instant, with the shift and until when."""
    day = local_day(at, zone)
    _, duties = plan(tx, zone, (day - timedelta(days=1), day + timedelta(days=1)))
    return [
        {"person": person, "kind": item.kind, "shift": item.shift, "until": item.end}
        for person, found in duties.items()
        for item in found.duty or ()
        if item.start <= at < item.end
    ]


def people_on_duty(tx: Tx, zone: str, at: Instant) -> frozenset[str]:
    """Who is at work or on call at an instant."""
    return frozenset(item["person"] for item in on_duty(tx, zone, at))


def duties(tx: Tx, zone: str, days: tuple[date, date]) -> JsonObject:
    """Everybody's times of duty and leave on these days, and the names of the people."""
    book, found = plan(tx, zone, days)
    start = day_start(days[0], zone)
    end = day_start(days[1] + timedelta(days=1), zone)
    people = [
        {
            "person": person,
            "planned": item.duty is not None,
            "duty": [_shown(one) for one in item.duty or ()],
            "leave": [
                {"start": one.start, "end": one.end} for one in item.absences if one.start < end and one.end > start
            ],
        }
        for person, item in found.items()
    ]
    return {"version": book.version if book else 0, "people": people, "names": names_of(tx, found)}


def _shown(item: Duty) -> JsonObject:
    return {"start": item.start, "end": item.end, "kind": item.kind, "shift": item.shift}


def gaps(tx: Tx, zone: str, days: tuple[date, date]) -> list[JsonObject]:
    """Times in which fewer are on duty than the roster's needs ask for. A need may reach over the last midnight."""
    book, found = plan(tx, zone, (days[0], days[1] + timedelta(days=1)))
    if book is None:
        return []
    skills = skills_by_word(tx, found)
    duty = {person: item.duty or () for person, item in found.items()}
    return [
        {"need": gap.need, "start": gap.start, "end": gap.end, "present": gap.present, "least": gap.least}
        for gap in coverage_gaps(book.needs, duty, skills, days, zone)
    ]


def skills_by_word(tx: Tx, people: Iterable[str]) -> dict[str, dict[str, int]]:
    """Levels by skill, under its id and its name: needs may use either."""
    names = {key: name for name, key in skill_ids(tx).items() if name != key}
    return {
        person: {**one.skills, **{names[key]: level for key, level in one.skills.items() if key in names}}
        for person, one in identity.people_facts(tx, people).items()
    }


def rests(tx: Tx, zone: str, days: tuple[date, date], hours: int | None) -> list[JsonObject]:
    """Spells of work with less rest between them than `hours` (None: as the roster says)."""
    book, found = plan(tx, zone, days)
    least = hours if hours is not None else (book.rest_hours if book else 0)
    return [
        {"person": rest.person, "ended": rest.ended, "begins": rest.begins}
        for person, item in found.items()
        for rest in short_rests(person, item.duty or (), least)
    ]


def roster_person(tx: Tx, caller: Caller, user: str) -> JsonObject:
    """Somebody's entries, for who plans them and for the person. Refuses `roster.not_found`, `access.denied`."""
    anchors = person_anchors(tx, user)
    if anchors is None:
        raise Refusal("roster.not_found", Kind.NOT_FOUND)
    if caller.subject.person != user:
        check_access(caller.subject, "plan", "roster", anchors)
    else:
        check_access(caller.subject, "read", "roster", anchors)
    row = duty_row(tx, user) or {"memberships": [], "days": {}, "leaves": [], "version": 0}
    return {"person": user, **{name: row[name] for name in ("memberships", "days", "leaves", "version")}}
