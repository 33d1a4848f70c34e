"""Rules ready to run: parsed once per state of all rules and version of a form."""

from collections.abc import Iterable, Iterator
from typing import Any

from bihuan.core.access import Subject
from bihuan.core.automation import (
    ChangeTrigger,
    EventTrigger,
    Rule,
    RuleFinding,
    ScheduleTrigger,
    lint,
    parse_rule,
)
from bihuan.core.late import dataclass
from bihuan.core.rules import History, Schema, fields_of, history_of
from bihuan.core.values import Json, Problem, Refusal
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.automations.queries.catalogue import CATALOGUE
from bihuan.modules.automations.queries.sight import unreadable
from bihuan.modules.automations.queries.vocabulary import SETTABLE, vocabulary
from bihuan.modules.automations.tables import rule as rule_table
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.tickets import interface as tickets

_EPOCH = "SELECT value FROM rule_epoch WHERE id = 1"
# What only the run knows: how it stood before is worked out from the history.
_OF_THE_RUN = frozenset({"stage", "category", "assignee", "department", "team", "resolved_at"})


@dataclass(frozen=True, slots=True)
class Triggers:
    """Whether any rule could go off at all: asked with every change of a ticket, so without parsing anything."""

    events: frozenset[str]
    by_field: bool


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules that make sense for one version of a form.

    `reads_before`: some rule asks how the record was; `reads_run_before`: also in what the run decides. `wanted`: the
    fields that are read at all.
    """

    rules: tuple[Rule, ...]
    reads_before: bool
    reads_run_before: bool
    histories: tuple[History, ...]
    wanted: frozenset[str]


def epoch(tx: Tx) -> str | None:
    """Changes with every change of a rule; None while there is none."""
    row = tx.run(_EPOCH).fetchone()
    return None if row is None else str(row[0])


def triggers(tx: Tx, at: str) -> Triggers:
    """What sets off the active rules, at this epoch."""
    return tx.memo.get(("automations.triggers", at), lambda: _triggers(row["body"] for row in _active(tx)))


def rule_set(tx: Tx, at: str, form: str, version: int) -> RuleSet:
    """The active rules for tickets with this form. A rule that speaks of fields that the form lacks is not for it."""

    def make() -> RuleSet:
        schema = tickets.record_schema(tx, form, version)
        return set_of(tuple(_fitting(tx, schema)))

    return tx.memo.get(("automations.rules", at, form, version), make)


def parsed(row: Row, schema: Schema) -> Rule:
    """A stored rule against a schema, with the place and state it has now. Refuses `automation.rule_invalid`."""
    body = {**row["body"], "position": row["position"], "active": bool(row["active"])}
    return parse_rule(body, vocabulary(schema), CATALOGUE, row["version"])


def parsed_somehow(tx: Tx, row: Row) -> Rule | None:
    """A stored rule, against whatever schema it fits today: to show it."""
    for schema in schemas(tx):
        try:
            return parsed(row, schema)
        except Refusal:
            continue
    return None


def schemas(tx: Tx) -> Iterator[Schema]:
    """What all types share, then each active type's own."""
    yield tickets.shared_schema(tx)
    for kind in flows.ticket_types(tx):
        if kind.active:
            yield tickets.record_schema(tx, kind.form, forms.current_version(tx, kind.form))


def checked(tx: Tx, author: Subject, body: Json, version: int) -> Rule:
    """A rule as somebody wrote it. Refuses `automation.rule_invalid` with what is wrong for the shared fields, unless
    some type has all that it speaks of; and with the fields that its author may read of no ticket."""
    refused: Refusal | None = None
    for schema in schemas(tx):
        try:
            rule = parse_rule(body, vocabulary(schema), CATALOGUE, version)
        except Refusal as refusal:
            refused = refused or refusal
            continue
        problems = [*_beyond_rules(rule), *unreadable(author, body)]
        if problems:
            raise Refusal("automation.rule_invalid", problems=problems)
        return rule
    assert refused is not None
    raise refused


def advice(tx: Tx, rule: Rule) -> tuple[RuleFinding, ...]:
    """What the check advises about a rule beside the other active ones."""
    others = (parsed_somehow(tx, row) for row in _active(tx) if row["key"] != rule.key)
    found = lint((rule, *(other for other in others if other is not None)))
    return tuple(item for item in found if rule.key in (item.rule, *item.others))


# --- parsing ----------------------------------------------------------------------------------------------------


def _active(tx: Tx) -> list[Row]:
    return [row for row in tx.all(rule_table, order=("position", "key")) if row["active"] and row["deleted_at"] is None]


def _fitting(tx: Tx, schema: Schema) -> Iterator[Rule]:
    for row in _active(tx):
        try:
            yield parsed(row, schema)
        except Refusal:
            continue


def _triggers(bodies: Iterable[Any]) -> Triggers:
    events: set[str] = set()
    by_field = False
    for body in bodies:
        written = body["when"]
        for item in written if isinstance(written, list) else [written]:
            named = item if isinstance(item, str) else item.get("event")
            events.update([named] if isinstance(named, str) else named or ())
            by_field |= isinstance(item, dict) and "field" in item
    return Triggers(frozenset(events), by_field)


def set_of(rules: tuple[Rule, ...]) -> RuleSet:
    """Rules with what they read."""
    watched = {trigger.field.key for rule in rules for trigger in rule.triggers if isinstance(trigger, ChangeTrigger)}
    asked = {path.split(".")[1] for rule in rules for path in _reads(rule) if path.startswith("before.")}
    told = any("stage_changed" in item.events for r in rules for item in r.triggers if isinstance(item, EventTrigger))
    histories = {history.key: history for rule in rules for history in histories_of(rule)}
    of_the_run = told or bool(_OF_THE_RUN & (watched | asked))
    read = {path.removeprefix("before.").partition(".")[0] for rule in rules for path in _reads(rule)}
    wanted = frozenset(read | watched)
    return RuleSet(rules, bool(watched | asked) or told, of_the_run, tuple(histories.values()), wanted)


def _reads(rule: Rule) -> Iterator[str]:
    if rule.condition is not None:
        yield from fields_of(rule.condition.condition)
    for action in rule.actions:
        yield from action.effect.reads


def histories_of(rule: Rule) -> tuple[History, ...]:
    """The counts over earlier tickets that a rule's condition asks for."""
    return tuple(history_of(rule.condition.condition)) if rule.condition is not None else ()


def _beyond_rules(rule: Rule) -> Iterator[Problem]:
    """What the engine takes and tickets cannot do."""
    core = {item.key for item in tickets.CORE_FIELDS}
    for place, action in enumerate(rule.actions):
        field = action.settings.get("field")
        if action.spec.name == "set_field" and field in core - SETTABLE:
            yield Problem(f"then.{place}.field", "automation.not_settable", {"field": field, "known": sorted(SETTABLE)})
    if any(history.where is not None for history in histories_of(rule)):
        yield Problem("if", "automation.history_where", {})
    if any(isinstance(trigger, ScheduleTrigger) for trigger in rule.triggers) and len(rule.triggers) > 1:
        schedules = [trigger for trigger in rule.triggers if isinstance(trigger, ScheduleTrigger)]
        if len(schedules) > 1:
            yield Problem("when", "automation.one_schedule", {})
