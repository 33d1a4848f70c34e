"""Events of views into rows."""

from bihuan.core.values import thaw_json
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.tx import Tx
from bihuan.modules.views.messages import ViewSaved
from bihuan.modules.views.tables import saved_view, view_audience, view_choice


def apply_view(tx: Tx, view_id: str, events: list[StoredEvent]) -> None:
    """The view as its last event leaves it."""
    last = events[-1]
    tx.delete(view_audience, view=view_id)
    if not isinstance(last.event, ViewSaved):
        tx.delete(saved_view, id=view_id)
        return
    event = last.event
    row = {"id": view_id, "owner": event.owner, "name": event.name, "query": thaw_json(event.query)}
    tx.upsert(saved_view, {**row, "version": last.no, "updated_at": last.at})
    for kind, targets in (("role", event.roles), ("department", event.departments)):
        for target in targets:
            tx.insert(view_audience, {"view": view_id, "kind": kind, "target": target})


def apply_choice(tx: Tx, person: str, events: list[StoredEvent]) -> None:
    """What the person chose last."""
    tx.upsert(view_choice, {"person": person, "view": events[-1].event.view})
