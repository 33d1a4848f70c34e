"""抢单: hard rules, caps and cool-downs hold for claims, too. That one wins is the flow's compare-and-swap."""

from bihuan.core.dispatch import check_claim
from bihuan.kernel.context import Context
from bihuan.modules.dispatch import queries
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import ActOnTask


def may_claim(command: ActOnTask, context: Context) -> None:
    """Refuses `dispatch.claim_refused` with every reason. A task that somebody has is answered by the flow."""
    if command.action != "claim":
        return
    row = tickets.task_row(context.tx, command.task)
    person = context.caller.subject.person
    if row is None or row["owner"] is not None or person is None or person not in row["candidates"]:
        return
    asked = queries.ask(context, command.task, one=person)
    if asked is not None:
        (candidate,) = asked.candidates
        check_claim(asked.policy, asked.job, candidate, asked.env)
