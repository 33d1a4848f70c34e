"""A dry run: what would be decided about a task now, by the policies that hold or by others, without acting."""

from bihuan.core.access import check_access
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.context import Context
from bihuan.modules.dispatch.queries.asking import ask
from bihuan.modules.dispatch.queries.definitions import read_policies
from bihuan.modules.dispatch.queries.sight import readable_fields, sight_of
from bihuan.modules.dispatch.queries.telling import rounds_told
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import ticket_of_task


def try_dispatch(context: Context, task: str, body: JsonObject | None) -> JsonObject:
    """The round that a dispatch would write, as far as the caller sees tables. Policies of one's own (`body`) are for
    those who may publish them, and name only what their author may read of the ticket.

    Refuses `ticket.not_found`, `access.denied`, `dispatch.no_policy`, `dispatch.policies_invalid`.
    """
    tx, caller = context.tx, context.caller
    check_access(caller.subject, "read", "dispatch_policy", {})
    row = tickets.ticket_row(tx, ticket_of_task(task))
    if row is None:
        raise Refusal("ticket.not_found", Kind.NOT_FOUND)
    check_access(caller.subject, "assign", "ticket", tickets.anchors_of(tx, row))
    trial = None
    if body is not None:
        check_access(caller.subject, "publish", "dispatch_policy", {})
        trial = read_policies(body, 0, readable_fields(tx, caller, row))
    asked = ask(context, task, trial=trial)
    if asked is None:
        raise Refusal("dispatch.no_policy", Kind.CONFLICT, task=task)
    told = rounds_told(tx, context.tenant, [(0, asked.decide("new"))], sight_of(tx, caller, row), body)
    return {"ticket": row["id"], **told}
