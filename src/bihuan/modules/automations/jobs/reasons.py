"""Why the platform did something, as it stands in the ticket's history: each reader finds it in his own language."""

from typing import Any

from bihuan.core.values import JsonObject
from bihuan.kernel.errors import LANGUAGES, coded, said
from bihuan.kernel.hooks import ActionCall, JobContext
from bihuan.modules.automations.queries import version_row

_BY = {
    "rule": "automation.by_rule",
    "sla": "automation.by_clock",
    "deadline": "automation.by_deadline",
    "hand_over": "automation.by_hand_over",
}


def reason_of(call: ActionCall, context: JobContext) -> str:
    """Who asked (rule, clock), and the reason given in the action's settings. To be said with `kernel.errors.said`."""
    kind = call.source.get("kind")
    reason = str(call.settings.get("reason") or "")
    data: dict[str, Any] = {"reason": reason} if reason else {}
    if kind == "rule":
        data["rule"] = _rule_label(call, context)
    elif kind == "sla":
        data["clock"] = str(call.source.get("clock", ""))
    code = _BY.get(str(kind), "automation.by_platform")
    return coded(f"{code}_because" if reason else code, **data)


def in_languages(words: str) -> JsonObject:
    """The same by language, for a notice."""
    return {language: said(words, language) for language in LANGUAGES}


def _rule_label(call: ActionCall, context: JobContext) -> Any:
    """The rule's name at the time."""
    key, version = str(call.source.get("rule", "")), int(call.source.get("rule_version") or 0)
    row = context.read(lambda tx: version_row(tx, key, version))
    return (row["body"].get("label") if row is not None else None) or key
