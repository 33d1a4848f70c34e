"""Keeping and sharing views."""

import json
from typing import Any

from bihuan.core.access import Denied, decide_access
from bihuan.core.values import JsonObject, Kind, Problem, Refusal, thaw_json
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Row
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.views import messages as m
from bihuan.modules.views import queries

_MOST_NAME = 60
_MOST_AUDIENCE = 50
_MOST_QUERY = 20_000
_MOST_OWN = 100
_KNOWN = frozenset({"filter", "q", "type", "sort", "columns", "layout"})
_LAYOUTS = (None, "table", "board")


def may_save(command: m.SaveView, context: Context) -> None:
    """Everybody keeps views of their own; sharing one needs the right to."""
    _signed_in(context)
    if command.view is not None:
        _owned(context, command.view)
    if command.roles or command.departments:
        decision = decide_access(context.caller.subject, "share", "view", {})
        if isinstance(decision, Denied):
            raise Refusal("access.denied", Kind.FORBIDDEN, reason=decision.reason, **decision.data)


def may_delete(command: m.DeleteView, context: Context) -> None:
    """One's own; those of others for who manages views."""
    _signed_in(context)
    _owned(context, command.view)


def may_choose(_command: m.ChooseDefaultView, context: Context) -> None:
    """Everybody for themselves."""
    _signed_in(context)


def _signed_in(context: Context) -> None:
    if context.caller.kind != "user":
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.own_only")


def _owned(context: Context, view: str) -> Row:
    row = queries.view_row(context.tx, view)
    subject = context.caller.subject
    if row is None or not (queries.may_use(context.tx, subject, row) or _manages(context)):
        raise Refusal("view.not_found", Kind.NOT_FOUND)
    if row["owner"] != subject.person and not _manages(context):
        raise Refusal("view.not_yours", Kind.FORBIDDEN, name=row["name"])
    return row


def _manages(context: Context) -> bool:
    return not isinstance(decide_access(context.caller.subject, "manage", "view", {}), Denied)


def save(command: m.SaveView, context: Context) -> Outcome:
    """A view as it is from now on. Refuses `view.rejected`, naming every fault, and what the pool refuses."""
    person = context.caller.subject.person or ""
    known = queries.view_row(context.tx, command.view) if command.view else None
    query: JsonObject = thaw_json(command.query)
    problems = [*_faults(command, query), *_audience_faults(command, context)]
    if known is None and len(queries.views_for(context.tx, context.caller.subject)) >= _MOST_OWN:
        problems.append(Problem("name", "view.too_many", {"most": _MOST_OWN}))
    if problems:
        raise Refusal("view.rejected", problems=problems)
    env = identity.env_of(context.tx, context.tenant, context.now)
    tickets.asked_of_pool(context.tx, context.caller, query, env)
    stream = m.view_stream(command.view or context.new_id())
    event = m.ViewSaved(
        owner=known["owner"] if known else person,
        name=command.name.strip(),
        query=query,
        roles=tuple(sorted(set(command.roles))),
        departments=tuple(sorted(set(command.departments))),
    )
    return Outcome(stream, ((stream, event),))


def _faults(command: m.SaveView, query: JsonObject) -> list[Problem]:
    problems = []
    if not 0 < len(command.name.strip()) <= _MOST_NAME:
        problems.append(Problem("name", "view.name_invalid", {"most": _MOST_NAME}))
    texts = all(isinstance(query.get(name, ""), str) for name in ("filter", "q", "type", "sort"))
    fits = len(json.dumps(query)) <= _MOST_QUERY and query.get("layout") in _LAYOUTS
    if not (texts and fits and set(query) <= _KNOWN and _are_columns(query.get("columns", []))):
        problems.append(Problem("query", "view.query_invalid"))
    return problems


def _are_columns(columns: Any) -> bool:
    return isinstance(columns, list) and all(
        isinstance(one, dict) and isinstance(one.get("key"), str) and type(one.get("width")) is int for one in columns
    )


def _audience_faults(command: m.SaveView, context: Context) -> list[Problem]:
    problems = []
    if len(command.roles) + len(command.departments) > _MOST_AUDIENCE:
        problems.append(Problem("roles", "view.audience_too_large", {"most": _MOST_AUDIENCE}))
    units = identity.organisation(context.tx).units
    roles = identity.role_keys(context.tx)
    problems += [Problem(f"roles.{n}", "view.role_unknown") for n, key in enumerate(command.roles) if key not in roles]
    problems += [
        Problem(f"departments.{n}", "view.department_unknown")
        for n, key in enumerate(command.departments)
        if key not in units or units[key]["kind"] != "department"
    ]
    return problems


def delete(command: m.DeleteView, _context: Context) -> Outcome:
    """The view is gone."""
    stream = m.view_stream(command.view)
    return Outcome(stream, ((stream, m.ViewDeleted()),))


def choose(command: m.ChooseDefaultView, context: Context) -> Outcome:
    """What the caller's pool opens with. Refuses `view.not_found`."""
    person = context.caller.subject.person or ""
    row = queries.view_row(context.tx, command.view) if command.view else None
    if command.view and (row is None or not queries.may_use(context.tx, context.caller.subject, row)):
        raise Refusal("view.not_found", Kind.NOT_FOUND)
    stream = m.choice_stream(person)
    if queries.default_of(context.tx, person) == command.view:
        return Outcome(stream)
    return Outcome(stream, ((stream, m.DefaultViewChosen(command.view)),))
