"""What the events of clocks ask to be done: each thing once, however many rungs were passed at the same look."""

from collections.abc import Iterable, Iterator
from typing import Any

from bihuan.core.sla import ClockBreachWithdrawn, ReminderReached, ThresholdReached
from bihuan.core.values import Instant, Json, JsonObject, thaw_json
from bihuan.db.types import dump_json
from bihuan.kernel.tx import Row
from bihuan.modules.sla.queries import MARK, Applied, Judged

# Rungs from which on a clock is told of as missed.
_MISSED = "sla.breach"
_NEARING = "sla.threshold"
_REMINDER = "sla.reminder"
_WITHDRAWN = "sla.breach_withdrawn"


def calls_of(applied: Applied, judged: Judged, row: Row) -> tuple[JsonObject, ...]:
    """{act, settings, not_before, source} of everything that is to be done, in order."""
    found: list[JsonObject] = []
    for event in judged.events:
        if isinstance(event, ThresholdReached):
            found.extend(_of_thresholds(applied, judged, row, event))
        elif isinstance(event, ClockBreachWithdrawn):
            found.extend(_of_withdrawal(applied, judged, row, event))
        elif isinstance(event, ReminderReached):
            found.extend(_of_reminder(applied, row, event))
    return tuple(found)


def _of_thresholds(applied: Applied, judged: Judged, row: Row, event: ThresholdReached) -> Iterator[JsonObject]:
    """The highest rung first: whoever it reaches is not told of the lower ones as well."""
    told: set[tuple[str, str]] = set()
    for passed in reversed(event.passed):
        for action in _fresh(passed["actions"], told):
            clock = judged.after.clocks[event.clock]
            source = {"clock": event.clock, "threshold": passed["threshold"], "policy": clock.terms.policy}
            values = {"threshold": passed["threshold"], "reached_at": passed["at"], "due": clock.due}
            template = _MISSED if clock.breached_at is not None else _NEARING
            yield _call(applied, row, action, (template, values, source), passed["notify_at"])


def _of_withdrawal(applied: Applied, judged: Judged, row: Row, event: ClockBreachWithdrawn) -> Iterator[JsonObject]:
    """Whoever was told of a breach that was none hears it, once."""
    told: set[tuple[str, str]] = set()
    gone = set(judged.before.clocks[event.clock].passed) - set(event.passed)
    for rung in reversed(applied.definition.clocks[event.clock].ladder):
        if rung.key not in gone:
            continue
        for action in _fresh(rung.actions, told):
            source = {"clock": event.clock, "threshold": rung.key, "policy": event.policy, "withdrawn": True}
            values = {"threshold": rung.key, "reached_at": event.breached_at}
            yield _call(applied, row, action, (_WITHDRAWN, values, source), None)


def _of_reminder(applied: Applied, row: Row, event: ReminderReached) -> Iterator[JsonObject]:
    for action in _fresh(event.actions, set()):
        source = {"reminder": event.reminder, "offsets": list(event.offsets)}
        values = {"date": event.value, "offset": event.offsets[-1], "reached_at": event.at}
        yield _call(applied, row, action, (_REMINDER, values, source), None)


def _fresh(actions: Iterable[Json], told: set[tuple[str, str]]) -> Iterator[JsonObject]:
    """The actions, less the recipients who hear of it already; `told` grows. Marking happens on the ticket itself."""
    for written in actions:
        action = thaw_json(written)
        if action["act"] == MARK:
            continue
        recipients = action.get("to")
        if not isinstance(recipients, list):
            if (action["act"], dump_json(action)) not in told:
                told.add((action["act"], dump_json(action)))
                yield action
            continue
        kept = [one for one in recipients if (action["act"], dump_json(one)) not in told]
        told.update((action["act"], dump_json(one)) for one in kept)
        if kept:
            yield {**action, "to": kept}


def _call(
    applied: Applied, row: Row, action: JsonObject, said: tuple[str, JsonObject, JsonObject], not_before: Instant | None
) -> JsonObject:
    template, values, source = said
    settings = {key: value for key, value in action.items() if key != "act"}
    settings.setdefault("template", template)
    settings["values"] = {**_words(applied, source), **values, "number": row["number"], **settings.get("values", {})}
    return {
        "act": action["act"],
        "settings": settings,
        "not_before": not_before,
        "source": {"kind": "sla", "policies": applied.key, **source},
    }


def _words(applied: Applied, source: JsonObject) -> JsonObject:
    """The names that a notice uses, in both languages."""
    definition = applied.definition
    found: dict[str, Any] = {}
    if "clock" in source:
        found["clock"] = dict(definition.clocks[source["clock"]].label)
        policies = {policy.key: dict(policy.label) for policy in definition.policies}
        found["policy"] = policies.get(source["policy"], {})
    else:
        reminders = {one.key: dict(one.label) for one in definition.reminders}
        found["reminder"] = reminders.get(source["reminder"], {})
    return found
