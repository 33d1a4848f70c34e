"""What happened to a ticket, as notices: one look per unit at all that happened in it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from bihuan.core import flow as f
from bihuan.core.dispatch import DOUBTFUL
from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.hooks import Hooks, JobContext
from bihuan.kernel.tx import Tx
from bihuan.modules.children.messages import OPEN, ChildNoted
from bihuan.modules.links import interface as links
from bihuan.modules.links.messages import CaseNoted, DuplicateTaken, MergeUndone, TicketMerged
from bihuan.modules.notifications.interface import template_of
from bihuan.modules.notifications.jobs.parts import in_parts
from bihuan.modules.notifications.messages import SendNotice
from bihuan.modules.sla.messages import TimeClaimed
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import NoteAdded, TicketArchived

_AT_ONCE = 200
_PEOPLE = ("user", "token", "link")
_OF_EVENTS = "internal_notes"
MENTIONED = "mentioned"


@dataclass(frozen=True, slots=True)
class _Unit:
    """What happened to one ticket in one unit. `history`: that and what came before, as far back as is looked."""

    events: tuple[StoredEvent, ...]
    history: tuple[StoredEvent, ...]
    submitter: str
    # The ticket in which its case goes on, if it was merged.
    leader: str | None = None
    # Whether people are told that they were mentioned: a company may switch that off.
    tells_mentions: bool = True
    # In which the company's own words are told.
    language: str = "zh"

    def has(self, *kinds: type) -> bool:
        return any(isinstance(stored.event, kinds) for stored in self.events)


@dataclass(frozen=True, slots=True)
class _Notice:
    """A kind of notice, whom it is for, and what fills it. `ticket`: the one that it is about, if not the event's.
    `values` are for those who read how the company goes about its work. `needs`: as in SendNotice. `but`: who hears of
    it otherwise. `note`: the one to open."""

    kind: str
    to: tuple[JsonObject | str, ...]
    facts: Mapping[str, Any] | None = None
    ticket: str | None = None
    values: Mapping[str, Any] | None = None
    needs: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    note: str | None = None


# What whoever is told has to do something about: those who stand in for him now are told, too.
_FOR_DEPUTIES = frozenset(
    {"task_given", "visit_offered", "to_accept", "returned", "asked_in", "urged", "claim_offered"}
)


def tell_of_ticket(hooks: Hooks, stored: StoredEvent, context: JobContext) -> Iterable[SendNotice]:
    """The notices of a unit; `stored` is its last event that may tell something."""
    unit = context.read(lambda tx: _unit(tx, hooks, stored))
    if unit is not None:
        unit = replace(unit, language=context.tenant.language)
    return in_parts(_commands(unit), context) if unit is not None else ()


def _commands(unit: _Unit) -> Iterator[SendNotice]:
    for event in unit.events:
        teller = TELLERS.get(type(event.event))
        for notice in teller(event.event, unit) if teller else ():
            yield _command(event, notice)


def _unit(tx: Tx, hooks: Hooks, stored: StoredEvent) -> _Unit | None:
    row = tickets.ticket_row(tx, stored.stream_id)
    events = EventLog(hooks).read(tx, stored.stream, after=max(0, stored.no - _AT_ONCE))
    same = tuple(event for event in events if event.correlation == stored.correlation and event.no <= stored.no)
    if row is None:
        return None
    leader = links.leading_ticket(tx, stored.stream_id)
    mentioned = any(getattr(event.event, "mentions", ()) for event in same)
    template = template_of(tx, MENTIONED) if mentioned else None
    tells = template is not None and template.enabled
    return _Unit(same, tuple(events), row["submitter"], leader if leader != stored.stream_id else None, tells)


def _command(stored: StoredEvent, notice: _Notice) -> SendNotice:
    # Nobody is told of what he did himself; `by` is who really pressed when a deputy acts.
    actor = stored.caller_id if stored.caller_kind in _PEOPLE else None
    doers = (actor, getattr(stored.event, "by", None))
    facts = {key: value for key, value in {"actor": actor, **(notice.facts or {})}.items() if value}
    where = {"note": notice.note} if notice.note else {}
    return SendNotice(
        key=f"{stored.ref}:{notice.kind}",
        kind=notice.kind,
        to=_with_deputies(notice),
        cause=stored.ref,
        at=stored.at,
        ticket=notice.ticket or stored.stream_id,
        facts=facts,
        values=dict(notice.values or {}),
        reads={name: [_OF_EVENTS] for name in notice.values or ()},
        source={"kind": "event", "event": type(stored.event).__name__, **where},
        but=tuple(dict.fromkeys(person for person in (*doers, *notice.but) if person)),
        needs=notice.needs,
    )


def _with_deputies(notice: _Notice) -> tuple[JsonObject | str, ...]:
    named = [word["person"] for word in notice.to if isinstance(word, dict) and "person" in word]
    return (*notice.to, *({"deputies_of": person} for person in named if notice.kind in _FOR_DEPUTIES))


def _persons(*people: str | None) -> tuple[JsonObject, ...]:
    return tuple({"person": person} for person in dict.fromkeys(people) if person)


def _entered(event: f.StepEntered, unit: _Unit) -> Iterator[_Notice]:
    for task in event.tasks:
        owner, candidates = task.get("owner"), task.get("candidates") or ()
        if event.why == "return" and owner:
            yield _Notice("returned", _persons(owner), _words_of_return(unit))
        elif owner == unit.submitter and event.kind == "approve" and unit.has(f.TaskFinished):
            yield _Notice("to_accept", _persons(owner))
        elif task.get("visit"):
            yield _Notice("visit_offered", _persons(task["visit"]["person"]))
        elif owner:
            yield _Notice("task_given", _persons(owner))
        elif candidates:
            yield _Notice("claim_offered", _persons(*candidates))


def tells_something(event: Any) -> bool:
    """Whether anybody is told of it. A task that waits for a dispatcher stands in his list, and the clock that runs
    for him tells when it has run long: creating a ticket stays light, and nobody's phone rings for each."""
    if isinstance(event, TimeClaimed):
        return _is_doubtful(event)
    if not isinstance(event, f.StepEntered):
        return True
    return any(task.get("owner") or task.get("candidates") or task.get("visit") for task in event.tasks)


