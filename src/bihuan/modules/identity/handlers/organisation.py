"""Departments, areas, skills, teams, roles, confidential types."""

import re
from collections.abc import Iterator
from typing import Any

from bihuan.core.access import check_access
from bihuan.core.values import Kind, Problem, Refusal, thaw_json
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.identity import interface, queries
from bihuan.modules.identity import messages as m

TREES = frozenset({"department", "area"})
LED = frozenset({"department", "team"})
_MAX_NAME = 100
_MAX_DEPTH = 20
_ROLE_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def may_save_unit(command: m.SaveOrgUnit, context: Context) -> None:
    """Who may create or update this kind of unit."""
    check_access(context.caller.subject, "update" if command.id else "create", command.kind, {})


def may_remove_unit(command: m.RemoveOrgUnit, context: Context) -> None:
    """Who may update this kind of unit."""
    check_access(context.caller.subject, "update", command.kind, {})


def may_manage_roles(_: Any, context: Context) -> None:
    """Roles are made by who may manage them."""
    check_access(context.caller.subject, "manage", "role", {})


# --- units ----------------------------------------------------------------------------------------------------------


def save_unit(command: m.SaveOrgUnit, context: Context) -> Outcome:
    """A new unit, or the one with this id changed. Refuses `org.invalid`, naming every fault."""
    if command.kind not in m.ORG_KINDS:
        raise Refusal("org.kind_unknown", path="kind", known=list(m.ORG_KINDS))
    unit_id = command.id or context.new_id()
    before = queries.org_unit(context.tx, command.kind, unit_id)
    if command.id and before is None:
        raise Refusal(f"{command.kind}.not_found", Kind.NOT_FOUND)
    problems = list(_unit_faults(command, context))
    if problems:
        raise Refusal("org.invalid", problems=problems)
    stream = f"{command.kind}:{unit_id}"
    event = m.OrgUnitSaved(command.name.strip(), command.parent, command.head)
    same = before is not None and (before["name"], before["parent"], before["head"]) == (
        event.name,
        event.parent,
        event.head,
    )
    return Outcome(stream, () if same else ((stream, event),))


def _unit_faults(command: m.SaveOrgUnit, context: Context) -> Iterator[Problem]:
    if not 0 < len(command.name.strip()) <= _MAX_NAME:
        yield Problem("name", "org.name_invalid", {"most": _MAX_NAME})
    if command.parent is not None:
        yield from _parent_faults(command, context)
    if command.head is not None and (
        command.kind not in LED or not queries.existing(context.tx, "user", [command.head])
    ):
        yield Problem("head", "org.head_invalid")


def _parent_faults(command: m.SaveOrgUnit, context: Context) -> Iterator[Problem]:
    if command.kind not in TREES or queries.org_unit(context.tx, command.kind, command.parent or "") is None:
        yield Problem("parent", "org.parent_unknown")
        return
    above = _all_above(context, command.parent)
    if command.id in above:
        yield Problem("parent", "org.cycle")
    elif len(above) >= _MAX_DEPTH:
        yield Problem("parent", "org.too_deep", {"most": _MAX_DEPTH})


def _all_above(context: Context, unit_id: str | None) -> list[str]:
    units = interface.organisation(context.tx)
    path: list[str] = []
    while unit_id is not None and unit_id not in path:
        path.append(unit_id)
        unit_id = units.parent(unit_id)
    return path


def remove_unit(command: m.RemoveOrgUnit, context: Context) -> Outcome:
    """Take a unit away. Refuses `org.in_use` while something is below it or somebody belongs to it."""
    if command.kind not in m.ORG_KINDS or queries.org_unit(context.tx, command.kind, command.id) is None:
        raise Refusal(f"{command.kind}.not_found", Kind.NOT_FOUND)
    below = any(unit["parent"] == command.id for unit in queries.org_units(context.tx, command.kind))
    if below or queries.has_members(context.tx, command.kind, command.id):
        raise Refusal("org.in_use", Kind.CONFLICT, below=below)
    stream = f"{command.kind}:{command.id}"
    return Outcome(stream, ((stream, m.OrgUnitRemoved()),))


