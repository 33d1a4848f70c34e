"""A visitor's report becomes a ticket in the same unit (reactions.py)."""

from collections.abc import Iterable

from bihuan.core.access import check_access
from bihuan.core.forms import needs
from bihuan.core.values import Kind, Problem, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.assets import interface as assets
from bihuan.modules.files import interface as files
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.portal import queries
from bihuan.modules.portal.messages import (
    EraseReport,
    PublicReportErased,
    PublicReportMade,
    ReportPublicly,
    report_stream,
)

_MOST_FILES = 20


def may_report(command: ReportPublicly, context: Context) -> None:
    """The visitor himself, by what guests may do."""
    person = context.caller.subject.person
    row = queries.form(context.tx, command.form)
    anchors = {"type": row["type"] if row else None, "created_by": person}
    check_access(context.caller.subject, "create", "ticket", anchors)
    if person is None or person != command.guest:
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.no_grant")


def report(command: ReportPublicly, context: Context) -> Outcome:
    """The report, once; what it says of the form's fields is judged where the ticket is made."""
    row = queries.form(context.tx, command.form)
    if row is None or not row["active"]:
        raise Refusal("public_form.closed", Kind.NOT_FOUND)
    stream = report_stream(command.report)
    if queries.link(context.tx, command.report) is not None:
        return Outcome(stream)  # sent again: the link that a report has from the first moment is there
    problems = _faults(command, context, row["fields"], row["prefill"].values())
    if problems:
        raise Refusal("ticket.rejected", problems=problems)
    made = PublicReportMade(
        form=command.form,
        type=row["type"],
        channel=row["channel"],
        guest=command.guest,
        title=command.title,
        description=command.description,
        device=command.device,
        geo=command.geo,
        data=command.data,
        files=command.files,
        site=command.site,
    )
    return Outcome(stream, ((stream, made),))


def erase(command: EraseReport, _context: Context) -> Outcome:
    """The event says so; the kernel erases the payloads before it in the same unit."""
    stream = report_stream(command.report)
    return Outcome(stream, ((stream, PublicReportErased()),))


def _files_inside(command: ReportPublicly, context: Context) -> frozenset[str]:
    """The files that the form's own fields name."""
    row = queries.form(context.tx, command.form) or {}
    kind = flows.ticket_type(context.tx, row["type"])
    form = forms.form_definition(context.tx, kind.form, forms.current_version(context.tx, kind.form))
    return frozenset(needs(form, {}, command.data).files)


def _faults(command: ReportPublicly, context: Context, asked: list[str], filled: Iterable[str]) -> list[Problem]:
    # The ticket is made by the platform, which may attach any file: here it is seen that these are the visitor's own.
    inside = _files_inside(command, context)
    own = files.attachable(context.tx, context.caller, {*command.files, *inside})
    found = [Problem(f"files.{i}", "file.unknown", {}) for i, name in enumerate(command.files) if name not in own]
    found += [Problem("data", "file.unknown", {"file": name}) for name in sorted(inside - own.keys())]
    if len(command.files) > _MOST_FILES:
        found.append(Problem("files", "public_report.too_many_files", {"most": _MOST_FILES}))
    if command.device is not None and not assets.device_exists(context.tx, command.device):
        found.append(Problem("device", "device.unknown", {}))
    if asked:
        known = {*asked, *filled}
        found.extend(Problem(f"data.{key}", "field.unknown", {}) for key in command.data if key not in known)
    return found
