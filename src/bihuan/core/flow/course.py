"""The way of a token through the drawn flow: from one step to the next that needs a person, or to the end."""

from collections.abc import Callable, Mapping
from typing import Any

from bihuan.core.flow import events as e
from bihuan.core.flow.approving import verdict_of
from bihuan.core.flow.conditions import DRAW, OUTCOMES
from bihuan.core.flow.decision import Decision, shown_stage
from bihuan.core.flow.definition import (
    ActionStep,
    Again,
    ApproveStep,
    Branch,
    ChildrenStep,
    EndStep,
    FlowDefinition,
    HandleStep,
    Item,
    Join,
    NotifyStep,
    Parallel,
    PersonStep,
    Repeat,
    StartStep,
    TerminateStep,
    WaitStep,
)
from bihuan.core.flow.directory import Directory
from bihuan.core.flow.draw import draw_of
from bihuan.core.flow.evolve import around
from bihuan.core.flow.layout import first_of, join_id
from bihuan.core.flow.opening import open_handle_task, open_seats
from bihuan.core.flow.people import admin_electorate, electorate_of, person_present
from bihuan.core.flow.run import BlockInstance, FlowRun, Signing, Task
from bihuan.core.flow.standing_still import into_action, into_notify, into_wait
from bihuan.core.flow.wait_events import RoundBegan, RoundsEnded
from bihuan.core.flow.with_children import into_children, release
from bihuan.core.values import Instant, JsonObject

__all__ = ["Course", "shown_stage"]


class Course(Decision):
    """A decision that walks the drawn flow."""

    def __init__(self, definition: FlowDefinition, run: FlowRun | None, now: Instant, directory: Directory) -> None:
        super().__init__(definition, run, now, directory)
        self._decided_alone: set[str] = set()

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
            self.why, self.resume = "return", step.refused.resume
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
        step = self.definition.items[token.step]
        if signing is None and isinstance(step, PersonStep):
            self.date(step, (called.task,))

    def handed(self, task: Task) -> None:
        """Whoever has it from now on has as long as the one before him."""
        step = self.definition.items[task.step]
        if isinstance(step, PersonStep) and task.kind == step.kind:
            self.date(step, (task.id,), handed=True)

    # How a token enters each kind of item. Each returns the next item, or None to stop here.

    def _into_task(self, step: StartStep | HandleStep) -> str | None:
        if self.passes(step):
            return self.onward(step.id)
        if isinstance(step, HandleStep):
            task = open_handle_task(step, self.asking())
        else:
            task = {"owner": self.run.submitter, "candidates": [], "visit": None}
        task_id = f"{self.run.run_id}-{self.run.tasks_opened + 1}"
        if task["visit"] is not None:
            task["visit"] = {"id": f"{task_id}-v1", **task["visit"]}
        self.entered(step, ({"id": task_id, **task},), ())
        return None

    def _into_approve(self, step: ApproveStep) -> str | None:
        if self.passes(step):
            return self.onward(step.id)
        asking = self.asking()
        electorate = electorate_of(step, asking)
        verdict = electorate.verdict or verdict_of(step, electorate.seats)
        if verdict is not None and step.id in self._decided_alone:
            # A circle without a person: refused by policy, walked again, refused again. The flow admin cuts it.
            electorate, verdict = admin_electorate(asking), None
        at_once = 0 if verdict is not None else 1 if step.mode == "sequence" else len(electorate.seats)
        tasks, seats = open_seats(electorate.seats, self.run, at_once)
        self.entered(step, tasks, seats)
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
            holds = way.test(self._values(branch.id), self.directory.env)
            outcomes.append({"way": way.key, "holds": holds})
            if holds:
                taken = way.key
                break
        self._enter_block(branch.id, taken, tuple(outcomes))
        first = None if taken is None else first_of(branch, taken)
        return first if first is not None else self.onward(branch.id)

    def _into_repeat(self, block: Repeat) -> str:
        within = self.block_around(block.id)
        return self._begin_round(block, BlockInstance("", block.id, within))

    def _into_again(self, again: Again) -> str | None:
        """A round has come to its end: once more, unless the condition holds or it has been often enough."""
        block = self.definition.items[again.block]
        assert isinstance(block, Repeat)  # as its again names it
        ended = self.run.blocks[self.block_around(again.id) or ""]
        if block.test is None:
            raise ValueError(f"the condition of {block.id} is not compiled: parse_flow needs the form's schema")
        holds = block.test(self._values(block.id), self.directory.env)
        if not holds and ended.round < block.most:
            return self._begin_round(block, ended)
        why = "until" if holds else "most"
        self.emit(RoundsEnded(**self.stamp(), block=block.id, instance=ended.id, round=ended.round, why=why))
        self.block = ended.within
        return self.onward(block.id)

    def _begin_round(self, block: Repeat, before: BlockInstance) -> str:
        instance = f"b{self.run.blocks_opened + 1}"
        inside = self.definition.places[block.items[0].id].behind
        began = RoundBegan(
            **self.stamp(),
            block=block.id,
            instance=instance,
            within=before.within,
            round=before.round + 1,
            replaces=before.id or None,
            voids=tuple(step for step in self.run.results if step in inside),
        )
        self.emit(began)
        self.block = instance
        return block.items[0].id

    def _into_parallel(self, block: Parallel) -> None:
        """Walk lane after lane. A lane that ends at once may already be enough, or one may end the run."""
        first = self.run.blocks_opened + 1
        fork, within = f"b{first}", self.block_around(block.id)
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
        lane = self.run.blocks[self.block_around(join.id) or ""]
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
        gone = [token for token in self.run.tokens.values() if token.block in inside]
        instances = {token.instance for token in gone}
        cancelled = tuple(
            {"task": task.id, "owner": task.owner} for task in self.run.tasks.values() if task.instance in instances
        )
        release(self, gone)
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

    def _enter_block(self, block: str, way: str | None, outcomes: tuple[JsonObject, ...]) -> None:
        instance = f"b{self.run.blocks_opened + 1}"
        within = self.block_around(block)
        self.emit(
            e.BranchTaken(**self.stamp(), block=block, instance=instance, within=within, way=way, outcomes=outcomes)
        )
        self.block = instance

    def _values(self, branch: str) -> Mapping[str, Any]:
        """The form's values, how earlier steps were left as `flow.<step>`, and the lot that this branch draws."""
        outcomes = {step: result.result for step, result in self.run.results.items()}
        return {OUTCOMES: outcomes, DRAW: draw_of(self.run.run_id, branch), **self.data}


STEPS_INTO: Mapping[type[Item], Callable[[Course, Any], str | None]] = {
    StartStep: Course._into_task,
    HandleStep: Course._into_task,
    ApproveStep: Course._into_approve,
    NotifyStep: into_notify,
    ActionStep: into_action,
    WaitStep: into_wait,
    ChildrenStep: into_children,
    Branch: Course._into_branch,
    Parallel: Course._into_parallel,
    Join: Course._into_join,
    Repeat: Course._into_repeat,
    Again: Course._into_again,
    EndStep: Course._into_end,
    TerminateStep: Course._into_terminate,
}
