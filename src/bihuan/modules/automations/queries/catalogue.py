"""The actions that rules may name: the engine's, and those for a step whose time is over (FLW-6)."""

from collections.abc import Mapping
from typing import Any

from bihuan.core.automation import ACTIONS, ActionSpec, Effect, SettingsReader
from bihuan.core.rules import Env
from bihuan.core.values import JsonObject

MAX_REASON = 500
TRANSFER_TO = ("deputy", "manager", "department_head", "lead")


def _read_step(reader: SettingsReader) -> JsonObject:
    """`step`: only its tasks (left out: every open one); `reason`: what is recorded."""
    document = reader.document
    found: JsonObject = {}
    if document.has("step"):
        found["step"] = document.key("step")
    if document.has("reason"):
        found["reason"] = document.text("reason", "", MAX_REASON)
    return found


def _asked(settings: JsonObject) -> tuple[JsonObject, Effect]:
    def request(_record: Mapping[str, Any], _env: Env) -> JsonObject:
        return settings

    return settings, Effect(request=request)


def _transfer(reader: SettingsReader) -> tuple[JsonObject, Effect]:
    """`to`: deputy, manager, department_head or lead of whom the task is now, or {person} or {role}."""
    settings = _read_step(reader)
    to = reader.document.raw("to")
    if to is None:
        return _asked(settings)
    if isinstance(to, str):
        return _asked({**settings, "to": reader.document.choice("to", TRANSFER_TO)})
    found = reader.recipients("to")
    if len(found) > 1:
        reader.document.fault("to", "document.list_expected", most=1)
    return _asked({**settings, "to": next(iter(found), None)})


def _pass(reader: SettingsReader) -> tuple[JsonObject, Effect]:
    """`action`: which of the step's actions is done; left out, agreeing or finishing."""
    settings = _read_step(reader)
    if reader.document.has("action"):
        settings["action"] = reader.document.key("action")
    return _asked(settings)


def _return(reader: SettingsReader) -> tuple[JsonObject, Effect]:
    """`target`: the step to go back to; left out, the only one that is drawn."""
    settings = _read_step(reader)
    if reader.document.has("target"):
        settings["target"] = reader.document.key("target")
    return _asked(settings)


def _remind(reader: SettingsReader) -> tuple[JsonObject, Effect]:
    """Tells whoever has the task; `to` and `template` as for notify."""
    return _asked({**_read_step(reader), **_read_notice(reader)})


def _escalate(reader: SettingsReader) -> tuple[JsonObject, Effect]:
    """Tells those above, and notes it in the timeline."""
    return _asked({**_read_step(reader), **_read_notice(reader)})


def _read_notice(reader: SettingsReader) -> JsonObject:
    document = reader.document
    found: JsonObject = {}
    if document.has("to"):
        found["to"] = reader.recipients("to")
    if document.has("template"):
        found["template"] = document.key("template")
    return found


STEP_ACTIONS: Mapping[str, ActionSpec] = {
    spec.name: spec
    for spec in (
        ActionSpec("transfer", "following", _transfer, {"zh": "自动转交", "en": "hand the task over"}),
        ActionSpec("pass", "following", _pass, {"zh": "自动通过", "en": "pass the step"}),
        ActionSpec("return_step", "following", _return, {"zh": "自动退回", "en": "send it back"}),
        ActionSpec("remind", "following", _remind, {"zh": "催办提醒", "en": "remind the owner"}),
        ActionSpec("escalate", "following", _escalate, {"zh": "升级通知上级", "en": "escalate"}),
    )
}
CATALOGUE: Mapping[str, ActionSpec] = {**ACTIONS, **STEP_ACTIONS}