# --- roles ----------------------------------------------------------------------------------------------------------


def save_role(command: m.SaveRole, context: Context) -> Outcome:
    """A new role, or the one with this key changed. Refuses `role.invalid`, `role.last_management`."""
    problems = []
    if not _ROLE_KEY.fullmatch(command.key):
        problems.append(Problem("key", "role.key_invalid"))
    if not _is_label(command.label):
        problems.append(Problem("label", "role.label_invalid"))
    if problems:
        raise Refusal("role.invalid", problems=problems)
    grants = thaw_json(command.grants)
    interface.check_grants(grants)
    _check_management_left(context, command.key, grants)
    return _role_saved(
        context, m.SaveRole(command.key, dict(command.label), tuple(grants), command.second_factor), ready=False
    )


def _is_label(label: Any) -> bool:
    return (
        bool(label)
        and set(label) <= {"zh", "en"}
        and all(isinstance(text, str) and 0 < len(text.strip()) <= _MAX_NAME for text in label.values())
    )


def _check_management_left(context: Context, key: str, grants: Any) -> None:
    """Nobody may saw off the branch that everybody sits on."""
    manages = any(interface.read_grant(grant).covers("manage", "role") for grant in grants)
    if manages:
        return
    others = [role for role in queries.roles(context.tx) if role["key"] != key and _has_management(role["grants"])]
    own = queries.role(context.tx, key)
    had = own is not None and _has_management(own["grants"]) and queries.active_members(context.tx, "role", key)
    if had and not any(queries.active_members(context.tx, "role", role["key"]) for role in others):
        raise Refusal("role.last_management", Kind.CONFLICT)


def _has_management(grants: Any) -> bool:
    return any(interface.read_grant(grant).covers("manage", "role") for grant in grants)


def _role_saved(context: Context, role: m.SaveRole, *, ready: bool) -> Outcome:
    stream = f"role:{role.key}"
    event = m.RoleSaved(role.label, role.grants, ready, role.second_factor)
    known = queries.role(context.tx, role.key)
    stands = (known["label"], known["grants"], bool(known["second_factor"])) if known is not None else None
    same = stands == (role.label, list(role.grants), role.second_factor)
    return Outcome(stream, () if same else ((stream, event),))


def remove_role(command: m.RemoveRole, context: Context) -> Outcome:
    """Take a role away. Refuses `role.in_use` while somebody has it."""
    if queries.role(context.tx, command.key) is None:
        raise Refusal("role.not_found", Kind.NOT_FOUND)
    if queries.has_members(context.tx, "role", command.key):
        raise Refusal("role.in_use", Kind.CONFLICT)
    stream = f"role:{command.key}"
    return Outcome(stream, ((stream, m.RoleRemoved()),))


def install_ready_roles(_: m.InstallReadyRoles, context: Context) -> Outcome:
    """Missing ready roles and new versions of those that nobody changed; roles that were removed stay away."""
    known = {row["key"]: row for row in queries.all_roles(context.tx)}
    events: list[tuple[str, Any]] = []
    for role in interface.ready_roles():
        row = known.get(role.key)
        if row is None or (row["ready"] and not row["removed"]):
            events.extend(_role_saved(context, role, ready=True).events)
    return Outcome("tenant", tuple(events))


def set_type_confidential(command: m.SetTypeConfidential, context: Context) -> Outcome:
    """Mark a ticket type confidential, or not any more."""
    stream = f"confidential:{command.type}"
    same = (command.type in queries.confidential_types(context.tx)) == command.confidential
    return Outcome(stream, () if same else ((stream, m.TypeConfidentialitySet(command.confidential)),))
