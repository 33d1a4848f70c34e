"""The one authorisation function, in its three readings: rows for a query, yes or no for one row, fields of one row."""

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from functools import reduce

from bihuan.core.access.grants import (
    ALL_FIELDS,
    CREATE,
    NO_FIELDS,
    READ,
    UPDATE,
    FieldAccess,
    FieldSet,
    Grant,
    Subject,
)
from bihuan.core.access.row_rules import rows_of
from bihuan.core.access.scopes import EVERYTHING, NOTHING, TYPE, Clause, RowAnchors, Scope, scope_allows, union
from bihuan.core.late import dataclass
from bihuan.core.values import Json, Kind, Refusal


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes, by these grants (none for the system itself)."""

    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True)
class Denied:
    """No. `reason` is access.no_grant (nothing granted for this action), access.other_rows (granted for other rows:
    data `rules`), or access.confidential_type (the row fits, but its type must be named)."""

    reason: str
    data: Mapping[str, Json] = field(default_factory=dict)


def scope_of(subject: Subject, action: str, kind: str) -> Scope:
    """The rows of this kind on which the subject may do the action: for lists, counts, charts, search, export."""
    if subject.kind == "system":
        return EVERYTHING
    return union(
        clause for grant in subject.grants if grant.covers(action, kind) for clause in _clauses(subject, grant)
    )


def field_scope(subject: Subject, kind: str, name: str, least: FieldAccess) -> Scope:
    """The rows of this kind in which the subject has at least this access to the field."""
    if subject.kind == "system":
        return EVERYTHING
    grants = [grant for grant in subject.grants if granted_fields(grant, kind)[name] >= least]
    return union(clause for grant in grants for clause in _clauses(subject, grant))


def decide_access(subject: Subject, action: str, kind: str, anchors: RowAnchors) -> Allowed | Denied:
    """Whether the subject may do the action on the row with these anchors, and by which grants or why not."""
    if subject.kind == "system":
        return Allowed()
    granted = _granted(subject, action, kind)
    if not granted:
        return Denied("access.no_grant", {"action": action, "object": kind})
    fitting = tuple([grant for grant, scope in granted if scope_allows(scope, anchors)])
    if fitting:
        return Allowed(fitting)
    if any(scope_allows(_scope(subject, grant, any_type=True), anchors) for grant, _ in granted):
        return Denied("access.confidential_type", {"action": action, "object": kind})
    rules = sorted({grant.rows for grant, _ in granted})
    return Denied("access.other_rows", {"action": action, "object": kind, "rules": rules})


def check_access(subject: Subject, action: str, kind: str, anchors: RowAnchors) -> Allowed:
    """`decide_access` for callers that can only go on: refuses with the code that reveals no more than is known.

    Who may not read the row learns nothing: `<kind>.not_found` (404), the same as for a row that does not exist. Who
    may read it gets `access.denied` (403) with the reason. Without anchors there is no row to hide (creating one):
    then it is enough to read some rows of the kind.
    """
    decision = decide_access(subject, action, kind, anchors)
    if isinstance(decision, Allowed):
        return decision
    if action == READ or not _may_see(subject, kind, anchors):
        raise Refusal(f"{kind}.not_found", Kind.NOT_FOUND)
    raise Refusal("access.denied", Kind.FORBIDDEN, reason=decision.reason, **decision.data)


def _may_see(subject: Subject, kind: str, anchors: RowAnchors) -> bool:
    if not anchors:
        return scope_of(subject, READ, kind) != NOTHING
    return isinstance(decide_access(subject, READ, kind, anchors), Allowed)


def visible_fields(subject: Subject, kind: str, anchors: RowAnchors) -> FieldSet:
    """The subject's access to each field of this row: the highest that any fitting read or update grant gives."""
    if subject.kind == "system":
        return ALL_FIELDS
    opened = _opened(subject, kind)
    fitting = tuple([place for place, (_, scope) in enumerate(opened) if scope_allows(scope, anchors)])
    key = ("visible", kind, fitting)
    found: FieldSet | None = subject.known.get(key)
    if found is None:
        found = subject.known[key] = reduce(FieldSet.merged, (opened[place][0] for place in fitting), NO_FIELDS)
    return found


