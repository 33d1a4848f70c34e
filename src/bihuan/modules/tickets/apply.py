"""Events of a ticket's stream into its rows. Pure in the stream: replay gives the same rows."""

from collections.abc import Callable
from dataclasses import asdict, field
from typing import Any

from bihuan.core.flow import (
    CopyRead,
    FlowDefinition,
    FlowEvent,
    FlowRun,
    PeopleTold,
    VisitArrived,
    VisitOffered,
    evolve,
    run_from_json,
    run_to_json,
)
from bihuan.core.late import dataclass
from bihuan.core.values import thaw_json
from bihuan.db.rule_sql import value_cells
from bihuan.db.sort_key import sort_key
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.ids import position_of
from bihuan.kernel.timers import clear_timer, set_timer
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.files import interface as files
from bihuan.modules.flows.interface import flow_definition
from bihuan.modules.forms.interface import form_definition
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets.tables import (
    TAGS,
    note,
    phone_call,
    task,
    ticket,
    ticket_act,
    ticket_copy,
    ticket_incident,
    ticket_participant,
    ticket_run,
    ticket_value,
    visit,
)

_DAY_MS = 86_400_000
# Columns of the core record that an event gives as they are.
_SAME = tuple(name for name in m.TicketCreated.__dataclass_fields__ if name in ticket.c and name != "data")
_CALL = tuple(name for name in m.CallLogged.__dataclass_fields__ if name in phone_call.c)
_EMPTY = dict.fromkeys(column.name for column in ticket.columns)
_PEOPLE = ("submitter", "by", "person", "owner")
# Callers who are people; the platform acts by other kinds.
_PERSONS = frozenset({"user", "token", "link"})
# Which instant of a visit an event of this state sets.
_VISIT_TIMES = {
    "offered": "offered_at",
    "accepted": "accepted_at",
    "en_route": "departed_at",
    "on_site": "arrived_at",
    "working": "began_at",
}


@dataclass(slots=True)
class _Ticket:
    """One ticket's rows while a batch of events is folded into them."""

    tx: Tx
    id: str
    row: Row
    run: FlowRun | None
    is_new: bool
    changed: dict[str, Any] = field(default_factory=dict)
    people: dict[str, None] = field(default_factory=dict)

    def set(self, **values: Any) -> None:
        self.changed.update(values)
        self.row.update(values)

    @property
    def definition(self) -> FlowDefinition:
        return flow_definition(self.tx, self.row["flow"], self.row["flow_version"])


def apply_ticket(tx: Tx, ticket_id: str, events: list[StoredEvent]) -> None:
    """Fold `events` into the rows of one ticket. Other modules' events in its stream only count for its version."""
    _write_acts(tx, ticket_id, events)
    own = [stored for stored in events if isinstance(stored.event, FlowEvent) or type(stored.event) in _OWN]
    if not any(not isinstance(stored.event, m.ClocksMoved) for stored in own):
        _apply_clocks(tx, ticket_id, events)
        return
    state = _load(tx, ticket_id, events[0])
    ran = False
    for stored in own:
        event = stored.event
        if isinstance(event, FlowEvent):
            _flow_event(state, stored, event)
            ran = True
        else:
            _OWN[type(event)](state, stored, event)
        if not isinstance(event, m.ClocksMoved):
            state.set(updated_at=stored.at)
    state.set(version=events[-1].no)
    _save(state, ran)


def _write_acts(tx: Tx, ticket_id: str, events: list[StoredEvent]) -> None:
    """Whoever did something, in whichever module's words, and whoever was given work."""
    acts: dict[tuple[int, str, bool], None] = {}
    for stored in events:
        at = stored.at if stored.claimed is None else min(stored.claimed, stored.at)
        if stored.caller_id is not None and stored.caller_kind in _PERSONS:
            acts.setdefault((at, stored.caller_id, not getattr(stored.event, "public", True)))
        if isinstance(stored.event, VisitOffered):
            acts.setdefault((at, stored.event.person, False))
    rows = [{"ticket": ticket_id, "at": at, "person": person, "inner": inner} for at, person, inner in acts]
    if events[0].no == 1:
        tx.insert(ticket_act, *rows)
        return
    for row in rows:
        tx.upsert(ticket_act, row)


def _apply_clocks(tx: Tx, ticket_id: str, events: list[StoredEvent]) -> None:
    """The short way for what comes often and changes little: neither row nor run need be read."""
    values: dict[str, Any] = {"version": events[-1].no}
    for stored in events:
        if isinstance(stored.event, m.ClocksMoved):
            values.update(_clock_columns(stored.event))
    tx.update(ticket, {"id": ticket_id}, values)


