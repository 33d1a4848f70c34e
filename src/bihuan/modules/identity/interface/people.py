"""People as other modules show and check them."""

import unicodedata
from collections.abc import Iterable, Mapping

from bihuan.core.access import FieldAccess, field_scope
from bihuan.core.late import dataclass
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.identity import queries


@dataclass(frozen=True, slots=True)
class PersonBrief:
    """A person as histories name them. `name` is None once they were erased; `state`: active, left, erased."""

    id: str
    name: str | None
    state: str


def person_briefs(tx: Tx, user_ids: Iterable[str]) -> dict[str, PersonBrief]:
    """Those of `user_ids` that exist, by id."""
    return {key: _brief(row) for key, row in queries.names(tx, user_ids).items()}


def known_people(tx: Tx, caller: Caller) -> tuple[PersonBrief, ...]:
    """All whose names `caller` may read, by name; read once per change of people or rights, for all who read the same.

    Leavers are among them, visitors of the portal are not.
    """
    readable = field_scope(caller.subject, "user", "name", FieldAccess.READ)
    key = ("identity.known_people", queries.epoch(tx), readable)
    return tx.memo.get(key, lambda: tuple(_brief(row) for row in queries.known_people(tx, caller)))


def _brief(row: Row) -> PersonBrief:
    return PersonBrief(row["id"], row["name"], row["state"])


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the platform's own decisions look at: where a person belongs, and skills with their levels."""

    id: str
    active: bool
    departments: tuple[str, ...]
    roles: frozenset[str]
    areas: frozenset[str]
    teams: tuple[str, ...]
    skills: Mapping[str, int]


def rights_epoch(tx: Tx) -> str:
    """A fingerprint of all people, units and roles: what was worked out from them is kept under it."""
    return queries.epoch(tx)


def people_facts(tx: Tx, user_ids: Iterable[str]) -> dict[str, PersonFacts]:
    """Those of `user_ids` that exist, by id, in two statements."""
    known = queries.names(tx, user_ids)
    members = queries.memberships(tx, known)
    return {user_id: _facts(user_id, row["state"], members[user_id]) for user_id, row in known.items()}


def _facts(user_id: str, state: str, has: dict[str, list[Row]]) -> PersonFacts:
    ids = {kind: tuple(row["target"] for row in rows) for kind, rows in has.items()}
    return PersonFacts(
        user_id,
        state == "active",
        ids["department"],
        frozenset(ids["role"]),
        frozenset(ids["area"]),
        ids["team"],
        {row["target"]: row["level"] for row in has["skill"]},
    )


def person_exists(tx: Tx, user_id: str) -> bool:
    """Whether such a person was ever created."""
    return queries.user(tx, user_id) is not None


def is_active(tx: Tx, user_id: str) -> bool:
    """Whether the person exists and has not left."""
    row = queries.user(tx, user_id)
    return row is not None and row["state"] == "active"


# The role of people without an account, who report by the portal.
GUEST = queries.GUEST


def is_customers(tx: Tx, user_id: str) -> bool:
    """Whether the person belongs to a customer rather than to the company; visitors of the portal do."""
    row = queries.user(tx, user_id)
    return row is not None and (row["customer"] is not None or GUEST in queries.targets(tx, user_id)["role"])


def guests_by_phone(tx: Tx, phone: str) -> tuple[str, ...]:
    """Active visitors of the portal who gave this number, the newest first; 20 at most."""
    return queries.guests_by_phone(tx, phone)


def role_keys(tx: Tx) -> frozenset[str]:
    """The keys of every role there is."""
    return frozenset(row["key"] for row in queries.roles(tx))


def role_labels(tx: Tx) -> dict[str, dict[str, str]]:
    """What every role there is is called, by key."""
    return {row["key"]: row["label"] for row in queries.roles(tx)}


def roles_of(tx: Tx, user_id: str) -> tuple[str, ...]:
    """The keys of a person's roles."""
    return queries.targets(tx, user_id)["role"]


def main_department(tx: Tx, user_id: str) -> str | None:
    """The first department that a person was given: where a ticket of theirs belongs."""
    departments = queries.targets(tx, user_id)["department"]
    return departments[0] if departments else None


def folded_login(login: str) -> str:
    """A login as it is stored and compared: case and width do not matter."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def user_by_login(tx: Tx, login: str) -> str | None:
    """The id of the person who signs in under this name."""
    row = queries.user_by_login(tx, folded_login(login))
    return row["id"] if row is not None else None
