"""Engineers' profiles as their readers may see them."""

from bihuan.core.access import Allowed, check_access, decide_access, redact, visible_fields
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.dispatch.queries.people import engineer_row, engineer_rows, names_of, person_anchors
from bihuan.modules.identity import interface as identity

SHOWN = ("home", "capacity", "day_cap", "languages", "certificates", "exclusions", "tags")


def engineer_list(tx: Tx, caller: Caller) -> list[JsonObject]:
    """The engineers whom the caller may read, by name."""
    if not any(grant.covers("read", "engineer") for grant in caller.subject.grants) and not caller.is_system:
        raise Refusal("engineer.not_found", Kind.NOT_FOUND)
    rows = engineer_rows(tx)
    facts = identity.people_facts(tx, [row["user"] for row in rows])
    names = names_of(tx, facts)
    found = []
    for row in rows:
        person = facts[row["user"]]
        anchors = _anchors(person)
        if isinstance(decide_access(caller.subject, "read", "engineer", anchors), Allowed):
            found.append(_shown(caller, row, person, (anchors, names.get(person.id, ""))))
    return sorted(found, key=lambda item: (item["name"], item["user"]))


def engineer_view(tx: Tx, caller: Caller, user: str) -> JsonObject:
    """One profile. Refuses `engineer.not_found`."""
    row, anchors = engineer_row(tx, user), person_anchors(tx, user)
    if row is None or anchors is None or not row["active"]:
        raise Refusal("engineer.not_found", Kind.NOT_FOUND)
    check_access(caller.subject, "read", "engineer", anchors)
    person = identity.people_facts(tx, [user])[user]
    return _shown(caller, row, person, (anchors, names_of(tx, [user]).get(user, "")))


def _anchors(person: identity.PersonFacts) -> JsonObject:
    return {
        "department": person.departments,
        "area": tuple(person.areas),
        "team": person.teams,
        "created_by": person.id,
    }


def _shown(caller: Caller, row: Row, person: identity.PersonFacts, known: tuple[JsonObject, str]) -> JsonObject:
    anchors, name = known
    rights = visible_fields(caller.subject, "engineer", anchors)
    shown = redact({key: row[key] for key in SHOWN}, rights, {})
    here = {"user": row["user"], "name": name, "active": person.active, "paused": row["paused"]}
    own = {"skills": dict(person.skills), "areas": sorted(person.areas), "teams": list(person.teams)}
    return {**here, "version": row["version"], **own, **shown}
