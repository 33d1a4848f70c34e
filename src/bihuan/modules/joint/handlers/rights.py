"""Who may plan sessions and set up crews; each is the mandatory check registered with its command."""

from bihuan.core.access import check_access
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.joint import messages as m
from bihuan.modules.joint import queries
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import ticket_of_task


def the_ticket(context: Context, ticket_id: str) -> Row:
    """A ticket's row, read once per command. Refuses `ticket.not_found`."""

    def load() -> Row:
        row = tickets.ticket_row(context.tx, ticket_id)
        if row is None:
            raise Refusal("ticket.not_found", Kind.NOT_FOUND)
        return row

    return context.once(("ticket", ticket_id), load)


def may_meet(command: m.PlanSession | m.ChangeSession | m.CancelSession | m.HoldSession, context: Context) -> None:
    """Colleagues who may write into the timeline; sessions are none of the customer's business."""
    _check_colleague(context, the_ticket(context, command.ticket))


def may_set_helpers(command: m.SetHelpers, context: Context) -> None:
    """Whoever dispatches the task, and its owner."""
    row = the_ticket(context, ticket_of_task(command.task))
    task = tickets.task_row(context.tx, command.task)
    if task is not None and task["owner"] is not None and task["owner"] == context.caller.subject.person:
        _check_colleague(context, row)
        return
    check_access(context.caller.subject, "assign", "ticket", tickets.anchors_of(context.tx, row))


def may_move(command: m.MoveAsHelper, context: Context) -> None:
    """Whoever helps with the task says of himself where he is."""
    person = context.caller.subject.person
    the_ticket(context, ticket_of_task(command.task))
    if person is None or person not in queries.helpers_of(context.tx, command.task):
        raise Refusal("task.unknown", Kind.NOT_FOUND, task=command.task)


def may_set_rules(_command: m.SetSessionRules, context: Context) -> None:
    """Whoever sets up how tickets go."""
    check_access(context.caller.subject, "manage", "ticket_type", {})


def _check_colleague(context: Context, row: Row) -> None:
    check_access(context.caller.subject, "note", "ticket", tickets.anchors_of(context.tx, row))
    if not tickets.reads_internal(context.caller.subject, context.tx, row):
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.session_staff_only")
