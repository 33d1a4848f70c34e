"""What a rule can do. Immediate actions change the record in the same unit; following ones are requests to the shell.

An action is data: a name and settings. Its spec says how the settings are read, which fields it writes, and what it
makes of a record. Plug-ins bring a larger catalogue to `parse_rule`.
"""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Literal, Protocol

from bihuan.core.automation.settings import SettingsReader, Value
from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.values import PRIORITIES, Json, JsonObject

ActionKind = Literal["immediate", "following"]
Patch = dict[str, Json]
CREATED_TITLE = 200


class Lookups(Protocol):
    """What immediate actions may ask the shell's masters, answered from the state of the unit."""

    def contract_for(self, record: Mapping[str, Any]) -> JsonObject | None:
        """The contract that covers the record's device or customer now, with its `id`; None if there is none."""
        ...


class NoLookups:
    """Where there are no masters: a dry run on paper."""

    def contract_for(self, record: Mapping[str, Any]) -> JsonObject | None:
        return None


@dataclass(frozen=True, slots=True)
class Effect:
    """An action made ready to run: the fields it writes, the fields it reads, and what it does.

    `patch` (immediate) gives the new values; a relation as the loaded object, so that later rules can read through it.
    `request` (following) gives the settings with every formula worked out.
    """

    writes: Mapping[str, Json] = field(default_factory=dict)
    reads: frozenset[str] = frozenset()
    patch: "Callable[[Mapping[str, Any], Env, Lookups], Patch] | None" = None
    request: "Callable[[Mapping[str, Any], Env], JsonObject] | None" = None


COMPUTED = object()
"""Stands in `Effect.writes` for a value that is not known before the record is."""


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """`read` checks the settings and gives them as they are stored, with the effect. `say`: a template by language."""

    name: str
    kind: ActionKind
    read: Callable[[SettingsReader], tuple[JsonObject, Effect]]
    say: Mapping[str, str]


def _set_field(reader: SettingsReader) -> tuple[JsonObject, Effect]:
    """`field` and a `value` (null clears it), or a `formula`."""
    found = reader.writable_field("field")
    if reader.document.has("formula"):
        formula = reader.formula("formula", found)
        settings = {"field": found.key, "formula": formula.tree}
        return settings, Effect(
            {found.key: COMPUTED}, formula.reads, lambda record, env, _: {found.key: formula.value(record, env)}
        )
    value = reader.constant("value", found)
    return {"field": found.key, "value": value}, Effect({found.key: value}, patch=lambda *_: {found.key: value})


def _set_priority(reader: SettingsReader) -> tuple[JsonObject, Effect]:
    priority = reader.document.choice("priority", PRIORITIES)
    return {"priority": priority}, Effect({"priority": priority}, patch=lambda *_: {"priority": priority})


def _tags(record: Mapping[str, Any]) -> list[str]:
    found = record.get("tags")
    return [tag for tag in found if isinstance(tag, str)] if isinstance(found, list | tuple) else []


def _add_tag(reader: SettingsReader) -> tuple[JsonObject, Effect]:
    tag = reader.document.text("tag", most=60)

    def patch(record: Mapping[str, Any], env: Env, lookups: Lookups) -> Patch:
        tags = _tags(record)
        return {} if tag in tags else {"tags": [*tags, tag]}

    return {"tag": tag}, Effect(reads=frozenset({"tags"}), patch=patch)


def _remove_tag(reader: SettingsReader) -> tuple[JsonObject, Effect]:
    tag = reader.document.text("tag", most=60)

    def patch(record: Mapping[str, Any], env: Env, lookups: Lookups) -> Patch:
        tags = _tags(record)
        return {"tags": [other for other in tags if other != tag]} if tag in tags else {}

    return {"tag": tag}, Effect(reads=frozenset({"tags"}), patch=patch)


def _fill_contract(reader: SettingsReader) -> tuple[JsonObject, Effect]:
    """Fills in what is missing; a contract that somebody stated stands."""

    def patch(record: Mapping[str, Any], env: Env, lookups: Lookups) -> Patch:
        if record.get("contract") not in (None, "", "none"):
            return {}
        found = lookups.contract_for(record)
        return {} if found is None else {"contract": found}

    return {}, Effect({"contract": COMPUTED}, frozenset({"contract", "customer", "device"}), patch)


