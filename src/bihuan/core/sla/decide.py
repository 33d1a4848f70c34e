"""One fact, or one look at the time, against a ticket's clocks: the events that follow. Pure."""

from collections.abc import Mapping

from bihuan.core.rules import Env
from bihuan.core.sla.clock import CalendarShelf, Clocks, Terms
from bihuan.core.sla.course import Course
from bihuan.core.sla.definition import Fact, SlaDefinition, Tick
from bihuan.core.sla.events import SlaEvent
from bihuan.core.sla.ladder import pass_timers
from bihuan.core.sla.moving import cancel_clock, move_clock
from bihuan.core.sla.reminders import plan_reminders, reach_reminders


def decide(
    definition: SlaDefinition, clocks: Clocks, moment: Fact | Tick, shelf: CalendarShelf, env: Env
) -> tuple[SlaEvent, ...]:
    """The events of `moment`; fold them with `evolve`. The same moment again gives none.

    `env.now` is when the fact became known; a `Tick` looks at that instant. Raises `Refusal("sla.calendar_gone")` when
    a goal names a calendar that is not on the shelf.
    """
    return settle(definition, clocks, moment, shelf, env)[0]


def settle(
    definition: SlaDefinition, clocks: Clocks, moment: Fact | Tick, shelf: CalendarShelf, env: Env
) -> tuple[tuple[SlaEvent, ...], Clocks]:
    """The events of `moment` and the clocks as they leave them: what `evolve` makes of them, already folded."""
    course = Course(definition, clocks, moment, shelf, env)
    if isinstance(moment, Tick):
        _look_at_timers(course)
    else:
        _judge_fact(course)
    return tuple(course.events), course.clocks


def _judge_fact(course: Course) -> None:
    policy = course.definition.policy(course.record, course.env)
    terms = course.terms_under(policy)
    course.switched = _is_switch(course.clocks, None if policy is None else policy.key, terms)
    for key, clock in tuple(course.clocks.clocks.items()):
        if clock.live and key not in course.definition.clocks:
            cancel_clock(course, None, clock, "removed")
    for definition in course.definition.clocks.values():
        move_clock(course, definition, terms.get(definition.key))
    plan_reminders(course)


def _is_switch(clocks: Clocks, policy: str | None, terms: Mapping[str, Terms]) -> bool:
    """Whether the fact changes the ticket's policy, or the goals that its policy has for it."""
    if clocks.policy not in (None, policy):
        return True
    live = [clock for clock in clocks.clocks.values() if clock.live]
    return any(clock.key not in terms or terms[clock.key].goal != clock.terms.goal for clock in live)


def _look_at_timers(course: Course) -> None:
    for key, clock in tuple(course.clocks.clocks.items()):
        if clock.phase == "running" and key in course.definition.clocks:
            pass_timers(course, key, course.env.now)
    reach_reminders(course)
