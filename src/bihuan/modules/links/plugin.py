"""What the links module registers."""

from functools import partial

from bihuan.kernel.command import Caller
from bihuan.kernel.hooks import Hooks, Projection, TraceSection, platform_only
from bihuan.kernel.tx import Tx
from bihuan.modules.links import api, apply, guards, messages, queries, reactions, tables
from bihuan.modules.links.handlers import linking, merging, rights, splitting
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets.messages import CreateTicket, TicketCreated


def register(hooks: Hooks) -> None:
    """Commands, events, rows, followers and routes of tickets that belong together."""
    _commands(hooks)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    own = (tables.ticket_link, tables.ticket_merge, tables.ticket_piece)
    hooks.projection(Projection("ticket", tuple((table, "ticket") for table in own), apply.apply_links))
    hooks.guard(CreateTicket, guards.may_split)
    hooks.reaction("enrich", messages.TicketMerged, "links.end", reactions.end_run)
    hooks.reaction("enrich", messages.MergeUndone, "links.resume", reactions.resume_run)
    hooks.reaction("enrich", TicketCreated, "links.pieces", reactions.take_pieces)
    for ending in reactions.HOW:
        hooks.reaction("enrich", ending, "links.case", reactions.tell_case)
    hooks.provide(tickets.CASE_READER, queries.reads_case)
    narrows = {event: partial(_narrow, field) for event, field in messages.NAMES_OTHER.items()}
    hooks.trace_section(TraceSection("links", 40, queries.overview, narrows=narrows))
    hooks.router("/tickets", api.router)


def _commands(hooks: Hooks) -> None:
    hooks.command(messages.LinkTickets, linking.link, rights.may_link, messages.stream_of)
    hooks.command(messages.UnlinkTickets, linking.unlink, rights.may_link, messages.stream_of)
    hooks.command(messages.MergeTicket, merging.merge, rights.may_merge, messages.stream_of)
    hooks.command(messages.UnmergeTicket, merging.unmerge, rights.may_unmerge, messages.stream_of)
    hooks.command(messages.NoteCase, merging.note_case, platform_only)
    hooks.command(messages.TakePieces, splitting.take_pieces, platform_only)


def _narrow(field: str, tx: Tx, caller: Caller, _ticket: str, what: dict[str, object]) -> dict[str, object]:
    return queries.without_unreadable(tx, caller, field, what)