def _words_of_return(unit: _Unit) -> JsonObject:
    said = (getattr(stored.event, "comment", "") for stored in unit.events)
    return {"comment": next((words for words in said if words), "")}


def _offered(event: f.VisitOffered, _unit: _Unit) -> Iterator[_Notice]:
    yield _Notice("visit_offered", _persons(event.person), {"reason": event.reason})


def _pooled(event: f.TaskPooled, unit: _Unit) -> Iterator[_Notice]:
    # Dispatch narrows down who may claim what stood open for them before: they know of it.
    fresh = [person for person in event.candidates if person not in _asked_already(event, unit)]
    if fresh:
        yield _Notice("claim_offered", _persons(*fresh), {"reason": event.reason})


_HAD = (f.VisitOffered, f.VisitAccepted, f.TaskReassigned)


def _asked_already(pooled: f.TaskPooled, unit: _Unit) -> tuple[str, ...]:
    """Who was told last that he may claim the task, unless somebody has had it since."""
    asked: tuple[str, ...] = ()
    for event in (stored.event for stored in unit.history):
        if event is pooled:
            break
        if isinstance(event, f.StepEntered):
            opened = [task for task in event.tasks if task["id"] == pooled.task]
            asked = tuple(opened[0].get("candidates") or ()) if opened else asked
        elif isinstance(event, f.TaskPooled) and event.task == pooled.task:
            asked = event.candidates
        elif isinstance(event, _HAD) and event.task == pooled.task:
            asked = ()
    return asked


def _reassigned(event: f.TaskReassigned, _unit: _Unit) -> Iterator[_Notice]:
    yield _Notice("task_given", _persons(event.person), {"reason": event.reason})
    yield _Notice("task_gone", _persons(event.before))


def _accepted(_event: f.VisitAccepted, _unit: _Unit) -> Iterator[_Notice]:
    yield _Notice("visit_accepted", ("submitter",))


def _arrived(event: f.VisitArrived, _unit: _Unit) -> Iterator[_Notice]:
    yield _Notice("visit_arrived", ("submitter",))
    found = event.check_in or {}
    if found.get("outcome") in DOUBTFUL:
        yield _Notice("check_in_doubtful", ("dispatchers",), {"person": event.person, "reason": event.comment})


def _refused(event: f.VisitRefused, _unit: _Unit) -> Iterator[_Notice]:
    yield _Notice("visit_refused", ("dispatchers",), {"reason": event.reason})


def _expired(event: f.VisitExpired, _unit: _Unit) -> Iterator[_Notice]:
    yield _Notice("visit_expired", ("dispatchers", {"person": event.person}))


def _noted(event: NoteAdded, unit: _Unit) -> Iterator[_Notice]:
    # An internal note is none of the submitter's business, unless he may read such notes.
    to = ("submitter", "assignee") if event.public else ("assignee",)
    facts = {"note": event.text, "note_public": event.public}
    mentions = event.mentions if unit.tells_mentions else ()
    if mentions:
        yield _Notice(MENTIONED, _persons(*mentions), facts, needs=("note",), note=event.note)
    # Who is named in it hears of it by that.
    yield _Notice("note_added", to, facts, but=mentions, note=event.note)
    if unit.leader is not None:
        # Nobody works on a merged ticket; whoever works on its case is to hear what is said there.
        yield _Notice("duplicate_noted", ("assignee",), facts, unit.leader)


