"""Deadlines of a step (FLW-6) and the hand-over for lack of time (FLW-5): when each is due, by which clock."""

from collections.abc import Iterator

from bihuan.core.flow.definition import HAND_OVER, FlowDefinition, PersonStep, Rung
from bihuan.core.flow.directory import Directory
from bihuan.core.flow.run import Task
from bihuan.core.values import Instant, JsonObject

# By which action a step is passed where nobody says: the first of these that it has.
_ENDINGS = ("agree", "finish", "done")


def rungs_of(step: PersonStep) -> Iterator[tuple[int, Rung]]:
    """Every rung with its number, the hand-over last."""
    yield from enumerate(step.deadlines)
    if step.hand_over is not None:
        yield HAND_OVER, step.hand_over


def rungs_by_number(definition: FlowDefinition, step: str) -> dict[int, Rung]:
    """The rungs of a step, as events name them."""
    found = definition.items.get(step)
    return dict(rungs_of(found)) if isinstance(found, PersonStep) else {}


def due_of(step: PersonStep, directory: Directory, run: str, since: Instant) -> tuple[JsonObject, ...]:
    """{rung, at} of everything that will be due about a task opened at `since`."""
    return tuple({"rung": number, "at": _at(rung, directory, run, since)} for number, rung in rungs_of(step))


def hand_over_due(step: PersonStep, directory: Directory, run: str, since: Instant) -> tuple[JsonObject, ...]:
    """The same of the hand-over alone, for whoever has the task since then."""
    rung = step.hand_over
    return () if rung is None else ({"rung": HAND_OVER, "at": _at(rung, directory, run, since)},)


def rung_due(definition: FlowDefinition, task: Task, number: int, now: Instant) -> Rung | None:
    """The rung whose time has come; None where it was done, moved, or never set."""
    at = dict(task.deadlines).get(number)
    return None if at is None or at > now else rungs_by_number(definition, task.step).get(number)


def _at(rung: Rung, directory: Directory, run: str, since: Instant) -> Instant:
    if not rung.working:
        return since + rung.after
    return directory.working_end(run, since, rung.after, rung.calendar)


def passing_action(step: PersonStep) -> str:
    """By which action the step is passed when its time is over and nobody says how."""
    return next((key for key in _ENDINGS if key in step.offers), next(iter(step.offers), "finish"))
