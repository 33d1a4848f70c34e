"""What if: a ticket's facts judged again under other policies or calendars, without touching the ticket."""

from collections.abc import Iterable
from dataclasses import replace

from bihuan.core.rules import Env
from bihuan.core.sla.clock import CalendarShelf, Clocks
from bihuan.core.sla.decide import decide
from bihuan.core.sla.definition import Fact, SlaDefinition, Tick
from bihuan.core.sla.events import SlaEvent
from bihuan.core.sla.evolve import evolve
from bihuan.core.sla.ladder import next_timer
from bihuan.core.values import Instant

# A definition whose timers never come to rest would be a fault of ours; a trial must end all the same.
MOST_TIMERS = 10_000


def try_out(
    definition: SlaDefinition, facts: Iterable[tuple[Instant, Fact]], shelf: CalendarShelf, env: Env, until: Instant
) -> tuple[Clocks, tuple[SlaEvent, ...]]:
    """The clocks and events as they would have become by `until`, every timer going off in time.

    `facts`: (when it became known, fact) in that order. `env.now` is not read.
    """
    trial = _Trial(definition, shelf, env)
    for received, fact in facts:
        trial.tick_until(received)
        trial.judge(fact, received)
    trial.tick_until(until)
    return trial.clocks, tuple(trial.events)


class _Trial:
    def __init__(self, definition: SlaDefinition, shelf: CalendarShelf, env: Env) -> None:
        self.definition = definition
        self.shelf = shelf
        self.env = env
        self.clocks = Clocks()
        self.events: list[SlaEvent] = []

    def judge(self, moment: Fact | Tick, now: Instant) -> None:
        for event in decide(self.definition, self.clocks, moment, self.shelf, replace(self.env, now=now)):
            self.events.append(event)
            self.clocks = evolve(self.clocks, event)

    def tick_until(self, until: Instant) -> None:
        for _ in range(MOST_TIMERS):
            at = next_timer(self.definition, self.clocks, self.shelf)
            if at is None or at > until:
                return
            self.judge(Tick(), at)
