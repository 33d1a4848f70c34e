"""What reports count: the daily facts of a ticket, the measures made of them, and questions about both."""

from bihuan.core.reports.facts import AMOUNTS, ClockPast, Past, day_of, facts_of, month_of
from bihuan.core.reports.formulas import FORMULAS, GROUP_LABELS, LABELS, STATE_LABELS, register_measure
from bihuan.core.reports.measures import MEASURES, TIMED, Measure, fields_behind, valued
from bihuan.core.reports.question import AGES, PERIODS, Question, read_question

__all__ = [
    "AGES",
    "AMOUNTS",
    "FORMULAS",
    "GROUP_LABELS",
    "LABELS",
    "MEASURES",
    "PERIODS",
    "STATE_LABELS",
    "TIMED",
    "ClockPast",
    "Measure",
    "Past",
    "Question",
    "day_of",
    "facts_of",
    "fields_behind",
    "month_of",
    "read_question",
    "register_measure",
    "valued",
]
