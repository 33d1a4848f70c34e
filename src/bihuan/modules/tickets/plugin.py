"""What the tickets module registers."""

from bihuan.core.forms import search_words
from bihuan.db.search import index_statement, tokens_of
from bihuan.kernel.hooks import CardSection, Dataset, Derived, FileOwner, Hooks, Projection, platform_only
from bihuan.kernel.tx import Tx
from bihuan.modules.forms.interface import form_definition
from bihuan.modules.tickets import api, apply, interface, messages, queries, reactions, tables
from bihuan.modules.tickets.handlers import acting, amending, calling, creating, rights


def register(hooks: Hooks) -> None:
    """Commands, events, rows, followers and routes of tickets."""
    _commands(hooks)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    hooks.eraser(messages.TicketPurged)
    rows = (
        (tables.ticket, "id"),
        (tables.ticket_run, "ticket"),
        (tables.task, "ticket"),
        (tables.visit, "ticket"),
        (tables.ticket_participant, "ticket"),
        (tables.ticket_act, "ticket"),
        (tables.ticket_value, "ticket"),
        (tables.note, "ticket"),
        (tables.phone_call, "ticket"),
    )
    hooks.projection(Projection("ticket", rows, apply.apply_ticket))
    hooks.derived(Derived("search", "ticket", refresh_search, messages.SEARCHED))
    hooks.file_owner(FileOwner("ticket", queries.may_read_file))
    hooks.stream_reader("ticket", queries.may_read_stream)
    hooks.dataset(Dataset("tickets", tables.ticket, queries.DATASET_ANCHORS))
    for kind in reactions.WITH_FILES:
        hooks.reaction("enrich", kind, "tickets.files", reactions.bind_files)
    hooks.card_section(CardSection("customer", "open_tickets", 20, interface.open_on_customers))
    hooks.card_section(CardSection("device", "open_tickets", 20, interface.open_on_devices))
    hooks.router("/tickets", api.tickets)
    hooks.router("/tickets", api.presence)
    hooks.router("/tasks", api.tasks)


def _commands(hooks: Hooks) -> None:
    of_ticket, of_task = messages.stream_of_ticket, messages.stream_of_task
    hooks.command(messages.CreateTicket, creating.create, rights.may_create)
    hooks.command(messages.ActOnTask, acting.act_on_task, rights.may_act, of_task)
    hooks.command(messages.AssignTask, acting.assign_task, rights.may_assign, of_task)
    hooks.command(messages.UrgeTask, acting.urge_task, rights.may_urge, of_task)
    hooks.command(messages.ExpireVisit, acting.expire_visit, platform_only, of_task)
    hooks.command(messages.ActOnTicket, acting.act_on_ticket, rights.may_act_on_ticket, of_ticket)
    hooks.command(messages.EndMerged, acting.end_merged, platform_only, of_ticket)
    hooks.command(messages.ResumeMerged, acting.resume_merged, platform_only, of_ticket)
    hooks.command(messages.AmendTicket, amending.amend, rights.may_amend, of_ticket)
    hooks.command(messages.AddNote, amending.add_note, rights.may_note, of_ticket)
    hooks.command(messages.LogCall, calling.log_call, rights.may_log_call, of_ticket)
    hooks.command(messages.ArchiveTicket, acting.archive, rights.may_archive, of_ticket)
    hooks.command(messages.EraseTicket, amending.erase, rights.may_erase, of_ticket)


def refresh_search(tx: Tx, ticket_id: str) -> None:
    """Write the search row of one ticket anew."""
    row = queries.row_by_id(tx, ticket_id)
    if row is None:
        return
    form = form_definition(tx, row["form"], row["form_version"])
    words = search_words(form, row["data"] or {}).values()
    tokens = tokens_of([row["number"], row["title"], row["description"], *words])
    tx.write(index_statement("ticket", tx.kind), (row["pos"], " ".join(tokens)))
