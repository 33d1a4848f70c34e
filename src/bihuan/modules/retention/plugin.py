"""What the retention module registers."""

from bihuan.kernel.hooks import Hooks, Projection
from bihuan.kernel.masters import EraseRecord
from bihuan.modules.files.messages import EraseFile
from bihuan.modules.identity.messages import EraseUser
from bihuan.modules.retention import api, apply, guards, handlers, jobs, messages, reactions, tables
from bihuan.modules.tickets.messages import EraseTicket, TicketPurged


def register(hooks: Hooks) -> None:
    """Commands, events, rows, vetoes and routes of retention."""
    manage, plan = handlers.may_manage, lambda _command: messages.PLAN_STREAM
    hooks.command(messages.SetRetention, handlers.set_retention, manage, messages.retention_stream)
    hooks.command(messages.HoldTicket, handlers.hold, manage, messages.held_stream)
    hooks.command(messages.LiftHold, handlers.lift, manage, messages.held_stream)
    hooks.command(messages.SetPurging, handlers.set_purging, manage, plan)
    hooks.command(messages.PurgeDue, handlers.purge_due, manage, plan)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    hooks.projection(Projection("retention", ((tables.retention, "type"),), apply.apply_retention))
    hooks.projection(Projection("retention_plan", ((tables.retention_plan, "id"),), apply.apply_plan))
    hooks.projection(Projection("ticket", ((tables.ticket_keeping, "ticket"),), apply.apply_ticket))
    hooks.guard(EraseTicket, guards.not_held)
    hooks.guard(EraseFile, guards.file_not_held)
    hooks.guard(EraseRecord, guards.record_not_held)
    hooks.guard(EraseUser, guards.person_not_held)
    hooks.reaction("enrich", messages.DuePurged, "retention.purge", reactions.erase_due)
    hooks.job(TicketPurged, "retention.files", jobs.erase_files)
    hooks.job(TicketPurged, "retention.words", jobs.forget_words)
    hooks.router("/retention", api.router)
