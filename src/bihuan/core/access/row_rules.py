"""Row rules: which rows a grant is about, as (anchor, values) pairs. The list is open."""

from collections.abc import Callable, Iterable

from bihuan.core.access.grants import Subject

Anchored = tuple[str | None, frozenset[str]]
"""An anchor and the values it may have; anchor None means every row."""
RowRule = Callable[[Subject], Iterable[Anchored]]


def _own(anchor: str) -> RowRule:
    return lambda subject: [(anchor, frozenset({subject.person} if subject.person else ()))]


_RULES: dict[str, RowRule] = {
    "own_created": _own("created_by"),
    "assigned": _own("assignee"),
    "participant": _own("participant"),
    "own_team": lambda subject: [("team", subject.teams)],
    "own_department_and_below": lambda subject: [("department", subject.departments | subject.departments_below)],
    "own_area": lambda subject: [("area", subject.areas)],
    "all": lambda _: [(None, frozenset())],
}


def register_row_rule(name: str, rule: RowRule) -> None:
    """Add a row rule, for extensions at start-up. The rule must depend on the subject alone and be free of effects."""
    if name in _RULES:
        raise ValueError(f"row rule {name!r} is registered already")
    _RULES[name] = rule


def row_rule_names() -> tuple[str, ...]:
    """Every row rule that a grant may name, in order of registration."""
    return tuple(_RULES)


def rows_of(name: str, subject: Subject) -> Iterable[Anchored]:
    """The rows that a rule gives this subject. An unknown rule (its extension was removed) gives none."""
    rule = _RULES.get(name)
    return rule(subject) if rule else ()
