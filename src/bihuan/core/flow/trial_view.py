"""How a try-run stands, as plain values: who may do what, what is waited for, what was walked, what happened."""

from collections.abc import Iterator, Sequence

from bihuan.core.flow.acting_alone import may_settle
from bihuan.core.flow.actions import open_actions, run_actions
from bihuan.core.flow.deadlines import rungs_by_number
from bihuan.core.flow.definition import ActionOffer
from bihuan.core.flow.events import BlockForked, BranchTaken, StepEntered
from bihuan.core.flow.keeping_events import StepKept
from bihuan.core.flow.run import Part, Task, Wait
from bihuan.core.flow.trial import Trial
from bihuan.core.flow.trial_words import Naming, sentence
from bihuan.core.flow.wait_events import RoundBegan
from bihuan.core.flow.waiting import may_end_wait
from bihuan.core.values import JsonObject, thaw_json

LONGEST_LOG = 500


def people_met(trial: Trial) -> list[str]:
    """Who has a task and was not invented: the form names real people."""
    tasks = trial.run.tasks.values() if trial.run is not None else ()
    found = (one for task in tasks for one in (task.owner, *task.candidates) if one)
    return [one for one in dict.fromkeys(found) if one not in trial.scene.players]


def tasks_of(trial: Trial, people: Sequence[str]) -> tuple[list[JsonObject], list[JsonObject], JsonObject]:
    """The open tasks, what can be done with the run as a whole, and what handing in asks for."""
    submit = _offer(trial.definition.start.offers["submit"])
    if trial.run is None:
        return [], [], submit
    actors = [trial.scene.actor(one) for one in people]
    whole = [
        {"person": actor.person, "actions": [_offer(one) for one in offers]}
        for actor in actors
        if (offers := run_actions(trial.definition, trial.run, actor, trial.now))
    ]
    return [_task(trial, task, people) for task in trial.run.tasks.values()], whole, submit


def _task(trial: Trial, task: Task, people: Sequence[str]) -> JsonObject:
    run = trial.running
    turns = []
    for person in sorted(people, key=lambda one: one != task.owner):
        offers = open_actions(trial.definition, run, task, trial.scene.actor(person))
        if offers:
            turns.append({"person": person, "actions": [_offer(one) for one in offers]})
    rungs = rungs_by_number(trial.definition, task.step)
    return {
        "id": task.id,
        "step": task.step,
        "instance": task.instance,
        "kind": task.kind,
        "owner": task.owner,
        "candidates": list(task.candidates),
        "visit": task.visit.state if task.visit is not None else None,
        "due": [{"do": rungs[number].do, "at": at} for number, at in task.deadlines if number in rungs],
        "turns": turns,
    }


def _offer(offer: ActionOffer) -> JsonObject:
    return {
        "key": offer.key,
        "label": dict(offer.label),
        "form": dict(offer.form),
        "comment": offer.comment,
        "signature": offer.signature,
        "evidence": dict(offer.evidence),
        "targets": list(offer.targets),
        "needs_person": offer.needs_person,
        "needs_many": offer.needs_many,
        "resume": list(offer.resume),
    }


def tokens_of(trial: Trial, people: Sequence[str]) -> list[JsonObject]:
    """Where the run stands. `ends`: who may end a wait, or see to an incident."""
    found: list[JsonObject] = []
    for token in trial.run.tokens.values() if trial.run is not None else ():
        wait = token.wait
        asked = may_settle if wait is not None and wait.kind == "incident" else may_end_wait
        ends = [one for one in people if asked(trial.definition, token, trial.scene.actor(one))]
        found.append(
            {
                "step": token.step,
                "instance": token.instance,
                "wait": wait.kind if wait is not None else None,
                "until": wait.until if wait is not None else None,
                "event": wait.event if wait is not None else "",
                "key": wait.key if wait is not None else "",
                "people": list(wait.people) if wait is not None else [],
                "parts": [{"key": one.key, "child": one.child, "state": one.state} for one in _parts(wait)],
                "ends": ends,
            }
        )
    return found


def _parts(wait: Wait | None) -> tuple[Part, ...]:
    return wait.parts if wait is not None else ()


def walked_in(trial: Trial) -> list[str]:
    """Every step and block that was entered, and the ways that were taken."""
    return list(dict.fromkeys(_walked(trial)))


def _walked(trial: Trial) -> Iterator[str]:
    if trial.run is not None:
        yield trial.definition.start.id
    for told in trial.history:
        event = told.event
        if isinstance(event, StepEntered | StepKept):
            yield event.step
        elif isinstance(event, BranchTaken) and event.way is not None:
            yield from (event.block, f"{event.block}/{event.way}")
        elif isinstance(event, BlockForked):
            yield event.block
            yield from (f"{event.block}/{lane['lane']}" for lane in event.lanes)
        elif isinstance(event, RoundBegan):
            yield event.block


def log_of(trial: Trial, naming: Naming) -> list[JsonObject]:
    """What happened, in sentences, the oldest first; of a very long run its end."""
    return [
        {
            "move": told.move,
            "at": told.at,
            "step": getattr(told.event, "step", None),
            "text": thaw_json(sentence(told.event, naming)),
        }
        for told in trial.history[-LONGEST_LOG:]
    ]