def _clock_columns(event: m.ClocksMoved) -> dict[str, Any]:
    return {name: getattr(event, name) for name in ("next_due", "next_clock", "clock_state", "red")}


def _load(tx: Tx, ticket_id: str, first: StoredEvent) -> _Ticket:
    if first.no == 1:
        for table in (visit, note, phone_call):
            tx.know_none(table, ticket=ticket_id)
        files.nothing_hangs_on(tx, "ticket", ticket_id)
        return _Ticket(tx, ticket_id, {"id": ticket_id}, None, is_new=True)
    row = tx.get(ticket, id=ticket_id)
    stored = tx.get(ticket_run, ticket=ticket_id)
    if row is None:
        raise LookupError(f"ticket {ticket_id} has events but no row")
    return _Ticket(tx, ticket_id, row, run_from_json(stored["state"]) if stored else None, is_new=False)


def _save(state: _Ticket, ran: bool) -> None:
    tx = state.tx
    if state.is_new:
        tx.insert(ticket, {**_EMPTY, **state.row}, whole="id")
    else:
        tx.update(ticket, {"id": state.id}, state.changed)
    if ran and state.run is not None:
        tx.upsert(ticket_run, {"ticket": state.id, "state": run_to_json(state.run)}, whole="ticket")
    people = [{"ticket": state.id, "person": person, "pos": state.row["pos"]} for person in state.people]
    if state.is_new:
        tx.insert(ticket_participant, *people, whole="ticket")
        return
    for row in people:
        tx.upsert(ticket_participant, row)


# --- own events ---------------------------------------------------------------------------------------------


def _created(state: _Ticket, stored: StoredEvent, event: m.TicketCreated) -> None:
    state.set(
        **{name: thaw_json(getattr(event, name)) for name in _SAME},
        data=thaw_json(event.data or {}),
        pos=position_of(state.id, stored.at),
        created_by=stored.caller_id,
        created_at=stored.at,
        stage="",
        category="new",
        red=False,
    )
    _meet(state, event.submitter, stored.caller_id)
    _write_values(state, None)


def _changed(state: _Ticket, stored: StoredEvent, event: m.TicketChanged) -> None:
    changes = thaw_json(event.changes or {})
    state.set(**changes, **thaw_json(event.texts or {}))
    if "tags" in changes:
        _write_tags(state)
    if event.data:
        merged = {**(state.row["data"] or {}), **thaw_json(event.data)}
        state.set(data={key: value for key, value in merged.items() if value is not None})
        _write_values(state, set(event.data))


def _placed(state: _Ticket, _stored: StoredEvent, event: m.TicketPlaced) -> None:
    state.set(department=event.department, team=event.team)


def _joined(state: _Ticket, _stored: StoredEvent, event: m.ColleaguesJoined) -> None:
    _meet(state, *event.people)


def _left(state: _Ticket, _stored: StoredEvent, event: m.ColleaguesLeft) -> None:
    """The right to read ends with the reason for it; what they did stands in the history."""
    staying = _with_reason(state)
    for person in event.people:
        if person not in staying:
            state.people.pop(person, None)
            state.tx.delete(ticket_participant, ticket=state.id, person=person)


def _with_reason(state: _Ticket) -> set[str | None]:
    """Who has to do with the ticket by himself: it is his, he was given work on it, or he was told of it."""
    tx, here = state.tx, {"ticket": state.id}
    tasks = tx.all(task, **here)
    worked = {visited["person"] for visited in tx.all(visit, **here)} | {one["owner"] for one in tasks}
    asked = {person for one in tasks for person in one["candidates"]}
    told = {copy["person"] for copy in tx.all(ticket_copy, **here)}
    return {state.row["submitter"], state.row["created_by"], *worked, *asked, *told}


def _children_told(_state: _Ticket, _stored: StoredEvent, _event: m.ChildrenTold) -> None:
    """What becomes of them stands in their own streams."""


def _noted(state: _Ticket, stored: StoredEvent, event: m.NoteAdded) -> None:
    row = {"id": event.note, "ticket": state.id, "text": event.text, "public": event.public}
    row |= {"files": list(event.files), "mentions": list(event.mentions) or None}
    state.tx.insert(note, {**row, "author": stored.caller_id, "at": stored.at})


def _called(state: _Ticket, stored: StoredEvent, event: m.CallLogged) -> None:
    row = {name: getattr(event, name) for name in _CALL if name != "files"}
    values = {"id": event.call, "ticket": state.id, "files": list(event.files)}
    state.tx.insert(phone_call, {**row, **values, "author": stored.caller_id, "at": stored.at})


def _clocks_moved(state: _Ticket, _stored: StoredEvent, event: m.ClocksMoved) -> None:
    state.set(**_clock_columns(event))


