"""Following actions, each with its own tries, and the tickets of a schedule."""

from collections.abc import Iterable, Iterator
from typing import Any

from bihuan.kernel.command import StoredEvent
from bihuan.kernel.hooks import ActionCall, Hooks, JobContext
from bihuan.modules.automations.messages import ActionRequested, RunDueRule, RunSchedule, ScheduleRan


def act(hooks: Hooks, stored: StoredEvent, context: JobContext) -> Iterable[Any]:
    """Carry out what a rule asked for. One that fails is tried again by itself and holds up no other."""
    event: ActionRequested = stored.event
    if event.settings is None and stored.erased:
        # The ticket's personal data were erased meanwhile: there is nothing left to tell anybody.
        return []
    call = ActionCall(
        name=event.action,
        key=event.key,
        settings=event.settings or {},
        ticket=stored.stream_id,
        cause=stored.ref,
        at=stored.at,
        source={"kind": "rule", "rule": event.rule, "rule_version": event.rule_version, "change": event.change},
        chain=event.chain,
    )
    return hooks.run_action(call, context)


def run_slice(stored: StoredEvent, _context: JobContext) -> Iterator[Any]:
    """Each ticket of the slice by itself, then the next slice."""
    event: ScheduleRan = stored.event
    for ticket in event.tickets:
        yield RunDueRule(ticket, event.key, event.due)
    if event.after is not None:
        yield RunSchedule(event.key, event.due, event.after)
