"""What people and the system may ask of a run. Commands carry their ids; nothing here invents one."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks; `system`: the product itself.

    `stands_in_for` are the people whose deputy the actor is now, in everything; `within`: those for whom he is it only
    in some of their roles. `deputies`: who stands in for the actor now.
    """

    person: str
    roles: frozenset[str] = frozenset()
    stands_in_for: frozenset[str] = frozenset()
    system: bool = False
    within: Mapping[str, frozenset[str]] = field(default_factory=dict)
    deputies: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file handed in with an action. `kind`: photo, video, audio or document."""

    id: str
    kind: str = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRun:
    """Hand in. `data` are the whole values of the form, already checked; `submitter` is who asked, if not the actor."""

    run_id: str
    actor: Actor
    data: Mapping[str, Any]
    submitter: str | None = None
    comment: str = ""
    files: tuple[EvidenceFile, ...] = ()
    signature: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Do one of the task's open actions. `data` as in `StartRun`, after this action's changes.

    `to` names the step for `return`; `position` is where an engineer says he is (latitude, longitude, accuracy).
    `check_in`: how that was judged, for `arrive`.
    `people` are asked in or given the task; `joint` is how those asked in answer (all, any, sequence). `resume`: walk
    or straight, for `return`. `form`: the form's own values, if `data` holds more than these.
    """

    task_id: str
    action: str
    actor: Actor
    data: Mapping[str, Any]
    comment: str = ""
    files: tuple[EvidenceFile, ...] = ()
    signature: str | None = None
    to: str | None = None
    position: JsonObject | None = None
    check_in: JsonObject | None = None
    people: tuple[str, ...] = ()
    joint: str = "all"
    resume: str | None = None
    form: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignTask:
    """派单, 改派 and 强制转派: give the task to `person`, or offer it to `candidates` to claim.

    A reason is required once somebody has accepted, and always for a decision.
    """

    task_id: str
    actor: Actor
    person: str | None = None
    candidates: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Urge:
    """催办: whoever waits for the task asks its owner to hurry. Who may ask is the shell's question."""

    task_id: str
    actor: Actor
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireVisit:
    """The accept window of an offer has passed (sent by the system's timer)."""

    task_id: str
    visit_id: str
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class PassWait:
    """The instant of a wait has come (sent by the system's timer). `data` as in `StartRun`, here and below."""

    instance: str
    actor: Actor
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Something that runs may wait for came about: `event` is one of WAIT_EVENTS, `key` tells signals apart."""

    event: str
    actor: Actor
    key: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndWait:
    """Wait no longer: by a lead where the step lets him, or by the flow admin."""

    instance: str
    actor: Actor
    reason: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveWaits:
    """The form's values have changed (sent by the system)."""

    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassSeat:
    """Whoever has the task has left for good (sent by the system): his seat passes on."""

    task_id: str
    actor: Actor
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCopy:
    """已阅: `person` was told at this step instance, as the shell knows, and has opened the ticket."""

    step: str
    instance: str
    person: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishAction:
    """What a step does by itself was done (sent by the system)."""

    instance: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailAction:
    """What a step does by itself failed for good (sent by the system); `why` as in `IncidentOpened`."""

    instance: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TellOfChild:
    """A child that a step asked for was opened (then `step` and `part` say for what), or fares otherwise than before
    (sent by the system). `state`: open, done, cancelled, dropped."""

    child: str
    state: str
    step: str = ""
    part: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleIncident:
    """A flow admin sees to an incident: retry, skip, or fill (done by hand)."""

    instance: str
    how: str
    actor: Actor
    reason: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """撤回 by the submitter."""

    actor: Actor
    reason: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """重开 a resolved run."""

    actor: Actor
    data: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminate:
    """终止 by the flow admin: what was asked for is not done; the run ends as if it had been refused."""

    actor: Actor
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForceClose:
    """强制关闭 by the flow admin: the case is over, whatever the flow still asks for."""

    actor: Actor
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """合并: another run takes the case over. Whether it may, was asked where both runs are known."""

    actor: Actor
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmerge:
    """撤销合并: go on alone. `data` as in `Withdraw`."""

    actor: Actor
    reason: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


FlowCommand = (
    StartRun
    | Act
    | AssignTask
    | Urge
    | ExpireVisit
    | PassSeat
    | PassWait
    | Signal
    | EndWait
    | MoveWaits
    | ReadCopy
    | FinishAction
    | FailAction
    | TellOfChild
    | SettleIncident
    | Withdraw
    | Reopen
    | Terminate
    | ForceClose
    | Merge
    | Unmerge
)
