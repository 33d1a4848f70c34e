"""Passwords, second factors, sessions, tokens. Proofs were checked before; here it is checked that they still hold."""

from typing import Any

from bihuan.core.values import Kind, Problem, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.audit.messages import access_stream
from bihuan.modules.identity import interface, queries
from bihuan.modules.identity import messages as m
from bihuan.modules.identity.handlers.users import may_manage

MAX_SESSIONS = 50
MAX_TOKENS = 50
_MAX_NAME = 100


# --- who may ------------------------------------------------------------------------------------------------------


def may_use_own(command: Any, context: Context) -> None:
    """A signed-in person on their own credentials; others' by who manages people. Never an API token."""
    caller = context.caller
    if caller.kind == "token":
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.token")
    if caller.kind != "user" or caller.id != command.user:
        may_manage(command, context)


def may_set_password(command: m.SetPassword, context: Context) -> None:
    """Oneself having proven the old one; others as who manages people, and then it expires at the first sign-in."""
    may_use_own(command, context)
    proven = command.replaces is not None
    own = context.caller.id == command.user
    if own != proven or (not own and not command.expires):
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.password_unproven")


def only_own(command: Any, context: Context) -> None:
    """A signed-in person for themselves: nobody else can hold the second factor or the token."""
    if context.caller.kind != "user" or context.caller.id != command.user:
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.own_only")


# --- password and second factor --------------------------------------------------------------------------------------


def set_password(command: m.SetPassword, context: Context) -> Outcome:
    """The new password; every other session of the person ends. Refuses `password.changed_meanwhile`."""
    _active(context, command.user)
    known = queries.credential(context.tx, command.user)
    if command.replaces is not None and (known is None or known["password"] != command.replaces):
        raise Refusal("password.changed_meanwhile", Kind.CONFLICT)
    stream = access_stream(command.user)
    ended = _sessions(context, command.user, keep=command.keep_session)
    closed = ((stream, m.SessionsClosed(ended, "password")),) if ended else ()
    return Outcome(stream, ((stream, m.PasswordSet(command.password, command.expires)), *closed))


def enrol_totp(command: m.EnrolTotp, context: Context) -> Outcome:
    """A secret that waits for its first code. Refuses `totp.on` while another is in use."""
    if _totp_state(context, command.user) == "on":
        raise Refusal("totp.on", Kind.CONFLICT)
    stream = access_stream(command.user)
    return Outcome(stream, ((stream, m.TotpEnrolled(command.secret)),))


def confirm_totp(command: m.ConfirmTotp, context: Context) -> Outcome:
    """From now on a code is needed; other sessions, opened without one, end."""
    if _totp_state(context, command.user) != "enrolled":
        raise Refusal("totp.not_enrolled", Kind.CONFLICT)
    _check_step_unused(context, command.user, command.step)
    stream = access_stream(command.user)
    ended = _sessions(context, command.user, keep=context.caller.session)
    closed = ((stream, m.SessionsClosed(ended, "second_factor")),) if ended else ()
    codes = ((stream, m.RecoveryCodesMade(command.recovery)),) if command.recovery else ()
    return Outcome(stream, ((stream, m.TotpConfirmed(command.step)), *codes, *closed))


def set_recovery_codes(command: m.SetRecoveryCodes, context: Context) -> Outcome:
    """New codes in the place of those before. Refuses `totp.off`: without a second factor they stand for nothing."""
    if _totp_state(context, command.user) != "on":
        raise Refusal("totp.off", Kind.CONFLICT)
    stream = access_stream(command.user)
    return Outcome(stream, ((stream, m.RecoveryCodesMade(command.codes)),))


def disable_totp(command: m.DisableTotp, context: Context) -> Outcome:
    """No code is needed any more. Refuses `totp.needed` to who has a role that needs one; whoever manages people may,
    for somebody who lost it."""
    own = context.caller.id == command.user
    if own and interface.needs_second_factor(context.tx, command.user):
        raise Refusal("totp.needed", Kind.CONFLICT)
    stream = access_stream(command.user)
    return Outcome(stream, ((stream, m.TotpDisabled()),) if _totp_state(context, command.user) != "off" else ())


def _totp_state(context: Context, user_id: str) -> str:
    row = queries.credential(context.tx, user_id)
    return row["totp_state"] if row is not None else "off"


def _check_step_unused(context: Context, user_id: str, step: int) -> None:
    row = queries.credential(context.tx, user_id)
    if row is not None and step <= row["totp_step"]:
        raise Refusal("sign_in.failed", Kind.UNAUTHENTICATED)


