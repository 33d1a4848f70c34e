"""What the reviews module registers."""

from functools import partial

from bihuan.kernel.hooks import Derived, Hooks, Projection, TraceSection, platform_only
from bihuan.modules.features import interface as features
from bihuan.modules.reviews import api, apply, handlers, jobs, messages, queries, tables
from bihuan.modules.tickets import interface as tickets


def register(hooks: Hooks) -> None:
    """Commands, events, rows, the section of the trace, the words of the search, reminders and routes of reviews."""
    measure = tables.review_measure
    hooks.command(messages.SaveReview, handlers.save, handlers.may_review, messages.stream_of)
    hooks.command(messages.SettleMeasure, handlers.settle, handlers.may_settle, messages.stream_of)
    hooks.command(messages.RemindMeasure, handlers.remind, platform_only, messages.stream_of)
    open_measures = features.rows_where(measure, lambda _now: measure.c.done_at.is_(None))
    amounts, running = {"reviews": features.rows_where(tables.ticket_review)}, {"open_measures": open_measures}
    features.register_feature(hooks, features.Feature("reviews", (), amounts, running), messages.SaveReview)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    rows = ((tables.ticket_review, "ticket"), (tables.review_measure, "ticket"))
    hooks.projection(Projection("ticket", rows, apply.apply_ticket))
    hooks.trace_section(TraceSection("review", 60, queries.in_trace))
    hooks.provide(tickets.SEARCHED_BESIDE, queries.words_of)
    hooks.derived(Derived("search.review", "ticket", tickets.refresh_search, frozenset({messages.ReviewSaved})))
    hooks.job(messages.MeasureReminded, "reviews.remind", partial(jobs.remind, hooks))
    hooks.router("/tickets", api.router)
