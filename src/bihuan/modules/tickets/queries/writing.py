"""Which fields of a ticket's form somebody may write now, by whatever way he has."""

from bihuan.core.access import Allowed, FieldAccess, decide_access, visible_fields
from bihuan.core.flow import WRITING, open_actions, run_from_json
from bihuan.core.rules import Env
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.flows.interface import flow_definition
from bihuan.modules.forms.interface import form_definition
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets.queries.rows import anchors_of, run_state
from bihuan.modules.tickets.queries.views import actor_of


def writable_fields(tx: Tx, caller: Caller, row: Row, env: Env) -> frozenset[str]:
    """Fields that the caller reads and may correct (`AmendTicket`) or that an open action of his lets him fill in."""
    if row["archived_at"] is not None:
        return frozenset()
    anchors = anchors_of(tx, row)
    rights = visible_fields(caller.subject, "ticket", anchors)
    form = form_definition(tx, row["form"], row["form_version"])
    readable = [key for key in form.fields if rights[key] >= FieldAccess.READ]
    amends = isinstance(decide_access(caller.subject, "update", "ticket", anchors), Allowed)
    found = {key for key in readable if amends and rights[key] >= FieldAccess.EDIT}
    forms = _open_forms(tx, caller, row, env)
    return frozenset(found | {key for key in readable if any(one.get(key, one.get("*")) in WRITING for one in forms)})


def _open_forms(tx: Tx, caller: Caller, row: Row, env: Env) -> list[dict[str, str]]:
    """The rights that the actions give which are the caller's to do now."""
    flow = flow_definition(tx, row["flow"], row["flow_version"])
    run = run_from_json(run_state(tx, row["id"]))
    actor = actor_of(caller, run, identity.TxDirectory(tx, env, row["type"]))
    if actor is None:
        return []
    # Whose turn it is stands to the ticket as its assignee does (handlers/rights.py, `may_act`).
    mine = {**anchors_of(tx, row), "assignee": [actor.person]}
    if not isinstance(decide_access(caller.subject, "act", "ticket", mine), Allowed):
        return []
    return [dict(offer.form) for task in run.tasks.values() for offer in open_actions(flow, run, task, actor)]
