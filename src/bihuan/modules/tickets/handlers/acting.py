"""Work on tasks: the form's patch, the flow's decision, and whose queue the ticket then stands in."""

from typing import Any

from bihuan.core import flow as f
from bihuan.core.access import FieldAccess, visible_fields
from bihuan.core.flow import FlowDefinition, FlowEvent, FlowRun, evolve, offers_of, run_from_json, task_step, transition
from bihuan.core.forms import FormDefinition
from bihuan.core.values import JsonObject, Kind, Problem, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.errors import coded
from bihuan.kernel.tx import Row
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets import queries
from bihuan.modules.tickets.handlers import checking_in, merging
from bihuan.modules.tickets.handlers import surroundings as around
from bihuan.modules.tickets.handlers.amending import data_change
from bihuan.modules.tickets.handlers.leaving import with_farewell
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
        actor=around.actor(context, run, row["type"]),
        data={**record, **around.relations(context, row)},
        comment=command.comment,
        files=around.evidence(context, command.files),
        signature=command.signature,
        to=command.to,
        position=command.position,
        check_in=checking_in.judged(command, row, context) if command.action == "arrive" else None,
        people=command.people,
        joint=command.joint,
        resume=command.resume,
        form=record,
    )
    try:
        told = transition(flow, run, act, context.now, around.directory(context, row["type"]))
    except Refusal as refusal:
        raise _told_to_people(context, refusal, faults) from refusal
    if faults:
        raise Refusal("form.rejected", problems=faults)
    return with_farewell(outcome(context, (row, run, flow), told, data_change(row, record)), command.children)


def _told_to_people(context: Context, refusal: Refusal, faults: tuple[Problem, ...]) -> Refusal:
    """What the flow refused, with what only this side knows: faults of the form, and by name who was faster."""
    if refusal.code == "task.incomplete":
        return Refusal(refusal.code, problems=(*faults, *refusal.problems), **refusal.data)
    if refusal.code == "task.taken":
        person = str(refusal.data["person"])
        brief = identity.person_briefs(context.tx, [person]).get(person)
        return Refusal(refusal.code, refusal.kind, **{**refusal.data, "name": brief.name if brief else None})
    return refusal


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
        actor=around.actor(context, run, row["type"]),
        person=command.person,
        candidates=command.candidates,
        reason=command.reason,
    )
    return decided(context, (row, run, flow), assign)


def urge_task(command: m.UrgeTask, context: Context) -> Outcome:
    """催办, counted and limited by the flow."""
    row, run, flow, _ = load_run(context, m.ticket_of_task(command.task))
    urge = f.Urge(task_id=command.task, actor=around.actor(context, run, row["type"]), comment=command.comment.strip())
    return decided(context, (row, run, flow), urge)


def expire_visit(command: m.ExpireVisit, context: Context) -> Outcome:
    """An offer that nobody took up is void; one that was answered meanwhile stands."""
    row, run, flow, _ = load_run(context, m.ticket_of_task(command.task))
    task = run.tasks.get(command.task)
    if task is None or task.visit is None or (task.visit.id, task.visit.state) != (command.visit, "offered"):
        return Outcome(m.ticket_stream(row["id"]))
    expire = f.ExpireVisit(task_id=command.task, visit_id=command.visit, actor=around.actor(context, run, row["type"]))
    return decided(context, (row, run, flow), expire)


def reach_deadline(command: m.ReachDeadline, context: Context) -> Outcome:
    """What the step says is asked for; what was done, handed on or set anew meanwhile is left alone."""
    row, run, flow, _ = load_run(context, m.ticket_of_task(command.task))
    task = run.tasks.get(command.task)
    rung = f.rung_due(flow, task, command.rung, context.now) if task is not None else None
    if task is None or rung is None:
        return Outcome(m.ticket_stream(row["id"]))
    reached = f.DeadlineReached(
        run_id=run.run_id,
        at=context.now,
        task=task.id,
        step=task.step,
        rung=command.rung,
        do=rung.do,
        owner=task.owner,
    )
    return outcome(context, (row, run, flow), ((reached,), evolve(flow, run, reached)), None)


def pass_seat(command: m.PassSeat, context: Context) -> Outcome:
    """A leaver's open decision goes to who stands in for him; one that was made meanwhile stands."""
    row, run, flow, _ = load_run(context, m.ticket_of_task(command.task))
    if command.task not in run.tasks:
        return Outcome(m.ticket_stream(row["id"]))
    asked = f.PassSeat(task_id=command.task, actor=around.actor(context, run), reason=coded("task.owner_left"))
    return decided(context, (row, run, flow), asked)


def act_on_ticket(command: m.ActOnTicket, context: Context) -> Outcome:
    """Withdraw, reopen, terminate or force-close."""
    row, run, flow, _ = load_run(context, command.ticket)
    if row["archived_at"] is not None:
        raise Refusal("ticket.archived", Kind.CONFLICT, number=row["number"])
    actor, data = around.actor(context, run, row["type"]), {**(row["data"] or {}), **around.relations(context, row)}
    asked: f.FlowCommand
    if command.action == "withdraw":
        asked = f.Withdraw(actor=actor, reason=command.reason, data=data)
    elif command.action == "reopen":
        asked = f.Reopen(actor=actor, data=data, reason=command.reason)
    else:
        ending = f.Terminate if command.action == "terminate" else f.ForceClose
        asked = ending(actor=actor, reason=command.reason)
    return with_farewell(decided(context, (row, run, flow), asked), command.children)


def end_merged(command: m.EndMerged, context: Context) -> Outcome:
    """The case goes on in another ticket."""
    row, run, flow, _ = load_run(context, command.ticket)
    asked = f.Merge(actor=f.Actor(command.by, system=True), reason=command.reason)
    return decided(context, (row, run, flow), asked)


def resume_merged(command: m.ResumeMerged, context: Context) -> Outcome:
    """It goes on by itself again."""
    row, run, flow, _ = load_run(context, command.ticket)
    data = {**(row["data"] or {}), **around.relations(context, row)}
    asked = f.Unmerge(actor=f.Actor(command.by, system=True), reason=command.reason, data=data)
    return decided(context, (row, run, flow), asked)


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


def decided(context: Context, ran: tuple[Row, FlowRun, FlowDefinition], asked: f.FlowCommand) -> Outcome:
    row, run, flow = ran
    told = transition(flow, run, asked, context.now, around.directory(context, row["type"]))
    return outcome(context, ran, told, None)


def outcome(
    context: Context,
    ran: tuple[Row, FlowRun, FlowDefinition],
    told: tuple[tuple[FlowEvent, ...], FlowRun],
    change: m.TicketChanged | None,
) -> Outcome:
    """What a decision writes: the change of the form, the flow's events, and where the ticket then belongs. `told`:
    those events, and the run after them."""
    row, (steps, after) = ran[0], told
    stream = m.ticket_stream(row["id"])
    events: list[Any] = [*([change] if change is not None else []), *steps]
    placed = _placed(context, row, after)
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
