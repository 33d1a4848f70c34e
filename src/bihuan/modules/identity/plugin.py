"""What the identity module registers."""

from functools import partial
from typing import Any

from bihuan.kernel.hooks import Derived, Hooks, Projection, platform_only
from bihuan.kernel.named import provide_named
from bihuan.kernel.tx import Tx
from bihuan.modules.identity import api, apply, messages, queries, tables
from bihuan.modules.identity import messages as m
from bihuan.modules.identity.handlers import credentials, invitations, organisation, users

_USER_ROWS = ((tables.user, "id"), (tables.member, "user"), (tables.deputy, "user"))
_ACCESS_ROWS = ((tables.credential, "user"), (tables.session, "user"), (tables.token, "user"))


def register(hooks: Hooks) -> None:
    """Commands, events, rows and routes of people and rights."""
    _register_commands(hooks)
    provide_named(hooks, "role", queries.NAMEABLE_ROLES)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    hooks.projection(Projection("user", _USER_ROWS, apply.apply_user))
    hooks.projection(Projection("access", _ACCESS_ROWS, apply.apply_access))
    for kind in messages.ORG_KINDS:
        hooks.projection(Projection(kind, ((tables.org_unit, "id"),), apply.apply_org_unit))
    hooks.projection(Projection("role", ((tables.role, "key"),), apply.apply_role))
    hooks.projection(Projection("confidential", ((tables.confidential_type, "type"),), apply.apply_confidential))
    for kind in ("user", "access"):
        hooks.derived(Derived(f"erasure.{kind}", kind, partial(_erase_if_asked, hooks, kind)))
    for prefix, router in api.ROUTERS:
        hooks.router(prefix, router)


def _erase_if_asked(hooks: Hooks, kind: str, tx: Tx, user_id: str) -> None:
    apply.erase_if_asked(tx, hooks, kind, user_id)


def _register_commands(hooks: Hooks) -> None:
    hooks.command(m.CreateUser, users.create, users.may_create)
    hooks.command(m.ChangeUser, users.change, users.may_change, _user)
    hooks.command(m.DeactivateUser, users.deactivate, users.may_manage, _user)
    hooks.command(m.ReactivateUser, users.reactivate, users.may_manage, _user)
    hooks.command(m.EraseUser, users.erase, users.may_manage, _user)
    hooks.command(m.AppointDeputies, users.appoint, users.may_appoint, _user)
    hooks.command(m.SaveOrgUnit, organisation.save_unit, organisation.may_save_unit, _unit)
    hooks.command(m.RemoveOrgUnit, organisation.remove_unit, organisation.may_remove_unit, _unit)
    hooks.command(m.SaveRole, organisation.save_role, organisation.may_manage_roles, _role)
    hooks.command(m.RemoveRole, organisation.remove_role, organisation.may_manage_roles, _role)
    hooks.command(m.InstallReadyRoles, organisation.install_ready_roles, organisation.may_manage_roles)
    hooks.command(m.SetTypeConfidential, organisation.set_type_confidential, platform_only)
    hooks.command(m.SetPassword, credentials.set_password, credentials.may_set_password)
    hooks.command(m.InviteUser, invitations.invite, invitations.may_invite)
    hooks.command(m.AcceptInvitation, invitations.accept, platform_only)
    hooks.command(m.EnrolTotp, credentials.enrol_totp, credentials.only_own)
    hooks.command(m.ConfirmTotp, credentials.confirm_totp, credentials.only_own)
    hooks.command(m.SetRecoveryCodes, credentials.set_recovery_codes, credentials.only_own)
    hooks.command(m.DisableTotp, credentials.disable_totp, credentials.may_use_own)
    hooks.command(m.OpenSession, credentials.open_session, platform_only)
    hooks.command(m.CloseSessions, credentials.close_sessions, credentials.may_use_own)
    hooks.command(m.CreateToken, credentials.create_token, credentials.only_own)
    hooks.command(m.RevokeToken, credentials.revoke_token, credentials.may_use_own)


def _user(command: Any) -> str:
    return messages.user_stream(command.user)


def _unit(command: Any) -> str | None:
    return f"{command.kind}:{command.id}" if command.id else None


def _role(command: Any) -> str:
    return f"role:{command.key}"
