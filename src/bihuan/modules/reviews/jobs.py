"""Whoever is responsible for a measure is told before it is due."""

from collections.abc import Iterable
from typing import Any

from bihuan.core.values import JsonObject, local_time
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.hooks import ActionCall, Hooks, JobContext
from bihuan.kernel.tx import Tx
from bihuan.modules.identity import interface as identity
from bihuan.modules.reviews import queries
from bihuan.modules.tickets import interface as tickets


def remind(hooks: Hooks, stored: StoredEvent, context: JobContext) -> Iterable[Any]:
    """By the action `notify`; an install without the module that notifies has nobody to tell."""
    found = context.read(lambda tx: _due(tx, context.tenant.zone, stored.event.measure))
    if found is None or "notify" not in hooks.actions:
        return ()
    person, values = found
    call = ActionCall(
        name="notify",
        key=f"reviews:{stored.ref}",
        settings={"to": [{"person": person}], "template": "measure_due", "values": values},
        ticket=stored.stream_id,
        cause=stored.ref,
        at=stored.at,
        source={"kind": "reviews"},
    )
    return hooks.run_action(call, context)


def _due(tx: Tx, zone: str, measure: str) -> tuple[str, JsonObject] | None:
    """Whom to tell, and what: the words of a review are for those who read internal notes."""
    one = queries.measure_row(tx, measure)
    row = tickets.ticket_row(tx, one["ticket"]) if one is not None else None
    if one is None or row is None or one["done_at"] is not None:
        return None
    values = {"due": local_time(one["due"], zone).strftime("%Y-%m-%d %H:%M")}
    if tickets.reads_internal(identity.subject_of(tx, one["person"]), tx, row):
        values["text"] = one["text"]
    return one["person"], values