def _archived(state: _Ticket, stored: StoredEvent, _event: m.TicketArchived) -> None:
    state.set(archived_at=stored.at)
    clear_timer(state.tx, stored.stream, "archive")


def _purged(_state: _Ticket, _stored: StoredEvent, _event: m.TicketPurged) -> None:
    """The payloads are gone already; the event says that and why."""


_OWN: dict[type, Callable[[_Ticket, StoredEvent, Any], None]] = {
    m.TicketCreated: _created,
    m.TicketChanged: _changed,
    m.TicketPlaced: _placed,
    m.ChildrenTold: _children_told,
    m.ColleaguesJoined: _joined,
    m.ColleaguesLeft: _left,
    m.NoteAdded: _noted,
    m.CallLogged: _called,
    m.ClocksMoved: _clocks_moved,
    m.TicketArchived: _archived,
    m.TicketPurged: _purged,
}


def _write_values(state: _Ticket, keys: set[str] | None) -> None:
    """Filterable values: all of them for a new ticket, else those of the changed fields."""
    form = form_definition(state.tx, state.row["form"], state.row["form_version"])
    for key in keys or ():
        state.tx.delete(ticket_value, ticket=state.id, field=key)
    data = state.row["data"] or {}
    rows = [
        {
            "ticket": state.id,
            "field": key,
            "position": index,
            "text": cells.text,
            "num": cells.num,
            "at": cells.at,
            "sort_key": sort_key(cells.text),
        }
        for key, item in form.fields.items()
        if item.filterable and (keys is None or key in keys)
        for index, cells in enumerate(value_cells(item.kind.rule_type, data.get(key)))
    ]
    state.tx.insert(ticket_value, *rows)


def _write_tags(state: _Ticket) -> None:
    """Tags stand beside the form's values, under a name that no form field can have."""
    state.tx.delete(ticket_value, ticket=state.id, field=TAGS)
    rows: list[Row] = [
        {"ticket": state.id, "field": TAGS, "position": index, "sort_key": sort_key(cells.text), **asdict(cells)}
        for index, cells in enumerate(value_cells("multi", state.row["tags"]))
    ]
    state.tx.insert(ticket_value, *rows)


def _meet(state: _Ticket, *people: str | None) -> None:
    for person in people:
        if person:
            state.people.setdefault(person)


# --- flow events --------------------------------------------------------------------------------------------


def _flow_event(state: _Ticket, stored: StoredEvent, event: FlowEvent) -> None:
    before, definition = state.run, state.definition
    after = evolve(definition, before, event)
    state.run = after
    _sync_tasks(state, before, after, stored)
    _meet(state, *(getattr(event, name, None) for name in _PEOPLE))
    if isinstance(event, PeopleTold):
        _told(state, stored, event)
    elif isinstance(event, CopyRead):
        _read(state, stored, event)
    # Without a cancelled stage in its flow, a merged ticket stands in a closed one; its promises are void, not kept.
    category = "cancelled" if after.state == "merged" else definition.stages[after.stage].category
    state.set(
        stage=after.stage,
        category=category,
        assignee=after.assignee,
        resolved_at=after.resolved_at,
        ended_at=after.ended_at,
    )
    _set_archive_timer(state, before, after, stored)
    _set_wait_timers(state, before, after, stored)
    _set_deadline_timers(state, before, after, stored)
    _sync_incidents(state, before, after, stored)


def _told(state: _Ticket, stored: StoredEvent, event: PeopleTold) -> None:
    """Whoever is told reads the ticket from then on."""
    _meet(state, *event.people)
    said = {"step": event.step, "kind": event.kind, "text": thaw_json(event.text), "at": stored.at, "read_at": None}
    for person in event.people:
        state.tx.upsert(ticket_copy, {"ticket": state.id, "instance": event.instance, "person": person, **said})


def _read(state: _Ticket, stored: StoredEvent, event: CopyRead) -> None:
    """The first time counts."""
    copy = {"ticket": state.id, "instance": event.instance, "person": event.person}
    known = state.tx.get(ticket_copy, **copy)
    if known is not None and known["read_at"] is None:
        state.tx.update(ticket_copy, copy, {"read_at": stored.at})


def _set_archive_timer(state: _Ticket, before: FlowRun | None, after: FlowRun, stored: StoredEvent) -> None:
    was_running = before is None or before.running
    if was_running and not after.running:
        due = stored.at + state.row["archive_days"] * _DAY_MS
        set_timer(state.tx, stored.stream, "archive", due, {"type": "ArchiveTicket", "ticket": state.id})
    elif not was_running and after.running:
        clear_timer(state.tx, stored.stream, "archive")


