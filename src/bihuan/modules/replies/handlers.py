"""Keeping preset replies."""

from collections.abc import Iterator

from bihuan.core.values import Kind, Problem, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.identity import interface as identity
from bihuan.modules.notifications import interface as notices
from bihuan.modules.replies import messages as m
from bihuan.modules.replies import queries

MOST_OWN = 200
MOST_SHARED = 1_000
_MOST_TITLE = 60
_MOST_TEXT = 4_000
_MOST_CATEGORY = 30
_MOST_DEPARTMENTS = 50


def may_save(command: m.SaveReply, context: Context) -> None:
    """Every colleague keeps replies of his own; shared ones are kept by who manages them, before and after."""
    check_colleague(context)
    if command.reply is not None:
        _editable(context, command.reply)
    wanted = {"scope": command.scope, "departments": command.departments, "owner": context.caller.subject.person}
    if not queries.may_edit(context.tx, context.caller.subject, wanted):
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.shared_by_managers")


def may_change(command: m.DeleteReply | m.RestoreReply, context: Context) -> None:
    """One's own, and shared ones by who manages them."""
    check_colleague(context)
    _editable(context, command.reply)


def check_colleague(context: Context) -> None:
    """Somebody of the company itself, signed in."""
    caller = context.caller
    if caller.kind != "user" or identity.is_customers(context.tx, caller.id or ""):
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.colleagues_only")


def _editable(context: Context, reply: str) -> Row:
    row = queries.reply_row(context.tx, reply)
    subject = context.caller.subject
    if row is None or not queries.may_use(context.tx, subject, row):
        raise Refusal("reply.not_found", Kind.NOT_FOUND)
    if not queries.may_edit(context.tx, subject, row):
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.shared_by_managers")
    return row


def save(command: m.SaveReply, context: Context) -> Outcome:
    """A reply as it is from now on. Refuses `reply.rejected`, naming every fault."""
    known = queries.reply_row(context.tx, command.reply) if command.reply else None
    owner = known["owner"] if known else context.caller.subject.person or ""
    problems = list(_faults(command, context))
    moved = known is None or known["deleted"] or (known["scope"] == "own") != (command.scope == "own")
    most = MOST_OWN if command.scope == "own" else MOST_SHARED
    if moved and queries.count_kept(context.tx, command.scope, owner) >= most:
        problems.append(Problem("title", "reply.too_many", {"most": most}))
    if problems:
        raise Refusal("reply.rejected", problems=problems)
    event = m.ReplySaved(
        # What was shared and is made one's own belongs to who does so.
        owner=owner if command.scope != "own" else context.caller.subject.person or owner,
        title=command.title.strip(),
        text=command.text.strip(),
        scope=command.scope,
        category=command.category.strip(),
        departments=tuple(sorted(set(command.departments))),
    )
    stream = m.reply_stream(command.reply or context.new_id())
    return Outcome(stream, ((stream, event),))


def _faults(command: m.SaveReply, context: Context) -> Iterator[Problem]:
    if not 0 < len(command.title.strip()) <= _MOST_TITLE:
        yield Problem("title", "reply.title_invalid", {"most": _MOST_TITLE})
    if len(command.category.strip()) > _MOST_CATEGORY:
        yield Problem("category", "reply.category_too_long", {"most": _MOST_CATEGORY})
    if command.scope not in m.SCOPES:
        yield Problem("scope", "reply.scope_unknown", {"known": list(m.SCOPES)})
    yield from notices.faults_of_text("text", command.text, _MOST_TEXT, notices.knows_field(context.tx))
    yield from _department_faults(command, context)


def _department_faults(command: m.SaveReply, context: Context) -> Iterator[Problem]:
    fits = bool(command.departments) == (command.scope == "departments")
    if not fits or len(command.departments) > _MOST_DEPARTMENTS:
        yield Problem("departments", "reply.departments_needed", {"most": _MOST_DEPARTMENTS})
    units = identity.organisation(context.tx).units
    for index, key in enumerate(command.departments):
        if key not in units or units[key]["kind"] != "department":
            yield Problem(f"departments.{index}", "reply.department_unknown")


def delete(command: m.DeleteReply, context: Context) -> Outcome:
    """It is offered no more; what is deleted already stays so."""
    return _turned(context, command.reply, m.ReplyDeleted(), deleted=True)


def restore(command: m.RestoreReply, context: Context) -> Outcome:
    """It is offered again."""
    return _turned(context, command.reply, m.ReplyRestored(), deleted=False)


def _turned(context: Context, reply: str, event: m.ReplyDeleted | m.ReplyRestored, *, deleted: bool) -> Outcome:
    row = queries.reply_row(context.tx, reply)
    stream = m.reply_stream(reply)
    stands = row is not None and row["deleted"] == deleted
    return Outcome(stream, () if stands else ((stream, event),))
