"""A roster proposed for some days, to whom it may be shown; nothing is written."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bihuan.core.access import Allowed, check_access, decide_access
from bihuan.core.dispatch import PlanRules, Roster, RosterProposal, propose_roster
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.dispatch.queries.definitions import fingerprints, roster_book
from bihuan.modules.dispatch.queries.people import duty_rows, names_of, person_anchors, person_roster
from bihuan.modules.dispatch.queries.planning import skills_by_word


def roster_proposal(tx: Tx, caller: Caller, zone: str, days: tuple[date, date]) -> JsonObject:
    """Other shifts on these days for the people whose duty the caller plans; everybody else counts and stays.

    Refuses `roster.not_published`, and `access.denied` to who plans nobody's duty.
    """
    check_access(caller.subject, "read", "roster", {})
    book = roster_book(tx, fingerprints(tx), zone)
    if book is None:
        raise Refusal("roster.not_published", Kind.CONFLICT)
    rows = {row["user"]: row for row in duty_rows(tx) if row["memberships"] or row["days"]}
    chosen = frozenset(person for person in rows if _plans(tx, caller, person))
    if rows and not chosen:
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.no_grant", action="plan", object="roster")
    rules = PlanRules(book.rest_hours, book.days_in_a_row)
    found = propose_roster(_joined(book.roster, rows), book.needs, skills_by_word(tx, rows), chosen, days, rules)
    return {"version": book.version, **_shown(found, rows), "names": names_of(tx, rows)}


def _plans(tx: Tx, caller: Caller, person: str) -> bool:
    anchors = person_anchors(tx, person)
    return anchors is not None and isinstance(decide_access(caller.subject, "plan", "roster", anchors), Allowed)


def _joined(base: Roster, rows: Mapping[str, Row]) -> Roster:
    each = [person_roster(base, row) for row in rows.values()]
    return replace(
        base,
        memberships=tuple(item for one in each for item in one.memberships),
        overrides=tuple(item for one in each for item in one.overrides),
        leaves=tuple(item for one in each for item in one.leaves),
    )


def _shown(found: RosterProposal, rows: Mapping[str, Row]) -> JsonObject:
    return {
        "changes": [
            {"person": one.person, "day": one.day.isoformat(), "before": list(one.before), "after": list(one.after)}
            for one in found.changes
        ],
        "unmet": [
            {
                "need": one.gap.need,
                "start": one.gap.start,
                "end": one.gap.end,
                "present": one.gap.present,
                "least": one.gap.least,
                "why": {reason: list(people) for reason, people in one.why.items()},
            }
            for one in found.unmet
        ],
        "minutes": {person: dict(minutes) for person, minutes in found.minutes.items()},
        "bases": {person: rows[person]["version"] for person in found.minutes},
    }
