"""How people are reached, and what a room full of people with one role may see: for notices."""

from dataclasses import replace

from bihuan.core.access import READ, Subject
from bihuan.core.late import dataclass
from bihuan.kernel.tx import Tx
from bihuan.modules.identity import queries
from bihuan.modules.identity.interface.subjects import grants_of_role


@dataclass(frozen=True, slots=True)
class PersonContact:
    """How the platform reaches somebody. Erased people have no name and no addresses."""

    id: str
    active: bool
    name: str | None
    phone: str | None
    email: str | None
    language: str


def person_contact(tx: Tx, user_id: str) -> PersonContact | None:
    """The addresses of a person; None when there is no such person."""
    row = queries.user(tx, user_id)
    if row is None:
        return None
    active = row["state"] == "active"
    return PersonContact(user_id, active, row["name"], row["phone"], row["email"], row["language"])


def members_of(tx: Tx, kind: str, target: str) -> tuple[str, ...]:
    """The active people of a role, department or team (`kind`), oldest account first."""
    return queries.active_members(tx, kind, target)


def subject_of_role(tx: Tx, role: str) -> Subject:
    """Somebody without a name who may read what the role may read anywhere: whoever else listens in a group chat."""
    grants = tuple(
        replace(grant, action=READ, rows="all") for grant in grants_of_role(tx, role) if _reads(grant.action)
    )
    return Subject(roles=frozenset({role}), grants=grants, confidential_types=queries.confidential_types(tx))


def _reads(action: str) -> bool:
    return action in (READ, "*")
