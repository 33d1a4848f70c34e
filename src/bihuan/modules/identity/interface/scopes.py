"""Scopes of API tokens: they narrow what their person may, and add nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bihuan.core.access import ANY, Grant, Subject
from bihuan.core.values import Problem, Refusal

EVERYTHING = "*"
MAX_SCOPES = 30

_KINDS: dict[str, tuple[str, ...]] = {
    "tickets": ("ticket",),
    "customers": ("customer", "contact", "site", "contract"),
    "devices": ("device",),
    "users": ("user", "department", "area", "skill", "team", "role"),
    "definitions": ("form", "flow", "ticket_type"),
    "dispatch": ("engineer", "roster", "dispatch_policy"),
    "files": ("file",),
    "tables": ("table", "table_record"),
    "ledger": ("ledger", "audit"),
}
# Revealing, exporting, publishing and managing are never part of `write`: a token needs `*` for them, or `export`.
_ACTIONS: dict[str, tuple[str, ...]] = {
    "read": ("read",),
    "write": (
        *("create", "create_for", "update", "act", "assign", "note"),
        *("withdraw", "reopen", "close_force", "archive", "link", "merge", "split", "pause", "plan", "enter_leave"),
    ),
    "export": ("export",),
}


def check_scopes(scopes: Iterable[str]) -> None:
    """Refuse `token.scopes_invalid`, naming each unknown scope. A scope is `*` or area:level, as `tickets:read`."""
    given = tuple(scopes)
    problems = [
        Problem(f"scopes.{index}", "token.scope_unknown", {"scope": scope})
        for index, scope in enumerate(given)
        if scope != EVERYTHING and not _is_known(scope)
    ]
    if problems or not given or len(given) > MAX_SCOPES:
        raise Refusal("token.scopes_invalid", problems=problems, known=scope_names())


def scope_names() -> list[str]:
    """Every scope there is."""
    return [EVERYTHING, *(f"{area}:{level}" for area in _KINDS for level in _ACTIONS)]


def _is_known(scope: str) -> bool:
    area, _, level = scope.partition(":")
    return area in _KINDS and level in _ACTIONS


def narrowed(subject: Subject, scopes: frozenset[str]) -> Subject:
    """The same person with what both their grants and the scopes allow."""
    if EVERYTHING in scopes:
        return subject
    return replace(subject, grants=tuple(_narrow(subject.grants, scopes)))


def _narrow(grants: Iterable[Grant], scopes: frozenset[str]) -> Iterator[Grant]:
    allowed = [(kind, action) for scope in sorted(scopes) if _is_known(scope) for kind, action in _pairs(scope)]
    for grant in grants:
        if ANY not in (grant.action, grant.kind):
            if (grant.kind, grant.action) in allowed:
                yield grant
        else:
            yield from (
                replace(grant, kind=kind, action=action) for kind, action in allowed if grant.covers(action, kind)
            )


def _pairs(scope: str) -> Iterator[tuple[str, str]]:
    area, _, level = scope.partition(":")
    return ((kind, action) for kind in _KINDS[area] for action in _ACTIONS[level])
