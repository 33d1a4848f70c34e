"""Inviting somebody to choose his own password, and his doing so."""

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.audit.messages import access_stream
from bihuan.modules.identity import messages as m
from bihuan.modules.identity import queries
from bihuan.modules.identity.handlers.users import may_manage

LONGEST_MS = 30 * 86_400_000


def may_invite(command: m.InviteUser, context: Context) -> None:
    """Who manages people in this row. Never an API token, and nobody himself: his old password would prove nothing."""
    if context.caller.kind == "token":
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.token")
    if context.caller.id == command.user:
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.password_unproven")
    may_manage(command, context)


def invite(command: m.InviteUser, context: Context) -> Outcome:
    """From now on the invitation is the only good one. Refuses `invitation.no_login`, `invitation.until_invalid`."""
    row = queries.user(context.tx, command.user)
    if row is None or row["state"] != "active":
        raise Refusal("user.not_active" if row else "user.not_found", Kind.CONFLICT if row else Kind.NOT_FOUND)
    if not row["login"]:
        raise Refusal("invitation.no_login", Kind.CONFLICT)
    if not context.now < command.until <= context.now + LONGEST_MS:
        raise Refusal("invitation.until_invalid", path="until", days=LONGEST_MS // 86_400_000)
    stream = access_stream(command.user)
    return Outcome(stream, ((stream, m.UserInvited(command.until)),))


def accept(command: m.AcceptInvitation, context: Context) -> Outcome:
    """The password that the person chose; every session ends. Refuses `invitation.not_good`, a second time too."""
    row, known = queries.user(context.tx, command.user), queries.credential(context.tx, command.user)
    is_good = row is not None and row["state"] == "active" and known is not None and known["version"] == command.no
    if not is_good or context.now >= command.until:
        raise Refusal("invitation.not_good", Kind.NOT_FOUND)
    stream = access_stream(command.user)
    ended = tuple(session["id"] for session in queries.sessions(context.tx, command.user))
    closed = ((stream, m.SessionsClosed(ended, "password")),) if ended else ()
    return Outcome(stream, ((stream, m.PasswordSet(command.password)), *closed))
