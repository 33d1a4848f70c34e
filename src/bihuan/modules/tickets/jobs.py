"""What follows after the commit of what happened elsewhere."""

from collections.abc import Iterable
from typing import Any

from bihuan.core.flow import ActionAsked
from bihuan.core.values import Refusal
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.errors import coded
from bihuan.kernel.hooks import ActionCall, Hooks, JobContext
from bihuan.kernel.ports import DeliveryError, TryAgainError
from bihuan.modules.tickets import queries
from bihuan.modules.tickets.messages import FailAction, FinishAction, PassSeat


def pass_seats(stored: StoredEvent, context: JobContext) -> Iterable[Any]:
    """Somebody has left for good: one command per decision that waits for him (semantics §4)."""
    seats: list[str] = context.read(lambda tx: queries.seats_of(tx, stored.stream_id))
    return [PassSeat(task=task) for task in seats]


# For so long it is tried again by itself; then somebody is to know.
PATIENCE_MS = 10 * 60_000


def push(hooks: Hooks, stored: StoredEvent, context: JobContext) -> Iterable[Any]:
    """What a step of the flow tells another system. What it does not take makes an incident on the step."""
    asked: ActionAsked = stored.event
    if not asked.webhook:
        return []
    which = {"ticket": stored.stream_id, "instance": asked.instance}
    call = ActionCall(
        name="webhook",
        key=stored.ref,
        settings={"endpoint": asked.webhook, "values": asked.values or {}},
        ticket=stored.stream_id,
        cause=stored.ref,
        at=stored.at,
        source={"kind": "flow", "step": asked.step},
    )
    try:
        followed = tuple(hooks.run_action(call, context))
    except TryAgainError:
        if context.now - stored.at < PATIENCE_MS:
            raise
        return [FailAction(**which, why=coded("incident.no_answer"))]
    except DeliveryError as error:
        return [FailAction(**which, why=coded(error.code))]
    except Refusal as refusal:
        return [FailAction(**which, why=coded(refusal.code, **refusal.data))]
    return [*followed, FinishAction(**which)]
