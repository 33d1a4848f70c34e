"""One decision under way: what is known, the events so far, and the clocks as these events leave them."""

from collections.abc import Mapping
from typing import Any

from bihuan.core.rules import Env
from bihuan.core.sla.clock import CalendarShelf, Clock, Clocks, Terms
from bihuan.core.sla.definition import ClockDefinition, Fact, Goal, Policy, SlaDefinition, Tick
from bihuan.core.sla.events import ClockEvent, SlaEvent
from bihuan.core.sla.evolve import evolve
from bihuan.core.sla.measuring import run_time
from bihuan.core.values import Instant


class Course:
    """`env.now` is when the fact became known; `at` is when it counts for the clocks, never later."""

    def __init__(
        self, definition: SlaDefinition, clocks: Clocks, moment: Fact | Tick, shelf: CalendarShelf, env: Env
    ) -> None:
        self.definition = definition
        self.clocks = clocks
        self.shelf = shelf
        self.env = env
        self.cause = moment.cause
        self.at: Instant = min(moment.at, env.now) if isinstance(moment, Fact) else env.now
        self.record: Mapping[str, Any] = moment.record if isinstance(moment, Fact) else {}
        self.switched = False
        self.events: list[SlaEvent] = []

    def emit(self, kind: type[SlaEvent], at: Instant, /, **body: Any) -> None:
        """Note an event and fold it in."""
        event = kind(at=at, received=self.env.now, cause=self.cause, **body)
        self.events.append(event)
        self.clocks = evolve(self.clocks, event)

    def emit_clock(self, kind: type[ClockEvent], clock: Clock, at: Instant, /, **body: Any) -> None:
        """Note an event of a clock that is there."""
        self.emit(kind, at, clock=clock.key, cycle=clock.cycle, **body)

    def clock(self, key: str) -> Clock:
        """The clock as it stands now."""
        return self.clocks.clocks[key]

    def holds(self, definition: ClockDefinition, name: str) -> bool:
        """Whether a condition of the clock holds for the record; one that was not given does not."""
        when = definition.conditions.get(name)
        return when is not None and when.test(self.record, self.env)

    def run_time(self, clock: Clock, until: Instant) -> int:
        """What the clock has run by `until`, in ms."""
        return run_time(clock.spans, self.shelf.of(clock.terms), until)

    def terms_under(self, policy: Policy | None) -> dict[str, Terms]:
        """The terms that the record's policy has for each clock; no entry where it has no goal."""
        if policy is None:
            return {}
        found = {}
        for key, rows in policy.goals.items():
            goal = next((row for row in rows if row.when is None or row.when.test(self.record, self.env)), None)
            if goal is not None:
                found[key] = self._terms(policy.key, goal)
        return found

    def _terms(self, policy: str, goal: Goal) -> Terms:
        version = 0 if goal.hours == "wall" else self.shelf.present(goal.calendar)
        return Terms(policy, goal.length, goal.hours, goal.calendar, version)
