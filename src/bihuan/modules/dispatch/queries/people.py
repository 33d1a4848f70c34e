"""Engineers as dispatch sees them, and when people are on duty; worked out once per change of what it depends on."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from bihuan.core.dispatch import Absence, Candidate, Duty, Leave, Membership, Override, Place, Roster, duty_of
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject, local_time
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.dispatch.queries.definitions import RosterBook
from bihuan.modules.dispatch.tables import duty, engineer
from bihuan.modules.identity import interface as identity

DAYS_AHEAD = 8


# --- rows ------------------------------------------------------------------------------------------------------


def engineer_row(tx: Tx, user: str) -> Row | None:
    """A profile, of those who are no engineers any more, too."""
    return tx.get(engineer, user=user)


def engineer_rows(tx: Tx) -> list[Row]:
    """Every engineer."""
    return tx.all(engineer, order=("user",), active=True)


def duty_row(tx: Tx, user: str) -> Row | None:
    """Somebody's place in the roster."""
    return tx.get(duty, user=user)


def duty_rows(tx: Tx) -> list[Row]:
    """Everybody's place in the roster."""
    return tx.all(duty, order=("user",))


def is_on_leave(tx: Tx, user: str, at: Instant) -> bool:
    """Whether somebody is on leave at an instant."""
    row = duty_row(tx, user)
    return row is not None and any(item["start"] <= at < item["end"] for item in row["leaves"])


# --- days ------------------------------------------------------------------------------------------------------


def local_day(at: Instant, zone: str) -> date:
    """The day of an instant where the tenant is."""
    return local_time(at, zone).date()


@lru_cache(maxsize=64)
def day_start(day: date, zone: str) -> Instant:
    """The first instant of a local day."""
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).timestamp()) * 1000


# --- duty ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OnRoster:
    """When somebody is on duty (None: nobody keeps a roster for him), and is on leave."""

    duty: tuple[Duty, ...] | None
    absences: tuple[Absence, ...]


NOT_ON_ROSTER = OnRoster(None, ())


def person_roster(base: Roster, row: Row) -> Roster:
    """The roster with one person's entries."""
    user = row["user"]
    memberships = tuple(
        Membership(user, item["pattern"], _day(item["from"]), _day(item.get("to")), item.get("shifted", 0))
        for item in row["memberships"]
        if item["pattern"] in base.patterns
    )
    overrides = tuple(
        Override(user, _day(day), tuple(key for key in shifts if key in base.shifts))
        for day, shifts in sorted(row["days"].items())
    )
    leaves = tuple(Leave(user, Absence(item["start"], item["end"], item["kind"])) for item in row["leaves"])
    return replace(base, memberships=memberships, overrides=overrides, leaves=leaves)


def _day(text: str | None) -> Any:
    return None if text is None else date.fromisoformat(text)


def duty_between(tx: Tx, book: RosterBook | None, first: date, last: date) -> dict[str, OnRoster]:
    """Everybody's duty on these local days (both included)."""
    return {row["user"]: _on_roster(book, row, first, last) for row in duty_rows(tx)}


def _on_roster(book: RosterBook | None, row: Row, first: date, last: date) -> OnRoster:
    absences = tuple(Absence(item["start"], item["end"], item["kind"]) for item in row["leaves"])
    if book is None or not (row["memberships"] or row["days"]):
        return OnRoster(None, absences)
    return OnRoster(duty_of(person_roster(book.roster, row), row["user"], first, last), absences)


def duties_now(tx: Tx, marks: Row, book: RosterBook | None, now: Instant, zone: str) -> Mapping[str, OnRoster]:
    """Duty from yesterday to a week ahead: what accept windows and the next shift need."""
    day = local_day(now, zone)
    mark = (marks["people"], marks["roster"], day)

    def load() -> dict[str, OnRoster]:
        return {row["user"]: one(row) for row in duty_rows(tx)}

    # Somebody's leave changes one person's duty: the others' is found under their own marks.
    known: dict[tuple[str, str], OnRoster] = tx.memo.get(("dispatch.person_duty", marks["roster"], day), dict)

    def one(row: Row) -> OnRoster:
        key = (row["user"], row["mark"])
        if key not in known:
            first, last = day - timedelta(days=1), day + timedelta(days=DAYS_AHEAD)
            known[key] = _on_roster(book, row, first, last)
        return known[key]

    return tx.memo.get(("dispatch.duty", *mark), load)


# --- candidates, as far as no ticket is concerned ------------------------------------------------------------------


def crew(tx: Tx, marks: Row) -> Mapping[str, Candidate]:
    """Every engineer with what stands in the profile and in the directory."""
    key = ("dispatch.crew", marks["people"], identity.rights_epoch(tx))
    return tx.memo.get(key, lambda: _crew(tx))


def _crew(tx: Tx) -> dict[str, Candidate]:
    rows = engineer_rows(tx)
    facts = identity.people_facts(tx, [row["user"] for row in rows])
    return {row["user"]: candidate_of(row, facts[row["user"]]) for row in rows if row["user"] in facts}


def candidate_of(row: Row, person: identity.PersonFacts) -> Candidate:
    """Profile and directory together; work, duty and way are added per job."""
    return Candidate(
        person=person.id,
        active=person.active,
        paused=row["paused"],
        department=person.departments[0] if person.departments else None,
        roles=person.roles,
        tags=frozenset(row["tags"]),
        skills=person.skills,
        certificates={item["name"]: item.get("until") for item in row["certificates"]},
        areas=person.areas,
        languages=frozenset(row["languages"]),
        capacity=row["capacity"],
        day_cap=row["day_cap"],
        home=place_of(row["home"]),
        exclusions=frozenset(row["exclusions"]),
    )


def place_of(point: JsonObject | None) -> Place | None:
    """A place from {"lat", "lng"} (masters, homes) or {"latitude", "longitude"} (where a ticket was reported)."""
    if not point:
        return None
    lat, lng = point.get("lat", point.get("latitude")), point.get("lng", point.get("longitude"))
    return None if lat is None or lng is None else Place(float(lat), float(lng))


def names_of(tx: Tx, people: Iterable[str]) -> dict[str, str]:
    """Names by id; who was erased has none."""
    return {key: brief.name or "" for key, brief in identity.person_briefs(tx, people).items()}


def person_anchors(tx: Tx, user: str) -> dict[str, Any] | None:
    """Where a person stands, for row rules on profiles and roster; `own_created` means oneself. None: no such one."""
    if not identity.person_exists(tx, user):
        return None
    return {**identity.anchors_of(tx, user), "created_by": user}
