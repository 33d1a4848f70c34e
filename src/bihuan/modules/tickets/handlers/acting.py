"""Work on tasks: the form's patch, the flow's decision, and whose queue the ticket then stands in."""

from typing import Any

from bihuan.core import flow as f
from bihuan.core.access import FieldAccess, visible_fields
from bihuan.core.flow import FlowDefinition, FlowEvent, FlowRun, decide, evolve, offers_of, run_from_json, task_step
from bihuan.core.forms import FormDefinition
from bihuan.core.values import JsonObject, Kind, Problem, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets import queries
from bihuan.modules.tickets.handlers import merging
from bihuan.modules.tickets.handlers import surroundings as around
from bihuan.modules.tickets.handlers.amending import data_change
from bihuan.modules.tickets.handlers.rights import the_ticket


def act_on_task(command: m.ActOnTask, context: Context) -> Outcome:
    """An open action of an open task, by one of the people whose task it is."""
    row, run, flow, form = load_run(context, m.ticket_of_task(command.task))
    known = run.tasks.get(command.task)
    rights = _rights(flow, known, command.action) if known is not None else {}
    ends = known is not None and _ends(flow, known, command.action)
    patch = _merged(context, form, row, (command, rights, known is not None and known.kind == "approve"))
    _check_colleagues(context, command.people)
    record, faults = _filled(context, form, row, (patch, rights, ends))
    act = f.Act(
        task_id=command.task,
        action=command.action,
        actor=around.actor(context, run),
        data={**record, **around.relations(context, row)},
        comment=command.comment,
        files=around.evidence(context, command.files),
        signature=command.signature,
        to=command.to,
        position=command.position,
        people=command.people,
        joint=command.joint,
    )
    try:
        steps = decide(flow, run, act, context.now, around.directory(context))
    except Refusal as refusal:
        if refusal.code != "task.incomplete":
            raise
        raise Refusal(refusal.code, problems=(*faults, *refusal.problems), **refusal.data) from refusal
    if faults:
        raise Refusal("form.rejected", problems=faults)
    return _outcome(context, (row, run, flow), steps, data_change(row, record))


def _merged(
    context: Context, form: FormDefinition, row: Row, asked: tuple[m.ActOnTask, dict[str, Any], bool]
) -> JsonObject:
    """The action's patch, laid on what others wrote since; a decision must have seen what it decides on."""
    command, rights, decides = asked
    if command.seen is None:
        return command.data
    shown = visible_fields(context.caller.subject, "ticket", queries.anchors_of(context.tx, row))
    by_step = {key: rights.get(key, rights.get("*", "edit")) for key in form.fields}
    readable = frozenset(key for key, right in by_step.items() if right != "hidden" and shown[key] >= FieldAccess.READ)
    if decides:
        merging.check_inputs(context, row, command.seen, readable)
    # What the caller may not write is left to the form, which says so without telling what stands there.
    mine = {key: value for key, value in command.data.items() if key in readable and by_step[key] != "read"}
    kept = {key: value for key, value in command.data.items() if key not in mine}
    return {**kept, **merging.merged_patch(context, row, command.seen, mine)}


def _check_colleagues(context: Context, people: tuple[str, ...]) -> None:
    """Who is given a task or asked in reads the ticket from then on: customers and visitors are never named."""
    outside = [person for person in people if identity.is_customers(context.tx, person)]
    if outside:
        raise Refusal("task.out_of_range", path="person", people=outside)


def _filled(
    context: Context, form: FormDefinition, row: Row, given: tuple[JsonObject, dict[str, Any], bool]
) -> tuple[JsonObject, tuple[Problem, ...]]:
    """The record with the action's patch, and what is wrong with it, to be told along with what else is missing.

    A step that ends demands its fields whenever they were filled in, so it is checked without a patch, too.
    """
    patch, rights, ends = given
    old: JsonObject = row["data"] or {}
    if not patch and not ends:
        return old, ()
    try:
        return around.checked_data(context, form, row, patch, rights), ()
    except Refusal as refusal:
        if not refusal.problems:
            raise
        return old, refusal.problems


def assign_task(command: m.AssignTask, context: Context) -> Outcome:
    """派单 by hand, re-dispatch and forced re-assignment."""
    row, run, flow, _ = load_run(context, m.ticket_of_task(command.task))
    assign = f.AssignTask(
        task_id=command.task,
        actor=around.actor(context, run),
        person=command.person,
        candidates=command.candidates,
        reason=command.reason,
    )
    steps = decide(flow, run, assign, context.now, around.directory(context))
    return _outcome(context, (row, run, flow), steps, None)


def urge_task(command: m.UrgeTask, context: Context) -> Outcome:
    """催办, counted and limited by the flow."""
    row, run, flow, _ = load_run(context, m.ticket_of_task(command.task))
    urge = f.Urge(task_id=command.task, actor=around.actor(context, run), comment=command.comment.strip())
    return _outcome(context, (row, run, flow), decide(flow, run, urge, context.now, around.directory(context)), None)


