"""The way of a token through the drawn flow: from one step to the next that needs a person, or to the end."""

from collections.abc import Callable, Mapping
from typing import Any

from bihuan.core.flow import events as e
from bihuan.core.flow.approving import verdict_of
from bihuan.core.flow.definition import (
    ApproveStep,
    Branch,
    EndStep,
    FlowDefinition,
    HandleStep,
    Item,
    Join,
    Parallel,
    StartStep,
    Step,
    TaskStep,
    TerminateStep,
)
from bihuan.core.flow.directory import Directory
from bihuan.core.flow.evolve import around, evolve
from bihuan.core.flow.layout import first_of, join_id, steps_behind
from bihuan.core.flow.opening import open_handle_task, open_seats
from bihuan.core.flow.people import Asking, admin_electorate, electorate_of, person_present
from bihuan.core.flow.run import BlockInstance, FlowRun, Signing
from bihuan.core.values import Instant, JsonObject


class Course:
    """One decision in the making: the run after the events decided so far. Lives for one `decide` only."""

    def __init__(self, definition: FlowDefinition, run: FlowRun | None, now: Instant, directory: Directory) -> None:
        self.definition = definition
        self.now = now
        self.directory = directory
        self.events: list[e.FlowEvent] = []
        self.data: Mapping[str, Any] = {}
        self.block: str | None = None
        self.why = "forward"
        self._run = run
        self._decided_alone: set[str] = set()

    @property
    def run(self) -> FlowRun:
        """The run as it stands."""
        if self._run is None:
            raise ValueError("the run has not started")
        return self._run

    def emit(self, event: e.FlowEvent) -> None:
        """Record an event; the next question already sees its effect."""
        self.events.append(event)
        self._run = evolve(self.definition, self._run, event)

    def stamp(self) -> dict[str, Any]:
        """What every event carries."""
        return {"run_id": self.run.run_id, "at": self.now}

    def asking(self) -> Asking:
        """The look-ups of people sources."""
        return Asking(self.definition, self.run, self.data, self.directory)

    def go(self, item_id: str | None, why: str = "forward") -> None:
        """Walk from `item_id` until a person is needed or the run is over."""
        self.why = why
        while item_id is not None:
            item = self.definition.items[item_id]
            item_id = STEPS_INTO[type(item)](self, item)

    def go_back(self, target: str) -> None:
        """退回: leave what the target is outside of, and walk from there. Lanes that are not left go on."""
        self.leave_blocks(target)
        self.go(target, "return")

    def leave_blocks(self, target: str) -> None:
        """Cancel the outermost parallel block that holds the token and not the target."""
        inside = self.definition.places[target].blocks
        at, outermost = self.block, None
        while at is not None:
            found = self.run.blocks[at]
            if found.lane is None and found.block not in inside and self._forks(found.block):
                outermost = found
            at = found.within
        if outermost is not None:
            self._leave_fork(outermost, "returned")

    def onward(self, item_id: str) -> str | None:
        """What follows the item. A flow without a drawn end ends here all the same (the publish check forbids it)."""
        following = self.definition.places[item_id].following
        if following is None:
            self.emit(e.RunEnded(**self.stamp(), step=item_id, stage=self.definition.stage_of("closed", "resolved")))
        return following

    def leave(self, instance: str, result: str, people: tuple[str, ...], why: str = "") -> None:
        """The token leaves its step; sibling tasks end with it, at once."""
        token = self.run.tokens[instance]
        cancelled = self.open_tasks(instance)
        self.block = token.block
        left = e.StepLeft(
            **self.stamp(),
            step=token.step,
            instance=instance,
            result=result,
            people=people,
            why=why,
            cancelled=cancelled,
        )
        self.emit(left)

    def open_tasks(self, instance: str | None = None) -> tuple[JsonObject, ...]:
        """{task, owner} of the open tasks, of one step instance or of the whole run."""
        return tuple(
            {"task": task.id, "owner": task.owner}
            for task in self.run.tasks.values()
            if instance is None or task.instance == instance
        )

    def settle(self, step: ApproveStep, instance: str, verdict: str, why: str = "") -> str | None:
        """A decision is made: on to what its outcome leads to. Returns the next item."""
        token = self.run.tokens[instance]
        signed = (seat for signing in token.signings if signing.kind in ("after", "parallel") for seat in signing.seats)
        seats = (*token.seats, *signed)
        people = tuple(seat.person for seat in seats if seat.verdict == verdict and seat.person is not None)
        self.leave(instance, verdict, people, why)
        if verdict == "agree":
            return self.onward(step.id)
        if step.refused.policy == "return":
            self.leave_blocks(step.refused.step)
            self.why = "return"
            return step.refused.step
        if step.refused.policy == "branch":
            first = first_of(step, "refused")
            self._enter_block(step.id, "refused", ())
            return first if first is not None else self.onward(step.id)
        self.terminate(step.id, step.refused.stage, "refused")
        return None

    def call_next(self, instance: str, kind: str, signing: Signing | None = None) -> None:
        """依次: whoever is next gets his task (of this kind) only now. One who has left meanwhile is represented."""
        token = self.run.tokens[instance]
        seats = token.seats if signing is None else signing.seats
        seat = next(index for index, seat in enumerate(seats) if seat.verdict is None)
        person = seats[seat].person
        called = e.SeatCalled(
            **self.stamp(),
            step=token.step,
            kind=kind,
            instance=instance,
            seat=seat,
            task=f"{self.run.run_id}-{self.run.tasks_opened + 1}",
            person=person_present(person, self.directory) if person is not None else None,
            signing=signing.id if signing is not None else None,
        )
        self.emit(called)

    def terminate(self, step: str, stage: str, reason: str) -> None:
        """End the whole run."""
        stage = stage or self.definition.stage_of("cancelled", "closed")
        cancelled = self.open_tasks()
        self.emit(e.RunTerminated(**self.stamp(), step=step, stage=stage, reason=reason, cancelled=cancelled))

    # How a token enters each kind of item. Each returns the next item, or None to stop here.

    def _into_task(self, step: StartStep | HandleStep) -> None:
        if isinstance(step, HandleStep):
            task = open_handle_task(step, self.asking())
        else:
            task = {"owner": self.run.submitter, "candidates": [], "visit": None}
        task_id = f"{self.run.run_id}-{self.run.tasks_opened + 1}"
        if task["visit"] is not None:
            task["visit"] = {"id": f"{task_id}-v1", **task["visit"]}
        self._entered(step, ({"id": task_id, **task},), ())

    def _into_approve(self, step: ApproveStep) -> str | None:
        asking = self.asking()
        electorate = electorate_of(step, asking)
        verdict = electorate.verdict or verdict_of(step, electorate.seats)
        if verdict is not None and step.id in self._decided_alone:
            # A circle without a person: refused by policy, walked again, refused again. The flow admin cuts it.
            electorate, verdict = admin_electorate(asking), None
        at_once = 0 if verdict is not None else 1 if step.mode == "sequence" else len(electorate.seats)
        tasks, seats = open_seats(electorate.seats, self.run, at_once)
        self._entered(step, tasks, seats)
        if verdict is None:
            return None
        self._decided_alone.add(step.id)
        return self.settle(step, str(self.run.steps), verdict, electorate.why or "again")

    def _into_branch(self, branch: Branch) -> str | None:
        outcomes: list[JsonObject] = []
        taken = None
        for way in branch.ways:
            if way.when is None:
                taken = way.key
                break
            if way.test is None:
                raise ValueError(f"conditions of {branch.id} are not compiled: parse_flow needs the form's schema")
            holds = way.test(self._values(), self.directory.env)
            outcomes.append({"way": way.key, "holds": holds})
            if holds:
                taken = way.key
                break
        self._enter_block(branch.id, taken, tuple(outcomes))
        first = None if taken is None else first_of(branch, taken)
        return first if first is not None else self.onward(branch.id)

    def _into_parallel(self, block: Parallel) -> None:
        """Walk lane after lane. A lane that ends at once may already be enough, or one may end the run."""
        first = self.run.blocks_opened + 1
        fork, within = f"b{first}", self._block_around(block.id)
        lanes = {lane.key: f"b{first + number}" for number, lane in enumerate(block.lanes, 1)}
        written = tuple({"lane": key, "instance": instance} for key, instance in lanes.items())
        self.emit(e.BlockForked(**self.stamp(), block=block.id, instance=fork, within=within, lanes=written))
        for key, instance in lanes.items():
            if not self.run.running or instance not in self.run.blocks:
                return
            self.block = instance
            self.go(first_of(block, key) or join_id(block.id))

    def _into_join(self, join: Join) -> str | None:
        """A lane has come to its end; the block is left once enough have."""
        block = self.definition.items[join.block]
        assert isinstance(block, Parallel)  # as its join names it
        lane = self.run.blocks[self._block_around(join.id) or ""]
        fork = self.run.blocks[lane.within or ""]
        stages = [token.stage for token in self.run.tokens.values()]
        ended = e.LaneEnded(
            **self.stamp(),
            block=block.id,
            instance=fork.id,
            lane=lane.lane or "",
            lane_instance=lane.id,
            stage=shown_stage(self.definition, stages) if stages else self.run.stage,
        )
        self.emit(ended)
        if self.run.blocks[fork.id].arrived < block.needed:
            return None
        self._leave_fork(fork, "joined")
        return self.onward(block.id)

    def _leave_fork(self, fork: BlockInstance, why: str) -> None:
        inside = {key for key in self.run.blocks if fork.id in around(self.run.blocks, key)}
        instances = {token.instance for token in self.run.tokens.values() if token.block in inside}
        cancelled = tuple(
            {"task": task.id, "owner": task.owner} for task in self.run.tasks.values() if task.instance in instances
        )
        self.emit(e.BlockLeft(**self.stamp(), block=fork.block, instance=fork.id, why=why, cancelled=cancelled))
        self.block = fork.within

    def _forks(self, block: str) -> bool:
        return isinstance(self.definition.items[block], Parallel)

    def _into_end(self, step: EndStep) -> str | None:
        """Inside a lane it ends the lane, elsewhere the run."""
        join = self.definition.places[step.id].join
        if join is None:
            self.emit(e.RunEnded(**self.stamp(), step=step.id, stage=step.stage))
        return join

    def _into_terminate(self, step: TerminateStep) -> None:
        self.terminate(step.id, step.stage, "drawn")

    def _entered(self, step: TaskStep, tasks: tuple[JsonObject, ...], seats: tuple[JsonObject, ...]) -> None:
        entered = e.StepEntered(
            **self.stamp(),
            step=step.id,
            kind=step.kind,
            instance=str(self.run.steps + 1),
            block=self._block_around(step.id),
            why=self.why,
            step_stage=step.stage,
            stage=self._stage_with(step),
            tasks=tasks,
            seats=seats,
            voids=self._voided(step.id) if self.why == "return" else None,
        )
        self.emit(entered)
        self.why = "forward"

    def _voided(self, target: str) -> tuple[str, ...]:
        """The steps behind the target that were left since it was: their results are void once it is gone back to."""
        results = self.run.results
        since = results[target].instance if target in results else 0
        behind = steps_behind(self.definition, target)
        return tuple(step for step, result in results.items() if step in behind and result.instance >= since)

    def _stage_with(self, step: Step) -> str:
        """The ticket's stage once a token stands at `step` (semantics §4)."""
        return shown_stage(self.definition, [step.stage, *(token.stage for token in self.run.tokens.values())])

    def _enter_block(self, block: str, way: str | None, outcomes: tuple[JsonObject, ...]) -> None:
        instance = f"b{self.run.blocks_opened + 1}"
        within = self._block_around(block)
        self.emit(
            e.BranchTaken(**self.stamp(), block=block, instance=instance, within=within, way=way, outcomes=outcomes)
        )
        self.block = instance

    def _block_around(self, item_id: str) -> str | None:
        """The instance of the innermost block around an item, found outwards from where the token comes from."""
        blocks = self.definition.places[item_id].blocks
        instance = self.block if blocks else None
        while instance is not None:
            found: BlockInstance = self.run.blocks[instance]
            if found.block == blocks[-1]:
                return instance
            instance = found.within
        return None

    def _values(self) -> Mapping[str, Any]:
        """The form's values, and how earlier steps were left as `flow.<step>`."""
        if "flow" in self.data:
            return self.data
        return {**self.data, "flow": {step: result.result for step, result in self.run.results.items()}}


def shown_stage(definition: FlowDefinition, stages: list[str]) -> str:
    """The lowest-ranked stage among those in category active; none: among waiting; none: among the others."""
    found = [definition.stages[key] for key in stages]
    for category in ("active", "waiting"):
        among = [stage for stage in found if stage.category == category]
        if among:
            return min(among, key=lambda stage: stage.rank).key
    return min(found, key=lambda stage: stage.rank).key


STEPS_INTO: Mapping[type[Item], Callable[[Course, Any], str | None]] = {
    StartStep: Course._into_task,
    HandleStep: Course._into_task,
    ApproveStep: Course._into_approve,
    Branch: Course._into_branch,
    Parallel: Course._into_parallel,
    Join: Course._into_join,
    EndStep: Course._into_end,
    TerminateStep: Course._into_terminate,
}
