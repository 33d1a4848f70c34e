"""What can be asked of a ticket, and what then has happened. Flow events (core.flow) stand in the same stream."""

from dataclasses import field
from typing import ClassVar, Protocol

from bihuan.core.flow import FLOW_EVENTS
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject


@dataclass(frozen=True, slots=True)
class Source:
    """Where a ticket came from (INT-11). (`system`, `ref`) is unique for ever: the same again is the same ticket."""

    channel: str
    system: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitFrom:
    """拆分: the ticket that a new one is split off, and the ids of its notes and files that are shown there, too."""

    ticket: str
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildOf:
    """子工单: the parent of a new ticket. `step` and `row`: the step of its flow that opened it, and for which team or
    row of a sub-table; empty when a person did."""

    ticket: str
    step: str = ""
    row: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTicket:
    """Report. `contract`: an id, or "none" when there is none; left out, it is looked up from device and customer.

    `submitter`: the person whose ticket it is, when somebody else files it. `files`: {id, kind} handed in.
    `split_from`: the ticket that this one is split off, and which of its notes and files go with it.
    `child_of`: the parent that it is opened for. `team`: in whose queue it stands from the beginning.
    """

    type: str
    title: str
    source: Source
    description: str = ""
    priority: str | None = None
    customer: str | None = None
    contact: str | None = None
    site: str | None = None
    device: str | None = None
    contract: str | None = None
    region: str | None = None
    geo: JsonObject | None = None
    submitter: str | None = None
    data: JsonObject = field(default_factory=dict)
    files: tuple[str, ...] = ()
    split_from: SplitFrom | None = None
    child_of: ChildOf | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActOnTask:
    """Do one of a task's open actions; `data` is a patch of the form, `to` the step for 退回.

    `seen`: the ticket's version that the person had before him. What others changed since is merged by field.
    `people` are given the task or asked in, and answer together as `joint` says: all, any, sequence. `resume`: how the
    run goes on after 退回, walk or straight; None: as the step says. `unplaced`: why `arrive` has no `position`.
    `children`: what becomes of open child tickets if this ends the ticket: leave, end; empty: nothing was said.
    """

    task: str
    action: str
    data: JsonObject = field(default_factory=dict)
    comment: str = ""
    files: tuple[str, ...] = ()
    signature: str | None = None
    to: str | None = None
    position: JsonObject | None = None
    unplaced: str | None = None
    seen: int | None = None
    people: tuple[str, ...] = ()
    joint: str = "all"
    children: str = ""
    resume: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignTask:
    """派单 by hand: to one person, or to several to claim."""

    task: str
    person: str | None = None
    candidates: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgeTask:
    """催办: ask whoever has the task to hurry."""

    task: str
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireVisit:
    """Nobody accepted in time: the offer of `visit` is void. Sent by the platform when the accept window is over."""

    task: str
    visit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassWait:
    """The instant of a wait has come. Sent by the platform's timer; `instance` is the step instance that waits."""

    ticket: str
    instance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveWaits:
    """The form was changed: what waits for a date of it waits for the new one. Sent by the platform."""

    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TellWaits:
    """An event came about that the run may wait for (`message`, `child_closed`), by whom. Sent by the platform."""

    ticket: str
    event: str
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TellOfChild:
    """A child fares as `state` says, as `core.flow.TellOfChild` means it. Sent by the platform."""

    ticket: str
    child: str
    state: str
    step: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalTicket:
    """Another system says that what the ticket waits for under `key` has come about."""

    ticket: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCopies:
    """已阅: the caller has read what he was told of this ticket."""

    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishAction:
    """What a step of the flow does by itself was done. Sent by the platform."""

    ticket: str
    instance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailAction:
    """It failed for now; `why` as `kernel.errors.coded` writes it. Sent by the platform."""

    ticket: str
    instance: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleIncident:
    """See to an incident: `how` is retry, skip or fill (done by hand), the last two for a reason."""

    ticket: str
    instance: str
    how: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndWait:
    """Wait no longer, for a reason."""

    ticket: str
    instance: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachDeadline:
    """A task has been open for as long as one of its step's deadlines says. Sent by its timer."""

    task: str
    rung: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PassSeat:
    """Somebody who has a say has left for good: his seat passes on. Sent by the platform."""

    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActOnTicket:
    """withdraw, reopen, terminate or force_close the run as a whole. `children`: as in `ActOnTask`."""

    ticket: str
    action: str
    reason: str = ""
    children: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMerged:
    """End the run of a ticket that another took over. Sent by the platform when tickets are merged."""

    ticket: str
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeMerged:
    """Let such a run go on where it stood. Sent by the platform when a merging is undone."""

    ticket: str
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendTicket:
    """Correct the ticket outside its tasks. `changes`: title, description, priority, region, customer, contact,
    site, device, contract, tags; `data`: a patch of the form. `source`: who sets priority or contract, `given` by a
    person, or the platform's own: `rule`, `matrix`. `seen`: as in `ActOnTask`."""

    ticket: str
    changes: JsonObject = field(default_factory=dict)
    data: JsonObject = field(default_factory=dict)
    source: str = "given"
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    """Write into the timeline; `public` notes are for the customer too. `mentions`: colleagues who are told of it."""

    ticket: str
    text: str
    public: bool = False
    files: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCall:
    """Note a phone call with the customer. `direction` and `outcome` as in DIRECTIONS and OUTCOMES.

    `at`: when it began, None = now; `seconds`: how long it lasted. `contact`: with whom, or a `name` where nobody is on
    file. A `public` one may be read by the customer.
    """

    ticket: str
    direction: str
    outcome: str
    text: str = ""
    at: Instant | None = None
    seconds: int | None = None
    contact: str | None = None
    name: str = ""
    public: bool = False
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveTicket:
    """归档: the record is closed for good; what comes later becomes a new, linked ticket."""

    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseTicket:
    """Erase every personal payload of the ticket; the chain stays whole (semantics §2.6)."""

    ticket: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCreated:
    """Reported. Every resolved value stands here, so that replay asks nobody. `split_…`: as in `SplitFrom`, `child_…`:
    as in `ChildOf`."""

    number: str
    type: str
    form: str
    form_version: int
    flow: str
    flow_version: int
    title: str
    priority: str
    priority_source: str
    channel: str
    submitter: str
    archive_days: int
    description: str = ""
    system: str | None = None
    external_ref: str | None = None
    customer: str | None = None
    contact: str | None = None
    site: str | None = None
    device: str | None = None
    contract: str | None = None
    contract_source: str = "none"
    region: str | None = None
    geo: JsonObject | None = None
    department: str | None = None
    data: JsonObject | None = None
    files: tuple[str, ...] = ()
    split_from: str | None = None
    split_notes: tuple[str, ...] = ()
    split_files: tuple[str, ...] = ()
    team: str | None = None
    child_of: str | None = None
    child_step: str | None = None
    child_row: str | None = None


