"""Clocks: policies and goals, what moves a clock, when it is due and why, ladders, reminders. Pure and event-sourced.

Semantics §6 is the rule; docs/sla.md gives the JSON shape and what was decided beside it.
"""

from bihuan.core.sla.clock import (
    CalendarShelf,
    Clock,
    Clocks,
    PlannedReminder,
    Terms,
    clocks_from_json,
    clocks_to_json,
)
from bihuan.core.sla.decide import decide, settle
from bihuan.core.sla.definition import (
    CONDITIONS,
    ClockDefinition,
    Fact,
    Policy,
    Reminder,
    SlaDefinition,
    Threshold,
    Tick,
)
from bihuan.core.sla.durations import duration_text, read_duration
from bihuan.core.sla.effective import Claim, EffectiveTime, effective_time
from bihuan.core.sla.events import (
    SLA_EVENTS,
    ClockBreached,
    ClockBreachWithdrawn,
    ClockCancelled,
    ClockContinued,
    ClockEvent,
    ClockPaused,
    ClockReset,
    ClockResumed,
    ClockRetimed,
    ClockStarted,
    ClockStopped,
    ClockSwitched,
    MeasuredEvent,
    ReminderPlanned,
    ReminderReached,
    SlaEvent,
    ThresholdReached,
    event_from_json,
    event_to_json,
)
from bihuan.core.sla.evolve import evolve
from bihuan.core.sla.explaining import Explanation, Leg, Moment, explain
from bihuan.core.sla.kinds import KINDS, sla_schema
from bihuan.core.sla.ladder import next_timer
from bihuan.core.sla.lint import Finding, lint
from bihuan.core.sla.measuring import ClockReading, due_of, next_due, read_clock, read_clocks
from bihuan.core.sla.parse import parse_sla
from bihuan.core.sla.priorities import Priority, rank_priority
from bihuan.core.sla.reminders import planned_instants
from bihuan.core.sla.retiming import Retiming, clocks_moved_by, retime
from bihuan.core.sla.trying import try_out

__all__ = [
    "CONDITIONS",
    "KINDS",
    "SLA_EVENTS",
    "CalendarShelf",
    "Claim",
    "Clock",
    "ClockBreachWithdrawn",
    "ClockBreached",
    "ClockCancelled",
    "ClockContinued",
    "ClockDefinition",
    "ClockEvent",
    "ClockPaused",
    "ClockReading",
    "ClockReset",
    "ClockResumed",
    "ClockRetimed",
    "ClockStarted",
    "ClockStopped",
    "ClockSwitched",
    "Clocks",
    "EffectiveTime",
    "Explanation",
    "Fact",
    "Finding",
    "Leg",
    "MeasuredEvent",
    "Moment",
    "PlannedReminder",
    "Policy",
    "Priority",
    "Reminder",
    "ReminderPlanned",
    "ReminderReached",
    "Retiming",
    "SlaDefinition",
    "SlaEvent",
    "Terms",
    "Threshold",
    "ThresholdReached",
    "Tick",
    "clocks_from_json",
    "clocks_moved_by",
    "clocks_to_json",
    "decide",
    "due_of",
    "duration_text",
    "effective_time",
    "event_from_json",
    "event_to_json",
    "evolve",
    "explain",
    "lint",
    "next_due",
    "next_timer",
    "parse_sla",
    "planned_instants",
    "rank_priority",
    "read_clock",
    "read_clocks",
    "read_duration",
    "retime",
    "settle",
    "sla_schema",
    "try_out",
]
