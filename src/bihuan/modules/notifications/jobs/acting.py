"""The actions `notify` and `sms`, by which clocks, dispatch and rules ask for a notice (ADM-5)."""

from collections.abc import Iterable

from bihuan.core.values import Json, JsonObject, Kind, Refusal
from bihuan.kernel.hooks import ActionCall, JobContext
from bihuan.modules.notifications import interface as own
from bihuan.modules.notifications.jobs.parts import in_parts
from bihuan.modules.notifications.messages import SendNotice

_SCALARS = (str, int, float, bool)


def notify(call: ActionCall, context: JobContext) -> Iterable[SendNotice]:
    """Settings: `to`, and if wanted `by`, `template`, `title`, `text`, `values` and `reads` (docs/notices.md)."""
    by = call.settings.get("by")
    return in_parts([_command(call, tuple(by) if by is not None else None)], context)


def send_text(call: ActionCall, context: JobContext) -> Iterable[SendNotice]:
    """The same by SMS, whatever else `by` says."""
    return in_parts([_command(call, ("app", "sms"))], context)


def _command(call: ActionCall, by: tuple[str, ...] | None) -> SendNotice:
    given = call.settings
    return SendNotice(
        key=call.key,
        kind=_kind(call),
        to=_recipients(given.get("to")),
        cause=call.cause,
        at=call.at,
        ticket=call.ticket,
        by=by,
        values=_values(call),
        reads=dict(given.get("reads") or {}),
        source=dict(call.source),
        not_before=call.not_before,
    )


def _kind(call: ActionCall) -> str:
    named = call.settings.get("template") or call.source.get("kind")
    ready = named in own.ready_templates() or bool(call.settings.get("template"))
    return str(named) if ready else own.MESSAGE


def _recipients(to: Json) -> tuple[Json, ...]:
    """Refuses `notice.recipient_unknown`: a word that nobody knows would tell nobody, in silence."""
    listed = tuple(to) if isinstance(to, list | tuple) else (to,)
    for word in listed:
        known = word in own.RELATED if isinstance(word, str) else isinstance(word, dict) and _is_named(word)
        if not known:
            raise Refusal("notice.recipient_unknown", Kind.INVALID, path="to", known=[*own.RELATED, *own.NAMED])
    return listed


def _is_named(word: JsonObject) -> bool:
    """One of the known keys, or `{manager: levels up}`, as the ladders of steps write it."""
    return len(word) == 1 and (next(iter(word)) in own.NAMED or isinstance(word.get("manager"), int))


def _values(call: ActionCall) -> JsonObject:
    """What the template may name as `values.…`: what the source says of itself, and what came with the request."""
    said = {key: value for key, value in call.source.items() if isinstance(value, _SCALARS) and key != "kind"}
    own_words = {key: call.settings[key] for key in ("title", "text") if key in call.settings}
    return {**said, **(call.settings.get("values") or {}), **own_words}
