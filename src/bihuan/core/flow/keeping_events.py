"""What stays as it is: a task with its owner, and a decision whose grounds are the same."""

from bihuan.core.flow.event_base import FlowEvent
from bihuan.core.late import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskKept(FlowEvent):
    """收回代理: the owner has the task to himself again; his deputies act on it no more."""

    task: str
    step: str
    by: str
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepKept(FlowEvent):
    """On the way straight back a step was passed whose inputs are the same: what was decided there stands.

    `instance` is new, for the order of results; `people` are those whose result it is.
    """

    step: str
    instance: str
    result: str
    people: tuple[str, ...] = ()
