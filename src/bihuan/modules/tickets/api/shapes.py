"""What the routes of tickets and tasks take and answer."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.dispatch import Lack
from bihuan.kernel.listing import HitOut

Id = Annotated[str, Field(max_length=100)]
OptionalId = Annotated[str | None, Field(max_length=100)]
FileIds = Annotated[list[Id], Field(max_length=50)]


class TakenIn(BaseModel):
    """A body that is taken; what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid")


class SourceIn(TakenIn):
    """Where the ticket comes from. (system, ref) is unique for ever: the same again answers with the same ticket."""

    channel: Annotated[str, Field(min_length=1, max_length=50)]
    system: Annotated[str | None, Field(max_length=100)] = None
    ref: Annotated[str | None, Field(max_length=200)] = None


class GeoIn(TakenIn):
    """A place on earth, WGS 84, degrees; accuracy in metres."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    accuracy: Annotated[float | None, Field(ge=0, le=100_000)] = None
    mocked: Annotated[bool | None, Field(description="The phone says that another app made the place up")] = None


class TicketIn(TakenIn):
    """A report."""

    type: Id
    title: Annotated[str, Field(max_length=1_000)]
    description: Annotated[str, Field(max_length=100_000)] = ""
    priority: Annotated[str | None, Field(max_length=10, description="P0 to P3; left out: the type's own")] = None
    source: SourceIn
    customer: OptionalId = None
    contact: OptionalId = None
    site: OptionalId = None
    device: OptionalId = None
    contract: Annotated[str | None, Field(max_length=100, description='An id, or "none"; left out: looked up')] = None
    region: OptionalId = None
    geo: GeoIn | None = None
    submitter: Annotated[str | None, Field(max_length=100, description="Whose ticket it is, if not the caller's")] = (
        None
    )
    data: dict[str, Any] = Field(default_factory=dict, description="The form's fields, see GET /forms/{key}/schema")
    files: FileIds = []


_SEEN = "The ticket's version that was seen: what others changed since is merged by field"
Seen = Annotated[int | None, Field(ge=0, lt=1 << 53, description=_SEEN)]

_CHILDREN = "If this ends the ticket: its open child tickets go on (leave) or end with it (end)"
ChildrenChoice = Annotated[Literal["", "leave", "end"], Field(description=_CHILDREN)]


class ActionIn(TakenIn):
    """What an action brings with it; which parts are needed stands in the task's `actions`."""

    data: dict[str, Any] = {}
    comment: Annotated[str, Field(max_length=20_000)] = ""
    files: FileIds = []
    signature: Annotated[str | None, Field(max_length=200_000, description="A file id or strokes as data")] = None
    to: Annotated[str | None, Field(max_length=100, description="The step to go back to, for return")] = None
    position: GeoIn | None = None
    unplaced: Annotated[Lack | None, Field(description="For arrive without a position: why there is none")] = None
    person: Annotated[str | None, Field(max_length=100, description="For assign: who gets it")] = None
    candidates: Annotated[list[Id], Field(max_length=200, description="For assign: who may claim it")] = []
    people: Annotated[list[Id], Field(max_length=20, description="Who is given the task, or asked in")] = []
    joint: Annotated[Literal["all", "any", "sequence"], Field(description="How those asked in answer together")] = "all"
    reason: Annotated[str, Field(max_length=20_000)] = ""
    resume: Annotated[
        Literal["walk", "straight"] | None, Field(description="For return, where the action's `resume` names both")
    ] = None
    seen: Seen = None
    children: ChildrenChoice = ""


class SignalIn(TakenIn):
    """What another system says has come about: the key that the flow's wait names."""

    key: Annotated[str, Field(min_length=1, max_length=63)]


class UrgeIn(BaseModel):
    """催办, and why."""

    comment: Annotated[str, Field(max_length=500)] = ""


class RunActionIn(TakenIn):
    """Why a run is withdrawn, reopened, terminated, force-closed or archived."""

    reason: Annotated[str, Field(max_length=20_000)] = ""
    children: ChildrenChoice = ""


class AmendIn(TakenIn):
    """Corrections outside the tasks."""

    changes: dict[str, Any] = {}
    data: dict[str, Any] = {}
    seen: Seen = None


