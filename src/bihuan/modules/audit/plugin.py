"""What the audit module registers."""

from bihuan.kernel.hooks import Hooks
from bihuan.modules.audit import api, handlers, messages


def register(hooks: Hooks) -> None:
    """The command and event of recorded looks, and the ledger's routes."""
    hooks.command(messages.RecordAccess, handlers.record, handlers.may_record)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    hooks.router("/ledger", api.router)