def fields_to_create(subject: Subject, kind: str, anchors: RowAnchors) -> FieldSet:
    """What the subject may say of a row that it is about to create.

    What is hidden from it in such a row, or masked, it cannot write either. A field that a grant to read names stays
    for reading; every other it may fill in, also where it can only read it later. Who may read none of these rows yet
    is held to what it reads of others of the type; who reads none at all says what its grant to create lets it say.
    """
    if subject.kind == "system":
        return ALL_FIELDS
    said = [
        ALL_FIELDS if grant.fields is None else grant.fields
        for grant, scope in _granted(subject, CREATE, kind)
        if scope_allows(scope, anchors)
    ]
    own = reduce(FieldSet.merged, said, NO_FIELDS)
    opened = _opened(subject, kind)
    of_type = [fields for fields, scope in opened if _is_about(scope, anchors)]
    seen = [fields for fields, scope in opened if scope_allows(scope, anchors)] or of_type
    return _sayable(own, reduce(FieldSet.merged, seen, NO_FIELDS)) if seen else own


def _sayable(own: FieldSet, seen: FieldSet) -> FieldSet:
    def access(name: str) -> FieldAccess:
        if seen[name] <= FieldAccess.MASKED:
            return FieldAccess.HIDDEN
        if name in own.named:
            return own.named[name]
        return seen.named.get(name, own.others)

    others = FieldAccess.HIDDEN if seen.others <= FieldAccess.MASKED else own.others
    return FieldSet({name: access(name) for name in own.named.keys() | seen.named.keys()}, others)


def _is_about(scope: Scope, anchors: RowAnchors) -> bool:
    """Whether some rows of this row's type are meant."""
    type_ = anchors.get(TYPE)
    return scope.everything or any(
        type_ in clause.types if clause.types is not None else type_ not in clause.except_types
        for clause in scope.clauses
    )


def _granted(subject: Subject, action: str, kind: str) -> tuple[tuple[Grant, Scope], ...]:
    """The grants that are about this, with their rows."""
    key = ("granted", action, kind)
    found: tuple[tuple[Grant, Scope], ...] | None = subject.known.get(key)
    if found is None:
        about = [grant for grant in subject.grants if grant.covers(action, kind)]
        found = subject.known[key] = tuple((grant, _scope(subject, grant)) for grant in about)
    return found


def _opened(subject: Subject, kind: str) -> tuple[tuple[FieldSet, Scope], ...]:
    """What grants open of this kind of object, and in which rows. Most grants are about other things."""
    key = ("opened", kind)
    found: tuple[tuple[FieldSet, Scope], ...] | None = subject.known.get(key)
    if found is None:
        about = [(grant, granted_fields(grant, kind)) for grant in subject.grants]
        found = tuple((fields, _scope(subject, grant)) for grant, fields in about if fields is not NO_FIELDS)
        subject.known[key] = found
    return found


def granted_fields(grant: Grant, kind: str) -> FieldSet:
    """The fields a grant opens in its rows: read grants at most to read, other actions than read and update none."""
    granted = ALL_FIELDS if grant.fields is None else grant.fields
    if grant.covers(UPDATE, kind):
        return granted
    return granted.capped(FieldAccess.READ) if grant.covers(READ, kind) else NO_FIELDS


def _scope(subject: Subject, grant: Grant, *, any_type: bool = False) -> Scope:
    clauses = _clauses(subject, grant)
    if any_type:
        clauses = (replace(clause, types=None, except_types=frozenset()) for clause in clauses)
    return union(clauses)


def _clauses(subject: Subject, grant: Grant) -> Iterator[Clause]:
    except_types = subject.confidential_types if grant.types is None else frozenset[str]()
    for anchor, values in rows_of(grant.rows, subject):
        yield Clause(anchor, values, grant.types, except_types)
