"""What a fact does to one clock. Stop beats cancel beats switch beats reset beats pause beats start."""

from bihuan.core.sla import events as e
from bihuan.core.sla.clock import Clock, Spans, Terms
from bihuan.core.sla.course import Course
from bihuan.core.sla.definition import ClockDefinition
from bihuan.core.sla.ladder import pass_timers, still_passed
from bihuan.core.sla.measuring import reached_at, truncated
from bihuan.core.sla.retroactive import spans_so_far
from bihuan.core.values import Instant


def move_clock(course: Course, definition: ClockDefinition, terms: Terms | None) -> None:
    """Judge the fact for one clock. `terms`: what its policy promises now, None when it promises nothing."""
    clock = course.clocks.clocks.get(definition.key)
    if clock is not None and clock.live:
        _move_live(course, definition, clock, terms)
    elif terms is not None and _may_start(course, definition):
        _begin(course, definition, clock, terms)


def _may_start(course: Course, definition: ClockDefinition) -> bool:
    return course.holds(definition, "start") and not (
        course.holds(definition, "stop") or course.holds(definition, "cancel")
    )


def _move_live(course: Course, definition: ClockDefinition, clock: Clock, terms: Terms | None) -> None:
    _note_breach(course, clock)
    if course.holds(definition, "stop"):
        _stop(course, definition)
    elif course.holds(definition, "cancel"):
        cancel_clock(course, definition, course.clock(clock.key), "cancel")
    elif terms is None:
        cancel_clock(course, definition, course.clock(clock.key), "switch")
    else:
        if terms != clock.terms:
            _switch(course, definition, terms)
        if course.holds(definition, "reset"):
            _reset(course, definition)
        _pause_or_resume(course, definition)


def _note_breach(course: Course, clock: Clock) -> None:
    """A timer may be late, a breach is not: what was due before the fact is breached before the fact is judged."""
    if clock.breached_at is None and clock.due is not None and clock.due < course.at:
        course.emit_clock(
            e.ClockBreached, clock, clock.due, policy=clock.terms.policy, goal=clock.terms.goal, born=False
        )


def _withdraw_breach(course: Course, definition: ClockDefinition, clock: Clock, at: Instant) -> None:
    """The clock left off at `at`, which became known only after it had been called breached."""
    if clock.breached_at is None or clock.breached_at < at:
        return
    terms, calendar = clock.terms, course.shelf.of(clock.terms)
    kept = still_passed(definition, clock, terms, calendar, (truncated(clock.spans, at), at))
    course.emit_clock(
        e.ClockBreachWithdrawn,
        clock,
        at,
        breached_at=clock.breached_at,
        policy=terms.policy,
        goal=terms.goal,
        passed=kept,
    )


def _stop(course: Course, definition: ClockDefinition) -> None:
    """Stopping may reach behind the clock's last moves: whoever was in time was in time."""
    at = course.at
    _withdraw_breach(course, definition, course.clock(definition.key), at)
    clock = course.clock(definition.key)
    outcome = "met" if clock.breached_at is None else "breached"
    elapsed = course.run_time(clock, at)
    course.emit_clock(e.ClockStopped, clock, at, outcome=outcome, elapsed=elapsed, goal=clock.terms.goal, due=clock.due)


def cancel_clock(course: Course, definition: ClockDefinition | None, clock: Clock, why: str) -> None:
    """The clock is over without a verdict."""
    at = max(course.at, clock.moved_at)
    if definition is not None:
        _withdraw_breach(course, definition, clock, at)
    course.emit_clock(e.ClockCancelled, clock, at, why=why, elapsed=course.run_time(clock, at))


def _switch(course: Course, definition: ClockDefinition, terms: Terms) -> None:
    """Other goal or other calendar over the same spans: what ran and what paused stands."""
    clock = course.clock(definition.key)
    at = max(course.at, clock.moved_at)
    old, calendar = clock.terms, course.shelf.of(terms)
    due = reached_at(clock.spans, calendar, terms.goal)
    breached = due if clock.breached_at is not None and due is not None and due <= at else None
    course.emit_clock(
        e.ClockSwitched,
        clock,
        at,
        **terms.to_json(),
        due=due,
        why=_why_switched(old, terms),
        elapsed=course.run_time(clock, at),
        old_policy=old.policy,
        old_goal=old.goal,
        old_due=clock.due,
        breached_at=breached,
        passed=still_passed(definition, clock, terms, calendar, (clock.spans, at)),
    )
    _note_born(course, definition.key, at)