def expire_visit(command: m.ExpireVisit, context: Context) -> Outcome:
    """An offer that nobody took up is void; one that was answered meanwhile stands."""
    row, run, flow, _ = load_run(context, m.ticket_of_task(command.task))
    task = run.tasks.get(command.task)
    if task is None or task.visit is None or (task.visit.id, task.visit.state) != (command.visit, "offered"):
        return Outcome(m.ticket_stream(row["id"]))
    expire = f.ExpireVisit(task_id=command.task, visit_id=command.visit, actor=around.actor(context, run))
    steps = decide(flow, run, expire, context.now, around.directory(context))
    return _outcome(context, (row, run, flow), steps, None)


def act_on_ticket(command: m.ActOnTicket, context: Context) -> Outcome:
    """Withdraw, reopen or force-close."""
    row, run, flow, _ = load_run(context, command.ticket)
    if row["archived_at"] is not None:
        raise Refusal("ticket.archived", Kind.CONFLICT, number=row["number"])
    actor, data = around.actor(context, run), {**(row["data"] or {}), **around.relations(context, row)}
    asked: f.FlowCommand
    if command.action == "withdraw":
        asked = f.Withdraw(actor=actor, reason=command.reason, data=data)
    elif command.action == "reopen":
        asked = f.Reopen(actor=actor, data=data, reason=command.reason)
    else:
        asked = f.ForceClose(actor=actor, reason=command.reason)
    steps = decide(flow, run, asked, context.now, around.directory(context))
    return _outcome(context, (row, run, flow), steps, None)


def end_merged(command: m.EndMerged, context: Context) -> Outcome:
    """The case goes on in another ticket."""
    row, run, flow, _ = load_run(context, command.ticket)
    asked = f.Merge(actor=f.Actor(command.by, system=True), reason=command.reason)
    return _outcome(context, (row, run, flow), decide(flow, run, asked, context.now, around.directory(context)), None)


def resume_merged(command: m.ResumeMerged, context: Context) -> Outcome:
    """It goes on by itself again."""
    row, run, flow, _ = load_run(context, command.ticket)
    data = {**(row["data"] or {}), **around.relations(context, row)}
    asked = f.Unmerge(actor=f.Actor(command.by, system=True), reason=command.reason, data=data)
    return _outcome(context, (row, run, flow), decide(flow, run, asked, context.now, around.directory(context)), None)


def archive(command: m.ArchiveTicket, context: Context) -> Outcome:
    """归档, once the run has ended; a second time changes nothing."""
    row, run, _, _ = load_run(context, command.ticket)
    stream = m.ticket_stream(command.ticket)
    if row["archived_at"] is not None:
        return Outcome(stream)
    if run.running:
        raise Refusal("ticket.still_running", Kind.CONFLICT, number=row["number"])
    return Outcome(stream, ((stream, m.TicketArchived()),))


def load_run(context: Context, ticket_id: str) -> tuple[Row, FlowRun, FlowDefinition, FormDefinition]:
    """A ticket with its run and the versions of flow and form that it was made with."""
    row = the_ticket(context, ticket_id)
    flow = flows.flow_definition(context.tx, row["flow"], row["flow_version"])
    form = forms.form_definition(context.tx, row["form"], row["form_version"])
    return row, run_from_json(queries.run_state(context.tx, ticket_id)), flow, form


def _rights(flow: FlowDefinition, task: f.Task, action: str) -> dict[str, Any]:
    """The form's rights for an action; actions without a form change nothing."""
    offer = offers_of(task_step(flow, task), task).get(action)
    return dict(offer.form) if offer is not None and offer.form else {"*": "read"}


def _ends(flow: FlowDefinition, task: f.Task, action: str) -> bool:
    offer = offers_of(task_step(flow, task), task).get(action)
    decides = action in ("agree", "sign_after") and task.kind not in f.ASKED_IN
    return offer is not None and (offer.ending == "finish" or decides)


def _outcome(
    context: Context,
    ran: tuple[Row, FlowRun, FlowDefinition],
    steps: tuple[FlowEvent, ...],
    change: m.TicketChanged | None,
) -> Outcome:
    row, run, flow = ran
    stream = m.ticket_stream(row["id"])
    events: list[Any] = [*([change] if change is not None else []), *steps]
    for step in steps:
        run = evolve(flow, run, step)
    placed = _placed(context, row, run)
    if placed is not None:
        events.append(placed)
    return Outcome(stream, tuple((stream, event) for event in events))


def _placed(context: Context, row: Row, run: FlowRun) -> m.TicketPlaced | None:
    """A ticket stands where the person who has it now belongs, so that row rules by department find it."""
    person = run.assignee
    if person is None or person == row["assignee"] or person == row["submitter"]:
        return None
    units = around.places_of(context, person)
    department, team = units["department"] or row["department"], units["team"]
    if (department, team) == (row["department"], row["team"]):
        return None
    return m.TicketPlaced(department=department, team=team)
