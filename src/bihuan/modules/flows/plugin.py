"""What the flows module registers."""

from bihuan.kernel.hooks import Hooks, Projection
from bihuan.modules.flows import api, apply, handlers, messages, reactions, tables


def register(hooks: Hooks) -> None:
    """Commands, events, rows and routes of flows and ticket types."""
    hooks.command(messages.PublishFlow, handlers.publish_flow, handlers.may_publish)
    hooks.command(messages.SaveTicketType, handlers.save_type, handlers.may_save_type)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    rows = ((tables.flow_version, "stream_id"), (tables.ticket_type, "stream_id"))
    hooks.projection(Projection("definition", rows, apply.apply_flow))
    hooks.reaction("enrich", messages.TicketTypeSaved, "flows.confidential", reactions.tell_rights)
    hooks.router("/flow-trials", api.trial_router)
    hooks.router("/flows", api.flow_router)
    hooks.router("/ticket-types", api.type_router)
