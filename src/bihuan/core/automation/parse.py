"""Reads a rule as people write it (JSON, or YAML read as JSON). docs/automation.md shows the whole shape."""

from collections.abc import Iterator, Mapping

from bihuan.core.automation.actions import ACTIONS, ActionSpec
from bihuan.core.automation.rule import (
    Action,
    ChangeTrigger,
    EventTrigger,
    Group,
    Leaf,
    Rule,
    RuleCondition,
    ScheduleTrigger,
    Trigger,
    Vocabulary,
)
from bihuan.core.automation.schedule import read_schedule
from bihuan.core.automation.settings import SettingsReader
from bihuan.core.rules import Schema, compile_condition, fields_of, history_of, parse_condition
from bihuan.core.values import DocumentReader, Json, Problem, Refusal, thaw_json

MOST_ACTIONS = 20
MOST_TRIGGERS = 10
MOST_BOUNDS = 100
TRIGGER_KEYS = ("event", "field", "schedule")


def parse_rule(
    data: Json, vocabulary: Vocabulary, actions: Mapping[str, ActionSpec] = ACTIONS, version: int = 1
) -> Rule:
    """The rule written in `data`. Raises Refusal `automation.rule_invalid`; `problems` names every fault."""
    problems: list[Problem] = []
    reader = DocumentReader(data, "", problems)
    key = reader.key("key")
    triggers = tuple(_read_triggers(reader, vocabulary))
    schema = vocabulary.schema(_shared_events(triggers))
    rule = Rule(
        key=key,
        label=reader.label(key),
        position=reader.whole("position", 100, 0, 1_000_000),
        active=reader.flag("active", True),
        triggers=triggers,
        condition=_read_condition(reader, schema),
        actions=tuple(_read_actions(reader, schema, vocabulary.record, actions)),
        schema=schema,
        version=version,
    )
    reader.done()
    if problems:
        raise Refusal("automation.rule_invalid", problems=problems)
    return rule


def _shared_events(triggers: tuple[Trigger, ...]) -> tuple[str, ...]:
    """`event.…` can be read only if every trigger is an event."""
    events = [trigger for trigger in triggers if isinstance(trigger, EventTrigger)]
    return tuple(name for event in events for name in event.events) if len(events) == len(triggers) else ()


def _read_triggers(reader: DocumentReader, vocabulary: Vocabulary) -> Iterator[Trigger]:
    """`when`: an event's name, an object, or a list of them (any of which will do)."""
    written = reader.raw("when")
    listed = written if isinstance(written, list | tuple) else [] if written is None else [written]
    if not 0 < len(listed) <= MOST_TRIGGERS:
        reader.fault("when", "document.missing" if written is None else "document.list_expected", most=MOST_TRIGGERS)
    for index, item in enumerate(listed[:MOST_TRIGGERS]):
        whole = {"event": item} if isinstance(item, str) else item
        child = DocumentReader(whole, reader.at(f"when.{index}"), reader.problems)
        named = [key for key in TRIGGER_KEYS if child.has(key)]
        if len(named) != 1:
            child.fault("", "automation.one_trigger", keys=list(TRIGGER_KEYS))
            continue
        trigger = _read_trigger(child, named[0], vocabulary)
        child.done()
        if trigger is not None:
            yield trigger


def _read_trigger(reader: DocumentReader, kind: str, vocabulary: Vocabulary) -> Trigger | None:
    if kind == "event":
        return _read_event(reader, vocabulary)
    if kind == "field":
        return _read_change(reader, vocabulary)
    return ScheduleTrigger(
        read_schedule(DocumentReader(reader.raw("schedule"), reader.at("schedule"), reader.problems))
    )


def _read_event(reader: DocumentReader, vocabulary: Vocabulary) -> EventTrigger | None:
    names = reader.names("event")
    unknown = [name for name in names if name not in vocabulary.events]
    if unknown or not names:
        reader.fault("event", "automation.event_unknown", events=unknown, known=sorted(vocabulary.events))
        return None
    return EventTrigger(names)


def _read_change(reader: DocumentReader, vocabulary: Vocabulary) -> ChangeTrigger | None:
    settings = SettingsReader(reader, vocabulary.record, vocabulary.record)
    name = reader.text("field")
    field = vocabulary.record.fields.get(name)
    bounds = []
    for key in ("from", "to"):
        written = reader.raw(key)
        listed = written if isinstance(written, list | tuple) else [written]
        if len(listed) > MOST_BOUNDS:
            reader.fault(key, "document.list_expected", most=MOST_BOUNDS)
            listed = ()
        if field is not None and reader.has(key):
            for value in listed:
                settings.check_constant(key, value, field)
        bounds.append(tuple(thaw_json(list(listed))) if reader.has(key) else None)
    if field is None:
        reader.fault("field", "automation.field_unknown", field=name)
        return None
    return ChangeTrigger(field, bounds[0], bounds[1])


def _read_condition(reader: DocumentReader, schema: Schema) -> RuleCondition | None:
    tree = reader.raw("if")
    if tree is None:
        return None
    try:
        condition = parse_condition(tree, schema, reader.at("if"))
    except Refusal as refusal:
        reader.take(refusal, "if")
        return None
    return RuleCondition(condition, compile_condition(condition), _taken_apart(condition.tree, schema, ""))


def _taken_apart(tree: Json, schema: Schema, at: str) -> Group | Leaf:
    """The condition as groups of single comparisons, so that it can be said which of them was not met."""
    for kind in ("all", "any"):
        if kind in tree:
            parts = tuple(_taken_apart(part, schema, _join(at, f"{kind}.{i}")) for i, part in enumerate(tree[kind]))
            return Group(kind, parts)
    if "not" in tree:
        return Group("not", (_taken_apart(tree["not"], schema, _join(at, "not")),))
    condition = parse_condition(tree, schema)
    counts = tuple(history.key for history in history_of(condition))
    return Leaf(at, condition, compile_condition(condition), tuple(sorted(fields_of(condition))), counts)


def _join(at: str, more: str) -> str:
    return f"{at}.{more}" if at else more


def _read_actions(
    reader: DocumentReader, schema: Schema, record: Schema, known: Mapping[str, ActionSpec]
) -> Iterator[Action]:
    """`then`: a list of actions; a plain name is short for an action without settings."""
    written = reader.raw("then")
    if isinstance(written, list | tuple) and not 0 < len(written) <= MOST_ACTIONS:
        reader.fault("then", "document.list_expected" if written else "document.missing", most=MOST_ACTIONS)
        return
    if written is None:
        reader.fault("then", "document.missing")
    for child in reader.children("then", shorthand="do"):
        name = child.choice("do", tuple(known))
        if child.raw("do") != name:
            continue  # unknown: of its settings nothing can be said
        settings, effect = known[name].read(SettingsReader(child, schema, record))
        child.done()
        yield Action(known[name], {"do": name, **settings}, effect)
