"""What the bundles module registers."""

from bihuan.kernel.hooks import Hooks, Projection
from bihuan.modules.bundles import apply, handlers, messages, tables


def register(hooks: Hooks) -> None:
    """Applying bundles, and the record of what was applied."""
    hooks.command(messages.ApplyBundle, handlers.apply, handlers.may_apply)
    hooks.command(messages.RecordApplication, handlers.record, handlers.may_apply)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    hooks.projection(Projection("bundle", ((tables.application, "id"),), apply.apply_application))
    # Its routes are the entry's, which rehearses; they take zip files.
    hooks.raw_prefixes.append("/configuration")
