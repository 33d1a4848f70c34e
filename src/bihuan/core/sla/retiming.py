"""A fact that happened at another time than it was counted from: the clocks it moved, measured again (semantics §6).

A lead confirms or sets right what a phone claimed. The history is folded again with that fact at its new instant;
where other spans come of it, `ClockRetimed` says so. Goals and calendars stay: nothing is judged under other terms.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace

from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.sla import events as e
from bihuan.core.sla.clock import CalendarShelf, Clock, Clocks, Spans
from bihuan.core.sla.course import Course
from bihuan.core.sla.definition import SlaDefinition, Tick
from bihuan.core.sla.evolve import evolve
from bihuan.core.sla.ladder import pass_timers, still_passed
from bihuan.core.sla.measuring import reached_at, run_time
from bihuan.core.values import Instant, JsonObject

# Moves that stand where their fact stands. The others have instants of their own: a breach is where the goal ended.
_TIMED = (
    e.ClockStarted,
    e.ClockPaused,
    e.ClockResumed,
    e.ClockContinued,
    e.ClockStopped,
    e.ClockReset,
    e.ClockCancelled,
)


@dataclass(frozen=True, slots=True)
class Retiming:
    """`moves`: every event of the ticket's clocks so far. `when`: instants by the fact (`cause["event"]`) that is not
    counted from where its moves say, `fact` being the one that this is about. `cause`: who set it right."""

    moves: tuple[e.SlaEvent, ...]
    when: Mapping[str, Instant]
    fact: str
    cause: JsonObject = field(default_factory=dict)


def retime(
    definition: SlaDefinition, clocks: Clocks, retiming: Retiming, shelf: CalendarShelf, env: Env
) -> tuple[tuple[e.SlaEvent, ...], Clocks]:
    """The events, and the clocks as they leave them; none where the clocks stand as if it had always been known."""
    course = Course(definition, clocks, Tick(retiming.cause), shelf, env)
    for key in clocks_moved_by(retiming.moves, retiming.fact):
        if key in definition.clocks and key in clocks.clocks:
            _retime_clock(course, key, retiming)
    return tuple(course.events), course.clocks


def clocks_moved_by(moves: Iterable[e.SlaEvent], fact: str) -> tuple[str, ...]:
    """The clocks whose spans a fact has a say in, in order."""
    timed = (move for move in moves if isinstance(move, _TIMED) and move.cause.get("event") == fact)
    return tuple(dict.fromkeys(move.clock for move in timed))


def _retime_clock(course: Course, key: str, retiming: Retiming) -> None:
    clock = course.clock(key)
    told = _folded_again(retiming, key)
    if (told.spans, told.started_at) == (clock.spans, clock.started_at):
        return
    calendar, goal, now = course.shelf.of(clock.terms), clock.terms.goal, course.env.now
    reached = reached_at(told.spans, calendar, goal)
    breached = reached if reached is not None and reached <= now else None
    at = retiming.when[retiming.fact]
    kept = still_passed(course.definition.clocks[key], clock, clock.terms, calendar, (told.spans, now))
    if clock.breached_at is not None and breached is None:
        gone = {"breached_at": clock.breached_at, "policy": clock.terms.policy, "goal": goal, "passed": kept}
        course.emit_clock(e.ClockBreachWithdrawn, clock, at, **gone)
    course.emit_clock(
        e.ClockRetimed,
        clock,
        at,
        spans=tuple(list(span) for span in told.spans),
        started_at=told.started_at,
        moved_at=told.moved_at,
        elapsed=run_time(told.spans, calendar, now),
        due=_due(course, replace(clock, spans=told.spans), breached),
        outcome=("met" if breached is None else "breached") if clock.phase == "stopped" else None,
        breached_at=breached if clock.breached_at is not None else None,
        passed=kept,
    )
    if clock.phase == "running":
        pass_timers(course, key, now)
    elif clock.phase != "cancelled" and breached is not None and clock.breached_at is None:
        course.emit_clock(e.ClockBreached, clock, breached, policy=clock.terms.policy, goal=goal, born=False)


def _folded_again(retiming: Retiming, key: str) -> Clock:
    clocks = Clocks()
    for move in retiming.moves:
        if isinstance(move, e.ClockEvent) and move.clock == key and not isinstance(move, e.ClockRetimed):
            clocks = evolve(clocks, _moved(move, clocks.clocks.get(key), retiming.when))
    return clocks.clocks[key]


def _moved(move: e.ClockEvent, clock: Clock | None, when: Mapping[str, Instant]) -> e.ClockEvent:
    """The move at its fact's own instant. A stop may reach behind other moves, nothing else may."""
    if not isinstance(move, _TIMED):
        return move
    at = when.get(move.cause.get("event", ""), move.at)
    if clock is not None and not isinstance(move, e.ClockStopped):
        at = max(at, clock.moved_at)
    if isinstance(move, e.ClockStarted) and move.why != "switch":
        return replace(move, at=at, started_at=at, spans=((at, None),))
    return replace(move, at=at)


def _due(course: Course, clock: Clock, breached: Instant | None) -> Instant | None:
    """Where the goal ends; of a clock that was stopped, where it would have ended."""
    if breached is not None or clock.phase in ("paused", "cancelled"):
        return breached
    spans: Spans = clock.spans
    if clock.phase == "stopped" and spans:
        start, end = spans[-1]
        # A pause that lasted to the end is closed by an empty span: nothing was due.
        spans = () if start == end and len(spans) > 1 else (*spans[:-1], (start, None))
    return reached_at(spans, course.shelf.of(clock.terms), clock.terms.goal)
