"""What the dispatch module registers."""

from functools import partial

from sqlalchemy import ColumnElement

from bihuan.core import flow as f
from bihuan.core.dispatch import DispatchDecided
from bihuan.core.values import Instant
from bihuan.kernel.hooks import Hooks, Projection, TraceSection, platform_only
from bihuan.modules.dispatch import api, apply, guards, jobs, messages, queries, reactions, tables
from bihuan.modules.dispatch import messages as m
from bihuan.modules.dispatch.handlers import deciding, designing, rights, staffing
from bihuan.modules.features import interface as features
from bihuan.modules.identity.interface import ABSENCES, ON_DUTY
from bihuan.modules.identity.messages import UserErased, UserLeft
from bihuan.modules.tickets.messages import ActOnTask

_CANCELLING = (f.StepLeft, f.BlockLeft, f.RunTerminated, f.RunWithdrawn, f.RunForceClosed, f.RunMerged)
_FREE_AGAIN = (
    *(m.EngineerFreed, m.EngineerSaved, m.EngineerPaused),
    *(m.LeaveEnded, m.LeaveCancelled, m.MembershipsSet, m.DaySet, m.RosterPlanned),
)


def register(hooks: Hooks) -> None:
    """Commands, events, rows, followers and routes of engineers, roster and dispatch."""
    _staffing(hooks)
    _deciding(hooks)
    _features(hooks)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    hooks.eraser(m.PersonForgotten)
    _rows(hooks)
    _reactions(hooks)
    _jobs(hooks)
    hooks.guard(ActOnTask, guards.may_claim)
    hooks.provide(ABSENCES, queries.is_on_leave)
    hooks.provide(ON_DUTY, queries.people_on_duty)
    for prefix, router in api.ROUTERS:
        hooks.router(prefix, router)
    narrows = dict.fromkeys((DispatchDecided, m.PoolTaken), queries.narrowed_event)
    hooks.trace_section(TraceSection("dispatch", 30, partial(queries.trace_section, hooks), narrows=narrows))


def _rows(hooks: Hooks) -> None:
    hooks.projection(Projection("engineer", ((tables.engineer, "user"),), apply.apply_engineer))
    hooks.projection(Projection("duty", ((tables.duty, "user"),), apply.apply_duty))
    hooks.projection(Projection("definition", ((tables.definition, "stream_id"),), apply.apply_definition))
    work = ((tables.given, "ticket"), (tables.dispatched, "ticket"))
    hooks.projection(Projection("ticket", work, apply.apply_ticket))


def _staffing(hooks: Hooks) -> None:
    hooks.command(m.SaveEngineer, staffing.save_engineer, rights.may_save_engineer, _engineer)
    hooks.command(m.PauseEngineer, staffing.pause, rights.may_pause, _engineer)
    hooks.command(m.RemoveEngineer, staffing.remove_engineer, rights.may_save_engineer, _engineer)
    hooks.command(m.ForgetPerson, staffing.forget, platform_only)
    hooks.command(m.SetMemberships, staffing.set_memberships, rights.may_plan, _duty)
    hooks.command(m.SetDay, staffing.set_day, rights.may_plan, _duty)
    hooks.command(m.PublishRosterPlan, staffing.publish_plan, rights.may_publish_plan)
    hooks.command(m.EnterLeave, staffing.enter_leave, rights.may_enter_leave, _duty)
    hooks.command(m.CancelLeave, staffing.cancel_leave, rights.may_enter_leave, _duty)
    hooks.command(m.TurnLeave, staffing.turn_leave, platform_only, _duty)
    hooks.command(m.NoteLeaver, staffing.note_leaver, platform_only, _duty)
    roster, policies = m.definition_stream(m.ROSTER), m.definition_stream(m.POLICIES)
    hooks.command(m.PublishRoster, designing.publish_roster, rights.may_publish_roster, lambda _: roster)
    hooks.command(m.FillSpecialDays, designing.fill_special_days, rights.may_publish_roster, lambda _: roster)
    hooks.command(
        m.PublishDispatchPolicies, designing.publish_policies, rights.may_publish_policies, lambda _: policies
    )


