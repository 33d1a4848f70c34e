"""What a caller may do with fields in a query or a change. A filter may narrow what is found, never widen it."""

from collections.abc import Container, Iterable
from typing import Literal

from bihuan.core.access.decisions import field_scope
from bihuan.core.access.grants import FieldAccess, FieldSet, Subject
from bihuan.core.access.scopes import NOTHING, Scope
from bihuan.core.late import dataclass
from bihuan.core.values import Problem, Refusal

Use = Literal["equals", "compare", "sort", "group", "search", "show"]
"""equals: the whole value; compare: every other condition; show: a column of a list, chart or export."""

_ENOUGH_MASKED = frozenset({"equals", "show"})


@dataclass(frozen=True, slots=True)
class FieldUse:
    """One field that a query names, and what for."""

    field: str
    use: Use


@dataclass(frozen=True, slots=True)
class FieldPermit:
    """A use that is allowed in `rows`. Outside them the field does not exist: a condition on it is not met there, and
    it sorts and groups as missing. `logged`: the query asks masked rows for a whole value, which must be logged."""

    field: str
    use: Use
    rows: Scope
    logged: bool = False


def check_filter_fields(
    subject: Subject, kind: str, uses: Iterable[FieldUse], known: Container[str]
) -> tuple[FieldPermit, ...]:
    """What each use may touch. Refuses `filter.rejected`, naming every field that is not usable so.

    Problems: `field.unknown`, equally for a field that does not exist and for one hidden everywhere; `field.masked`
    for a field of which the caller sees the mask only.
    """
    permits, problems = [], []
    for use in uses:
        permit = _permit(subject, kind, use) if use.field in known else None
        if permit is None:
            problems.append(Problem(use.field, "field.unknown"))
        elif permit.rows == NOTHING:
            problems.append(Problem(use.field, "field.masked", {"use": use.use}))
        else:
            permits.append(permit)
    if problems:
        raise Refusal("filter.rejected", problems=problems)
    return tuple(permits)


def _permit(subject: Subject, kind: str, use: FieldUse) -> FieldPermit | None:
    shown = field_scope(subject, kind, use.field, FieldAccess.MASKED)
    if shown == NOTHING:
        return None
    readable = field_scope(subject, kind, use.field, FieldAccess.READ)
    if use.use not in _ENOUGH_MASKED:
        return FieldPermit(use.field, use.use, readable)
    return FieldPermit(use.field, use.use, shown, logged=use.use == "equals" and shown != readable)


def check_edited_fields(rights: FieldSet, changed: Iterable[str], known: Container[str]) -> None:
    """Refuse `edit.rejected` unless every changed field may be edited in this row.

    Problems: `field.unknown`, equally for missing and hidden ones; `field.not_editable`.
    """
    problems = []
    for name in changed:
        if name not in known or rights[name] == FieldAccess.HIDDEN:
            problems.append(Problem(name, "field.unknown"))
        elif rights[name] < FieldAccess.EDIT:
            problems.append(Problem(name, "field.not_editable"))
    if problems:
        raise Refusal("edit.rejected", problems=problems)
