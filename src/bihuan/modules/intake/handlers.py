"""Opening and closing channels."""

import re

from bihuan.core.access import Denied, decide_access
from bihuan.core.values import Kind, Refusal, thaw_json
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.intake import queries
from bihuan.modules.intake.messages import ChannelSaved, SaveChannel, channel_stream

_KEY = re.compile(r"[a-z][a-z0-9_]{0,49}")


def may_save(_command: SaveChannel, context: Context) -> None:
    """Only who may manage channels. Everybody may list them, so "not found" would be no answer to the others."""
    decision = decide_access(context.caller.subject, "manage", "channel", {})
    if isinstance(decision, Denied):
        raise Refusal("access.denied", Kind.FORBIDDEN, reason=decision.reason, **decision.data)


def save(command: SaveChannel, context: Context) -> Outcome:
    """A new channel or the new state of a known one; saying the same again changes nothing."""
    if not _KEY.fullmatch(command.key):
        raise Refusal("channel.key_invalid", path="key", key=command.key)
    if not command.label.get("zh"):
        raise Refusal("channel.label_missing", path="label.zh")
    stream = channel_stream(command.key)
    label = thaw_json(command.label)
    known = queries.one(context.tx, command.key)
    if known is not None and known["label"] == label and known["active"] == command.active:
        return Outcome(stream)
    return Outcome(stream, ((stream, ChannelSaved(command.key, label, command.active)),))
