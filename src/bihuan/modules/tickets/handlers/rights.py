"""Who may send which command about a ticket; each is the mandatory check registered with its command."""

from bihuan.core.access import TYPE, check_access
from bihuan.core.flow import FlowRun, run_from_json
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.tickets import messages as m
from bihuan.modules.tickets import queries
from bihuan.modules.tickets.handlers import surroundings as around

_RUN_ACTIONS = {"withdraw": "withdraw", "reopen": "reopen", "terminate": "close_force", "force_close": "close_force"}


def the_ticket(context: Context, ticket_id: str) -> Row:
    """The ticket's row, read once per command. Refuses `ticket.not_found`."""

    def load() -> Row:
        row = queries.row_by_id(context.tx, ticket_id)
        if row is None:
            raise Refusal("ticket.not_found", Kind.NOT_FOUND)
        return row

    return context.once(("ticket", ticket_id), load)


def check_ticket(context: Context, ticket_id: str, action: str) -> Row:
    """The ticket, if the caller may do `action` on it; unknown and forbidden look the same to outsiders."""
    row = the_ticket(context, ticket_id)
    anchors = context.once(("anchors", ticket_id), lambda: queries.anchors_of(context.tx, row))
    check_access(context.caller.subject, action, "ticket", anchors)
    return row


def may_create(command: m.CreateTicket, context: Context) -> None:
    """Reporting for oneself, or for somebody else where that is granted."""
    person = context.caller.subject.person
    anchors = {TYPE: command.type, "created_by": person, "participant": person}
    if command.submitter is not None and command.submitter != person:
        check_access(context.caller.subject, "create_for", "ticket", anchors)
    check_access(context.caller.subject, "create", "ticket", anchors)


def may_act(command: m.ActOnTask, context: Context) -> None:
    """The flow decides whose task it is; here only whether the caller reaches the ticket at all."""
    row = the_ticket(context, m.ticket_of_task(command.task))
    anchors = dict(queries.anchors_of(context.tx, row))
    run = run_from_json(queries.run_state(context.tx, row["id"]))
    anchors["assignee"] = _whose_turn(context, run, row["type"])
    check_access(context.caller.subject, "act", "ticket", anchors)


def _whose_turn(context: Context, run: FlowRun, type_: str) -> list[str]:
    """Owners and candidates of the open tasks, and the caller where he stands in for one of them."""
    found = [person for task in run.tasks.values() for person in (task.owner, *task.candidates) if person]
    subject = context.caller.subject
    if subject.person is not None:
        known = queries.actor_in(around.directory(context, type_), run, subject.person, subject.roles)
        found += [subject.person] if known.stands_in_for or known.within else []
    return found


def may_assign(command: m.AssignTask, context: Context) -> None:
    """Dispatchers and leads."""
    check_ticket(context, m.ticket_of_task(command.task), "assign")


def may_urge(command: m.UrgeTask, context: Context) -> None:
    """Whoever may write into the timeline waits for something: submitters, who takes part, leads, the front desk."""
    check_ticket(context, m.ticket_of_task(command.task), "note")


def may_act_on_ticket(command: m.ActOnTicket, context: Context) -> None:
    """Withdraw, reopen, terminate, force-close; the flow says whether it is the time for it."""
    action = _RUN_ACTIONS.get(command.action)
    if action is None:
        raise Refusal("ticket.action_unknown", action=command.action, known=sorted(_RUN_ACTIONS))
    check_ticket(context, command.ticket, action)


def may_end_wait(command: m.EndWait, context: Context) -> None:
    """Whoever gives out work; the flow says whether he may in this step."""
    check_ticket(context, command.ticket, "assign")


def may_read_copies(command: m.ReadCopies, context: Context) -> None:
    """Whoever reads the ticket says so of himself alone."""
    check_ticket(context, command.ticket, "read")


def may_settle(command: m.SettleIncident, context: Context) -> None:
    """Whoever may close by force; the flow says who its admins are."""
    check_ticket(context, command.ticket, "close_force")


def may_signal(command: m.SignalTicket, context: Context) -> None:
    """Those who may update the ticket: usually a system with a token of its own."""
    check_ticket(context, command.ticket, "update")


def may_amend(command: m.AmendTicket, context: Context) -> None:
    """Those who may update the ticket."""
    check_ticket(context, command.ticket, "update")


def may_note(command: m.AddNote, context: Context) -> None:
    """Everyone who may write into the timeline; customers write public notes only."""
    check_ticket(context, command.ticket, "note")


def may_log_call(command: m.LogCall, context: Context) -> None:
    """Staff who may write into the timeline. The customer's own calls are noted by whoever took them."""
    row = check_ticket(context, command.ticket, "note")
    if not queries.reads_internal(context.caller.subject, context.tx, row):
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="call.staff_only")


def may_archive(command: m.ArchiveTicket, context: Context) -> None:
    """Leads, and the timer."""
    check_ticket(context, command.ticket, "archive")


def may_erase(command: m.EraseTicket, context: Context) -> None:
    """Those who may erase personal data."""
    check_ticket(context, command.ticket, "erase")
