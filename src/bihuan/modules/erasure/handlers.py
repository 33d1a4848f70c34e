"""Erasing a person, and how long backups are kept."""

from bihuan.core.access import check_access
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.erasure import messages as m
from bihuan.modules.erasure import queries
from bihuan.modules.identity import interface as identity

_MOST_REASON, _MOST_DAYS, _MOST_TICKETS = 500, 36_500, 5_000


def may_manage(_command: object, context: Context) -> None:
    """Whoever was given the right; nobody is by his trade. For others there is nothing to see."""
    check_access(context.caller.subject, "manage", m.ERASURE, {})


def may_erase(command: m.ErasePerson, context: Context) -> None:
    """The same; colleagues only by those who manage them."""
    may_manage(command, context)
    for record in command.records:
        kind, _, user = record.partition(":")
        if kind == queries.USER and not identity.is_customers(context.tx, user):
            check_access(context.caller.subject, "manage", "user", identity.anchors_of(context.tx, user))


def erase(command: m.ErasePerson, context: Context) -> Outcome:
    """Say what goes; it does in this very unit, the tickets and their files right after it."""
    tx = context.tx
    if f"{queries.USER}:{context.caller.id}" in command.records:
        raise Refusal("erasure.oneself", Kind.CONFLICT)
    scope, more = queries.scope_of(tx, command.records), queries.rows_of(tx, command.more)
    rows = {row["id"]: row for row in (*scope.tickets, *more)}
    _check_asked(command, scope, len(rows))
    queries.check_free(tx, rows.values(), context.now)
    payloads, files = queries.counts(tx, scope.records, rows)
    stream = m.erasure_stream(context.new_id())
    event = m.PersonErased(
        kind=command.kind,
        records=scope.records,
        tickets=tuple(rows),
        payloads=payloads,
        files=files,
        reason=command.reason.strip(),
    )
    return Outcome(stream, ((stream, event),))


def _check_asked(command: m.ErasePerson, scope: queries.Scope, tickets: int) -> None:
    reason = command.reason.strip()
    if not 0 < len(reason) <= _MOST_REASON:
        raise Refusal("erasure.reason_required", path="reason", most=_MOST_REASON)
    if command.kind not in queries.KINDS or not (scope.records or tickets):
        raise Refusal("erasure.not_found", Kind.NOT_FOUND)
    if any(word in reason for word in scope.words):
        # The reason stays as evidence: it must not say again what goes.
        raise Refusal("erasure.reason_names", path="reason")
    if command.confirm.strip().upper() != scope.code:
        raise Refusal("erasure.changed", Kind.CONFLICT, path="confirm")
    if tickets > _MOST_TICKETS:
        raise Refusal("erasure.too_many", Kind.CONFLICT, most=_MOST_TICKETS)


def set_keeping(command: m.SetBackupKeeping, context: Context) -> Outcome:
    """The same again is no change."""
    if command.days is not None and not 1 <= command.days <= _MOST_DAYS:
        raise Refusal("erasure.days_invalid", path="days", most=_MOST_DAYS)
    same = queries.backup_days(context.tx) == command.days
    return Outcome(m.KEEPING_STREAM, () if same else ((m.KEEPING_STREAM, m.BackupKeepingSet(command.days)),))
