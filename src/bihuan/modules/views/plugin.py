"""What the views module registers."""

from bihuan.kernel.hooks import Hooks, Projection
from bihuan.modules.views import api, apply, handlers, messages, tables


def register(hooks: Hooks) -> None:
    """Commands, events, rows and routes of saved views."""
    hooks.command(messages.SaveView, handlers.save, handlers.may_save, _stream_of)
    hooks.command(messages.DeleteView, handlers.delete, handlers.may_delete, _stream_of)
    hooks.command(messages.ChooseDefaultView, handlers.choose, handlers.may_choose)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    rows = ((tables.saved_view, "id"), (tables.view_audience, "view"))
    hooks.projection(Projection("view", rows, apply.apply_view))
    hooks.projection(Projection("view_choice", ((tables.view_choice, "person"),), apply.apply_choice))
    hooks.router("/ticket-views", api.router)


def _stream_of(command: messages.SaveView | messages.DeleteView) -> str | None:
    return messages.view_stream(command.view) if command.view else None
