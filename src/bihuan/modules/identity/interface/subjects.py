"""Who asks, with everything that rights look at."""

from bihuan.core.access import Grant, Subject
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.tx import Tx
from bihuan.modules.identity import queries
from bihuan.modules.identity.interface.grants import read_grant
from bihuan.modules.identity.interface.organisation import organisation
from bihuan.modules.identity.interface.scopes import narrowed

_NO_SCOPES = frozenset({"*"})


def subject_of(tx: Tx, user_id: str, scopes: frozenset[str] | None = None) -> Subject:
    """The rights of a person as they stand in this very transaction, narrowed to `scopes`.

    Somebody who left or does not exist has none. Kept under the fingerprint of all rights: whatever changes there, a
    role, a membership, a department, counts from the next call on.
    """
    epoch = queries.epoch(tx)
    # One entry for everybody, so that ten thousand people do not push definitions out of the memo.
    known: dict[tuple[str, frozenset[str]], Subject] = tx.memo.get(("identity.subjects", epoch), dict)
    key = (user_id, _NO_SCOPES if scopes is None else scopes)
    subject = known.get(key)
    if subject is None:
        subject = known[key] = narrowed(_load(tx, user_id), key[1])
    return subject


def _load(tx: Tx, user_id: str) -> Subject:
    confidential = queries.confidential_types(tx)
    row = queries.user(tx, user_id)
    if row is None or row["state"] != "active":
        return Subject(person=user_id, confidential_types=confidential)
    has = queries.targets(tx, user_id)
    tree = organisation(tx)
    departments = frozenset(has["department"])
    customer = row["customer"]
    return Subject(
        person=user_id,
        roles=frozenset(has["role"]),
        departments=departments,
        departments_below=tree.with_all_below("department", has["department"]) - departments,
        areas=tree.with_all_below("region", has["area"]),
        teams=frozenset(has["team"]),
        grants=tuple(grant for role in has["role"] for grant in _grants(tx).get(role, ())),
        sets={"customers": frozenset({customer} if customer else ())},
        confidential_types=confidential,
    )


def confidential_types(tx: Tx) -> frozenset[str]:
    """The ticket types that only grants naming them reach."""
    return queries.confidential_types(tx)


def grants_of_role(tx: Tx, role: str) -> tuple[Grant, ...]:
    """What a role grants; nothing when there is no such role."""
    return _grants(tx).get(role, ())


def _grants(tx: Tx) -> dict[str, tuple[Grant, ...]]:
    def load() -> dict[str, tuple[Grant, ...]]:
        return {row["key"]: tuple(map(read_grant, row["grants"])) for row in queries.roles(tx)}

    return tx.memo.get(("identity.grants", queries.epoch(tx)), load)


def anchors_of(tx: Tx, user_id: str) -> dict[str, tuple[str, ...]]:
    """Where a person stands, for row rules on people. Refuses `user.not_found`."""
    if queries.user(tx, user_id) is None:
        raise Refusal("user.not_found", Kind.NOT_FOUND)
    has = queries.targets(tx, user_id)
    return {kind: has[kind] for kind in queries.ANCHORS}
