"""代理: as whom somebody may act on a task, and when its owner keeps it to himself (semantics §4)."""

from collections.abc import Iterator

from bihuan.core.flow.commands import Actor
from bihuan.core.flow.definition import ApproveStep, FlowDefinition, PersonStep
from bihuan.core.flow.people import sources_of
from bihuan.core.flow.run import FlowRun, Task

# A visit that nobody has answered yet: the deputy has not acted.
UNTOUCHED = frozenset({"offered"})


def owner_for(definition: FlowDefinition, run: FlowRun, task: Task, actor: Actor) -> str | None:
    """As whom the actor may act on the task: himself or somebody he stands in for; None if the task is not his.

    The product itself acts for whoever has the task: a step whose time is over is passed or sent back in his name.
    """
    if actor.system:
        return task.owner
    mine = holders(task)
    if actor.person in mine:
        return actor.person
    return next((person for person in mine if represents(definition, run, task, actor, person)), None)


def holders(task: Task) -> tuple[str, ...]:
    """Whose turn it is: the owner, or whoever may take the task."""
    return task.candidates if task.owner is None else (task.owner,)


def represents(definition: FlowDefinition, run: FlowRun, task: Task, actor: Actor, person: str) -> bool:
    """Whether the actor stands in for `person` on this task.

    Not when the owner took it back, and not when he would decide on his own submission although the step's policy
    says that submitters do not: what counts is who really decides.
    """
    if task.kept or _is_own_matter(definition, run, task, actor):
        return False
    if person in actor.stands_in_for:
        return True
    return bool(actor.within.get(person, frozenset()) & frozenset(roles_asked(definition, task)))


def roles_asked(definition: FlowDefinition, task: Task) -> Iterator[str]:
    """The roles in which people are asked at the task's step."""
    step = definition.items[task.step]
    for source in sources_of(step) if isinstance(step, PersonStep) else ():
        if source.kind in ("role", "on_duty"):
            yield source.names[0]


def may_take_back(task: Task, actor: Actor) -> bool:
    """Whether the owner may have his task to himself again: somebody stands in for him, and nobody has acted yet."""
    untouched = task.visit is None or task.visit.state in UNTOUCHED
    return task.owner == actor.person and bool(actor.deputies) and not task.kept and untouched


def _is_own_matter(definition: FlowDefinition, run: FlowRun, task: Task, actor: Actor) -> bool:
    step = definition.items[task.step]
    return isinstance(step, ApproveStep) and step.if_submitter != "self" and actor.person == run.submitter