class NoteIn(TakenIn):
    """A note; public ones are for the customer, too."""

    text: Annotated[str, Field(max_length=100_000)]
    public: bool = False
    files: FileIds = []
    mentions: Annotated[list[Id], Field(max_length=20, description="Colleagues who are told of it, by their ids")] = []


class CallIn(TakenIn):
    """A phone call with the customer. Only a call that reached somebody answers him."""

    direction: Literal["in", "out"]
    outcome: Literal["reached", "no_answer", "busy", "voicemail"]
    text: Annotated[str, Field(max_length=100_000, description="What was said; needed when somebody was reached")] = ""
    at: Annotated[int | None, Field(ge=0, le=7_258_118_400_000, description="When it began, ms; left out: now")] = None
    seconds: Annotated[int | None, Field(ge=0, le=86_400)] = None
    contact: Annotated[str | None, Field(max_length=100, description="Left out: the ticket's own")] = None
    name: Annotated[str, Field(max_length=1_000, description="With whom, where nobody is on file")] = ""
    public: bool = False
    files: FileIds = []


class TicketSourceOut(BaseModel):
    """Where the ticket came from."""

    channel: str | None
    system: str | None
    ref: str | None


# A field that is masked for its reader is shown as text.
MaskedInt = int | str | None


class TicketOut(BaseModel):
    """A ticket as its caller may see it: fields that are hidden from him are absent."""

    model_config = ConfigDict(extra="allow")
    id: str
    number: str
    type: str
    stage: str
    category: str
    stage_label: dict[str, str]
    version: int
    created_at: int
    data: dict[str, Any]
    description: str | None = None
    form_version: MaskedInt = None
    flow_version: MaskedInt = None
    priority_source: str | None = None
    contact: str | None = None
    site: str | None = None
    contract: str | None = None
    contract_source: str | None = None
    geo: dict[str, Any] | str | None = None
    team: str | None = None
    ended_at: MaskedInt = None
    source: TicketSourceOut | None = None
    title: str | None = None
    priority: str | None = None
    customer: str | None = None
    device: str | None = None
    region: str | None = None
    department: str | None = None
    assignee: str | None = None
    submitter: str | None = None
    created_by: str | None = None
    tags: list[str] | str | None = None
    next_due: MaskedInt = None
    next_clock: str | None = None
    clock_state: str | None = Field(None, description="running, paused, breached; null where nothing is promised")
    red: bool | str | None = None
    updated_at: MaskedInt = None
    resolved_at: MaskedInt = None
    archived_at: MaskedInt = None
    editable: list[str] = Field([], description="What the caller may change outside of tasks; fields of the form too")
    tasks: list["TaskOut"]
    actions: list["ActionOut"]
    waits: list["WaitOut"]
    told: list["ToldOut"]
    visits: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    previous: dict[str, "PreviousReadingOut"] = Field({}, description="Readings of the same device the last time")


class PreviousReadingOut(BaseModel):
    """What an instrument showed the last time."""

    value: str
    at: int


class ClockHoursOut(BaseModel):
    """Whether the clock that is due next is counting now, and when that changes (ms); null: it never does.

    `calendar`: by whose hours; null: by the clock on the wall.
    """

    open: bool
    changes_at: int | None
    calendar: str | None = None


class TicketRowOut(BaseModel):
    """A ticket in a list: its headline, with whatever else of it its caller may see. What is hidden is absent."""

    id: str
    number: str
    type: str
    form: str | None = None
    form_version: int | None = None
    stage: str
    category: str
    version: int
    created_at: int
    title: str | None = None
    priority: str | None = None
    channel: str | None = None
    customer: str | None = None
    device: str | None = None
    region: str | None = None
    department: str | None = None
    assignee: str | None = None
    submitter: str | None = None
    created_by: str | None = None
    tags: list[str] | None = None
    next_due: int | None = None
    next_clock: str | None = None
    clock_state: str | None = Field(None, description="running, paused, breached; null where nothing is promised")
    red: bool | None = None
    updated_at: int | None = None
    resolved_at: int | None = None
    archived_at: int | None = None
    customer_name: str | None = None
    device_name: str | None = None
    clock_hours: ClockHoursOut | None = None
    values: dict[str, Any] | None = Field(None, description="The form's fields that were asked for as `columns`")
    hits: list[HitOut] | None = Field(None, description="With `q`: what the words hit, the title first")


