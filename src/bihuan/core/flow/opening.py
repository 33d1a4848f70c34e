"""Which task a step opens, and for whom."""

from collections.abc import Sequence

from bihuan.core.flow.definition import HandleStep
from bihuan.core.flow.people import Asking, fallback_people, people_of
from bihuan.core.flow.run import FlowRun, Seat
from bihuan.core.values import JsonObject


def open_handle_task(step: HandleStep, asking: Asking) -> JsonObject:
    """{owner, candidates, visit} of a handle step's task. Nobody found and no policy: a dispatcher must name somebody.

    Work that comes back goes to the person who did it, unless the step says otherwise or the person has left.
    """
    former = asking.run.handlers.get(step.id) if step.again_to_same else None
    returning = former if former is not None and asking.directory.is_active(former) else None
    if step.mode == "direct":
        people = _direct_people(step, asking)
        if returning is not None and (returning in people or not step.owner):
            people = (returning,)
        return _direct_task(step, people)
    if returning is not None:
        return {"owner": returning, "candidates": [], "visit": {"person": returning, "state": "offered"}}
    candidates = _direct_people(step, asking) if step.mode == "claim" else ()
    return {"owner": None, "candidates": list(candidates), "visit": None}


def _direct_people(step: HandleStep, asking: Asking) -> tuple[str, ...]:
    people = people_of(step.owner, asking)
    return people if people or step.if_empty is None else fallback_people(step.if_empty, asking)


def _direct_task(step: HandleStep, people: tuple[str, ...]) -> JsonObject:
    """One person owns the work at once; of several, whoever takes it first."""
    if len(people) != 1:
        return {"owner": None, "candidates": list(people), "visit": None}
    visit = {"person": people[0], "state": "accepted"} if step.phases else None
    return {"owner": people[0], "candidates": [], "visit": visit}


def open_seats(
    seats: Sequence[Seat], run: FlowRun, at_once: int
) -> tuple[tuple[JsonObject, ...], tuple[JsonObject, ...]]:
    """The tasks and the seats of a decision as the event writes them; the first `at_once` open seats get tasks."""
    tasks: list[JsonObject] = []
    written: list[JsonObject] = []
    for seat in seats:
        task = None
        if len(tasks) < at_once and seat.verdict is None:
            task = f"{run.run_id}-{run.tasks_opened + len(tasks) + 1}"
            tasks.append({"id": task, "owner": seat.person, "candidates": [], "visit": None})
        written.append({"person": seat.person, "task": task, "verdict": seat.verdict, "why": seat.why})
    return tuple(tasks), tuple(written)
