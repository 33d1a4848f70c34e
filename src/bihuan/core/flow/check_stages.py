"""The publish check's questions about stages: do they tell people the truth, and are there few enough?"""

from collections.abc import Iterator

from bihuan.core.flow.definition import (
    ActionStep,
    EndStep,
    FlowDefinition,
    NotifyStep,
    PersonStep,
    Step,
    TerminateStep,
    WaitStep,
)
from bihuan.core.flow.notes import Note

MANY_STAGES = 6
UNFINISHED = (PersonStep, WaitStep, NotifyStep, ActionStep)
OVER = frozenset({"resolved", "closed", "cancelled"})


def check_stages(definition: FlowDefinition) -> Iterator[Note]:
    """Ends that stay open, work in closed stages, too many stages, equal ranks, stages nobody sees."""
    categories = {key: stage.category for key, stage in definition.stages.items()}
    if not {"closed", "cancelled"} & set(categories.values()):
        yield Note("flow.no_closing_stage")
    for item in definition.items.values():
        if isinstance(item, EndStep | TerminateStep) and categories[item.stage] not in OVER:
            yield Note("flow.end_stays_open", item.id, {"stage": item.stage})
        if isinstance(item, UNFINISHED) and categories[item.stage] in (
            "closed",
            "cancelled",
        ):
            yield Note("flow.work_in_closed_stage", item.id, {"stage": item.stage})
    yield from _reopening(definition)
    yield from _order(definition)


def _reopening(definition: FlowDefinition) -> Iterator[Note]:
    if definition.reopen is None:
        return
    if definition.places[definition.reopen.step].blocks:
        yield Note("flow.reopen_into_block", definition.reopen.step)
    shown = {definition.stages[item.stage].category for item in definition.items.values() if isinstance(item, Step)}
    if "resolved" not in shown:
        yield Note("flow.reopen_never_open", advice=True)


def _order(definition: FlowDefinition) -> Iterator[Note]:
    stages = definition.stages.values()
    if len(stages) > MANY_STAGES:
        yield Note("flow.many_stages", None, {"count": len(stages), "most": MANY_STAGES}, advice=True)
    by_rank: dict[int, list[str]] = {}
    for stage in stages:
        by_rank.setdefault(stage.rank, []).append(stage.key)
    for same in by_rank.values():
        if len(same) > 1:
            yield Note("flow.same_rank", None, {"stages": same}, advice=True)
    used = {item.stage for item in definition.items.values() if isinstance(item, Step)}
    for stage in stages:
        if stage.key not in used and stage.category not in ("closed", "cancelled"):
            yield Note("flow.unused_stage", None, {"stage": stage.key}, advice=True)
