"""Why the platform did something, in words that stand in the ticket's history."""

from bihuan.kernel.hooks import ActionCall, JobContext

_WORDS = {
    "zh": {"rule": "自动化规则“{rule}”", "sla": "时效提醒“{clock}”", "other": "系统自动处理", "why": "{why}：{reason}"},
    "en": {
        "rule": "automation rule “{rule}”",
        "sla": "clock “{clock}”",
        "other": "the platform",
        "why": "{why}: {reason}",
    },
}


class _Named(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def reason_of(call: ActionCall, context: JobContext) -> str:
    """Who asked (rule, clock), and the reason given in the action's settings."""
    words = _WORDS.get(context.tenant.language, _WORDS["zh"])
    kind = str(call.source.get("kind", ""))
    named = _Named({key: str(value) for key, value in call.source.items()})
    why = words.get(kind, words["other"]).format_map(named)
    reason = str(call.settings.get("reason") or "")
    return words["why"].format(why=why, reason=reason) if reason else why
