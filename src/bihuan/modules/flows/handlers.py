"""Publishing flows, saving ticket types."""

import re
from dataclasses import asdict, fields
from typing import Any

from bihuan.core.access import check_access
from bihuan.core.flow import Finding, parse_flow
from bihuan.core.forms import rules_schema
from bihuan.core.links import family_faults
from bihuan.core.rules import Schema
from bihuan.core.values import PRIORITIES, JsonObject, Kind, Problem, Refusal, thaw_json
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Tx
from bihuan.modules.flows import queries
from bihuan.modules.flows.messages import (
    FlowPublished,
    PublishFlow,
    SaveTicketType,
    TicketTypeSaved,
    flow_stream,
    ticket_type_stream,
)
from bihuan.modules.forms import interface as forms

_KEY = re.compile(r"[a-z][a-z0-9_]{0,49}")
_PREFIX = re.compile(r"[A-Z]{1,4}")
_MAX_ARCHIVE_DAYS = 3_650


def may_publish(_command: Any, context: Context) -> None:
    """Only who may publish flows."""
    check_access(context.caller.subject, "publish", "flow", {})


def publish_flow(command: PublishFlow, context: Context) -> Outcome:
    """The next version, if the publish check finds no error."""
    form_version = forms.current_version(context.tx, command.form)
    form = forms.form_definition(context.tx, command.form, form_version)
    schema = rules_schema(form)
    # The check reads anything and says in words what is wrong with it; parsing would name codes only.
    findings = _checked(command, schema, context.tx)
    flow = parse_flow(command.body, schema)
    known = queries.newest(context.tx, flow.key)
    at = known["version"] if known else 0
    if command.base_version is not None and command.base_version != at:
        raise Refusal("definition.moved", Kind.CONFLICT, base=command.base_version, current=at)
    stream = flow_stream(flow.key)
    body = thaw_json(command.body)
    same = known is not None and known["body"] == body and known["form_version"] == form_version
    if same:
        return Outcome(stream)
    published = FlowPublished(flow.key, at + 1, body, command.form, form_version, findings)
    return Outcome(stream, ((stream, published),))


def _checked(command: PublishFlow, schema: Schema, tx: Tx) -> tuple[JsonObject, ...]:
    findings = queries.findings(tx, command.body, schema, command.coming)
    blocking = [_problem(item) for item in findings if item.severity == "error"]
    if blocking:
        raise Refusal("flow.not_publishable", problems=blocking)
    unproven = [_problem(item) for item in findings if item.severity == "unproven"]
    if unproven and not command.confirmed:
        raise Refusal("flow.not_proven", Kind.CONFLICT, problems=unproven)
    return tuple(thaw_json(asdict(item)) for item in findings)


def _problem(finding: Finding) -> Problem:
    return Problem(finding.step or "", finding.code, {**finding.data, "text": dict(finding.text)})


def may_save_type(_command: Any, context: Context) -> None:
    """Only who may manage ticket types."""
    check_access(context.caller.subject, "manage", "ticket_type", {})


def save_type(command: SaveTicketType, context: Context) -> Outcome:
    """A new ticket type or the new state of a known one; saying the same again changes nothing."""
    problems = _faults(command, context)
    if problems:
        raise Refusal("ticket_type.rejected", problems=problems)
    stream = ticket_type_stream(command.key)
    values = {item.name: thaw_json(getattr(command, item.name)) for item in fields(TicketTypeSaved)}
    known = queries.type_row(context.tx, command.key)
    at = known["version"] if known else 0
    if command.base_version is not None and command.base_version != at:
        raise Refusal("definition.moved", Kind.CONFLICT, base=command.base_version, current=at)
    if known is not None and all(known[name] == value for name, value in values.items()):
        return Outcome(stream)
    return Outcome(stream, ((stream, TicketTypeSaved(**values)),))


def _faults(command: SaveTicketType, context: Context) -> list[Problem]:
    tx = context.tx
    checks = (
        ("key", "ticket_type.key_invalid", _KEY.fullmatch(command.key) is not None),
        ("label", "ticket_type.label_missing", bool(command.label.get("zh"))),
        ("prefix", "ticket_type.prefix_invalid", _PREFIX.fullmatch(command.prefix) is not None),
        ("prefix", "ticket_type.prefix_taken", _prefix_is_free(command, context)),
        ("default_priority", "ticket.priority_unknown", command.default_priority in PRIORITIES),
        ("archive_days", "ticket_type.archive_days_invalid", 0 <= command.archive_days <= _MAX_ARCHIVE_DAYS),
        ("form", "form.unknown", forms.form_source(tx, command.form) is not None),
        ("flow", "flow.unknown", queries.newest(tx, command.flow) is not None),
    )
    found = [Problem(path, code, {"value": getattr(command, path)}) for path, code, good in checks if not good]
    if command.children is not None and forms.form_source(tx, command.form) is not None:
        form = forms.form_definition(tx, command.form, forms.current_version(tx, command.form))
        found += family_faults(command.children, form.fields)
    return found


def _prefix_is_free(command: SaveTicketType, context: Context) -> bool:
    row = queries.type_with_prefix(context.tx, command.prefix)
    return row is None or row["key"] == command.key
