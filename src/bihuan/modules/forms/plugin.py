"""What the forms module registers."""

from bihuan.kernel.hooks import Hooks, Projection
from bihuan.modules.forms import api, apply, handlers, messages, tables


def register(hooks: Hooks) -> None:
    """Commands, events, rows and routes of forms."""
    hooks.command(messages.PublishForm, handlers.publish, handlers.may_publish)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    hooks.projection(Projection("definition", ((tables.form_version, "stream_id"),), apply.apply_form))
    hooks.router("/forms", api.router)
    hooks.router("/named", api.named)
