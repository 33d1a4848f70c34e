"""What the joint module registers."""

from functools import partial

from bihuan.kernel.hooks import Hooks, Projection, platform_only
from bihuan.modules.dispatch import interface as dispatch
from bihuan.modules.features import interface as features
from bihuan.modules.joint import api, apply, jobs, messages, queries, tables
from bihuan.modules.joint import messages as m
from bihuan.modules.joint.handlers import helping, meeting, rights


def register(hooks: Hooks) -> None:
    """Commands, events, rows, followers and routes of sessions and crews."""
    hooks.command(m.PlanSession, meeting.plan, rights.may_meet, m.stream_of)
    hooks.command(m.ChangeSession, meeting.change, rights.may_meet, m.stream_of)
    hooks.command(m.CancelSession, meeting.cancel, rights.may_meet, m.stream_of)
    hooks.command(m.HoldSession, meeting.hold, rights.may_meet, m.stream_of)
    hooks.command(m.RemindSession, meeting.remind, platform_only, m.stream_of)
    hooks.command(m.SetSessionRules, meeting.set_rules, rights.may_set_rules, lambda _: m.RULES_STREAM)
    hooks.command(m.SetHelpers, helping.set_helpers, rights.may_set_helpers, m.stream_of_task)
    hooks.command(m.MoveAsHelper, helping.move, rights.may_move, m.stream_of_task)
    _feature(hooks)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    rows = ((tables.joint_session, "ticket"), (tables.joint_session_person, "ticket"), (tables.task_helper, "ticket"))
    hooks.projection(Projection("ticket", rows, apply.apply_joint))
    hooks.projection(Projection("definition", ((tables.session_rules, "stream_id"),), apply.apply_rules))
    for event in (m.JointSessionPlanned, m.JointSessionCancelled, m.JointSessionReminded):
        hooks.job(event, f"joint.tell.{event.__name__}", partial(jobs.tell, hooks))
    hooks.job(m.HelpersSet, "joint.tell_helpers", partial(jobs.tell_helpers, hooks))
    hooks.provide(dispatch.CREWS, queries.crew_lists)
    for prefix, router in api.ROUTERS:
        hooks.router(prefix, router)


def _feature(hooks: Hooks) -> None:
    session = tables.joint_session
    running = {"planned_sessions": features.rows_where(session, lambda _now: session.c.state == "planned")}
    feature = features.Feature("joint", (), {"sessions": features.rows_where(session)}, running)
    features.register_feature(hooks, feature, m.PlanSession, m.SetSessionRules, m.SetHelpers)
