"""A dry run: what would be decided about a task now, by the policies that hold or by others, without acting."""

from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.context import Context
from bihuan.modules.dispatch.queries.asking import ask
from bihuan.modules.dispatch.queries.definitions import read_policies
from bihuan.modules.dispatch.queries.people import names_of
from bihuan.modules.dispatch.queries.telling import round_told
from bihuan.modules.tickets import interface as tickets


def try_dispatch(context: Context, task: str, body: JsonObject | None) -> JsonObject:
    """The round that a dispatch would write. Refuses `dispatch.no_policy`, `dispatch.policies_invalid`."""
    tx = context.tx
    trial = None if body is None else read_policies(body, 0, tickets.shared_schema(tx))
    asked = ask(context, task, trial=trial)
    if asked is None:
        raise Refusal("dispatch.no_policy", Kind.CONFLICT, task=task)
    told = round_told(tx, context.tenant, (0, asked.decide("new")))
    return {"ticket": asked.job.ticket, "rounds": [told], "names": names_of(tx, told["lines"])}
