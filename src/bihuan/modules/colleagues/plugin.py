"""What the colleagues module registers."""

from bihuan.kernel.hooks import Hooks, Projection
from bihuan.modules.colleagues import api, apply, handlers, messages, tables


def register(hooks: Hooks) -> None:
    """The command, event, rows and routes of stars; rows of who turned to whom from the streams of tickets."""
    hooks.command(messages.StarPerson, handlers.star, handlers.may_star)
    for event in messages.EVENTS:
        hooks.event(event)
    hooks.projection(Projection("colleagues", ((tables.person_star, "person"),), apply.apply_stars))
    hooks.projection(Projection("ticket", ((tables.person_asked, "ticket"),), apply.apply_asked))
    hooks.router("/colleagues", api.router)
