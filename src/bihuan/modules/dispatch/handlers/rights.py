"""Who may send which command; each is the mandatory check registered with its command."""

from bihuan.core.access import Allowed, RowAnchors, check_access, decide_access
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.context import Context
from bihuan.modules.dispatch import messages as m
from bihuan.modules.dispatch import queries
from bihuan.modules.tickets import interface as tickets


def check_person(context: Context, user: str, action: str, kind: str) -> RowAnchors:
    """The person's anchors, if the caller may do this about him. Refuses `<kind>.not_found`, `access.denied`."""
    anchors = context.once(("person", user), lambda: queries.person_anchors(context.tx, user))
    if anchors is None:
        raise Refusal(f"{kind}.not_found", Kind.NOT_FOUND)
    check_access(context.caller.subject, action, kind, anchors)
    return anchors


def may_save_engineer(command: m.SaveEngineer | m.RemoveEngineer, context: Context) -> None:
    """Who keeps engineers' profiles."""
    check_person(context, command.user, "update", "engineer")


def may_pause(command: m.PauseEngineer, context: Context) -> None:
    """The engineer, and who keeps the profile."""
    check_person(context, command.user, "pause", "engineer")


def may_publish_roster(_command: m.PublishRoster | m.FillSpecialDays, context: Context) -> None:
    """Who designs the roster."""
    check_access(context.caller.subject, "publish", "roster", {})


def may_plan(command: m.SetMemberships | m.SetDay, context: Context) -> None:
    """Who plans this person's duty."""
    check_person(context, command.user, "plan", "roster")


def may_publish_plan(command: m.PublishRosterPlan, context: Context) -> None:
    """Who plans the duty of everybody in the plan."""
    for person in sorted({str(item.get("person")) for item in command.days}):
        check_person(context, person, "plan", "roster")


def may_enter_leave(command: m.EnterLeave | m.CancelLeave, context: Context) -> None:
    """Who plans the person's duty, and the person where that is granted."""
    anchors = context.once(("person", command.user), lambda: queries.person_anchors(context.tx, command.user))
    if anchors is not None and isinstance(decide_access(context.caller.subject, "plan", "roster", anchors), Allowed):
        return
    check_person(context, command.user, "enter_leave", "roster")


def may_publish_policies(_command: m.PublishDispatchPolicies, context: Context) -> None:
    """Who designs dispatch."""
    check_access(context.caller.subject, "publish", "dispatch_policy", {})


def may_decide(command: m.DecideDispatch, context: Context) -> None:
    """Those who may assign the ticket. Refuses `ticket.not_found`, `access.denied`."""
    row = tickets.ticket_row(context.tx, command.task.rpartition("-")[0])
    if row is None:
        raise Refusal("ticket.not_found", Kind.NOT_FOUND)
    check_access(context.caller.subject, "assign", "ticket", tickets.anchors_of(context.tx, row))
