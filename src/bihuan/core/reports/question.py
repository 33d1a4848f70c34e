"""A question: which measures, by what, in which period. What it may narrow by is a filter of core.rules."""

from collections.abc import Sequence
from datetime import date

from bihuan.core.late import dataclass
from bihuan.core.reports.measures import MEASURES, Measure
from bihuan.core.values import Problem, Refusal

MAX_MEASURES, MAX_GROUPS = 12, 3
# Ways to divide the days; `age` tells how long ago a day was.
PERIODS = ("day", "week", "month", "weekday", "age")
AGES = (0, 1, 3, 7, 14, 30)
"""The days at which a further class of age begins: today, yesterday or the day before, …"""
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Question:
    """`by` names periods and fields; `first` and `last` are days, both counted in, None for no bound."""

    measures: tuple[Measure, ...]
    by: tuple[str, ...]
    first: int | None = None
    last: int | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of a ticket that it is divided by."""
        return tuple(name for name in self.by if name not in PERIODS)


def read_question(
    measures: Sequence[str], by: Sequence[str], first: date | None = None, last: date | None = None
) -> Question:
    """What was asked for. Refuses `report.invalid` naming every fault; fields in `by` are checked where rights are."""
    problems = [
        Problem("measures", "report.measure_unknown", {"measure": key}) for key in measures if key not in MEASURES
    ]
    if not measures or len(measures) > MAX_MEASURES or len(set(measures)) != len(measures):
        problems.append(Problem("measures", "report.measures_count", {"most": MAX_MEASURES}))
    if len(by) > MAX_GROUPS or len(set(by)) != len(by):
        problems.append(Problem("by", "report.groups_count", {"most": MAX_GROUPS}))
    if first is not None and last is not None and first > last:
        problems.append(Problem("to", "report.period_reversed"))
    if problems:
        raise Refusal("report.invalid", problems=problems)
    days = [None if one is None else one.toordinal() - _EPOCH for one in (first, last)]
    return Question(tuple(MEASURES[key] for key in measures), tuple(by), *days)