def _notify(reader: SettingsReader) -> tuple[JsonObject, Effect]:
    """`values` are shown to those only who may read the fields that they were worked out from: `reads` names them."""
    settings: JsonObject = {"to": reader.recipients("to"), "template": reader.document.key("template")}
    values = reader.values("values")
    reads = {name: _of_record(paths) for name, paths in values.named.items()}
    return _with_values(settings, values, {"reads": reads} if reads else {})


def _of_record(paths: frozenset[str]) -> list[str]:
    """How a field was is as secret as how it is; what an event tells by itself is no field."""
    return sorted({path.removeprefix("before.") for path in paths if not path.startswith("event.")})


def _create(reader: SettingsReader) -> tuple[JsonObject, Effect]:
    """`type`, `title` and `values` of the new ticket; values may be formulas over this record."""
    document = reader.document
    return _plain({"type": document.key("type"), "title": document.text("title", "", CREATED_TITLE)}, reader)


def _webhook(reader: SettingsReader) -> tuple[JsonObject, Effect]:
    """Addresses and secrets are kept by the shell; a rule names an endpoint only."""
    return _plain({"endpoint": reader.document.key("endpoint")}, reader)


def _start_approval(reader: SettingsReader) -> tuple[JsonObject, Effect]:
    return _plain({"flow": reader.document.key("flow")}, reader)


def _assign(reader: SettingsReader) -> tuple[JsonObject, Effect]:
    """To a person, or by a dispatch policy."""
    document = reader.document
    if document.has("policy"):
        return _plain({"policy": document.key("policy")}, reader)
    return _plain({"person": document.text("person", most=100)}, reader)


def _plain(settings: JsonObject, reader: SettingsReader) -> tuple[JsonObject, Effect]:
    """A following action: its settings, plus `values` worked out when it fires."""
    return _with_values(settings, reader.values("values"), {})


def _with_values(settings: JsonObject, values: Value, told: JsonObject) -> tuple[JsonObject, Effect]:
    """`told` goes with the request only."""
    stored = {**settings, **({"values": values.tree} if values.tree else {})}

    def request(record: Mapping[str, Any], env: Env) -> JsonObject:
        worked_out = values.value(record, env)
        return {**settings, **({"values": worked_out} if worked_out else {}), **told}

    return stored, Effect(reads=values.reads, request=request)


ACTIONS: dict[str, ActionSpec] = {
    spec.name: spec
    for spec in (
        ActionSpec(
            "set_field", "immediate", _set_field, {"zh": "把“{field}”设为 {value}", "en": "set {field} to {value}"}
        ),
        ActionSpec(
            "set_priority",
            "immediate",
            _set_priority,
            {"zh": "紧急等级设为 {priority}", "en": "set priority {priority}"},
        ),
        ActionSpec("add_tag", "immediate", _add_tag, {"zh": "加标签“{tag}”", "en": "add tag “{tag}”"}),
        ActionSpec("remove_tag", "immediate", _remove_tag, {"zh": "去掉标签“{tag}”", "en": "remove tag “{tag}”"}),
        ActionSpec("fill_contract", "immediate", _fill_contract, {"zh": "带出合同", "en": "fill in the contract"}),
        ActionSpec("notify", "following", _notify, {"zh": "通知{to}（{template}）", "en": "notify {to} ({template})"}),
        ActionSpec(
            "sms", "following", _notify, {"zh": "发短信给{to}（{template}）", "en": "send {to} an SMS ({template})"}
        ),
        ActionSpec(
            "create_ticket", "following", _create, {"zh": "新建工单（{type}）", "en": "create a ticket ({type})"}
        ),
        ActionSpec(
            "create_child", "following", _create, {"zh": "新建子工单（{type}）", "en": "create a child ticket ({type})"}
        ),
        ActionSpec("webhook", "following", _webhook, {"zh": "推送到 {endpoint}", "en": "push to {endpoint}"}),
        ActionSpec(
            "start_approval",
            "following",
            _start_approval,
            {"zh": "发起审批（{flow}）", "en": "start the approval {flow}"},
        ),
        ActionSpec("assign", "following", _assign, {"zh": "派给{whom}", "en": "assign to {whom}"}),
    )
}
"""The actions that come with Bihuan, and those of plug-ins."""


def register_action(spec: ActionSpec) -> None:
    """Make an action known to every rule. A second one of the same name is a programming error (ValueError)."""
    if spec.name in ACTIONS:
        raise ValueError(f"action {spec.name!r} is already registered")
    ACTIONS[spec.name] = spec
