"""Events of rules and endpoints into rows, and what rules did about tickets."""

import hashlib
from typing import Any

from bihuan.core.values import Instant, thaw_json
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.timers import clear_timer, set_timer
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.automations import messages as m
from bihuan.modules.automations.tables import (
    rule,
    rule_action,
    rule_epoch,
    rule_run,
    rule_version,
    webhook_endpoint,
)

TIMER = "schedule"
_OF_RULES = (m.RulePublished, m.RuleSwitched, m.RuleMoved, m.RuleDeleted, m.RuleRestored, m.ScheduleRan)


# --- definitions ----------------------------------------------------------------------------------------------


def apply_definition(tx: Tx, stream_id: str, events: list[StoredEvent]) -> None:
    """Fold the events of one rule or endpoint."""
    for stored in events:
        if isinstance(stored.event, m.EndpointSaved):
            _endpoint(tx, stream_id, stored, stored.event)
        elif isinstance(stored.event, _OF_RULES):
            _rule(tx, stream_id, stored, stored.event)
    if any(isinstance(stored.event, _OF_RULES) and not _only_ran(stored.event) for stored in events):
        _turn_epoch(tx, events)


def _only_ran(event: Any) -> bool:
    return isinstance(event, m.ScheduleRan)


def _turn_epoch(tx: Tx, events: list[StoredEvent]) -> None:
    # A fingerprint and no counter: after a rolled-back unit the next one must not meet what was kept for that one.
    known = tx.get(rule_epoch, id=1)
    text = (known["value"] if known else "") + repr([(stored.ref, stored.at, stored.event) for stored in events])
    tx.upsert(rule_epoch, {"id": 1, "value": hashlib.sha256(text.encode()).hexdigest()})


def _rule(tx: Tx, stream_id: str, stored: StoredEvent, event: Any) -> None:
    values: dict[str, Any] = {"no": stored.no}
    if isinstance(event, m.RulePublished):
        return _published(tx, stream_id, stored, event)
    if isinstance(event, m.RuleSwitched):
        values |= {"active": event.active, "due": event.due}
    elif isinstance(event, m.RuleMoved):
        values |= {"position": event.position}
    elif isinstance(event, m.RuleDeleted):
        values |= {"deleted_at": stored.at, "due": None}
    elif isinstance(event, m.RuleRestored):
        values |= {"deleted_at": None, "due": event.due}
    elif event.next_due is not None:
        values |= {"due": event.next_due}
    tx.update(rule, {"stream_id": stream_id}, values)
    if "due" in values:
        _set_due(tx, stored.stream, event.key, values["due"])
    return None


def _published(tx: Tx, stream_id: str, stored: StoredEvent, event: m.RulePublished) -> None:
    body = thaw_json(event.body)
    row: Row = {"stream_id": stream_id, "key": event.key, "version": event.version, "position": event.position}
    row |= {"active": event.active, "deleted_at": None, "due": event.due, "body": body}
    tx.upsert(rule, {**row, "advice": thaw_json(event.advice), "no": stored.no})
    by = {"published_by": stored.caller_id, "published_at": stored.at}
    tx.insert(rule_version, {"stream_id": stream_id, "version": event.version, "body": body, **by})
    _set_due(tx, stored.stream, event.key, event.due)


def _set_due(tx: Tx, stream: str, key: str, due: Instant | None) -> None:
    if due is None:
        clear_timer(tx, stream, TIMER)
    else:
        set_timer(tx, stream, TIMER, due, {"type": "RunSchedule", "key": key, "due": due})


def _endpoint(tx: Tx, stream_id: str, stored: StoredEvent, event: m.EndpointSaved) -> None:
    row = {"stream_id": stream_id, "key": event.key, "label": thaw_json(event.label), "url": event.url}
    tx.upsert(webhook_endpoint, {**row, "secret": event.secret or "", "active": event.active, "no": stored.no})


# --- tickets --------------------------------------------------------------------------------------------------


def apply_ticket(tx: Tx, ticket_id: str, events: list[StoredEvent]) -> None:
    """Add what rules did about one ticket."""
    for stored in events:
        if isinstance(stored.event, m.RulesRan):
            tx.insert(rule_run, *_run_rows(ticket_id, stored, stored.event))
        elif isinstance(stored.event, m.ActionRequested):
            tx.insert(rule_action, _action_row(ticket_id, stored, stored.event))


def _run_rows(ticket_id: str, stored: StoredEvent, event: m.RulesRan) -> list[Row]:
    row = {"ticket": ticket_id, "no": stored.no, "at": stored.at}
    return [{**row, "rule": outcome["rule"], "fired": outcome["fired"]} for outcome in event.outcomes]


def _action_row(ticket_id: str, stored: StoredEvent, event: m.ActionRequested) -> Row:
    row = {"ticket": ticket_id, "no": stored.no, "key": event.key, "rule": event.rule, "action": event.action}
    settings, chain = thaw_json(event.settings), list(event.chain)
    return {**row, "rule_version": event.rule_version, "settings": settings, "chain": chain, "at": stored.at}
