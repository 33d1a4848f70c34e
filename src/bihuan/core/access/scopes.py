"""Scopes: the rows a caller may reach, as plain data. Read here in Python; the db layer compiles the same to SQL."""

from collections.abc import Collection, Iterable, Mapping

from bihuan.core.late import dataclass

TYPE = "type"
"""The anchor that holds a row's ticket type."""

RowAnchors = Mapping[str, str | Iterable[str] | None]


@dataclass(frozen=True, slots=True)
class Clause:
    """Rows whose `anchor` has one of `values`, and whose type is allowed.

    `anchor` None means any row. `types` None means any type except `except_types`; a row without a type is none of
    them. In SQL: an anchor the table lacks makes the clause false; `except_types` must let NULL pass.
    """

    anchor: str | None
    values: frozenset[str] = frozenset()
    types: frozenset[str] | None = None
    except_types: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scope:
    """Every row, or those that fit at least one clause. No clause: no row."""

    everything: bool = False
    clauses: tuple[Clause, ...] = ()


EVERYTHING = Scope(everything=True)
NOTHING = Scope()


def union(clauses: Iterable[Clause]) -> Scope:
    """The smallest scope that holds the rows of all these clauses; equal for equal rights, whatever their order."""
    merged: dict[tuple[str | None, frozenset[str] | None, frozenset[str]], frozenset[str]] = {}
    for clause in clauses:
        key = (clause.anchor, clause.types, clause.except_types)
        merged[key] = merged.get(key, frozenset()) | clause.values - {""}
    if (None, None, frozenset()) in merged:
        return EVERYTHING
    kept = [
        Clause(anchor, values, types, except_types)
        for (anchor, types, except_types), values in merged.items()
        if anchor is None or (values and (None, types, except_types) not in merged)
    ]
    return Scope(clauses=tuple(sorted(kept, key=_order)))


def _order(clause: Clause) -> tuple[str, list[str], list[str]]:
    return (clause.anchor or "", sorted(clause.types or ()), sorted(clause.except_types))


def scope_allows(scope: Scope, row_anchors: RowAnchors) -> bool:
    """Whether a row with these anchor values is in the scope. An anchor may have several values (participants)."""
    if scope.everything:
        return True
    for clause in scope.clauses:  # noqa: SIM110 - a generator costs more than what it runs over
        if _fits(clause, row_anchors):
            return True
    return False


def _fits(clause: Clause, row_anchors: RowAnchors) -> bool:
    if clause.types is not None:
        if clause.types.isdisjoint(anchor_values(row_anchors, TYPE)):
            return False
    elif clause.except_types and not clause.except_types.isdisjoint(anchor_values(row_anchors, TYPE)):
        return False
    return clause.anchor is None or not clause.values.isdisjoint(anchor_values(row_anchors, clause.anchor))


def anchor_values(row_anchors: RowAnchors, anchor: str) -> Collection[str]:
    """The values a row has at this anchor; none if it lacks it."""
    value = row_anchors.get(anchor)
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else frozenset(value)