class ActionOut(BaseModel):
    """An action that the caller may do now. `form`: rights by field, `*` for all others."""

    key: str
    label: dict[str, str]
    form: dict[str, str]
    comment: str
    signature: str
    evidence: dict[str, int]
    targets: list[str]
    target_labels: dict[str, dict[str, str]]
    needs_person: bool
    needs_many: bool
    resume: list[str] = Field(description="How the run may go on after going back: walk, straight; the usual one first")
    leads_to: str | None = Field(description="The visit's state after it; null where it ends the visit or the task")


class ChangedOut(BaseModel):
    """A field whose value is another one than when somebody decided."""

    key: str
    before: Any
    now: Any


class AskedAgainOut(BaseModel):
    """Why a step is asked again that has decided already."""

    since: int = Field(description="When it decided (ms)")
    fields: list[ChangedOut] = Field(description="As far as the reader may read them")
    evidence: bool = Field(description="Files were handed in anew")
    ways: bool = Field(description="The run took another way")


class TaskOut(BaseModel):
    """An open task of the ticket."""

    id: str
    step: str
    label: dict[str, str]
    kind: str
    assignee: str | None
    stands_in: str | None = Field(description="As whose deputy the caller may act on it; None: as nobody's")
    stands_in_name: str | None
    deputies: list[str] = Field(description="Who stands in for the owner now, unless he keeps the task to himself")
    candidates: list[str]
    opened_at: int
    visit: dict[str, Any] | None
    urged: int = Field(description="How often somebody asked for it to be done")
    urge_in: int | None = Field(description="Milliseconds until it may be urged (again); None: not by the caller")
    actions: list[ActionOut]
    asked_again: AskedAgainOut | None
    ahead: dict[str, list[ActionOut]] = Field(
        description="What the caller may do in each later state of his visit, for phones without a network"
    )


class ChildrenProgressOut(BaseModel):
    """How far the child tickets of a step are: how many it has, how many are over, and at their regular end."""

    all: int
    over: int
    done: int


class WaitOut(BaseModel):
    """What the ticket waits for that is nobody's task."""

    instance: str
    step: str
    label: dict[str, str]
    kind: str
    until: int | None = Field(description="When it goes on by itself, ms; null: no time ends it, or not yet known")
    event: str = Field(description="message, child_closed, signal, or empty: nothing but time")
    key: str
    children: ChildrenProgressOut | None = Field(description="Of a step that opens child tickets, for colleagues")
    unread: int = Field(description="How many of those told have not read it yet (kind read)")
    why: str | None = Field(description="What failed, for colleagues (kind incident)")
    may_end: bool
    may_settle: bool = Field(description="Whether the caller may retry or skip what failed")


class IncidentOut(BaseModel):
    """A run that needs a flow admin: an action failed, or nothing moves it any more."""

    ticket: str
    number: str
    title: str | None
    label: dict[str, str] = Field(description="The step's name; empty where the run stands nowhere")
    why: str
    at: int


class ReaderOut(BaseModel):
    """Somebody who was told, and when he read it."""

    person: str
    read_at: int | None


class ToldOut(BaseModel):
    """知会 or 抄送: who was told without having to act. Who else was told is for colleagues."""

    step: str
    label: dict[str, str]
    kind: str = Field(description="notify: by a step of its own; cc: when the step was done")
    text: dict[str, str] | None
    at: int
    people: list[ReaderOut]
    unread: bool = Field(description="Whether the caller was told and has not said yet that he read it")


class TraceOut(BaseModel):
    """The whole history of a ticket with the proof of each entry."""

    ticket: dict[str, Any]
    events: list[dict[str, Any]]
    people: dict[str, str]
    fields: dict[str, dict[str, str]]
    about: dict[str, list[str]] = Field(description="Which fields tell of `parts`, and which of the `rating`")
    steps: dict[str, dict[str, str]] = Field(description="What the steps are called that the events name")
    stages: dict[str, dict[str, str]]
    sections: dict[str, Any]
    checkpoint: dict[str, Any] | None


class MyTaskOut(BaseModel):
    """An open task with its ticket's headline."""

    id: str
    owner: str = Field(description="Whose task it is: the caller's, or of somebody for whom he stands in")
    owner_name: str | None = Field(description="His name, where that is not the caller")
    ticket: str
    number: str
    title: str | None
    type: str
    priority: str | None
    stage: str
    step: str
    kind: str
    visit: str | None
    opened_at: int
