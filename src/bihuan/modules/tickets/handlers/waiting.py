"""Waits of a run: their time has come, what they wait for did, or somebody in charge ends them."""

from bihuan.core import flow as f
from bihuan.core.flow import transition
from bihuan.core.values import JsonObject
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets import queries
from bihuan.modules.tickets.handlers import surroundings as around
from bihuan.modules.tickets.handlers.acting import decided, load_run, outcome

_PLATFORM = f.Actor("", system=True)


def pass_wait(command: m.PassWait, context: Context) -> Outcome:
    """A wait that is over already, or was moved meanwhile, is left alone."""
    row, run, flow, _ = load_run(context, command.ticket)
    token = run.tokens.get(command.instance)
    until = token.wait.until if token is not None and token.wait is not None else None
    if until is None or until > context.now:
        return Outcome(m.ticket_stream(row["id"]))
    asked = f.PassWait(instance=command.instance, actor=_PLATFORM, data=values(context, row))
    return decided(context, (row, run, flow), asked)


def move_waits(command: m.MoveWaits, context: Context) -> Outcome:
    """Waits follow the dates that they hang on."""
    row, run, flow, _ = load_run(context, command.ticket)
    return decided(context, (row, run, flow), f.MoveWaits(data=values(context, row)))


def tell_waits(command: m.TellWaits, context: Context) -> Outcome:
    """What nobody waits for changes nothing."""
    row, run, flow, _ = load_run(context, command.ticket)
    if not any(token.wait is not None and token.wait.event == command.event for token in run.tokens.values()):
        return Outcome(m.ticket_stream(row["id"]))
    actor = f.Actor(command.by, system=True)
    asked = f.Signal(event=command.event, actor=actor, data=values(context, row))
    return decided(context, (row, run, flow), asked)


def tell_of_child(command: m.TellOfChild, context: Context) -> Outcome:
    """How a child fares that no step waits for changes nothing; one that is to be opened for a step that does not ask
    for it any more is refused (`family.step_over`)."""
    row, run, flow, _ = load_run(context, command.ticket)
    if not command.step and f.child_in(run.tokens.values(), command.child) is None:
        return Outcome(m.ticket_stream(row["id"]))
    told = f.TellOfChild(
        child=command.child,
        state=command.state,
        step=command.step,
        part=command.part,
        data=values(context, row),
    )
    return decided(context, (row, run, flow), told)


def signal(command: m.SignalTicket, context: Context) -> Outcome:
    """Refuses `wait.nobody_waits` for what the ticket does not wait for: whoever sends it should know."""
    row, run, flow, _ = load_run(context, command.ticket)
    asked = f.Signal(
        event="signal", key=command.key, actor=around.actor(context, run, row["type"]), data=values(context, row)
    )
    return decided(context, (row, run, flow), asked)


def end_wait(command: m.EndWait, context: Context) -> Outcome:
    """By a lead where the step lets him, or by the flow admin."""
    row, run, flow, _ = load_run(context, command.ticket)
    actor = around.actor(context, run, row["type"])
    asked = f.EndWait(instance=command.instance, actor=actor, reason=command.reason, data=values(context, row))
    return decided(context, (row, run, flow), asked)


def read_copies(command: m.ReadCopies, context: Context) -> Outcome:
    """Everything that the caller was told and has not read yet; nothing of that is no change."""
    row, before, flow, _ = load_run(context, command.ticket)
    run, events = before, list[f.FlowEvent]()
    person = context.caller.subject.person
    for copy in queries.unread_copies(context.tx, row["id"], person) if person else ():
        read = f.ReadCopy(
            step=copy["step"], instance=copy["instance"], person=copy["person"], data=values(context, row)
        )
        steps, run = transition(flow, run, read, context.now, around.directory(context, row["type"]))
        events += steps
    return outcome(context, (row, before, flow), (tuple(events), run), None)


def finish_action(command: m.FinishAction, context: Context) -> Outcome:
    """Answers that come too late (the run was closed meanwhile) change nothing."""
    row, run, flow, _ = load_run(context, command.ticket)
    if not _is_at_work(run, command.instance, "action"):
        return Outcome(m.ticket_stream(row["id"]))
    return decided(context, (row, run, flow), f.FinishAction(instance=command.instance, data=values(context, row)))


def fail_action(command: m.FailAction, context: Context) -> Outcome:
    """An incident on the step, for a flow admin to see to."""
    row, run, flow, _ = load_run(context, command.ticket)
    if not _is_at_work(run, command.instance, "action", "children"):
        return Outcome(m.ticket_stream(row["id"]))
    return decided(context, (row, run, flow), f.FailAction(instance=command.instance, why=command.why))


def _is_at_work(run: f.FlowRun, instance: str, *kinds: str) -> bool:
    token = run.tokens.get(instance)
    return token is not None and token.wait is not None and token.wait.kind in kinds


def settle_incident(command: m.SettleIncident, context: Context) -> Outcome:
    """By the flow admin."""
    row, run, flow, _ = load_run(context, command.ticket)
    asked = f.SettleIncident(
        instance=command.instance,
        how=command.how,
        actor=around.actor(context, run, row["type"]),
        reason=command.reason,
        data=values(context, row),
    )
    return decided(context, (row, run, flow), asked)


def values(context: Context, row: Row) -> JsonObject:
    """What conditions and sources read when a run goes on by itself."""
    return {**(row["data"] or {}), **around.relations(context, row)}
