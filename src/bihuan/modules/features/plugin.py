"""What the features module registers."""

from bihuan.kernel.hooks import Hooks, Projection
from bihuan.modules.features import api, apply, handlers, messages, tables


def register(hooks: Hooks) -> None:
    """The command, its event, the row and the routes of the switches."""
    hooks.command(messages.SwitchFeature, handlers.switch, handlers.may_switch, messages.stream_of)
    for event in messages.EVENTS:
        hooks.event(event)
    rows = ((tables.feature_switches, "key"),)
    hooks.projection(Projection("features", rows, apply.apply_switches))
    # Everybody may know which modules are on: the pages of all follow it at once.
    hooks.stream_reader("features", lambda _tx, _caller, _stream: True)
    hooks.router("/features", api.router)