def _why_switched(old: Terms, new: Terms) -> str:
    if old.policy != new.policy:
        return "policy"
    return "goal" if (old.goal, old.hours) != (new.goal, new.hours) else "calendar"


def _reset(course: Course, definition: ClockDefinition) -> None:
    clock = course.clock(definition.key)
    at = max(course.at, clock.moved_at)
    _withdraw_breach(course, definition, clock, at)
    clock = course.clock(definition.key)
    due = _due(course, clock, ((at, None),)) if clock.phase == "running" else None
    course.emit_clock(e.ClockReset, clock, at, elapsed=course.run_time(clock, at), due=due)


def _pause_or_resume(course: Course, definition: ClockDefinition) -> None:
    clock = course.clock(definition.key)
    at, pausing = max(course.at, clock.moved_at), course.holds(definition, "pause")
    if clock.phase == "running" and pausing:
        _withdraw_breach(course, definition, clock, at)
        clock = course.clock(definition.key)
        course.emit_clock(e.ClockPaused, clock, at, elapsed=course.run_time(clock, at))
    elif clock.phase == "paused" and not pausing and _may_resume(course, definition):
        due = _due(course, clock, (*clock.spans, (at, None)))
        course.emit_clock(e.ClockResumed, clock, at, elapsed=course.run_time(clock, at), due=due)


def _may_resume(course: Course, definition: ClockDefinition) -> bool:
    return "resume" not in definition.conditions or course.holds(definition, "resume")


def _begin(course: Course, definition: ClockDefinition, clock: Clock | None, terms: Terms) -> None:
    """A clock that does not run, and whose start holds: a first one, one more cycle, or the same one going on."""
    if clock is None:
        _start(course, definition, terms, "switch" if course.switched else "start")
    elif clock.phase == "cancelled" and clock.why_cancelled != "cancel":
        _start(course, definition, terms, "switch")
    elif definition.again == "restart":
        _start(course, definition, terms, "restart")
    elif definition.again == "continue" or clock.phase == "cancelled":
        _continue(course, clock, terms)
    else:
        return
    _pause_or_resume(course, definition)


def _start(course: Course, definition: ClockDefinition, terms: Terms, why: str) -> None:
    former = course.clocks.clocks.get(definition.key)
    spans: Spans = ((course.at if former is None else max(course.at, former.moved_at), None),)
    if why == "switch":
        spans = spans_so_far(course.definition, course.clocks, definition, spans[0][0])
    course.emit(
        e.ClockStarted,
        course.at,
        clock=definition.key,
        cycle=1 if former is None else former.cycle + 1,
        kind=definition.kind,
        why=why,
        started_at=spans[0][0],
        spans=tuple(list(span) for span in spans),
        **terms.to_json(),
        due=reached_at(spans, course.shelf.of(terms), terms.goal),
    )
    if why == "switch":
        _note_born(course, definition.key, course.at)


def _continue(course: Course, clock: Clock, terms: Terms) -> None:
    """The clock goes on with what it had; the time in which it was stopped stays out."""
    at = max(course.at, clock.moved_at)
    calendar, spans = course.shelf.of(terms), (*clock.spans, (at, None))
    due = reached_at(spans, calendar, terms.goal)
    breached = due if clock.breached_at is not None and due is not None and due <= at else None
    elapsed = course.run_time(clock, at)
    course.emit_clock(e.ClockContinued, clock, at, **terms.to_json(), due=due, elapsed=elapsed, breached_at=breached)
    _note_born(course, clock.key, at)


def _note_born(course: Course, key: str, at: Instant) -> None:
    """What new terms made overdue is said at once, and once. What falls due at this very instant may yet be stopped."""
    pass_timers(course, key, at - 1, born=True)


def _due(course: Course, clock: Clock, spans: Spans) -> Instant | None:
    return reached_at(spans, course.shelf.of(clock.terms), clock.terms.goal)
