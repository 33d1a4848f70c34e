"""A rule as a sentence for people, and its log entries too."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from bihuan.core.automation.outcome import RuleOutcome
from bihuan.core.automation.rule import Action, ChangeTrigger, EventTrigger, Group, Leaf, Rule, ScheduleTrigger, Trigger
from bihuan.core.automation.schedule import WEEKDAYS, Schedule
from bihuan.core.automation.words import REASONS, RECIPIENTS, WEEKDAY_NAMES, WORDS
from bihuan.core.late import dataclass
from bihuan.core.rules import Field, describe, parse_formula
from bihuan.core.values import Json

Language = Literal["zh", "en"]
NameOf = Callable[[str, str], str]
# Whoever makes notices says under this name what each kind of them is called: (kind) → words by language.
NOTICE_LABELS = "automation.notice_labels"


@dataclass(frozen=True, slots=True)
class RuleTeller:
    """`name_of(kind, id)` names what an id stands for (person, department, role, template, type, event, record …)."""

    language: Language
    zone: str = "Asia/Shanghai"
    name_of: NameOf = lambda kind, key: key

    def rule(self, rule: Rule) -> str:
        """When – if – then, in one sentence."""
        words = WORDS[self.language]
        when = words["or"].join(self._trigger(trigger) for trigger in rule.triggers)
        condition = "" if rule.condition is None else words["if"].format(self._condition(rule))
        then = words["then_join"].join(self._action(action, rule) for action in rule.actions)
        return words["rule"].format(when=when, condition=condition, then=then)

    def outcome(self, rule: Rule, outcome: RuleOutcome) -> str:
        """What the rule did, or why it did not; `outcome` must be of this version of the rule."""
        words, reasons = WORDS[self.language], REASONS[self.language]
        if outcome.why != "condition":
            return reasons[outcome.why]
        leaves = {leaf.at: leaf for leaf in _leaves(rule.condition.parts)} if rule.condition is not None else {}
        told = [self._unmet(leaves[item["at"]], item, rule) for item in outcome.unmet if item["at"] in leaves]
        return reasons["condition"].format(words["then_join"].join(told))

    def comparisons(self, rule: Rule) -> dict[str, str]:
        """Each comparison of the rule's condition, by its place (as `unmet` names them)."""
        leaves = _leaves(rule.condition.parts) if rule.condition is not None else ()
        return {leaf.at: self._said(leaf, rule) for leaf in leaves}

    def _said(self, leaf: Leaf, rule: Rule) -> str:
        return describe(leaf.condition, rule.schema, self.language, zone=self.zone, name_of=self.name_of)

    def _unmet(self, leaf: Leaf, item: Mapping[str, Any], rule: Rule) -> str:
        words = WORDS[self.language]
        said = self._said(leaf, rule)
        values = words["comma"].join(self._value_read(path, value, rule) for path, value in item["values"].items())
        return words["unmet" if item["wanted"] else "met"].format(said=said, values=values)

    def _value_read(self, path: str, value: Json, rule: Rule) -> str:
        words = WORDS[self.language]
        found = rule.schema.resolve(path)
        if isinstance(value, Mapping):
            shown = words["rows"].format(value.get("rows"))
        else:
            shown = words["empty"] if value in (None, "", []) else self._constant(value, found)
        trail = rule.schema.trail(path)
        label = words["path"].join(self._label(field.label, field.key) for field in trail) or words["count"]
        return words["read"].format(label=label, value=shown)

    def _condition(self, rule: Rule) -> str:
        if rule.condition is None:
            return ""
        return describe(rule.condition.condition, rule.schema, self.language, zone=self.zone, name_of=self.name_of)

    def _trigger(self, trigger: Trigger) -> str:
        words = WORDS[self.language]
        if isinstance(trigger, EventTrigger):
            return words["event"].format(words["or"].join(self.name_of("event", name) for name in trigger.events))
        if isinstance(trigger, ScheduleTrigger):
            return self._schedule(trigger.schedule)
        return self._change(trigger)

    def _change(self, trigger: ChangeTrigger) -> str:
        words = WORDS[self.language]
        parts = {
            key: "" if values is None else words[key].format(self._list(values, trigger.field))
            for key, values in (("from", trigger.from_values), ("to", trigger.to_values))
        }
        return words["change"].format(field=self._label(trigger.field.label, trigger.field.key), **_renamed(parts))

    def _schedule(self, schedule: Schedule) -> str:
        words, names = WORDS[self.language], WEEKDAY_NAMES[self.language]
        if schedule.every_minutes is not None:
            return words["every"].format(schedule.every_minutes)
        days = words["daily"]
        if schedule.month_days:
            days = words["monthly"].format(words["comma"].join(str(day) for day in sorted(schedule.month_days)))
        elif len(schedule.weekdays) < len(WEEKDAYS):
            days = words["weekly"].format(words["comma"].join(names[day] for day in sorted(schedule.weekdays)))
        return words["at"].format(days=days, time=f"{schedule.minute // 60:02}:{schedule.minute % 60:02}")

    def _action(self, action: Action, rule: Rule) -> str:
        settings = action.settings
        shown: dict[str, Any] = {
            key: self.name_of(key, value) if isinstance(value, str) else value for key, value in settings.items()
        }
        shown["whom"] = self.name_of("person", settings["person"]) if "person" in settings else shown.get("policy", "")
        if "to" in settings:
            shown["to"] = self._recipients(settings["to"], rule)
        if "field" in settings:
            field = rule.schema.fields[settings["field"]]
            shown["field"] = self._label(field.label, field.key)
            shown["value"] = self._value_set(settings, field, rule)
        template = action.spec.say.get(self.language) or action.spec.say["zh"]
        return template.format_map(shown)

    def _value_set(self, settings: Mapping[str, Any], field: Field, rule: Rule) -> str:
        if "formula" in settings:
            formula = parse_formula(settings["formula"], rule.schema)
            return describe(formula, rule.schema, self.language, zone=self.zone, name_of=self.name_of)
        value = settings.get("value")
        return WORDS[self.language]["empty"] if value is None else self._constant(value, field)

    def _recipients(self, recipients: list[Json], rule: Rule) -> str:
        words = RECIPIENTS[self.language]
        told = []
        for item in recipients:
            if isinstance(item, str):
                told.append(words[item])
                continue
            ((kind, name),) = item.items()
            trail = rule.schema.trail(name) if kind == "field" else ()
            shown = self._label(trail[-1].label, name) if trail else self.name_of(kind, name)
            told.append(words[kind].format(shown))
        return WORDS[self.language]["comma"].join(told)

    def _list(self, values: tuple[Json, ...], field: Field) -> str:
        return WORDS[self.language]["or"].join(
            WORDS[self.language]["empty"] if value is None else self._constant(value, field) for value in values
        )

    def _constant(self, value: Json, field: Field | None) -> str:
        if isinstance(value, list | tuple):
            return WORDS[self.language]["comma"].join(self._constant(item, field) for item in value)
        if isinstance(value, bool):
            return WORDS[self.language]["yes" if value else "no"]
        option = next((item for item in field.options if item.value == value), None) if field is not None else None
        if option is not None:
            return self._label(option.label, str(value))
        return self.name_of(field.type if field is not None else "text", str(value))

    def _label(self, label: Mapping[str, str], default: str) -> str:
        return label.get(self.language) or label.get("zh") or default


def _leaves(part: Group | Leaf) -> tuple[Leaf, ...]:
    if isinstance(part, Leaf):
        return (part,)
    return tuple(leaf for inner in part.parts for leaf in _leaves(inner))


def _renamed(parts: Mapping[str, str]) -> dict[str, str]:
    """`from` is a word of Python."""
    return {"old": parts["from"], "new": parts["to"]}