# --- sessions --------------------------------------------------------------------------------------------------------


def open_session(command: m.OpenSession, context: Context) -> Outcome:
    """Signed in, if what was proven outside still stands. Refuses `sign_in.failed`."""
    row = queries.user(context.tx, command.user)
    known = queries.credential(context.tx, command.user)
    if row is None or row["state"] != "active" or known is None or known["password"] != command.password:
        raise Refusal("sign_in.failed", Kind.UNAUTHENTICATED)
    if known["totp_state"] == "on":
        _check_second_factor(command, context, known)
    session = context.new_id()
    event = m.SessionOpened(
        session,
        command.token_hash,
        command.idle_ms,
        command.expires,
        command.totp_step if known["totp_state"] == "on" else None,
        _over(context, command.user),
        command.recovery if known["totp_state"] == "on" else None,
        must_enrol=known["totp_state"] != "on" and interface.needs_second_factor(context.tx, command.user),
    )
    return Outcome(f"session:{session}", ((access_stream(command.user), event),))


def _check_second_factor(command: m.OpenSession, context: Context, known: Row) -> None:
    """A recovery code that is left, or a code of the app that was not used."""
    if command.recovery is not None:
        if command.recovery not in (known["recovery"] or ()):
            raise Refusal("sign_in.failed", Kind.UNAUTHENTICATED)
    elif command.totp_step is None:
        raise Refusal("sign_in.totp_required", Kind.UNAUTHENTICATED)
    else:
        _check_step_unused(context, command.user, command.totp_step)


def _over(context: Context, user_id: str) -> tuple[str, ...]:
    """Sessions that are over, and the oldest beyond what one person can have."""
    rows = queries.sessions(context.tx, user_id)
    live = [row for row in rows if queries.session_ends(row) > context.now]
    kept = {row["id"] for row in live[: MAX_SESSIONS - 1]}
    return tuple(row["id"] for row in rows if row["id"] not in kept)


def close_sessions(command: m.CloseSessions, context: Context) -> Outcome:
    """One session or all but one; what is closed already stays so."""
    stream = access_stream(command.user)
    ended = _sessions(context, command.user, keep=command.keep)
    if command.session is not None:
        if command.session not in ended:
            raise Refusal("session.not_found", Kind.NOT_FOUND)
        ended = (command.session,)
    own = command.session is not None and command.session == context.caller.session
    event = m.SessionsClosed(ended, "signed_out" if own else "revoked")
    return Outcome(stream, ((stream, event),) if ended else ())


def _sessions(context: Context, user_id: str, *, keep: str | None = None) -> tuple[str, ...]:
    return tuple(row["id"] for row in queries.sessions(context.tx, user_id) if row["id"] != keep)


# --- tokens ----------------------------------------------------------------------------------------------------------


def create_token(command: m.CreateToken, context: Context) -> Outcome:
    """A token for a program. Refuses `token.invalid`, `token.scopes_invalid`, `token.too_many`."""
    _active(context, command.user)
    interface.check_scopes(command.scopes)
    problems = []
    if not 0 < len(command.name.strip()) <= _MAX_NAME:
        problems.append(Problem("name", "token.name_invalid", {"most": _MAX_NAME}))
    if command.expires is not None and not context.now < command.expires < 1 << 53:
        problems.append(Problem("expires", "token.expires_invalid"))
    if problems:
        raise Refusal("token.invalid", problems=problems)
    if len(queries.tokens(context.tx, command.user)) >= MAX_TOKENS:
        raise Refusal("token.too_many", Kind.CONFLICT, most=MAX_TOKENS)
    token = context.new_id()
    event = m.TokenCreated(token, command.name.strip(), command.token_hash, command.scopes, command.expires)
    return Outcome(f"token:{token}", ((access_stream(command.user), event),))


def revoke_token(command: m.RevokeToken, context: Context) -> Outcome:
    """The token stops working. Refuses `token.not_found`."""
    row = queries.token(context.tx, command.token)
    if row is None or row["user"] != command.user:
        raise Refusal("token.not_found", Kind.NOT_FOUND)
    stream = access_stream(command.user)
    return Outcome(f"token:{command.token}", () if row["revoked"] else ((stream, m.TokensRevoked((command.token,))),))


def _active(context: Context, user_id: str) -> Row:
    row = queries.user(context.tx, user_id)
    if row is None:
        raise Refusal("user.not_found", Kind.NOT_FOUND)
    if row["state"] != "active":
        raise Refusal("user.not_active", Kind.CONFLICT)
    return row
