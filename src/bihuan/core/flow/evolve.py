"""The only way a run changes: fold one event in. No rule is asked here; what was decided stands in the event."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

from bihuan.core.flow import events as e
from bihuan.core.flow.deadline_events import DeadlineReached, DeadlinesSet
from bihuan.core.flow.definition import DONE_CATEGORIES, HAND_OVER, FlowDefinition
from bihuan.core.flow.event_base import FlowEvent
from bihuan.core.flow.evolve_children import CHILD_FOLDS
from bihuan.core.flow.evolve_waits import WAIT_FOLDS
from bihuan.core.flow.inputs import met
from bihuan.core.flow.keeping_events import StepKept, TaskKept
from bihuan.core.flow.run import (
    BlockInstance,
    FlowRun,
    Seat,
    Signing,
    Stand,
    StepResult,
    Task,
    Token,
    Visit,
    VisitState,
    Wait,
)
from bihuan.core.values import Instant, JsonObject, thaw_json

OfStep = TypeVar("OfStep")


def evolve(definition: FlowDefinition, run: FlowRun | None, event: FlowEvent) -> FlowRun:
    """The run after `event`. `definition` is the version the event was decided on; only stage categories are read.

    Raises ValueError for events that cannot follow each other: then the history itself is broken.
    """
    fold = FOLDS.get(type(event))
    if fold is None or run is None:
        return _started(definition, run, event)
    folded = fold(run, event)
    if folded.stage == run.stage and folded.state == run.state:
        return folded
    return _date_stage(definition, folded, event.at)


def _started(definition: FlowDefinition, run: FlowRun | None, event: FlowEvent) -> FlowRun:
    if not isinstance(event, e.RunStarted):
        raise ValueError(f"{type(event).__name__} before RunStarted")
    if run is not None:
        raise ValueError("RunStarted twice")
    fresh = FlowRun(event.run_id, event.submitter, "running", event.stage, event.at)
    return _date_stage(definition, fresh, event.at)


def _date_stage(definition: FlowDefinition, run: FlowRun, at: Instant) -> FlowRun:
    # What was merged away is not resolved by that, even if its flow knows no other end.
    done = run.state != "merged" and definition.stages[run.stage].category in DONE_CATEGORIES
    resolved_at = (run.resolved_at if run.resolved_at is not None else at) if done else None
    ended_at = None if run.running else at
    return run.but(resolved_at=resolved_at, ended_at=ended_at)


def _branch_taken(run: FlowRun, event: e.BranchTaken) -> FlowRun:
    entered = BlockInstance(event.instance, event.block, event.within)
    way = event.way or ""
    return run.but(
        blocks={**run.blocks, event.instance: entered},
        blocks_opened=run.blocks_opened + 1,
        ways={**run.ways, event.block: way},
        # Another way than before: what was decided on the former one helps nobody, the run walks again.
        kept=run.kept if run.ways.get(event.block) == way else {},
    )


def _block_forked(run: FlowRun, event: e.BlockForked) -> FlowRun:
    lanes = {item["instance"]: item["lane"] for item in event.lanes}
    fork = BlockInstance(event.instance, event.block, event.within, runs=tuple(lanes))
    entered = {key: BlockInstance(key, event.block, event.instance, lane) for key, lane in lanes.items()}
    blocks = {**run.blocks, event.instance: fork, **entered}
    return run.but(blocks=blocks, blocks_opened=run.blocks_opened + 1 + len(lanes))


def _lane_ended(run: FlowRun, event: e.LaneEnded) -> FlowRun:
    fork = run.blocks[event.instance]
    runs = tuple(lane for lane in fork.runs if lane != event.lane_instance)
    blocks = {**run.blocks, event.instance: replace(fork, runs=runs, arrived=fork.arrived + 1)}
    # Blocks inside the lane have been left by its token.
    gone = {key for key in blocks if event.lane_instance in around(blocks, key)}
    return run.but(stage=event.stage, blocks={key: block for key, block in blocks.items() if key not in gone})


def _block_left(run: FlowRun, event: e.BlockLeft) -> FlowRun:
    """Whatever stands in the instance ends with it."""
    inside = {key for key in run.blocks if event.instance in around(run.blocks, key)}
    tokens = {key: token for key, token in run.tokens.items() if token.block not in inside}
    return run.but(
        tokens=tokens,
        tasks={key: task for key, task in run.tasks.items() if task.instance in tokens},
        blocks={key: block for key, block in run.blocks.items() if key not in inside},
        stood=tuple(stand for stand in run.stood if stand.block not in inside),
    )


def around(blocks: Mapping[str, BlockInstance], instance: str) -> Iterator[str]:
    """The instance and those around it, innermost first."""
    at: str | None = instance
    while at is not None:
        yield at
        at = blocks[at].within


def _step_entered(run: FlowRun, event: e.StepEntered) -> FlowRun:
    seats = tuple(Seat(seat["person"], seat["task"], seat["verdict"], seat["why"]) for seat in event.seats)
    wait = Wait.from_json(event.wait) if event.wait is not None else None
    asked_before = run.kept.get(event.step) if event.why == "forward" else None
    before = asked_before.inputs if asked_before is not None else None
    token = Token(event.instance, event.step, event.step_stage, event.block, seats, wait=wait, before=before)
    tokens = {**run.tokens, event.instance: token}
    tasks = dict(run.tasks)
    for written in event.tasks:
        tasks[written["id"]] = _opened(event, written)
    return run.but(
        stage=event.stage,
        steps=run.steps + 1,
        tasks_opened=run.tasks_opened + len(event.tasks),
        tokens=tokens,
        tasks=tasks,
        blocks=_still_entered(run, tokens),
        results=_still_valid(run, event) if event.why == "return" else run.results,
        stood=tuple(stand for stand in run.stood if stand.step != event.step) if run.stood else run.stood,
        evidence=_without(run.evidence, event.step),
        kept=_kept(run, event),
    )


def _kept(run: FlowRun, event: e.StepEntered) -> Mapping[str, StepResult]:
    """What may stand again: after going back, what that made void, if the way leads straight back."""
    if event.why == "forward":
        return _without(run.kept, event.step)
    if event.resume != "straight":
        return {}
    voided = {step: run.results[step] for step in event.voids or () if step in run.results}
    return _without({**run.kept, **voided}, event.step)


def _without(by_step: Mapping[str, OfStep], step: str) -> Mapping[str, OfStep]:
    """The same mapping without a step: nearly always it has none, and is shared with the run before."""
    return {key: value for key, value in by_step.items() if key != step} if step in by_step else by_step


def _step_kept(run: FlowRun, event: StepKept) -> FlowRun:
    result = StepResult(int(event.instance), event.result, event.people, run.kept[event.step].inputs)
    return run.but(
        steps=run.steps + 1,
        results={**run.results, event.step: result},
        kept=_without(run.kept, event.step),
    )


def _still_valid(run: FlowRun, event: e.StepEntered) -> Mapping[str, StepResult]:
    """Going back makes void what was decided at that step and since, as far as it lies behind that step."""
    if event.voids is not None:
        return {step: result for step, result in run.results.items() if step not in event.voids}
    former = run.results.get(event.step)
    since = former.instance if former is not None else 0
    return {step: result for step, result in run.results.items() if result.instance < since}


def _opened(event: e.StepEntered, written: Mapping[str, Any]) -> Task:
    visit = written["visit"]
    visits = () if visit is None else (Visit(visit["id"], visit["person"], visit["state"], event.at),)
    candidates = tuple(written["candidates"])
    return Task(written["id"], event.step, event.kind, event.instance, event.at, written["owner"], candidates, visits)


def _still_entered(run: FlowRun, tokens: Mapping[str, Token]) -> Mapping[str, BlockInstance]:
    """The block instances that some token stands in, or is about to; the others have been left."""
    blocks = run.blocks
    if not blocks:
        return blocks
    stands = (*(token.block for token in tokens.values()), *(stand.block for stand in run.stood))
    kept = {key for inside in stands if inside is not None for key in around(blocks, inside)}
    # Lanes that were forked and not walked yet.
    kept |= {lane for key in kept for lane in blocks[key].runs}
    return {key: block for key, block in blocks.items() if key in kept}


def _with_task(run: FlowRun, task: Task, by: str | None = None) -> FlowRun:
    """`by` is who acted, if somebody did."""
    return run.but(tasks={**run.tasks, task.id: task}, acted=run.acted if by is None else _acted(run, by))


def _end_visit(task: Task, state: VisitState, at: Instant) -> tuple[Visit, ...]:
    """The visits with the live one ended; unchanged if none is going on."""
    if task.visit is None:
        return task.visits
    ending = task.visits[-1]
    return (*task.visits[:-1], Visit(ending.id, ending.person, state, at))


def _visit_offered(run: FlowRun, event: e.VisitOffered) -> FlowRun:
    task = run.tasks[event.task]
    visits = (*_end_visit(task, "replaced", event.at), Visit(event.visit, event.person, "offered", event.at))
    return _with_task(run, replace(task, owner=event.person, visits=visits, kept=False))


def _task_pooled(run: FlowRun, event: e.TaskPooled) -> FlowRun:
    task = run.tasks[event.task]
    visits = _end_visit(task, "replaced", event.at)
    return _with_task(run, replace(task, owner=None, candidates=event.candidates, visits=visits))


def _visit_accepted(run: FlowRun, event: e.VisitAccepted) -> FlowRun:
    task = run.tasks[event.task]
    before = task.visits[:-1] if task.visit is not None else task.visits
    accepted = Visit(event.visit, event.person, "accepted", event.at)
    taken = replace(task, owner=event.person, visits=(*before, accepted))
    return _with_task(run, taken, event.by)


def _visit_refused(run: FlowRun, event: e.VisitRefused) -> FlowRun:
    return _visit_lost(run, event.task, "refused", event.at, event.by)


def _visit_expired(run: FlowRun, event: e.VisitExpired) -> FlowRun:
    return _visit_lost(run, event.task, "expired", event.at)


def _visit_lost(run: FlowRun, task_id: str, state: VisitState, at: Instant, by: str | None = None) -> FlowRun:
    task = run.tasks[task_id]
    return _with_task(run, replace(task, owner=None, visits=_end_visit(task, state, at)), by)


def _moved(state: VisitState) -> Callable[[FlowRun, Any], FlowRun]:
    def fold(run: FlowRun, event: e.VisitDeparted | e.VisitArrived | e.WorkBegan) -> FlowRun:
        task = run.tasks[event.task]
        return _with_task(run, replace(task, visits=_end_visit(task, state, event.at)), event.by)

    return fold


def _task_finished(run: FlowRun, event: e.TaskFinished) -> FlowRun:
    token = run.tokens[event.instance]
    tokens, tasks = {**run.tokens, event.instance: _decided(token, token.seats, _plain(event.inputs))}, dict(run.tasks)
    changes: dict[str, Any] = {"evidence": _evidence(run, event), "acted": _acted(run, event.by)}
    if tasks.pop(event.task).kind == "handle":
        changes |= {"handlers": {**run.handlers, event.step: event.person}, "last_handler": event.person}
    return run.but(tokens=tokens, tasks=tasks, **changes)


def _decided(token: Token, seats: tuple[Seat, ...], inputs: JsonObject | None) -> Token:
    # `dataclasses.replace` takes four times as long, and every decision comes by here.
    return Token(
        token.instance,
        token.step,
        token.stage,
        token.block,
        seats,
        token.signings,
        token.wait,
        inputs,
        token.before,
    )


def _plain(inputs: JsonObject | None) -> JsonObject | None:
    """What was decided on, as it stands in the event and is never changed: shared, not copied."""
    return inputs if inputs is None or type(inputs) is dict else thaw_json(inputs)


def _seat_called(run: FlowRun, event: e.SeatCalled) -> FlowRun:
    token = run.tokens[event.instance]
    called = Seat(event.person, event.task)
    if event.signing is None:
        changed = replace(token, seats=_at(token.seats, event.seat, called))
    else:
        signings = (
            replace(one, seats=_at(one.seats, event.seat, called)) if one.id == event.signing else one
            for one in token.signings
        )
        changed = replace(token, signings=tuple(signings))
    task = Task(event.task, event.step, event.kind, event.instance, event.at, event.person)
    run = run.but(tokens={**run.tokens, token.instance: changed}, tasks_opened=run.tasks_opened + 1)
    return _with_task(run, task)


def _at(seats: tuple[Seat, ...], index: int, seat: Seat) -> tuple[Seat, ...]:
    return (*seats[:index], seat, *seats[index + 1 :])


def _signing_opened(run: FlowRun, event: e.SigningOpened) -> FlowRun:
    token = run.tokens[event.instance]
    seats = tuple(Seat(seat["person"], seat["task"]) for seat in event.seats)
    opened = Signing(event.signing, event.kind, event.mode, event.task, seats)
    kind = "consult" if event.kind == "consult" else "sign"
    tasks = {
        written["id"]: Task(written["id"], event.step, kind, event.instance, event.at, written["owner"])
        for written in event.tasks
    }
    return run.but(
        tokens={**run.tokens, token.instance: replace(token, signings=(*token.signings, opened))},
        tasks={**run.tasks, **tasks},
        tasks_opened=run.tasks_opened + len(tasks),
        acted=_acted(run, event.by),
    )


def _signing_answered(run: FlowRun, event: e.SigningAnswered) -> FlowRun:
    token = run.tokens[event.instance]
    tasks = {key: task for key, task in run.tasks.items() if key != event.task}
    verdict = cast("Any", event.verdict)

    def answered(seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
        return tuple(replace(seat, verdict=verdict) if seat.task == event.task else seat for seat in seats)

    signings = (replace(one, seats=answered(one.seats)) for one in token.signings)
    changed = replace(token, signings=tuple(signings))
    return run.but(tokens={**run.tokens, token.instance: changed}, tasks=tasks, acted=_acted(run, event.by))


def _signing_closed(run: FlowRun, event: e.SigningClosed) -> FlowRun:
    """What was answered stays: it counts for the decision. What was recalled is gone."""
    token = run.tokens[event.instance]
    gone = {item["task"] for item in event.cancelled}
    tasks = {key: task for key, task in run.tasks.items() if key not in gone}
    if event.why != "recalled":
        return run.but(tasks=tasks)
    kept = tuple(one for one in token.signings if one.id != event.signing)
    return run.but(tokens={**run.tokens, token.instance: replace(token, signings=kept)}, tasks=tasks)


def _vote_cast(run: FlowRun, event: e.VoteCast) -> FlowRun:
    token = run.tokens[event.instance]
    verdict = cast("Any", event.verdict)
    seats = tuple(Seat(seat.person, seat.task, verdict) if seat.task == event.task else seat for seat in token.seats)
    tasks = dict(run.tasks)
    del tasks[event.task]
    decided = _decided(token, seats, met(token.inputs, _plain(event.inputs)))
    tokens = {**run.tokens, token.instance: decided}
    return run.but(tokens=tokens, tasks=tasks, evidence=_evidence(run, event), acted=_acted(run, event.by))


def _evidence(run: FlowRun, event: e.VoteCast | e.TaskFinished) -> Mapping[str, tuple[str, ...]]:
    """The files handed in at each step since it was entered."""
    if not event.files:
        return run.evidence
    return {**run.evidence, event.step: (*run.evidence.get(event.step, ()), *(file["id"] for file in event.files))}


def _task_reassigned(run: FlowRun, event: e.TaskReassigned) -> FlowRun:
    task, token = run.tasks[event.task], run.tokens[run.tasks[event.task].instance]
    visits = _end_visit(task, "replaced", event.at)
    if event.visit is not None:
        visits = (*visits, Visit(event.visit, event.person, "accepted", event.at))
    signings = (replace(one, seats=_given(one.seats, event)) for one in token.signings)
    given = replace(token, seats=_given(token.seats, event), signings=tuple(signings))
    run = run.but(tokens={**run.tokens, token.instance: given})
    task = _without_rung(task, HAND_OVER)
    return _with_task(run, replace(task, owner=event.person, candidates=(), visits=visits, kept=False))


def _task_kept(run: FlowRun, event: TaskKept) -> FlowRun:
    return _with_task(run, replace(run.tasks[event.task], kept=True))


def _deadlines_set(run: FlowRun, event: DeadlinesSet) -> FlowRun:
    due = tuple((one["rung"], one["at"]) for one in event.due)
    tasks = {key: replace(run.tasks[key], deadlines=(*run.tasks[key].deadlines, *due)) for key in event.tasks}
    return run.but(tasks={**run.tasks, **tasks})


def _deadline_reached(run: FlowRun, event: DeadlineReached) -> FlowRun:
    return _with_task(run, _without_rung(run.tasks[event.task], event.rung))


def _without_rung(task: Task, number: int) -> Task:
    if not task.deadlines:
        return task
    return replace(task, deadlines=tuple((rung, at) for rung, at in task.deadlines if rung != number))


def _task_urged(run: FlowRun, event: e.TaskUrged) -> FlowRun:
    task = run.tasks[event.task]
    return _with_task(run, replace(task, urged=(*task.urged, event.at)))


def _given(seats: tuple[Seat, ...], event: e.TaskReassigned) -> tuple[Seat, ...]:
    return tuple(replace(seat, person=event.person) if seat.task == event.task else seat for seat in seats)


def _step_left(run: FlowRun, event: e.StepLeft) -> FlowRun:
    tokens = dict(run.tokens)
    del tokens[event.instance]
    tasks = {key: task for key, task in run.tasks.items() if task.instance != event.instance}
    result = StepResult(int(event.instance), event.result, event.people, run.tokens[event.instance].inputs)
    return run.but(tokens=tokens, tasks=tasks, results={**run.results, event.step: result})


def _run_ended(run: FlowRun, event: e.RunEnded) -> FlowRun:
    return _emptied(run.but(state="ended", stage=event.stage))


def _run_terminated(run: FlowRun, event: e.RunTerminated) -> FlowRun:
    return _emptied(run.but(state="terminated", stage=event.stage))


def _run_withdrawn(run: FlowRun, event: e.RunWithdrawn) -> FlowRun:
    emptied = _emptied(run.but(stage=event.stage))
    return emptied.but(state="withdrawn") if event.ended else emptied.but(results={}, acted=False, ways={}, evidence={})


def _run_reopened(run: FlowRun, event: e.RunReopened) -> FlowRun:
    return _emptied(run).but(state="running", round=event.round, results={}, acted=False, ways={}, evidence={})


def _run_force_closed(run: FlowRun, event: e.RunForceClosed) -> FlowRun:
    return _emptied(run.but(state="force_closed", stage=event.stage))


def _run_merged(run: FlowRun, event: e.RunMerged) -> FlowRun:
    """The blocks that were entered stay: should the run go on, it stands in them again."""
    stood = tuple(_stand(token) for token in run.tokens.values())
    return run.but(state="merged", stage=event.stage, tokens={}, tasks={}, stood=stood)


def _stand(token: Token) -> Stand:
    return Stand(token.step, token.block, token.stage, token.wait.parts if token.wait is not None else ())


def _run_unmerged(run: FlowRun, event: e.RunUnmerged) -> FlowRun:
    return run.but(state="running", stage=event.stage)


def _emptied(run: FlowRun) -> FlowRun:
    return run.but(tokens={}, tasks={}, blocks={}, stood=(), kept={})


def _acted(run: FlowRun, person: str) -> bool:
    """Whether somebody other than the submitter has acted, now that `person` did."""
    return run.acted or person != run.submitter


FOLDS: Mapping[type[FlowEvent], Callable[[FlowRun, Any], FlowRun]] = {
    e.BranchTaken: _branch_taken,
    e.BlockForked: _block_forked,
    e.LaneEnded: _lane_ended,
    e.BlockLeft: _block_left,
    e.StepEntered: _step_entered,
    StepKept: _step_kept,
    e.SeatCalled: _seat_called,
    e.SigningOpened: _signing_opened,
    e.SigningAnswered: _signing_answered,
    e.SigningClosed: _signing_closed,
    e.VisitOffered: _visit_offered,
    e.TaskPooled: _task_pooled,
    e.VisitAccepted: _visit_accepted,
    e.VisitRefused: _visit_refused,
    e.VisitExpired: _visit_expired,
    e.VisitDeparted: _moved("en_route"),
    e.VisitArrived: _moved("on_site"),
    e.WorkBegan: _moved("working"),
    e.TaskFinished: _task_finished,
    e.VoteCast: _vote_cast,
    e.TaskReassigned: _task_reassigned,
    TaskKept: _task_kept,
    DeadlinesSet: _deadlines_set,
    DeadlineReached: _deadline_reached,
    e.TaskUrged: _task_urged,
    **WAIT_FOLDS,
    **CHILD_FOLDS,
    e.StepLeft: _step_left,
    e.RunEnded: _run_ended,
    e.RunTerminated: _run_terminated,
    e.RunWithdrawn: _run_withdrawn,
    e.RunReopened: _run_reopened,
    e.RunForceClosed: _run_force_closed,
    e.RunMerged: _run_merged,
    e.RunUnmerged: _run_unmerged,
}
