"""What the tickets module registers."""

from functools import partial

from bihuan.core.flow import ActionAsked
from bihuan.kernel.hooks import CardSection, Dataset, Derived, FileOwner, Hooks, Projection, Upkeep, platform_only
from bihuan.kernel.named import provide_named
from bihuan.modules.files.messages import FILE, FileBound, FileErased
from bihuan.modules.identity.messages import UserLeft
from bihuan.modules.records.messages import RECORD
from bihuan.modules.tickets import api, apply, interface, jobs, messages, queries, reactions, tables
from bihuan.modules.tickets.handlers import acting, amending, calling, creating, rights, waiting
from bihuan.modules.tickets.queries import linking, rebuilding, searching
from bihuan.modules.tickets.queries.naming import tickets_of_records

_OF_FILES: tuple[type, ...] = (FileBound, FileErased)


def register(hooks: Hooks) -> None:
    """Commands, events, rows, followers and routes of tickets."""
    _commands(hooks)
    provide_named(hooks, "ticket", linking.NAMEABLE)
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
        (tables.ticket_copy, "ticket"),
        (tables.ticket_incident, "ticket"),
        (tables.ticket_value, "ticket"),
        (tables.note, "ticket"),
        (tables.phone_call, "ticket"),
    )
    hooks.projection(Projection("ticket", rows, apply.apply_ticket))
    hooks.derived(Derived("search", "ticket", searching.refresh_search, messages.SEARCHED))
    hooks.derived(Derived("search.files", FILE, searching.refresh_search, frozenset(_OF_FILES), searching.tickets_of))
    hooks.upkeep(Upkeep("tickets.search", rebuilding.is_rebuilding, rebuilding.rebuild_some))
    hooks.file_owner(FileOwner("ticket", queries.may_read_file))
    hooks.stream_reader("ticket", queries.may_read_stream)
    hooks.dataset(Dataset("tickets", tables.ticket, queries.DATASET_ANCHORS))
    for kind in reactions.WITH_FILES:
        hooks.reaction("enrich", kind, "tickets.files", reactions.bind_files)
    hooks.reaction("enrich", messages.TicketChanged, "tickets.waits", reactions.move_waits)
    hooks.reaction("enrich", messages.NoteAdded, "tickets.waits", reactions.tell_of_message)
    hooks.reaction("enrich", ActionAsked, "tickets.actions", reactions.act_at_once)
    hooks.job(ActionAsked, queries.PUSH, partial(jobs.push, hooks))
    hooks.job(UserLeft, "tickets.leaver", jobs.pass_seats)
    hooks.card_section(CardSection("customer", "open_tickets", 20, interface.open_on_customers))
    hooks.card_section(CardSection("device", "open_tickets", 20, interface.open_on_devices))
    hooks.card_section(CardSection(RECORD, "tickets", 10, tickets_of_records))
    _routes(hooks)


def _routes(hooks: Hooks) -> None:
    hooks.router("/tickets", api.tickets)
    hooks.router("/tickets", api.presence)
    hooks.router("/tickets", api.mentionable)
    hooks.router("/tasks", api.tasks)
    hooks.router("/incidents", api.incidents)
    hooks.router("/hand-over", api.hand_over)
    hooks.router("/flow-standing", api.standing)


def _commands(hooks: Hooks) -> None:
    of_ticket, of_task = messages.stream_of_ticket, messages.stream_of_task
    hooks.command(messages.CreateTicket, creating.create, rights.may_create)
    hooks.command(messages.ActOnTask, acting.act_on_task, rights.may_act, of_task)
    hooks.command(messages.AssignTask, acting.assign_task, rights.may_assign, of_task)
    hooks.command(messages.UrgeTask, acting.urge_task, rights.may_urge, of_task)
    hooks.command(messages.ExpireVisit, acting.expire_visit, platform_only, of_task)
    hooks.command(messages.PassWait, waiting.pass_wait, platform_only, of_ticket)
    hooks.command(messages.MoveWaits, waiting.move_waits, platform_only, of_ticket)
    hooks.command(messages.TellWaits, waiting.tell_waits, platform_only, of_ticket)
    hooks.command(messages.TellOfChild, waiting.tell_of_child, platform_only, of_ticket)
    hooks.command(messages.SignalTicket, waiting.signal, rights.may_signal, of_ticket)
    hooks.command(messages.ReadCopies, waiting.read_copies, rights.may_read_copies, of_ticket)
    hooks.command(messages.FinishAction, waiting.finish_action, platform_only, of_ticket)
    hooks.command(messages.FailAction, waiting.fail_action, platform_only, of_ticket)
    hooks.command(messages.SettleIncident, waiting.settle_incident, rights.may_settle, of_ticket)
    hooks.command(messages.EndWait, waiting.end_wait, rights.may_end_wait, of_ticket)
    hooks.command(messages.ReachDeadline, acting.reach_deadline, platform_only, of_task)
    hooks.command(messages.PassSeat, acting.pass_seat, platform_only, of_task)
    hooks.command(messages.ActOnTicket, acting.act_on_ticket, rights.may_act_on_ticket, of_ticket)
    hooks.command(messages.EndMerged, acting.end_merged, platform_only, of_ticket)
    hooks.command(messages.ResumeMerged, acting.resume_merged, platform_only, of_ticket)
    hooks.command(messages.AmendTicket, amending.amend, rights.may_amend, of_ticket)
    hooks.command(messages.AddNote, amending.add_note, rights.may_note, of_ticket)
    hooks.command(messages.LogCall, calling.log_call, rights.may_log_call, of_ticket)
    hooks.command(messages.ArchiveTicket, acting.archive, rights.may_archive, of_ticket)
    hooks.command(messages.EraseTicket, amending.erase, rights.may_erase, of_ticket)
