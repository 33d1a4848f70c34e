"""What the children module registers."""

from bihuan.core import flow as f
from bihuan.kernel.command import Caller
from bihuan.kernel.hooks import Hooks, Projection, TraceSection, platform_only
from bihuan.kernel.tx import Tx
from bihuan.modules.children import api, apply, guards, jobs, messages, queries, reactions, tables
from bihuan.modules.children.handlers.noting import note_child
from bihuan.modules.links.messages import TicketLinked, TicketUnlinked
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import CreateTicket, TicketChanged, TicketCreated


def register(hooks: Hooks) -> None:
    """Commands, events, rows, followers and routes of parent and child tickets."""
    hooks.command(messages.NoteChild, note_child, platform_only)
    for event in messages.EVENTS:
        hooks.event(event)
    hooks.projection(Projection("ticket", ((tables.ticket_child, "ticket"),), apply.apply_children))
    hooks.guard(CreateTicket, guards.may_open)
    hooks.reaction("enrich", TicketCreated, "children.tie", reactions.tie)
    # After `children.tie`: the row of the child is there.
    hooks.reaction("enrich", TicketCreated, "children.told", reactions.opened)
    hooks.reaction("enrich", TicketUnlinked, "children.untied", reactions.untied)
    hooks.reaction("enrich", f.ChildrenReleased, "children.release", reactions.release)
    hooks.job(f.ChildrenAsked, tickets.OPEN_CHILDREN, jobs.open_children)
    hooks.reaction("enrich", TicketLinked, "children.tied", reactions.tied)
    hooks.reaction("enrich", TicketChanged, "children.sync", reactions.sync)
    for ending in reactions.ENDINGS:
        hooks.reaction("enrich", ending, "children.end", reactions.end)
    for event in reactions.FARES:
        hooks.reaction("enrich", event, "children.fares", reactions.fares)
    hooks.provide(tickets.FAMILY_READER, queries.reads_family)
    hooks.trace_section(
        TraceSection("children", 45, _in_trace, narrows={messages.ChildNoted: queries.without_unreadable})
    )
    hooks.router("/tickets", api.router)


def _in_trace(tx: Tx, caller: Caller, ticket: str) -> object:
    return queries.overview(tx, caller, ticket)["children"]
