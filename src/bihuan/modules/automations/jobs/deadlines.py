"""Deadlines that a flow's step says itself: the same actions as rules and clocks ask for, about one task."""

from collections.abc import Iterator
from typing import Any

from bihuan.core.flow import DeadlineReached, FlowDefinition, rungs_by_number
from bihuan.core.flow.definition import HAND_OVER
from bihuan.core.values import JsonObject
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.hooks import ActionCall, Hooks, JobContext
from bihuan.kernel.tx import Tx
from bihuan.modules.automations.jobs.steps import StepOverError
from bihuan.modules.tickets import interface as tickets

# Semantics §4: who takes over from somebody who did not find the time.
_HEIRS = ("deputy", "lead", "flow_admin")


def reach(hooks: Hooks, stored: StoredEvent, context: JobContext) -> Iterator[Any]:
    """Do what the rung says. A task that was done meanwhile needs nothing more."""
    event: DeadlineReached = stored.event

    def flow(tx: Tx) -> FlowDefinition | None:
        row = tickets.ticket_row(tx, stored.stream_id)
        return tickets.flow_of(tx, row) if row is not None else None

    definition = context.read(flow)
    if definition is None:
        return
    call = ActionCall(
        name=event.do,
        key=f"deadline:{stored.ref}",
        settings=_settings(definition, event),
        ticket=stored.stream_id,
        cause=stored.ref,
        at=stored.at,
        source={"kind": "hand_over" if event.rung == HAND_OVER else "deadline", "step": event.step},
    )
    try:
        yield from hooks.run_action(call, context)
    except StepOverError:
        return


def _settings(definition: FlowDefinition, event: DeadlineReached) -> JsonObject:
    rung = rungs_by_number(definition, event.step).get(event.rung)
    found: JsonObject = {"task": event.task, "step": event.step}
    if event.rung == HAND_OVER:
        return {**found, "to": list(_HEIRS)}
    if rung is None:
        return found
    if rung.to:
        found["to"] = list(rung.to)
    elif event.do == "remind" and event.owner is not None:
        found["to"] = [{"person": event.owner}]
    return {**found, **{name: getattr(rung, name) for name in ("target", "action") if getattr(rung, name)}}
