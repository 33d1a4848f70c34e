"""When a wait is over by itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bihuan.core.flow.definition import ChildrenStep, NotifyStep, WaitStep
from bihuan.core.flow.people import Asking
from bihuan.core.values import Instant, JsonObject, instant_of


def written_wait(step: WaitStep, asking: Asking, now: Instant) -> JsonObject:
    """The wait that begins now, as `StepEntered` carries it."""
    return {"kind": "wait", "until": until_of(step, asking, now), "event": step.event, "key": step.key}


def written_reading(step: NotifyStep, people: tuple[str, ...], asking: Asking, now: Instant) -> JsonObject:
    """The wait for everybody's reading."""
    until = length_ends(step, asking, now)
    return {"kind": "read", "until": until, "event": "", "key": "", "people": list(people)}


def until_of(step: WaitStep, asking: Asking, now: Instant) -> Instant | None:
    """The instant that ends the wait; None where no time does, or while the date it hangs on is not known.

    A day begins at midnight in the tenant's zone.
    """
    if step.field:
        found = _instant(asking.data, step.field, asking.directory.env.zone)
        return None if found is None else max(0, found + step.offset)
    return length_ends(step, asking, now)


def length_ends(step: WaitStep | NotifyStep | ChildrenStep, asking: Asking, now: Instant) -> Instant | None:
    """Where the step's own length ends; None if it has none."""
    if not step.length:
        return None
    if not step.working:
        return now + step.length
    return asking.directory.working_end(asking.run.run_id, now, step.length, step.calendar)


def _instant(data: Mapping[str, Any], path: str, zone: str) -> Instant | None:
    value: Any = data
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if isinstance(value, str):
        try:
            return instant_of(datetime.fromisoformat(value), zone)
        except ValueError:
            return None
    return value if isinstance(value, int) else None
