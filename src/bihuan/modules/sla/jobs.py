"""Ladders and reminders carried out: after the commit, by whatever is registered under the name of the action."""

from collections.abc import Iterable
from typing import Any

from bihuan.core.values import thaw_json
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.hooks import ActionCall, Hooks, JobContext
from bihuan.kernel.ports import RefusedForGoodError


def escalate(hooks: Hooks, stored: StoredEvent, context: JobContext) -> Iterable[Any]:
    """Run every action that is due. The key is the event's, so that a second try does nothing twice.

    One that can never be done is found fault with only when the others have had their turn.
    """
    hopeless: RefusedForGoodError | None = None
    for index, call in enumerate(stored.event.calls):
        written = thaw_json(call)
        asked = ActionCall(
            name=written["act"],
            key=f"{stored.ref}/{index}",
            settings=written["settings"],
            ticket=stored.stream_id,
            cause=stored.ref,
            at=stored.at,
            source=written["source"],
            not_before=written["not_before"],
        )
        try:
            yield from hooks.run_action(asked, context)
        except RefusedForGoodError as error:
            hopeless = hopeless or error
    if hopeless is not None:
        raise hopeless
