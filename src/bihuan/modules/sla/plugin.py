"""What the sla module registers."""

from functools import partial

from bihuan.kernel.hooks import CardSection, Hooks, Projection, TraceSection, platform_only
from bihuan.kernel.masters import RecordSaved
from bihuan.modules.identity import interface as identity
from bihuan.modules.sla import api, apply, jobs, messages, queries, reactions, tables
from bihuan.modules.sla.handlers import judging, publishing, settling
from bihuan.modules.sla.queries.hours import hours_of_rows
from bihuan.modules.tickets.messages import ClocksMoved, TicketChanged, TicketCreated


def register(hooks: Hooks) -> None:
    """Commands, events, rows, followers and routes of calendars, policies and clocks."""
    _commands(hooks)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    definitions = (tables.calendar_version, tables.sla_version, tables.sla_present)
    hooks.projection(Projection("definition", tuple((one, "stream_id") for one in definitions), apply.apply_definition))
    clocks = ((tables.ticket_clocks, "ticket"), (tables.ticket_clock, "ticket"))
    hooks.projection(Projection("ticket", clocks, apply.apply_clocks))
    hooks.projection(Projection("ticket", ((tables.claimed_time, "ticket"),), apply.apply_claims))
    for changing in (TicketCreated, TicketChanged):
        hooks.reaction("enrich", changing, "sla.priority", reactions.rank)
    hooks.reaction_to_last("clocks", reactions.MOVING, "sla.clocks", reactions.judge_fact)
    hooks.reaction("clocks", RecordSaved, "sla.dates", reactions.move_dates)
    hooks.job(messages.EscalationDue, "sla.escalate", partial(jobs.escalate, hooks))
    narrows = dict.fromkeys((ClocksMoved, messages.EscalationDue), queries.without_hidden_reminders)
    hooks.trace_section(TraceSection("clocks", 20, queries.clocks_in_trace, narrows=narrows))
    hooks.dataset(queries.CLOCKS)
    hooks.card_section(CardSection("ticket_row", "clock_hours", 10, hours_of_rows))
    hooks.provide(identity.WORKING_DAYS, queries.own_working_days)
    hooks.provide(identity.WORKING_END, queries.working_end)
    hooks.router("/calendars", api.calendars)
    hooks.router("/sla", api.policies)
    hooks.router("/tickets", api.clocks)
    hooks.router("/claimed-times", api.claims)


def _commands(hooks: Hooks) -> None:
    hooks.command(messages.PublishCalendar, publishing.publish_calendar, publishing.may_publish_calendar)
    hooks.command(messages.ImportOfficialDays, publishing.import_days, publishing.may_publish_calendar)
    hooks.command(messages.SetDefaultCalendar, publishing.set_default, publishing.may_publish_calendar)
    hooks.command(messages.PublishSla, publishing.publish_sla, publishing.may_publish_sla)
    hooks.command(messages.JudgeTicket, judging.judge_ticket, platform_only)
    hooks.command(messages.LookAtClocks, judging.look_at_clocks, platform_only)
    hooks.command(messages.JudgeOpenTickets, judging.judge_open, platform_only)
    hooks.command(
        messages.SettleTime, partial(settling.settle_time, hooks), settling.may_settle, messages.stream_of_time
    )
