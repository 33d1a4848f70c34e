"""What one decision knows and writes down while it is made; `course.py` adds the way from step to step."""

from collections.abc import Mapping
from typing import Any

from bihuan.core.flow import events as e
from bihuan.core.flow.child_parts import children_inputs
from bihuan.core.flow.deadline_events import DeadlinesSet
from bihuan.core.flow.deadlines import due_of, hand_over_due
from bihuan.core.flow.definition import (
    ActionStep,
    ChildrenStep,
    FlowDefinition,
    NotifyStep,
    PersonStep,
    Step,
    TaskStep,
    WaitStep,
)
from bihuan.core.flow.directory import Directory
from bihuan.core.flow.event_base import FlowEvent
from bihuan.core.flow.evolve import evolve
from bihuan.core.flow.inputs import changes_between, inputs_of, still_stands
from bihuan.core.flow.keeping_events import StepKept
from bihuan.core.flow.people import Asking, people_of
from bihuan.core.flow.run import BlockInstance, FlowRun, Stand
from bihuan.core.flow.told_events import PeopleTold
from bihuan.core.values import Instant, JsonObject

# Steps at which a token stands still.
StandingStep = TaskStep | WaitStep | NotifyStep | ActionStep | ChildrenStep


class Decision:
    """One decision in the making: the run after the events decided so far. Lives for one `decide` only."""

    def __init__(self, definition: FlowDefinition, run: FlowRun | None, now: Instant, directory: Directory) -> None:
        self.definition = definition
        self.now = now
        self.directory = directory
        self.events: list[FlowEvent] = []
        self.data: Mapping[str, Any] = {}
        self.form: Mapping[str, Any] | None = None
        # How the run goes on after going back; straight: what still stands need not be walked again.
        self.resume: str | None = None
        self.block: str | None = None
        self.why = "forward"
        # Where the run stood before it was merged away, while it takes that up again.
        self.stood: Stand | None = None
        self._run = run

    @property
    def run(self) -> FlowRun:
        """The run as it stands."""
        if self._run is None:
            raise ValueError("the run has not started")
        return self._run

    def emit(self, event: FlowEvent) -> None:
        """Record an event; the next question already sees its effect."""
        self.events.append(event)
        self._run = evolve(self.definition, self._run, event)

    def stamp(self) -> dict[str, Any]:
        """What every event carries."""
        return {"run_id": self.run.run_id, "at": self.now}

    def asking(self) -> Asking:
        """The look-ups of people sources."""
        return Asking(self.definition, self.run, self.data, self.directory)

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
        step = self.definition.items[token.step]
        if isinstance(step, PersonStep) and step.cc and result != "return":
            self.tell(step, instance, "cc", people_of(step.cc, self.asking()))

    def open_tasks(self, instance: str | None = None) -> tuple[JsonObject, ...]:
        """{task, owner} of the open tasks, of one step instance or of the whole run."""
        return tuple(
            {"task": task.id, "owner": task.owner}
            for task in self.run.tasks.values()
            if instance is None or task.instance == instance
        )

    def date(self, step: PersonStep, tasks: tuple[str, ...], *, handed: bool = False) -> None:
        """Set when something is done about tasks that were just opened, or `handed` to somebody else."""
        due = (hand_over_due if handed else due_of)(step, self.directory, self.run.run_id, self.now)
        if due and tasks:
            self.emit(DeadlinesSet(**self.stamp(), step=step.id, tasks=tasks, due=due))

    def terminate(self, step: str, stage: str, reason: str, *, by: str = "") -> None:
        """End the whole run. `by`: the flow admin who does so, if no step does."""
        stage = stage or self.definition.stage_of("cancelled", "closed")
        cancelled = self.open_tasks()
        ended = e.RunTerminated(**self.stamp(), step=step, stage=stage, reason=reason, by=by, cancelled=cancelled)
        self.emit(ended)

    def tell(self, step: NotifyStep | PersonStep, instance: str, kind: str, people: tuple[str, ...]) -> None:
        """Write down who is told. For a copy of what was done, the step's own name says of what."""
        if not people:
            return
        text = dict(step.text) if isinstance(step, NotifyStep) else None
        self.emit(PeopleTold(**self.stamp(), step=step.id, instance=instance, kind=kind, people=people, text=text))

    def entered(
        self,
        step: StandingStep,
        tasks: tuple[JsonObject, ...],
        seats: tuple[JsonObject, ...],
        wait: JsonObject | None = None,
    ) -> None:
        """A token stands at the step from now on."""
        entered = e.StepEntered(
            **self.stamp(),
            step=step.id,
            kind=step.kind,
            instance=str(self.run.steps + 1),
            block=self.block_around(step.id),
            why=self.why,
            step_stage=step.stage,
            stage=self._stage_with(step),
            tasks=tasks,
            seats=seats,
            voids=self._voided(step.id) if self.why == "return" else None,
            wait=wait,
            resume="straight" if self.why == "return" and self.resume == "straight" else None,
            changed=self._news(step),
        )
        self.emit(entered)
        self.why, self.resume = "forward", None
        if isinstance(step, PersonStep):
            self.date(step, tuple(task["id"] for task in tasks))

    def inputs(self, step: Step) -> JsonObject:
        """What somebody who decides at this step now decides on."""
        form = self.data if self.form is None else self.form
        if isinstance(step, ChildrenStep):
            return children_inputs(step, self.data, self.now)
        return inputs_of(self.definition, self.run, step, form, self.now)

    def passes(self, step: Step) -> bool:
        """On the way straight back: a step whose inputs are the same is not asked again."""
        kept = self.run.kept.get(step.id)
        if kept is None or self.why != "forward" or not still_stands(kept, step, self.inputs(step)):
            return False
        instance = str(self.run.steps + 1)
        self.emit(StepKept(**self.stamp(), step=step.id, instance=instance, result=kept.result, people=kept.people))
        return True

    def _news(self, step: Step) -> JsonObject | None:
        """Why a step is asked again that has decided before."""
        kept = self.run.kept.get(step.id)
        return None if kept is None or self.why == "return" else changes_between(kept.inputs, self.inputs(step))

    def _voided(self, target: str) -> tuple[str, ...]:
        """The steps behind the target that were left since it was: their results are void once it is gone back to."""
        results = self.run.results
        since = results[target].instance if target in results else 0
        behind = self.definition.places[target].behind
        return tuple(step for step, result in results.items() if step in behind and result.instance >= since)

    def _stage_with(self, step: Step) -> str:
        """The ticket's stage once a token stands at `step` (semantics §4)."""
        return shown_stage(self.definition, [step.stage, *(token.stage for token in self.run.tokens.values())])

    def block_around(self, item_id: str) -> str | None:
        """The instance of the innermost block around an item, found outwards from where the token comes from."""
        blocks = self.definition.places[item_id].blocks
        instance = self.block if blocks else None
        while instance is not None:
            found: BlockInstance = self.run.blocks[instance]
            if found.block == blocks[-1]:
                return instance
            instance = found.within
        return None


def shown_stage(definition: FlowDefinition, stages: list[str]) -> str:
    """The lowest-ranked stage among those in category active; none: among waiting; none: among the others."""
    found = [definition.stages[key] for key in stages]
    for category in ("active", "waiting"):
        among = [stage for stage in found if stage.category == category]
        if among:
            return min(among, key=lambda stage: stage.rank).key
    return min(found, key=lambda stage: stage.rank).key
