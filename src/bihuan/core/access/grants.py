"""What may be granted, and to whom: plain data that roles are written in."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import IntEnum
from typing import Any, Literal

from bihuan.core.late import dataclass

CREATE = "create"
READ = "read"
UPDATE = "update"
ANY = "*"

SubjectKind = Literal["user", "system", "link", "anonymous"]


class FieldAccess(IntEnum):
    """What may be done with one field. Each level holds the ones before it."""

    HIDDEN = 0
    """The field does not exist for this caller."""
    MASKED = 1
    """Shown through its mask; may be searched for by the whole value only."""
    READ = 2
    EDIT = 3


@dataclass(frozen=True, slots=True)
class FieldSet:
    """Access per field: the named ones, and every other."""

    named: Mapping[str, FieldAccess] = field(default_factory=dict)
    others: FieldAccess = FieldAccess.READ

    def __getitem__(self, name: str) -> FieldAccess:
        return self.named.get(name, self.others)

    def of(self, names: Iterable[str]) -> dict[str, FieldAccess]:
        """The access to each of these fields."""
        return {name: self[name] for name in names}

    def merged(self, other: "FieldSet") -> "FieldSet":
        """What holds when both are granted: the higher access, field by field."""
        names = self.named.keys() | other.named.keys()
        return FieldSet({name: max(self[name], other[name]) for name in names}, max(self.others, other.others))

    def capped(self, highest: FieldAccess) -> "FieldSet":
        """The same with nothing above `highest`."""
        return FieldSet({name: min(access, highest) for name, access in self.named.items()}, min(self.others, highest))


NO_FIELDS = FieldSet(others=FieldAccess.HIDDEN)
ALL_FIELDS = FieldSet(others=FieldAccess.EDIT)


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission: action × object kind × row rule × field set. Grants only add; nothing takes away.

    `action` and `kind` may be "*". `rows` names a row rule. `fields` counts for the actions read, update and create;
    None means all. `types` limits the grant to these ticket types; None means every type that is not confidential: a
    confidential type is granted by naming it only.
    """

    action: str
    kind: str
    rows: str
    fields: FieldSet | None = None
    types: frozenset[str] | None = None

    def covers(self, action: str, kind: str) -> bool:
        """Whether this grant is about this action on this kind of object."""
        return self.action in (action, ANY) and self.kind in (kind, ANY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who asks, with everything that row rules look at; read once per request.

    `person` is None for callers without an account. `departments_below` are all that lie under `departments`;
    `areas` hold those below already. `sets` carries what row rules of extensions read. `confidential_types` are the
    tenant's confidential ticket types: no default, so that nobody forgets them.
    """

    confidential_types: frozenset[str]
    kind: SubjectKind = "user"
    person: str | None = None
    roles: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    departments_below: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    grants: tuple[Grant, ...] = ()
    sets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    # What `decisions` has worked out for this subject, which never changes: it is asked several times per request.
    known: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)


# Reactions, timers and migrations act with the authority of the command that caused them.
SYSTEM = Subject(kind="system", confidential_types=frozenset())
