"""New versions and what is said about them."""

from bihuan.core.access import check_access
from bihuan.core.values import Kind, Problem, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.files import interface as files
from bihuan.modules.identity import interface as identity
from bihuan.modules.revisions import messages as m
from bihuan.modules.revisions import queries
from bihuan.modules.tickets import interface as tickets

MOST_REMARK, MOST_TEXT, MOST_PLACE, MOST_VERSIONS = 2_000, 5_000, 200, 200


def may_add(command: m.AddFileVersion, context: Context) -> None:
    """Whoever may write the field; on a note, colleagues who may write into the timeline."""
    row, found = _document(context, command.ticket, command.base)
    if found.field is not None:
        writable = tickets.writable_fields(context.tx, context.caller, row, tickets.record_env(context))
        if found.field not in writable:
            raise Refusal("access.denied", Kind.FORBIDDEN, reason="file_version.not_writable")
    else:
        _check_colleague(context, row)


def may_comment(command: m.CommentOnFile, context: Context) -> None:
    """Colleagues who read the version and may write into the timeline."""
    row, _ = _document(context, command.ticket, command.file)
    _check_colleague(context, row)


def may_settle(command: m.SettleFileComment, context: Context) -> None:
    """The same people: whoever sees that it was dealt with says so."""
    row, _ = _document(context, command.ticket, _the_comment(context, command)["file"])
    _check_colleague(context, row)


def _document(context: Context, ticket: str, file: str) -> tuple[Row, queries.Document]:
    row, _ = tickets.readable_row(context.tx, context.caller, ticket)
    return row, queries.document_with(context.tx, context.caller, row, file)


def _check_colleague(context: Context, row: Row) -> None:
    check_access(context.caller.subject, "note", "ticket", tickets.anchors_of(context.tx, row))
    if not tickets.reads_internal(context.caller.subject, context.tx, row):
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="file_version.staff_only")


def _the_comment(context: Context, command: m.SettleFileComment) -> Row:
    row = queries.comment_row(context.tx, command.comment)
    if row is None or row["ticket"] != command.ticket:
        raise Refusal("file_version.comment_unknown", Kind.NOT_FOUND)
    return row


def add_version(command: m.AddFileVersion, context: Context) -> Outcome:
    """Refuses `file_version.moved` when somebody was quicker, telling who and with which number."""
    row, found = _document(context, command.ticket, command.base)
    if row["archived_at"] is not None:
        raise Refusal("ticket.archived", Kind.CONFLICT, number=row["number"])
    _check_base(context, row, found, command.base)
    _check_file(context, row, command)
    if len(command.remark) > MOST_REMARK:
        raise Refusal("file_version.too_long", path="remark", most=MOST_REMARK)
    number = found.chain.newest.number + 1
    if number > MOST_VERSIONS:
        raise Refusal("file_version.too_many", Kind.CONFLICT, most=MOST_VERSIONS)
    event = m.FileVersionAdded(
        document=found.chain.document,
        replaced=command.base,
        file=command.file,
        number=number,
        field=found.field,
        note=found.note,
        public=found.public,
        remark=command.remark.strip() or None,
    )
    stream = m.stream_of(command)
    return Outcome(stream, ((stream, event),))


def _check_base(context: Context, row: Row, found: queries.Document, base: str) -> None:
    current = found.in_force
    if current is None:
        raise Refusal("file_version.removed", Kind.CONFLICT)
    if current.file == base:
        return
    last = queries.version_row(context.tx, row["id"], current.file)
    by = last["by"] if last else None
    names = identity.person_briefs(context.tx, [by] if by else [])
    name = names[by].name if by in names else None
    raise Refusal(
        "file_version.moved",
        Kind.CONFLICT,
        file=current.file,
        number=current.number,
        by=by,
        name=name or "",
        at=last["at"] if last else None,
    )


def _check_file(context: Context, row: Row, command: m.AddFileVersion) -> None:
    """A file of the caller's own that is no version of anything here yet, and says something else than the last."""
    if command.file not in files.attachable(context.tx, context.caller, (command.file,)):
        raise Refusal("file.unknown", path="file", file=command.file)
    if files.bound_to(context.tx, "ticket", row["id"], (command.file,)):
        raise Refusal("file_version.used_already", Kind.CONFLICT, path="file")
    if files.have_same_content(context.tx, command.base, command.file):
        raise Refusal("file_version.same_content", Kind.CONFLICT, path="file")


def comment(command: m.CommentOnFile, context: Context) -> Outcome:
    """Refuses `file_version.comment_rejected` with every fault."""
    _, found = _document(context, command.ticket, command.file)
    text, place = command.text.strip(), command.place.strip()
    faults = [] if text else [Problem("text", "file_version.comment_empty")]
    for name, value, most in (("text", text, MOST_TEXT), ("place", place, MOST_PLACE)):
        if len(value) > most:
            faults.append(Problem(name, "file_version.too_long", {"most": most}))
    if faults:
        raise Refusal("file_version.comment_rejected", problems=faults)
    event = m.FileCommented(
        comment=context.new_id(), file=command.file, field=found.field, text=text, place=place or None
    )
    stream = m.stream_of(command)
    return Outcome(stream, ((stream, event),))


def settle(command: m.SettleFileComment, context: Context) -> Outcome:
    """The same again is no change."""
    row, stream = _the_comment(context, command), m.stream_of(command)
    if command.resolved == (row["resolved_at"] is not None):
        return Outcome(stream)
    _, found = _document(context, command.ticket, row["file"])
    event = m.FileCommentSettled(comment=row["id"], file=row["file"], resolved=command.resolved, field=found.field)
    return Outcome(stream, ((stream, event),))
