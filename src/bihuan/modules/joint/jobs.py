"""Invitations, changes and reminders: told after the commit, by the action `notify`."""

from collections.abc import Iterable
from typing import Any

from bihuan.core.values import JsonObject, local_time
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.hooks import ActionCall, Hooks, JobContext
from bihuan.modules.joint import messages as m
from bihuan.modules.joint import queries


def tell(hooks: Hooks, stored: StoredEvent, context: JobContext) -> Iterable[Any]:
    """Whoever is asked to the session, but not who planned it."""
    event = stored.event
    row, people = context.read(
        lambda tx: (queries.session_row(tx, event.session), queries.people_of(tx, event.session))
    )
    if row is None:
        return ()
    start = local_time(row["start"], context.tenant.zone).strftime("%Y-%m-%d %H:%M")
    values = {"subject": row["subject"], "start": start, "place": row["place"], "link": row["link"]}
    if isinstance(event, m.JointSessionCancelled):
        values["reason"] = event.reason
    told = [person for person in people if person != stored.caller_id]
    return _notify(hooks, stored, context, (_KINDS[type(event)], told, values))


_KINDS: dict[type, str] = {
    m.JointSessionPlanned: "session_invited",
    m.JointSessionCancelled: "session_cancelled",
    m.JointSessionReminded: "session_soon",
}


def tell_helpers(hooks: Hooks, stored: StoredEvent, context: JobContext) -> Iterable[Any]:
    """Who joins a crew learns of it."""
    event: m.HelpersSet = stored.event
    return _notify(hooks, stored, context, ("helper_asked", list(event.added), {}))


def _notify(
    hooks: Hooks, stored: StoredEvent, context: JobContext, told: tuple[str, list[str], JsonObject]
) -> Iterable[Any]:
    kind, people, values = told
    # An install without the module that notifies has nobody to tell.
    if not people or "notify" not in hooks.actions:
        return ()
    call = ActionCall(
        name="notify",
        key=f"joint:{stored.ref}",
        settings={
            "to": [{"person": person} for person in people],
            "template": kind,
            "values": {name: value for name, value in values.items() if value},
        },
        ticket=stored.stream_id,
        cause=stored.ref,
        at=stored.at,
        source={"kind": "joint"},
    )
    return hooks.run_action(call, context)
