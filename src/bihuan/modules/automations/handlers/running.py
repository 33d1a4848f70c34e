"""Writing down what rules did, and letting schedules find their tickets."""

from collections.abc import Iterable
from typing import Any

from bihuan.core.automation import ScheduleTrigger, next_due
from bihuan.core.values import Instant, JsonObject
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.automations import messages as m
from bihuan.modules.automations import queries
from bihuan.modules.features import interface as features
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import TicketChanged, ticket_stream

SLICE = 50


# --- what rules did -----------------------------------------------------------------------------------------------


def record(command: m.RecordRules, context: Context) -> Outcome:
    """The log of one change, and an event for each action that is to follow: so each has its own tries."""
    stream = ticket_stream(command.ticket)
    details = command.details
    for key in _refused(command, context):
        details = {rule: _with_refused(line, key) for rule, line in details.items()}
    ran = m.RulesRan(outcomes=command.outcomes, details=details or None, contests=command.contests)
    events: list[Any] = [ran, *(_requested(request) for request in command.requests)]
    return Outcome(stream, tuple((stream, event) for event in events))


def _with_refused(line: JsonObject, key: str) -> JsonObject:
    return {**line, "refused": [*line.get("refused", ()), key]} if key in line.get("patch", {}) else line


def _refused(command: m.RecordRules, context: Context) -> list[str]:
    """Fields that rules wanted to set and the ticket did not take, because the value does not fit."""
    if not command.wanted:
        return []
    stream, landed = ticket_stream(command.ticket), set[str]()
    for stored in context.events:
        if stored.stream == stream and isinstance(stored.event, TicketChanged):
            parts = (stored.event.changes, stored.event.texts, stored.event.data)
            landed.update(key for part in parts for key in part or ())
    missing = [key for key in command.wanted if key not in landed]
    row = tickets.ticket_row(context.tx, command.ticket) if missing else None
    return [key for key in missing if row is not None and _value(row, key) != command.wanted[key]]


def _value(row: Row, key: str) -> Any:
    return row[key] if key in row else (row["data"] or {}).get(key)


def _requested(request: JsonObject) -> m.ActionRequested:
    return m.ActionRequested(
        key=request["key"],
        rule=request["rule"],
        rule_version=request["rule_version"],
        action=request["action"],
        change=request["change"],
        chain=tuple(request["chain"]),
        settings=request["settings"],
    )


# --- schedules ------------------------------------------------------------------------------------------------------


def run_schedule(command: m.RunSchedule, context: Context) -> Outcome:
    """The next slice of tickets that the condition may concern. After a standstill a schedule runs once, not often."""
    stream = m.rule_stream(command.key)
    row = queries.rule_row(context.tx, command.key)
    if row is None or not row["active"] or row["deleted_at"] is not None:
        return Outcome(stream)
    if command.after is None and row["due"] != command.due:
        return Outcome(stream)
    rule = queries.parsed_somehow(context.tx, row)
    # While rules are switched off a schedule keeps its rhythm and meets nobody.
    meets = rule is not None and features.is_on(context.tx, "rules")
    found = queries.candidates(context, rule, command.after, SLICE) if rule is not None and meets else []
    ran = m.ScheduleRan(
        key=command.key,
        due=command.due,
        tickets=tuple(ticket["id"] for ticket in found),
        after=str(found[-1]["pos"]) if len(found) == SLICE else None,
        next_due=_next(rule.triggers if rule else (), context) if command.after is None else None,
    )
    return Outcome(stream, ((stream, ran),))


def _next(triggers: Iterable[Any], context: Context) -> Instant:
    dues = [
        next_due(trigger.schedule, context.now, context.tenant.zone)
        for trigger in triggers
        if isinstance(trigger, ScheduleTrigger)
    ]
    # A rule that no form understands any more keeps its place and is asked again a day later.
    return min(dues, default=context.now + 86_400_000)


def run_due_rule(command: m.RunDueRule, context: Context) -> Outcome:
    """The rule meets one ticket: if its condition holds, the ticket's history says that its time has come."""
    stream = ticket_stream(command.ticket)
    row = tickets.ticket_row(context.tx, command.ticket)
    at = queries.epoch(context.tx)
    if row is None or row["archived_at"] is not None or at is None or not features.is_on(context.tx, "rules"):
        return Outcome(stream)
    rules = queries.rule_set(context.tx, at, row["form"], row["form_version"])
    rule = next((item for item in rules.rules if item.key == command.key), None)
    if rule is None or not queries.holds_now(context, row, rules, rule):
        return Outcome(stream)
    return Outcome(stream, ((stream, m.RuleCameDue(rule=command.key, due=command.due)),))
