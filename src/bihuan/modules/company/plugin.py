"""What the company module registers."""

from bihuan.kernel.hooks import Hooks, Projection
from bihuan.modules.company import api, apply, handlers, messages, tables


def register(hooks: Hooks) -> None:
    """Commands, events, rows and routes of the company's profile."""
    manage, stream = handlers.may_manage, messages.profile_stream
    hooks.command(messages.SaveProfile, handlers.save, manage, stream)
    hooks.command(messages.SetLogo, handlers.set_logo, manage, stream)
    hooks.command(messages.RemoveLogo, handlers.remove_logo, manage, stream)
    for event in messages.EVENTS:
        hooks.event(event)
    rows = ((tables.company_profile, "key"), (tables.company_logo, "key"))
    hooks.projection(Projection("company", rows, apply.apply_profile))
    hooks.router("/company", api.router)
    hooks.router("/company/logo", api.logo_router, raw_bodies=True)
    hooks.router("/portal", api.public_router)
