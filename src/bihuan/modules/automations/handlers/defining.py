"""Publishing rules, switching, ordering and deleting them."""

from dataclasses import asdict
from typing import Any

from bihuan.core.access import check_access
from bihuan.core.automation import Rule, ScheduleTrigger, next_due
from bihuan.core.values import Instant, JsonObject, Kind, Refusal, thaw_json
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.automations import messages as m
from bihuan.modules.automations import queries

MAX_POSITION = 1_000_000


def may_manage(_command: Any, context: Context) -> None:
    """Only who may manage automation rules."""
    check_access(context.caller.subject, "manage", "automation", {})


def publish(command: m.PublishRule, context: Context) -> Outcome:
    """The next version, if nothing is wrong with it. Saying the same again changes nothing."""
    body = thaw_json(command.body)
    key = body.get("key") if isinstance(body, dict) else None
    known = queries.rule_row(context.tx, key) if isinstance(key, str) else None
    at = known["version"] if known else 0
    rule = queries.checked(context.tx, context.caller.subject, body, at + 1)
    if command.base_version is not None and command.base_version != at:
        raise Refusal("definition.moved", Kind.CONFLICT, base=command.base_version, current=at)
    stream = m.rule_stream(rule.key)
    if known is not None and known["body"] == body and known["deleted_at"] is None:
        return Outcome(stream)
    published = m.RulePublished(
        key=rule.key,
        version=at + 1,
        body=body,
        position=_position(rule, body, known),
        active=rule.active,
        due=first_due(rule, context) if rule.active else None,
        advice=tuple(_advised(item) for item in queries.advice(context.tx, rule)),
    )
    return Outcome(stream, ((stream, published),))


def _position(rule: Rule, body: JsonObject, known: Row | None) -> int:
    """As written; left out, the rule keeps its place."""
    return rule.position if known is None or "position" in body else int(known["position"])


def _advised(finding: Any) -> JsonObject:
    found: JsonObject = thaw_json(asdict(finding))
    return found


def first_due(rule: Rule, context: Context) -> Instant | None:
    """When a rule's schedule comes round next; None without one."""
    dues = [
        next_due(trigger.schedule, context.now, context.tenant.zone)
        for trigger in rule.triggers
        if isinstance(trigger, ScheduleTrigger)
    ]
    return min(dues) if dues else None


def switch(command: m.SwitchRule, context: Context) -> Outcome:
    """On or off; what it is already is no change."""
    row = _in_use(command.key, context)
    stream = m.rule_stream(command.key)
    if bool(row["active"]) == command.active:
        return Outcome(stream)
    due = _due(row, context) if command.active else None
    return Outcome(stream, ((stream, m.RuleSwitched(command.key, command.active, due)),))


def move(command: m.MoveRule, context: Context) -> Outcome:
    """Another place in the order."""
    row = _in_use(command.key, context)
    stream = m.rule_stream(command.key)
    if not 0 <= command.position <= MAX_POSITION:
        raise Refusal("automation.position_invalid", path="position", most=MAX_POSITION)
    if row["position"] == command.position:
        return Outcome(stream)
    return Outcome(stream, ((stream, m.RuleMoved(command.key, command.position)),))


def delete(command: m.DeleteRule, context: Context) -> Outcome:
    """Out of use; a second time changes nothing."""
    row = queries.the_rule(context.tx, command.key)
    stream = m.rule_stream(command.key)
    return Outcome(stream, () if row["deleted_at"] is not None else ((stream, m.RuleDeleted(command.key)),))


def restore(command: m.RestoreRule, context: Context) -> Outcome:
    """In use again, on or off as it was."""
    row = queries.the_rule(context.tx, command.key)
    stream = m.rule_stream(command.key)
    if row["deleted_at"] is None:
        return Outcome(stream)
    due = _due(row, context) if row["active"] else None
    return Outcome(stream, ((stream, m.RuleRestored(command.key, due)),))


def _in_use(key: str, context: Context) -> Row:
    row = queries.the_rule(context.tx, key)
    if row["deleted_at"] is not None:
        raise Refusal("automation.deleted", Kind.CONFLICT, rule=key)
    return row


def _due(row: Row, context: Context) -> Instant | None:
    rule = queries.parsed_somehow(context.tx, row)
    return first_due(rule, context) if rule is not None else None
