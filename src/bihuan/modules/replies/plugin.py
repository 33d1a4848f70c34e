"""What the replies module registers."""

from bihuan.kernel.hooks import Hooks, Projection
from bihuan.modules.features import interface as features
from bihuan.modules.replies import api, apply, handlers, messages, tables


def register(hooks: Hooks) -> None:
    """Commands, events, rows and routes of preset replies."""
    hooks.command(messages.SaveReply, handlers.save, handlers.may_save, _stream_of)
    hooks.command(messages.DeleteReply, handlers.delete, handlers.may_change, _stream_of)
    hooks.command(messages.RestoreReply, handlers.restore, handlers.may_change, _stream_of)
    amounts = {"replies": features.rows_where(tables.reply, lambda _now: ~tables.reply.c.deleted)}
    feature = features.Feature("replies", (), amounts)
    features.register_feature(hooks, feature, messages.SaveReply, messages.DeleteReply, messages.RestoreReply)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    hooks.projection(Projection("reply", ((tables.reply, "id"),), apply.apply_reply))
    hooks.router("/replies", api.router)


def _stream_of(command: messages.SaveReply | messages.DeleteReply | messages.RestoreReply) -> str | None:
    return messages.reply_stream(command.reply) if command.reply else None
