"""What a rule may know besides the record: the instant, the tenant's zone, the trees and the working days."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import field
from datetime import date, timedelta
from typing import Protocol

from bihuan.core.late import dataclass
from bihuan.core.values import Instant


class Trees(Protocol):
    """Who stands under what. `tree` is `person`, `department`, `region` or the name of a tree of categories."""

    def ancestors(self, tree: str, member: str) -> Collection[str]:
        """Everything `member` is within, itself included; for a person: the departments up to the root."""
        ...

    def below(self, tree: str, top: str) -> Collection[str]:
        """Everything within `top`, itself included where it is of that kind; for a person tree: the people."""
        ...


@dataclass(frozen=True, slots=True)
class TreeTables:
    """Trees as plain tables: child id → parent id (None or absent at the root), person id → department ids."""

    departments: Mapping[str, str | None] = field(default_factory=dict)
    people: Mapping[str, Collection[str]] = field(default_factory=dict)
    regions: Mapping[str, str | None] = field(default_factory=dict)
    others: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)

    def ancestors(self, tree: str, member: str) -> frozenset[str]:
        if tree == "person":
            homes = self.people.get(member, ())
            return frozenset(above for home in homes for above in _climb(self.departments, home))
        return _climb(self._parents(tree), member)

    def below(self, tree: str, top: str) -> frozenset[str]:
        members = self.people if tree == "person" else self._parents(tree)
        found = frozenset(member for member in members if top in self.ancestors(tree, member))
        return found if tree == "person" else found | {top}

    def _parents(self, tree: str) -> Mapping[str, str | None]:
        if tree == "department":
            return self.departments
        return self.regions if tree == "region" else self.others.get(tree, {})


def _climb(parents: Mapping[str, str | None], member: str) -> frozenset[str]:
    seen: set[str] = set()
    at: str | None = member
    while at is not None and at not in seen:  # a cycle in the masters must not hang a rule
        seen.add(at)
        at = parents.get(at)
    return frozenset(seen)


def add_weekdays(day: date, count: int) -> date:
    """Working days where nobody keeps a calendar: Monday to Friday. Zero stays on the day."""
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= day.weekday() < 5
    return day


@dataclass(frozen=True, slots=True)
class Env:
    """`now` in ms since the epoch, UTC; `zone` an IANA name, in which `today` and all days are meant."""

    now: Instant
    zone: str = "Asia/Shanghai"
    trees: Trees = field(default_factory=TreeTables)
    add_working_days: Callable[[date, int], date] = add_weekdays