def _deciding(hooks: Hooks) -> None:
    hooks.command(m.DecideDispatch, deciding.decide, rights.may_decide, deciding.stream_of)
    for command, handler in (
        (m.DispatchTask, deciding.dispatch_task),
        (m.AwaitAcceptance, deciding.await_acceptance),
        (m.LapsePool, deciding.lapse_pool),
        (m.NoteTaken, deciding.note_taken),
        (m.NoteFreed, deciding.note_freed),
        (m.GiveNextJob, deciding.give_next_job),
        (m.HandOverTask, deciding.hand_over),
    ):
        hooks.command(command, handler, platform_only)


def _features(hooks: Hooks) -> None:
    """People, their roster, and how work is given to them: a company may keep the first without the others."""
    given, duty = tables.given, tables.duty
    staff = features.Feature("engineers", (), {"engineers": features.rows_where(tables.engineer)})
    features.register_feature(hooks, staff, m.SaveEngineer, m.PauseEngineer, m.RemoveEngineer)
    planned = {"roster_people": features.rows_where(duty)}
    # Without leave: whoever is away must be left out of approvals, too.
    roster = features.Feature("roster", (), planned)
    plan = (m.SetMemberships, m.SetDay, m.PublishRosterPlan, m.PublishRoster, m.FillSpecialDays)
    features.register_feature(hooks, roster, *plan)
    kept = {"dispatch_versions": features.rows_where(tables.definition, _is_policies)}
    offered = {"given_visits": features.rows_where(given, lambda _now: given.c.open)}
    dispatch = features.Feature("dispatch", ("engineers",), kept, offered)
    features.register_feature(hooks, dispatch, m.PublishDispatchPolicies)


def _is_policies(_now: Instant) -> ColumnElement[bool]:
    return tables.definition.c.stream_id == m.POLICIES


def _engineer(command: m.SaveEngineer | m.PauseEngineer | m.RemoveEngineer) -> str:
    return m.engineer_stream(command.user)


def _duty(
    command: m.SetMemberships | m.SetDay | m.EnterLeave | m.CancelLeave | m.TurnLeave | m.NoteLeaver,
) -> str:
    return m.duty_stream(command.user)


def _reactions(hooks: Hooks) -> None:
    for event, name, reaction in (
        (f.StepEntered, "dispatch.entered", reactions.entered),
        (f.VisitRefused, "dispatch.refused", reactions.refused),
        (f.VisitExpired, "dispatch.expired", reactions.expired),
        (m.PoolLapsed, "dispatch.lapsed", reactions.expired),
        (m.WorkHandedOver, "dispatch.handed_over", reactions.handed_over),
        (DispatchDecided, "dispatch.decided", reactions.decided),
        (f.VisitOffered, "dispatch.offered", reactions.offered),
        (f.VisitAccepted, "dispatch.accepted", reactions.accepted),
        (f.TaskFinished, "dispatch.finished", reactions.finished),
        *((kind, "dispatch.cancelled", reactions.cancelled) for kind in _CANCELLING),
    ):
        hooks.reaction("dispatch", event, name, reaction)
    hooks.reaction("enrich", UserErased, "dispatch.erased", reactions.erased)


def _jobs(hooks: Hooks) -> None:
    for event in _FREE_AGAIN:
        hooks.job(event, f"dispatch.next_job.{event.__name__}", jobs.next_job_for)
    hooks.job(m.LeaveBegan, "dispatch.on_leave", jobs.hand_over_on_leave)
    hooks.job(UserLeft, "dispatch.leaver", jobs.note_leaver)
    hooks.job(m.LeaverNoted, "dispatch.for_good", jobs.hand_over_for_good)
    hooks.job(m.DispatcherCalled, "dispatch.tell_dispatchers", partial(jobs.tell_dispatchers, hooks))
    hooks.job(m.PoolTaken, "dispatch.tell_too_late", partial(jobs.tell_too_late, hooks))
