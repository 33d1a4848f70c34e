"""What was designed: stages, and steps nested in blocks. Immutable; a published version never changes.

Semantics §4. A flow is a sequence of items; an item is a step or a block that holds sequences. Who may do what next
is read from here and from nowhere else.
"""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Literal

from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.values import Json

Label = Mapping[str, str]
Category = Literal["new", "active", "waiting", "resolved", "closed", "cancelled"]
CATEGORIES: tuple[Category, ...] = ("new", "active", "waiting", "resolved", "closed", "cancelled")
DONE_CATEGORIES = frozenset({"resolved", "closed"})

Right = Literal["hidden", "read", "edit", "required"]
Need = Literal["none", "optional", "required"]
Ending = Literal["finish", "return", "terminate"]
# After 退回: every step is walked again, or straight back to who sent it, asking only those whose inputs changed.
Resume = Literal["walk", "straight"]
DispatchMode = Literal["direct", "dispatch", "claim", "dispatch_claim"]
ApproveMode = Literal["all", "any", "sequence", "ratio", "count"]
# What a wait may be over with: a message of the customer, a sub-ticket that closed, a signal from another system.
# What may be done about a task that nobody does in time, and the number of the rung that hands it over.
DEADLINE_ACTS = ("remind", "escalate", "transfer", "pass", "return_step")
HAND_OVER = -1
WAIT_EVENTS = ("message", "child_closed", "signal")
Condition = Callable[[Mapping[str, Any], Env], bool]


@dataclass(frozen=True, slots=True)
class Stage:
    """What people see as the ticket's status. A lower rank is the earlier, and wins while branches run side by side."""

    key: str
    label: Label
    category: Category
    rank: int


@dataclass(frozen=True, slots=True)
class ActionOffer:
    """One action that a step knows: what its button says and what its form asks for.

    `form` maps field keys to rights ("*" stands for every field not named). `evidence` maps a kind of file (photo,
    video, audio, document, or "any") to how many are needed at least. `targets` are the steps that 退回 may name.
    `needs_person`: the action names a person (or, for a pool, people); `needs_many`: it may name several, and how they
    answer together. `ending` says what happens to the step, and is None where the step goes on. `resume`: how the run
    may go on after going back, the usual one first. `bare`: it ends the step without what its form asks for.
    """

    key: str
    label: Label
    form: Mapping[str, Right] = field(default_factory=dict)
    comment: Need = "optional"
    signature: Need = "none"
    evidence: Mapping[str, int] = field(default_factory=dict)
    targets: tuple[str, ...] = ()
    needs_person: bool = False
    needs_many: bool = False
    ending: Ending | None = None
    resume: tuple[Resume, ...] = ()
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Where the people of a step come from; `check.py` and `people.py` know what each kind means.

    kinds: people · role · submitter · department_head · manager · previous_handler · field · on_duty · chosen · matrix.
    `names` are the people, the role, the field or the step (chosen: the field, and the step whose person fills it, ""
    for the submitter; matrix: the fields); `level` counts department heads and managers upwards from 1 (0 for a field
    that names people themselves). `range`: out of whom is chosen, empty = everybody. `rows`: values and the sources
    that they lead to.
    """

    kind: str
    names: tuple[str, ...] = ()
    level: int = 0
    range: tuple["Source", ...] = ()
    rows: tuple[tuple[tuple[str, ...], tuple["Source", ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class IfEmpty:
    """What happens where no person is found: pass · refuse · person (named) · flow_admin."""

    policy: Literal["pass", "refuse", "person", "flow_admin"]
    person: str = ""


@dataclass(frozen=True, slots=True)
class Who:
    """Who may submit. Empty means everyone who may create tickets of the type at all."""

    roles: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A place where a token can stand. `stage` is the stage that it shows."""

    id: str
    kind: str
    label: Label
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """Something that is done about a task once it has been open `after` ms, by the clock or in `working` time (of
    `calendar`, else the ticket's own). `do`: one of DEADLINE_ACTS; `to`: who is told, or gets it; `target`: where
    return_step leads; `action`: by which the step is passed.
    """

    after: int
    do: str
    working: bool = False
    calendar: str = ""
    to: tuple[Json, ...] = ()
    target: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonStep(Step):
    """A step at which a person must act: it opens tasks.

    `withdraw` overrides the flow's rule while a token stands here; None leaves it to the flow. `range`: whom the owner
    may give his task to or ask in; empty means everybody. `cc`: who is told when the step is done (抄送).
    `deadlines`: what is done when a task has been open for how long; `hand_over`: when whoever has had it for that long
    loses it to his deputy, a lead, the flow admin.
    """

    fields: Mapping[str, Right]
    offers: Mapping[str, ActionOffer]
    returns: tuple[str, ...] = ()
    withdraw: bool | None = None
    dispatchers: frozenset[str] = frozenset()
    range: tuple[Source, ...] = ()
    cc: tuple[Source, ...] = ()
    deadlines: tuple[Rung, ...] = ()
    hand_over: Rung | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartStep(PersonStep):
    """Where a run begins; a token stands here only after 退回 or 撤回, until the submitter hands in again."""

    who: Who = Who()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandleStep(PersonStep):
    """Work to be done. `phases` are the moves of a visit between accepting and finishing, in their fixed order."""

    owner: tuple[Source, ...]
    mode: DispatchMode = "direct"
    phases: tuple[str, ...] = ()
    if_empty: IfEmpty | None = None
    again_to_same: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    """What a refused approval leads to: `terminate` (in `stage`), `return` to `step`, or the drawn `branch`."""

    policy: Literal["terminate", "return", "branch"] = "terminate"
    step: str = ""
    stage: str = ""
    items: tuple["Item", ...] = ()
    resume: Resume = "walk"