def _set_wait_timers(state: _Ticket, before: FlowRun | None, after: FlowRun, stored: StoredEvent) -> None:
    """Each wait with an end has its timer, which goes when the token does."""
    old, now = _ends_of_waits(before), _ends_of_waits(after)
    for instance in old.keys() - now.keys():
        clear_timer(state.tx, stored.stream, f"wait:{instance}")
    for instance, until in now.items():
        if old.get(instance) != until:
            command = {"type": "PassWait", "ticket": state.id, "instance": instance}
            set_timer(state.tx, stored.stream, f"wait:{instance}", until, command)


def _set_deadline_timers(state: _Ticket, before: FlowRun | None, after: FlowRun, stored: StoredEvent) -> None:
    """Each deadline of an open task has its timer, which goes when the task does."""
    old, now = _deadlines(before), _deadlines(after)
    if old == now:
        return
    for task_id, rung in old.keys() - now.keys():
        clear_timer(state.tx, stored.stream, f"deadline:{task_id}:{rung}")
    for (task_id, rung), at in now.items():
        if old.get((task_id, rung)) != at:
            command = {"type": "ReachDeadline", "task": task_id, "rung": rung}
            set_timer(state.tx, stored.stream, f"deadline:{task_id}:{rung}", at, command)


def _deadlines(run: FlowRun | None) -> dict[tuple[str, int], int]:
    tasks = run.tasks.values() if run is not None else ()
    return {(one.id, rung): at for one in tasks for rung, at in one.deadlines}


def _sync_incidents(state: _Ticket, before: FlowRun | None, after: FlowRun, stored: StoredEvent) -> None:
    """Those that are open now; what became of the others stands in the events."""
    old, now = _incidents(before), _incidents(after)
    for instance in old.keys() - now.keys():
        state.tx.delete(ticket_incident, ticket=state.id, instance=instance)
    for instance in now.keys() - old.keys():
        step, why = now[instance]
        row = {"ticket": state.id, "instance": instance, "step": step, "why": why, "at": stored.at}
        state.tx.insert(ticket_incident, row)


def _incidents(run: FlowRun | None) -> dict[str, tuple[str, str]]:
    tokens = run.tokens.values() if run is not None else ()
    return {one.instance: (one.step, one.wait.key) for one in tokens if one.wait and one.wait.kind == "incident"}


def _ends_of_waits(run: FlowRun | None) -> dict[str, int]:
    tokens = run.tokens.values() if run is not None else ()
    return {one.instance: one.wait.until for one in tokens if one.wait is not None and one.wait.until is not None}


def _sync_tasks(state: _Ticket, before: FlowRun | None, after: FlowRun, stored: StoredEvent) -> None:
    """Write what differs between two states of the run: tasks opened, given, moved, closed."""
    old = before.tasks if before is not None else {}
    for task_id, now in after.tasks.items():
        known = old.get(task_id)
        if known is now:
            continue
        _sync_visits(state, known.visits if known else (), now.visits, task_id, stored)
        row = {"owner": now.owner, "candidates": list(now.candidates), "visit": now.visit.state if now.visit else None}
        _meet(state, now.owner, *now.candidates)
        if known is None:
            opened = {"id": task_id, "ticket": state.id, "step": now.step, "kind": now.kind, "state": "open"}
            state.tx.insert(task, {**opened, **row, "opened_at": now.opened_at, "closed_at": None})
        else:
            state.tx.update(task, {"id": task_id}, row)
    for task_id, known in old.items():
        if task_id not in after.tasks:
            _close_task(state, known, stored)


def _close_task(state: _Ticket, known: Any, stored: StoredEvent) -> None:
    acted = getattr(stored.event, "task", None) == known.id
    state.tx.update(task, {"id": known.id}, {"state": "done" if acted else "cancelled", "closed_at": stored.at})
    if known.visit is not None:
        ended = {"state": "finished" if acted else "cancelled", "ended_at": stored.at}
        state.tx.update(visit, {"id": known.visit.id}, ended)


def _sync_visits(state: _Ticket, old: Any, new: Any, task_id: str, stored: StoredEvent) -> None:
    known = {item.id: item for item in old}
    for item in new:
        if known.get(item.id) == item:
            continue
        times: Row = {_VISIT_TIMES.get(item.state, "ended_at"): stored.at}
        if isinstance(stored.event, VisitArrived):
            times["check_in"] = thaw_json(stored.event.check_in)
        if item.id in known:
            state.tx.update(visit, {"id": item.id}, {"state": item.state, **times})
            continue
        blank = dict.fromkeys((*_VISIT_TIMES.values(), "ended_at", "check_in"))
        row = {"id": item.id, "task": task_id, "ticket": state.id, "person": item.person, "state": item.state}
        state.tx.insert(visit, {**row, **blank, **times})
