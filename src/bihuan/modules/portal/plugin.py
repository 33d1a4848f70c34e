"""What the portal module registers."""

from functools import partial

from sqlalchemy import and_

from bihuan.kernel.hooks import Hooks, Projection, platform_only
from bihuan.modules.features import interface as features
from bihuan.modules.identity.interface import OTHER_DOORS, PHONE_PROOF
from bihuan.modules.portal import api, apply, jobs, messages, reactions, tables
from bihuan.modules.portal.handlers import forms, links, reporting, times
from bihuan.modules.portal.interface import GUEST_PREFIX, LINK_PREFIX, authenticate_link
from bihuan.modules.tickets.messages import TicketCreated, TicketPurged


def register(hooks: Hooks) -> None:
    """Public forms, visitors' reports, links to tickets, and the pages behind them."""
    hooks.command(
        messages.SavePublicForm, forms.save, forms.may_save, lambda command: messages.form_stream(command.key)
    )
    hooks.command(messages.ReportPublicly, reporting.report, reporting.may_report)
    hooks.command(messages.IssueLink, links.issue, links.may_issue)
    hooks.command(messages.RevokeLink, links.revoke, links.may_revoke)
    hooks.command(messages.EraseReport, reporting.erase, platform_only)
    hooks.command(messages.ProposeVisitTime, times.propose, times.may_propose, messages.ticket_stream)
    hooks.command(messages.AnswerVisitTime, times.answer, times.may_answer, messages.ticket_stream)
    _feature(hooks)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    hooks.projection(Projection("public_form", ((tables.public_form, "key"),), apply.apply_form))
    hooks.projection(Projection("ticket_access", ((tables.ticket_access, "id"),), apply.apply_link))
    hooks.projection(Projection("ticket", ((tables.visit_time, "ticket"),), apply.apply_visit_time))
    hooks.reaction("enrich", messages.VisitTimeAnswered, "portal.wish", reactions.move_wish)
    hooks.job(messages.VisitTimeProposed, "portal.time_asked", partial(jobs.tell_proposed, hooks))
    hooks.job(messages.VisitTimeAnswered, "portal.time_answered", partial(jobs.tell_answered, hooks))
    hooks.reaction("enrich", messages.PublicReportMade, "portal.ticket", reactions.make_ticket)
    hooks.eraser(messages.PublicReportErased)
    hooks.reaction("enrich", TicketPurged, "portal.erase", reactions.erase_report)
    hooks.reaction("enrich", TicketCreated, "portal.link", reactions.give_link)
    for prefix in (GUEST_PREFIX, LINK_PREFIX):
        hooks.provide(OTHER_DOORS + prefix, authenticate_link)
    hooks.provide(PHONE_PROOF, api.PHONE_CODES)
    hooks.router("/portal", api.visitors_router)
    hooks.router("/portal", api.own_router)
    hooks.router("/portal", api.guests_router)
    hooks.router("/public-forms", api.public_forms_router)
    hooks.router("/tickets", api.links_router)
    hooks.router("/tickets", api.times_router)


def _feature(hooks: Hooks) -> None:
    link = tables.ticket_access
    alive = features.rows_where(link, lambda now: and_(link.c.revoked_at.is_(None), link.c.until_at > now))
    amounts = {"public_forms": features.rows_where(tables.public_form)}
    feature = features.Feature("portal", (), amounts, {"links": alive})
    features.register_feature(hooks, feature, messages.SavePublicForm, messages.ReportPublicly, messages.IssueLink)
    # Codes lead customers to devices, and to the pages where they report.
    features.register_feature(hooks, features.Feature("labels", ("devices", "portal")))
