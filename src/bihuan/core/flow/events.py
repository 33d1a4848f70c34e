"""What happened in a run. Few and fat, since each becomes a row of the ledger: handing in a ticket makes two.

Fields are JSON only; every resolved person and every computed stage stands in the event, so that folding needs neither
the directory nor the clock. `stage` is the ticket's stage after the event. Lists inside dicts stay lists.
"""

from dataclasses import fields
from typing import Any

from bihuan.core.flow.action_events import ActionAsked, ActionDone, IncidentOpened, IncidentSettled
from bihuan.core.flow.child_events import ChildFared, ChildOpened, ChildrenAsked, ChildrenReleased
from bihuan.core.flow.deadline_events import DeadlineReached, DeadlinesSet
from bihuan.core.flow.event_base import ColleaguesEvent, FlowEvent
from bihuan.core.flow.keeping_events import StepKept, TaskKept
from bihuan.core.flow.told_events import CopyRead, PeopleTold
from bihuan.core.flow.wait_events import RoundBegan, RoundsEnded, WaitEnded, WaitMoved
from bihuan.core.late import dataclass
from bihuan.core.values import Json, JsonObject, thaw_json


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted(FlowEvent):
    """Handed in. `by` differs from `submitter` when the front desk files for a customer. `files`: {id, kind}."""

    flow: str
    step: str
    submitter: str
    by: str
    stage: str
    comment: str = ""
    files: tuple[JsonObject, ...] = ()
    signature: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchTaken(FlowEvent):
    """A block was entered. `way` is None if no condition held and there is no default; then the block is passed by.

    `outcomes`: {way, holds} of the conditions asked, in order. `within` is the block instance around it.
    """

    block: str
    instance: str
    within: str | None
    way: str | None
    outcomes: tuple[JsonObject, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockForked(FlowEvent):
    """A parallel block was entered. `lanes`: {lane, instance}, one for each lane that now runs."""

    block: str
    instance: str
    within: str | None
    lanes: tuple[JsonObject, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneEnded(FlowEvent):
    """A lane of a parallel block came to its end and waits at the join, where it does not count for the stage."""

    block: str
    instance: str
    lane: str
    lane_instance: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockLeft(FlowEvent):
    """A parallel block is over: enough lanes arrived (`joined`), or somebody went back to before it (`returned`).

    `cancelled`: {task, owner} of what was still open in it.
    """

    block: str
    instance: str
    why: str
    cancelled: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEntered(FlowEvent):
    """A token stands at a step that needs a person, or at a decision that made itself (then `StepLeft` follows).

    `tasks`: {id, owner, candidates, visit: {id, person, state} or None}. `seats` (decisions only): {person, task,
    verdict, why}: one per elector. `why`: forward, return or reopen. `step_stage` is this step's own stage. `voids`:
    the steps whose results going back made void; None in old events means all since the step was last left. `resume`:
    straight, if the run then goes straight back, past what need not be decided anew. `changed`: what is new to a step
    that is asked again, as {fields: names, evidence, ways}. `wait`:
    what the token waits for where that is nobody's task ({kind, until, event, key} as in `run.Wait`).
    """

    step: str
    kind: str
    instance: str
    block: str | None
    why: str
    step_stage: str
    stage: str
    tasks: tuple[JsonObject, ...]
    seats: tuple[JsonObject, ...] = ()
    voids: tuple[str, ...] | None = None
    wait: JsonObject | None = None
    resume: str | None = None
    changed: JsonObject | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatCalled(FlowEvent):
    """依次: the next elector's turn, with a task of his own. `seat` counts from 0, in the decision or in a signing."""

    step: str
    kind: str
    instance: str
    seat: int
    task: str
    person: str | None
    signing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningOpened(ColleaguesEvent):
    """征询 or 加签: the owner of `task` asks others in.

    `kind`: consult, before, after, parallel; `mode`: all, any, sequence. `tasks` and `seats` as in `StepEntered`.
    `person` is the formal owner, `by` who really asked.
    """

    task: str
    step: str
    instance: str
    signing: str
    kind: str
    mode: str
    person: str
    by: str
    tasks: tuple[JsonObject, ...]
    seats: tuple[JsonObject, ...]
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningAnswered(ColleaguesEvent):
    """Somebody who was asked in answered: agree, refuse, or with an opinion."""

    task: str
    step: str
    instance: str
    signing: str
    verdict: str
    person: str
    by: str
    comment: str = ""
    files: tuple[JsonObject, ...] = ()
    signature: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningClosed(ColleaguesEvent):
    """A signing is over. `why`: answered, or recalled by the owner. `outcome`: agree, refuse, opinion, or "".

    `cancelled`: {task, owner} of those who had not answered.
    """

    task: str
    step: str
    instance: str
    signing: str
    owner: str | None
    why: str
    outcome: str
    by: str = ""
    cancelled: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitOffered(FlowEvent):
    """派单: offered to a person, not yet accepted. `replaces` is the visit this one takes over from."""

    task: str
    visit: str
    person: str
    by: str
    reason: str = ""
    replaces: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPooled(FlowEvent):
    """Offered to several people to claim. `replaces` as in `VisitOffered`."""

    task: str
    candidates: tuple[str, ...]
    by: str
    reason: str = ""
    replaces: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitAccepted(FlowEvent):
    """接单, or won the claim (`claimed`). `person` is whose work it is, `by` who pressed (a deputy, perhaps)."""

    task: str
    visit: str
    person: str
    by: str
    claimed: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRefused(FlowEvent):
    """拒单: the task has no owner again."""

    task: str
    visit: str
    person: str
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitExpired(FlowEvent):
    """Not accepted in time: the task has no owner again."""

    task: str
    visit: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDeparted(FlowEvent):
    """出发."""

    task: str
    visit: str
    person: str
    by: str
    comment: str = ""
    position: JsonObject | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitArrived(FlowEvent):
    """到场. `check_in`: how the place was judged, see `core.dispatch.check_in`; None in events from before that.

    `files`: photos that vouch for having been there.
    """

    task: str
    visit: str
    person: str
    by: str
    comment: str = ""
    position: JsonObject | None = None
    check_in: JsonObject | None = None
    files: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkBegan(FlowEvent):
    """开始处理."""

    task: str
    visit: str
    person: str
    by: str
    comment: str = ""
    position: JsonObject | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFinished(FlowEvent):
    """A task was ended by its person. `action` says how; `person` is the formal owner, `by` who really did it.

    `target` is the step gone back to, for `return` and named actions that return. `inputs`: as in `VoteCast`.
    """

    task: str
    step: str
    instance: str
    action: str
    person: str
    by: str
    visit: str | None = None
    comment: str = ""
    files: tuple[JsonObject, ...] = ()
    signature: str | None = None
    target: str | None = None
    inputs: JsonObject | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCast(FlowEvent):
    """One elector answered. `person` is the formal elector, `by` who really decided.

    `inputs`: what he decided on (`inputs.inputs_of`); None once it was erased.
    """

    task: str
    step: str
    instance: str
    verdict: str
    person: str
    by: str
    comment: str = ""
    files: tuple[JsonObject, ...] = ()
    signature: str | None = None
    inputs: JsonObject | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReassigned(FlowEvent):
    """A task without an offer (a decision, direct work) was given to another person, or its pool was cut to one."""

    task: str
    before: str | None
    person: str
    by: str
    reason: str = ""
    visit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskUrged(FlowEvent):
    """催办. `owner` is who was asked to hurry, None while nobody has the task. `count`: how often, with this time."""

    task: str
    step: str
    owner: str | None
    by: str
    count: int
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLeft(FlowEvent):
    """The token left the step. `result`: done, agree, refuse, return or a named action's key.

    `people` are the formal owners whose result it was (nobody if a policy decided; `why` then names it).
    `cancelled`: {task, owner} of the sibling tasks that ended with it.
    """

    step: str
    instance: str
    result: str
    people: tuple[str, ...] = ()
    why: str = ""
    cancelled: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded(FlowEvent):
    """The regular end."""

    step: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTerminated(FlowEvent):
    """A terminate step was reached, a refusal ends the run, or a named action did.

    终止 by a flow admin names no step: `by` is who did it, and `reason` is in his words.
    """

    step: str
    stage: str
    reason: str = ""
    by: str = ""
    cancelled: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunWithdrawn(FlowEvent):
    """撤回. `ended` is False when the run only went back to its submitter for revision."""

    by: str
    stage: str
    ended: bool
    reason: str = ""
    cancelled: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReopened(FlowEvent):
    """重开: a new round begins; decisions of earlier rounds stay on record but do not count."""

    by: str
    round: int
    step: str
    reason: str
    cancelled: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunForceClosed(FlowEvent):
    """强制关闭."""

    by: str
    stage: str
    reason: str
    cancelled: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMerged(FlowEvent):
    """合并: the case goes on in another run; nothing was decided here. `by` is empty if the product merged."""

    by: str
    stage: str
    reason: str = ""
    cancelled: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunUnmerged(FlowEvent):
    """撤销合并: the run goes on where it stood (`StepEntered` follows), with tasks of its own again."""

    by: str
    stage: str
    reason: str = ""


FLOW_EVENTS: tuple[type[FlowEvent], ...] = (
    RunStarted,
    BranchTaken,
    BlockForked,
    LaneEnded,
    BlockLeft,
    RoundBegan,
    RoundsEnded,
    StepEntered,
    StepKept,
    SeatCalled,
    SigningOpened,
    SigningAnswered,
    SigningClosed,
    VisitOffered,
    TaskPooled,
    VisitAccepted,
    VisitRefused,
    VisitExpired,
    VisitDeparted,
    VisitArrived,
    WorkBegan,
    TaskFinished,
    VoteCast,
    TaskReassigned,
    TaskKept,
    DeadlinesSet,
    DeadlineReached,
    TaskUrged,
    WaitMoved,
    WaitEnded,
    PeopleTold,
    CopyRead,
    ActionAsked,
    ActionDone,
    IncidentOpened,
    IncidentSettled,
    ChildrenAsked,
    ChildOpened,
    ChildFared,
    ChildrenReleased,
    StepLeft,
    RunEnded,
    RunTerminated,
    RunWithdrawn,
    RunReopened,
    RunForceClosed,
    RunMerged,
    RunUnmerged,
)
EVENT_TYPES = {kind.__name__: kind for kind in FLOW_EVENTS}
TUPLES = frozenset(
    {"outcomes", "lanes", "tasks", "seats", "voids", "candidates", "files", "people", "cancelled", "due"}
    | {"parts", "children"}
)


def event_to_json(event: FlowEvent) -> JsonObject:
    """The event as plain JSON, its name under `event`."""
    body = {item.name: thaw_json(getattr(event, item.name)) for item in fields(event)}
    return {"event": type(event).__name__, **body}


def event_from_json(data: Json) -> FlowEvent:
    """The inverse of `event_to_json`."""
    body: dict[str, Any] = {
        key: tuple(value) if key in TUPLES and value is not None else value
        for key, value in data.items()
        if key != "event"
    }
    return EVENT_TYPES[data["event"]](**body)
