"""What the automations module registers."""

from functools import partial

from bihuan.core.flow import DeadlineReached
from bihuan.kernel.hooks import Hooks, Projection, TraceSection, platform_only
from bihuan.modules.automations import api, apply, jobs, messages, queries, reactions, tables
from bihuan.modules.automations.handlers import defining, endpoints, running
from bihuan.modules.features import interface as features
from bihuan.modules.tickets.messages import ticket_stream


def register(hooks: Hooks) -> None:
    """Commands, events, rows, followers, actions and routes of automation rules."""
    _commands(hooks)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    definitions = (tables.rule, tables.rule_version, tables.webhook_endpoint)
    hooks.projection(Projection("definition", tuple((t, "stream_id") for t in definitions), apply.apply_definition))
    logs = ((tables.rule_run, "ticket"), (tables.rule_action, "ticket"))
    hooks.projection(Projection("ticket", logs, apply.apply_ticket))
    # Events of modules that this install goes without are not there to be watched.
    watched = [hooks.events[name].type for name in queries.WATCHED if name in hooks.events]
    hooks.reaction_to_last("enrich", watched, "automations.rules", partial(reactions.run_rules, hooks))
    hooks.job(messages.ActionRequested, queries.JOB, partial(jobs.act, hooks))
    hooks.job(DeadlineReached, "automations.deadline", partial(jobs.reach, hooks))
    hooks.job(messages.ScheduleRan, "automations.schedule", jobs.run_slice)
    _feature(hooks)
    _actions(hooks)
    told = (messages.RulesRan, messages.ActionRequested, messages.RuleCameDue)
    narrows = dict.fromkeys(told, queries.told_in_the_log)
    hooks.trace_section(
        TraceSection("automations", 40, partial(queries.trace_section, hooks), tells=told, narrows=narrows)
    )
    hooks.router("/automations", api.rules)
    hooks.router("/automations/endpoints", api.endpoints)
    hooks.router("/tickets", api.logs)


def _commands(hooks: Hooks) -> None:
    for command, handler in (
        (messages.SwitchRule, defining.switch),
        (messages.MoveRule, defining.move),
        (messages.DeleteRule, defining.delete),
        (messages.RestoreRule, defining.restore),
    ):
        hooks.command(command, handler, defining.may_manage, lambda asked: messages.rule_stream(asked.key))
    hooks.command(messages.PublishRule, defining.publish, defining.may_manage)
    hooks.command(
        messages.SaveEndpoint, endpoints.save, defining.may_manage, lambda asked: messages.endpoint_stream(asked.key)
    )
    hooks.command(messages.RecordRules, running.record, platform_only, lambda c: ticket_stream(c.ticket))
    hooks.command(messages.RunSchedule, running.run_schedule, platform_only)
    hooks.command(messages.RunDueRule, running.run_due_rule, platform_only)


def _feature(hooks: Hooks) -> None:
    rule = tables.rule
    amounts = {
        "rules": features.rows_where(rule, lambda _now: rule.c.deleted_at.is_(None)),
        "endpoints": features.rows_where(tables.webhook_endpoint),
    }
    feature = features.Feature("rules", (), amounts, {"rule_moments": features.timers_of(messages.RunDueRule)})
    changes = (messages.PublishRule, messages.SwitchRule, messages.MoveRule, messages.DeleteRule, messages.RestoreRule)
    features.register_feature(hooks, feature, *changes, messages.SaveEndpoint)


def _actions(hooks: Hooks) -> None:
    for name, runner in jobs.TICKET_RUNNERS.items():
        hooks.action(name, runner)
    for name, (needs_registry, step_runner) in jobs.STEP_RUNNERS.items():
        hooks.action(name, partial(step_runner, hooks) if needs_registry else step_runner)
    hooks.action("webhook", jobs.push)
