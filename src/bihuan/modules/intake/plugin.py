"""What the intake module registers."""

from bihuan.kernel.hooks import Hooks, Projection
from bihuan.modules.intake import api, apply, guards, handlers, messages, tables
from bihuan.modules.tickets.messages import CreateTicket


def register(hooks: Hooks) -> None:
    """Commands, events, rows, the guard on new tickets and routes of channels."""
    hooks.command(messages.SaveChannel, handlers.save, handlers.may_save)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    hooks.projection(Projection("channel", ((tables.channel, "key"),), apply.apply_channel))
    hooks.guard(CreateTicket, guards.channel_is_open)
    hooks.router("/channels", api.router)
