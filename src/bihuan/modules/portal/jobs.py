"""Who is told of another time: whoever comes and those who dispatch; then the customer."""

from collections.abc import Iterable
from typing import Any

from bihuan.core.values import Instant, JsonObject, local_time
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.hooks import ActionCall, Hooks, JobContext
from bihuan.modules.portal.messages import VisitTimeAnswered, VisitTimeProposed


def tell_proposed(hooks: Hooks, stored: StoredEvent, context: JobContext) -> Iterable[Any]:
    """The assignee and the dispatchers hear that an answer is waited for."""
    event: VisitTimeProposed = stored.event
    return _told(hooks, stored, context, ["assignee", "dispatchers"], _words(event, context.tenant.zone))


def tell_answered(hooks: Hooks, stored: StoredEvent, context: JobContext) -> Iterable[Any]:
    """The customer hears the answer, and whoever comes reads when."""
    event: VisitTimeAnswered = stored.event
    return _told(hooks, stored, context, ["submitter", "assignee"], _words(event, context.tenant.zone))


def _told(hooks: Hooks, stored: StoredEvent, context: JobContext, to: list[Any], values: JsonObject) -> Iterable[Any]:
    # An install without the module that notifies has nobody to tell.
    if "notify" not in hooks.actions:
        return ()
    template = "visit_time_asked" if isinstance(stored.event, VisitTimeProposed) else "visit_time_answered"
    call = ActionCall(
        name="notify",
        key=f"portal:{stored.ref}",
        settings={"to": to, "template": template, "values": values},
        ticket=stored.stream_id,
        cause=stored.ref,
        at=stored.at,
        source={"kind": "portal"},
    )
    return hooks.run_action(call, context)


def _words(event: VisitTimeProposed | VisitTimeAnswered, zone: str) -> JsonObject:
    time = span(event.at, event.until, zone) if event.at and event.until else "–"
    return {"time": time, "text": event.text or "–"}


def span(at: Instant, until: Instant, zone: str) -> str:
    """A time from when to when, in the tenant's zone."""
    begin, end = local_time(at, zone), local_time(until, zone)
    same = begin.date() == end.date()
    return f"{begin:%Y-%m-%d %H:%M}–{end:%H:%M}" if same else f"{begin:%Y-%m-%d %H:%M}–{end:%Y-%m-%d %H:%M}"