def _called(event: f.SeatCalled, _unit: _Unit) -> Iterator[_Notice]:
    yield _Notice("task_given" if event.signing is None else "asked_in", _persons(event.person))


def _urged(event: f.TaskUrged, _unit: _Unit) -> Iterator[_Notice]:
    to = _persons(event.owner) if event.owner else ("dispatchers",)
    yield _Notice("urged", to, {"comment": event.comment})


def _copied(event: f.PeopleTold, unit: _Unit) -> Iterator[_Notice]:
    words = event.text or {}
    text = words.get(unit.language) or next(iter(words.values()), "")
    yield _Notice("told" if event.kind == "notify" else "copied", _persons(*event.people), {"comment": text})


def _asked_in(event: f.SigningOpened, _unit: _Unit) -> Iterator[_Notice]:
    yield _Notice("asked_in", _persons(*(task["owner"] for task in event.tasks)), {"comment": event.comment})


def _asked_back(event: f.SigningClosed, _unit: _Unit) -> Iterator[_Notice]:
    if event.why == "answered" and event.owner:
        yield _Notice("asked_back", _persons(event.owner))
    yield from _gone(event.cancelled)


def _left(event: f.StepLeft | f.BlockLeft, unit: _Unit) -> Iterator[_Notice]:
    yield from _gone(event.cancelled)


def _gone(cancelled: Iterable[JsonObject]) -> Iterator[_Notice]:
    owners = _persons(*(item.get("owner") for item in cancelled))
    if owners:
        yield _Notice("task_gone", owners)


def _ended(_event: f.RunEnded, _unit: _Unit) -> Iterator[_Notice]:
    yield _Notice("resolved", ("submitter",))


def _stopped(event: Any, _unit: _Unit) -> Iterator[_Notice]:
    yield _Notice("closed_early", ("submitter",), {"reason": event.reason})
    yield from _gone(event.cancelled)


def _reopened(event: f.RunReopened, _unit: _Unit) -> Iterator[_Notice]:
    yield _Notice("reopened", ("submitter", "lead"), {"reason": event.reason})
    yield from _gone(event.cancelled)


def _merged(_event: TicketMerged, _unit: _Unit) -> Iterator[_Notice]:
    # Not by whom or into what: the other ticket may be somebody else's.
    yield _Notice("merged", ("submitter",))


def _taken_from(event: f.RunMerged, _unit: _Unit) -> Iterator[_Notice]:
    yield from _gone(event.cancelled)


def _leads(_event: DuplicateTaken, _unit: _Unit) -> Iterator[_Notice]:
    yield _Notice("duplicate_taken", ("assignee",))


def _unmerged(_event: MergeUndone, _unit: _Unit) -> Iterator[_Notice]:
    yield _Notice("unmerged", ("submitter",))


def _case(event: CaseNoted, _unit: _Unit) -> Iterator[_Notice]:
    yield _Notice("reopened" if event.how == "reopened" else "case_ended", ("submitter",))


def _child(event: ChildNoted, _unit: _Unit) -> Iterator[_Notice]:
    """Whoever has the parent waits for it."""
    if event.state != OPEN:
        yield _Notice("child_ended", ("assignee",))


def _archived(_event: TicketArchived, _unit: _Unit) -> Iterator[_Notice]:
    yield _Notice("archived", ("submitter",))


def _is_doubtful(event: TimeClaimed) -> bool:
    """Whether it waits for a lead: a doubtful time that moved no clock is nobody's work."""
    return bool(event.doubts and event.clocks)


def _claimed(event: TimeClaimed, _unit: _Unit) -> Iterator[_Notice]:
    if _is_doubtful(event):
        yield _Notice("time_doubtful", ("lead",), {"actor": event.person}, values={"claimed_at": event.claimed})


TELLERS: dict[type, Callable[[Any, _Unit], Iterator[_Notice]]] = {
    f.StepEntered: _entered,
    f.VisitOffered: _offered,
    f.TaskPooled: _pooled,
    f.TaskReassigned: _reassigned,
    f.VisitAccepted: _accepted,
    f.VisitArrived: _arrived,
    f.VisitRefused: _refused,
    f.VisitExpired: _expired,
    NoteAdded: _noted,
    f.SeatCalled: _called,
    f.TaskUrged: _urged,
    f.PeopleTold: _copied,
    f.SigningOpened: _asked_in,
    f.SigningClosed: _asked_back,
    f.StepLeft: _left,
    f.BlockLeft: _left,
    f.RunEnded: _ended,
    f.RunTerminated: _stopped,
    f.RunWithdrawn: _stopped,
    f.RunForceClosed: _stopped,
    f.RunReopened: _reopened,
    TicketArchived: _archived,
    TicketMerged: _merged,
    f.RunMerged: _taken_from,
    DuplicateTaken: _leads,
    MergeUndone: _unmerged,
    CaseNoted: _case,
    TimeClaimed: _claimed,
    ChildNoted: _child,
}
