"""Nobody fits: which rule removed whom, and what would help."""

from collections.abc import Mapping

from bihuan.core.dispatch.table import ScoreTable
from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject


@dataclass(frozen=True, slots=True)
class RemovedBy:
    """One rule and whom it removed (as the first rule that he failed), with the data of each reason.

    `alone`: for whom it is the only obstacle; to relax this one rule would let them in.
    """

    rule: str
    people: Mapping[str, JsonObject]
    alone: tuple[str, ...]


def removed_by(table: ScoreTable) -> tuple[RemovedBy, ...]:
    """The removed, by rule; the rule that is the only obstacle for most people stands first, then who removed most."""
    grouped: dict[str, dict[str, JsonObject]] = {}
    alone: dict[str, list[str]] = {}
    for line in table.removed:
        grouped.setdefault(line.rule, {})[line.person] = line.rules[0].data
        if len(line.rules) == 1:
            alone.setdefault(line.rule, []).append(line.person)
    found = [RemovedBy(rule, people, tuple(alone.get(rule, ()))) for rule, people in grouped.items()]
    return tuple(sorted(found, key=lambda item: (-len(item.alone), -len(item.people), item.rule)))