@dataclass(frozen=True, slots=True)
class ColleaguesJoined:
    """These people have to do with the ticket from now on, whatever made them: they are among its participants."""

    public: ClassVar[bool] = False
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColleaguesLeft:
    """What made these people join is over: who has no other reason is no participant any more."""

    public: ClassVar[bool] = False
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChildrenTold:
    """Whoever ended the ticket said what becomes of its open child tickets: `how` is leave or end."""

    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketChanged:
    """Fields were changed: `changes`/`before` of the core record, `data`/`data_before` of the form (null = empty)."""

    changes: JsonObject | None = None
    before: JsonObject | None = None
    texts: JsonObject | None = None
    texts_before: JsonObject | None = None
    data: JsonObject | None = None
    data_before: JsonObject | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPlaced:
    """The ticket stands in the queue of another department or team, because of who has it now."""

    department: str | None
    team: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded:
    """A note in the timeline. `mentions`: the people whom its author named with @."""

    note: str
    text: str
    public: bool
    files: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLogged:
    """A phone call with the customer. It answers him only when he was REACHED."""

    call: str
    direction: str
    outcome: str
    began_at: Instant
    text: str = ""
    seconds: int | None = None
    contact: str | None = None
    name: str = ""
    public: bool = False
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClocksMoved:
    """What one fact did to all clocks of the ticket: `moves` are events of core.sla as JSON, in order.

    `received` and `cause` are the same for all of them and stand here once (`received` is the event's own instant).
    The rest says how things stand afterwards, for lists: the promise that is due next, its state (`clock_state`:
    running, paused, breached; None when nothing runs), and whether the ticket is to be marked `red`. `look_at`: when
    the clocks must be looked at again. `policies`: the set and its version that judged.
    """

    moves: tuple[JsonObject, ...]
    next_due: Instant | None = None
    next_clock: str | None = None
    clock_state: str | None = None
    red: bool = False
    look_at: Instant | None = None
    policies: str = ""
    policies_version: int = 0
    cause: JsonObject | None = None

    def whole_moves(self, received: Instant) -> tuple[JsonObject, ...]:
        """The moves with what is the same for all of them, as `core.sla.event_from_json` reads them."""
        return tuple({**move, "received": received, "cause": self.cause or {}} for move in self.moves)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketArchived:
    """归档."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPurged:
    """Personal payloads were erased, by request or because their time was over."""

    reason: str


REACHED = "reached"
DIRECTIONS = ("in", "out")
OUTCOMES = (REACHED, "no_answer", "busy", "voicemail")


def ticket_stream(ticket: str) -> str:
    """The stream of one ticket."""
    return f"ticket:{ticket}"


def ticket_of_task(task: str) -> str:
    """The ticket that a task id belongs to: `<ticket>-<n>`."""
    return task.rpartition("-")[0]


class _OfTicket(Protocol):
    @property
    def ticket(self) -> str: ...


def stream_of_ticket(command: _OfTicket) -> str:
    """The stream that a command about a ticket is about."""
    return ticket_stream(command.ticket)


def stream_of_task(command: ActOnTask | AssignTask | UrgeTask | ExpireVisit | ReachDeadline | PassSeat) -> str:
    """The stream that a command about a task is about."""
    return ticket_stream(ticket_of_task(command.task))


OWN_EVENTS: tuple[type, ...] = (
    *(TicketCreated, TicketChanged, TicketPlaced, ChildrenTold, ColleaguesJoined, ColleaguesLeft),
    *(NoteAdded, CallLogged, ClocksMoved, TicketArchived, TicketPurged),
)
EVENTS: tuple[type, ...] = (*OWN_EVENTS, *FLOW_EVENTS)
# What people write, sign, decide on or reveal about where they are.
_WORDS = frozenset({"comment", "reason", "signature", "position", "inputs"})
PERSONAL: dict[type, tuple[str, ...]] = {
    TicketCreated: ("title", "description", "geo", "data"),
    TicketChanged: ("texts", "texts_before", "data", "data_before"),
    NoteAdded: ("text",),
    CallLogged: ("text", "name"),
    **{kind: tuple(sorted(_WORDS & set(kind.__dataclass_fields__))) for kind in FLOW_EVENTS},
}
# Events that change what the search index holds.
SEARCHED: frozenset[type] = frozenset({TicketCreated, TicketChanged, TicketPurged, NoteAdded, CallLogged})