@dataclass(frozen=True, slots=True)
class Share:
    """How many must agree: `percent` of those asked, rounded up, or a `count`, at most everyone asked."""

    percent: int = 0
    count: int = 0

    def of(self, asked: int) -> int:
        """The least number of agreements that passes: ceil(percent · asked / 100), or the count."""
        return -(-self.percent * asked // 100) if self.percent else min(self.count, asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveStep(PersonStep):
    """A decision by one or several people: 会签 all, 或签 any, 依次 sequence, or a `share` of them (ratio, count).

    `closes` is the switch of the approvals table in semantics §4:

    `verdict`: as soon as the outcome is certain · `all_answered`: only when everyone has answered (会签) ·
    `first_answer`: the first answer decides, be it yes or no (或签).
    """

    approvers: tuple[Source, ...]
    mode: ApproveMode = "all"
    share: Share | None = None
    closes: Literal["verdict", "all_answered", "first_answer"] = "verdict"
    if_empty: IfEmpty | None = None
    if_submitter: Literal["self", "skip", "department_head"] = "self"
    if_again: Literal["each_time", "first_only", "consecutive"] = "each_time"
    refused: Refused = Refused()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndStep(Step):
    """The regular end of its branch; outside parallel blocks that is the end of the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminateStep(Step):
    """Ends the whole run at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitStep(Step):
    """A pause that needs nobody. It is over with the first of what is named here.

    `length`: ms on the clock, or of `working` time (of `calendar`, else of the ticket's own). `field`: a date of the
    form, moved by `offset` ms. `event`: something that comes about (one of WAIT_EVENTS); `key` tells signals apart.
    `early`: a lead may end it with a reason; the flow admin always may.
    """

    length: int = 0
    working: bool = False
    calendar: str = ""
    field: str = ""
    offset: int = 0
    event: str = ""
    key: str = ""
    early: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyStep(Step):
    """知会: people are told, and may read the ticket from then on; nobody has to act.

    `until_read`: the run waits until all of them have read it, `length` (as in `WaitStep`) at most.
    """

    to: tuple[Source, ...]
    text: Label
    until_read: bool = False
    length: int = 0
    working: bool = False
    calendar: str = ""
    early: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStep(Step):
    """What the product does by itself: set values of the ticket, and push to an endpoint.

    `changes`: values by field of the form, or `priority`, `tags`. `webhook`: the endpoint's key, with `values` sent
    along. What fails out there makes an incident on this step.
    """

    changes: Mapping[str, Json] = field(default_factory=dict)
    webhook: str = ""
    values: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TeamChild:
    """One child that a step opens: `part` is its key within the step, `team` in whose queue it stands. `type` and
    `title` are its own; without them the step's hold."""

    part: str
    team: str
    type: str = ""
    title: Label | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildrenStep(Step):
    """子工单: a child of `type` is opened for each of `teams`, each team that `field` holds, or each of `rows`.

    `team` or `team_column`: in whose queue the children of rows stand. `title`: what they are called; without it, as
    the parent. `take`: what they take over from the parent, None is all; `fill`: by field of the child, the column of
    the row. The run goes on when `needed` of them (0: all) came to their end, or none is open any more; then `rest`
    says what becomes of the others: end, leave. `length` as in `WaitStep`: it waits so long at most.
    """

    type: str
    teams: tuple[TeamChild, ...] = ()
    field: str = ""
    rows: str = ""
    team: str = ""
    team_column: str = ""
    title: Label | None = None
    take: tuple[str, ...] | None = None
    fill: Mapping[str, str] | None = None
    needed: int = 0
    rest: Literal["end", "leave"] = "end"
    length: int = 0
    working: bool = False
    calendar: str = ""
    early: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """One way through a branch. Without `when` it is the default. `test` is `when`, compiled against the form."""

    key: str
    label: Label
    when: Json | None
    items: tuple["Item", ...]
    test: Condition | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Branch:
    """Ordered conditions: the first way whose condition holds is taken, the default last."""

    id: str
    label: Label
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """One of the sequences that a parallel block runs side by side."""

    key: str
    label: Label
    items: tuple["Item", ...]


@dataclass(frozen=True, slots=True)
class Parallel:
    """Lanes that run side by side. The block owns its join: it is left when `needed` lanes have ended.

    All of them, one (any), or k of n. What is left in the block then ends with it.
    """

    id: str
    label: Label
    lanes: tuple[Lane, ...]
    needed: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """A sequence that is walked again, until a condition holds at the end of a round, at most `most` times.

    `test` is `until`, compiled against the form.
    """

    id: str
    label: Label
    until: Json
    most: int
    items: tuple["Item", ...]
    test: Condition | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Again:
    """Where a round of a repeat block ends. Nobody draws it: it follows the block's last item."""

    id: str
    block: str
    label: Label = field(default_factory=lambda: {"zh": "再来一轮", "en": "Once more"})


@dataclass(frozen=True, slots=True)
class Join:
    """Where the lanes of a parallel block meet. Nobody draws it: it follows each lane's last item."""

    id: str
    block: str
    label: Label = field(default_factory=lambda: {"zh": "汇合", "en": "Join"})


Item = (
    StartStep
    | HandleStep
    | ApproveStep
    | WaitStep
    | NotifyStep
    | ActionStep
    | ChildrenStep
    | EndStep
    | TerminateStep
    | Branch
    | Parallel
    | Repeat
    | Join
    | Again
)
TaskStep = StartStep | HandleStep | ApproveStep


@dataclass(frozen=True, slots=True)
class WithdrawRule:
    """撤回 by the submitter. `until`: the first person acted, or never. `then`: cancel the run, or back to start."""

    until: Literal["first_act", "never"] = "first_act"
    then: Literal["cancel", "revise"] = "cancel"
    stage: str = ""


@dataclass(frozen=True, slots=True)
class ReopenRule:
    """重开: to which step, and for how many days after being resolved the submitter may ask for it."""

    step: str
    days: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: the sequences it is nested in, outermost first, with its position in each.

    `following` is the next item in flow order once this one is left forwards, None at the end of the root sequence.
    `blocks` are the enclosing blocks, outermost first; `join` is where the innermost lane around it ends, if any.
    `behind`: the item and what can come after it within its sequence, not what runs beside it in other lanes.
    """

    path: tuple[tuple[str, int], ...]
    blocks: tuple[str, ...]
    following: str | None
    join: str | None = None
    behind: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FlowDefinition:
    """One immutable version of a flow, with the look-up tables that deciding needs.

    `leads` may assign, reassign and reopen; `admins` may also force. Both are role keys. `choices`: by the step at
    which they are made, those of the people of later steps.
    """

    key: str
    label: Label
    stages: Mapping[str, Stage]
    root: tuple[Item, ...]
    start: StartStep
    leads: frozenset[str]
    admins: frozenset[str]
    withdraw: WithdrawRule
    reopen: ReopenRule | None
    items: Mapping[str, Item]
    places: Mapping[str, Place]
    choices: Mapping[str, tuple[Source, ...]]

    def stage_of(self, category: Category, *others: Category) -> str:
        """The first stage (by rank) of the first category that has one, else the stage of the highest rank."""
        ranked = sorted(self.stages.values(), key=lambda stage: stage.rank)
        for wanted in (category, *others):
            for stage in ranked:
                if stage.category == wanted:
                    return stage.key
        return ranked[-1].key
