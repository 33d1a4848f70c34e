"""What whoever designs a form is told before and beside publishing it: faults, sentences, history, what was removed."""

from collections.abc import Mapping
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from bihuan.core.forms import FormChange, FormDefinition, advise, compare_forms, parse_form, weight_of
from bihuan.core.values import JsonObject, Kind, Problem, Refusal
from bihuan.kernel.errors import say
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.forms import queries
from bihuan.modules.forms.interface.definitions import RELATIONS, current_version, form_definition
from bihuan.modules.forms.interface.wording import Changes, Reader, told
from bihuan.modules.identity import interface as identity


def parsed_form(tx: Tx, body: JsonObject) -> FormDefinition:
    """The form that a body describes, with the core record it extends as it is now. Refuses as `parse_form`."""
    extends = body.get("extends")
    core = None
    # A core record that is not there is a fault of the form at that place, which parsing names.
    if isinstance(extends, str) and queries.newest_version(tx, extends) is not None:
        core = form_definition(tx, extends, current_version(tx, extends))
    return parse_form(body, core=core, relations=RELATIONS)


def reader_for(tx: Tx, language: str, zone: str) -> Reader:
    """Says who or what an id in a condition is; whoever publishes forms may know."""

    def name_of(kind: str, key: str) -> str:
        if kind == "person":
            found = identity.person_briefs(tx, [key]).get(key)
            return found.name if found is not None and found.name else key
        unit = identity.organisation(tx).units.get(key) if kind in ("department", "region") else None
        return str(unit["name"]) if unit else key

    return Reader(language, zone, name_of)


def checked_form(tx: Tx, body: JsonObject, reader: Reader) -> JsonObject:
    """Faults and advice, the sentences, and what would change, of a form that is not published."""
    newest = queries.newest(tx, str(body.get("form")))
    about: JsonObject = {"version": newest["version"] if newest else 0, "weight": "new", "sentences": {}, "changes": []}
    try:
        form = parsed_form(tx, body)
    except Refusal as refusal:
        faults = refusal.problems or (Problem("", refusal.code, refusal.data),)
        return {**about, "findings": [_finding(one, "error", reader) for one in faults]}
    findings = [_finding(one, "advice", reader) for one in advise(form)]
    about |= {"findings": findings, "sentences": told(form, reader)}
    if newest is None:
        return about
    old = form_definition(tx, form.key, newest["version"])
    changes = compare_forms(old, form)
    return {**about, "weight": weight_of(changes), "changes": _said(changes, Changes(old, form, reader))}


def _finding(problem: Problem, severity: str, reader: Reader) -> JsonObject:
    detail = say(problem.code, problem.data, reader.language)
    return {"path": problem.path, "code": problem.code, "detail": detail, "severity": severity}


def _said(changes: tuple[FormChange, ...], telling: Changes) -> list[JsonObject]:
    return [{"path": one.path, "code": one.code, "weight": one.weight, "text": telling.tell(one)} for one in changes]


def form_history(tx: Tx, key: str, reader: Reader) -> list[JsonObject]:
    """Every version, newest first, with what it changed. Refuses `form.unknown`."""
    rows = queries.versions(tx, key)
    if not rows:
        raise Refusal("form.unknown", Kind.NOT_FOUND, form=key)
    names = identity.person_briefs(tx, {row["published_by"] for row in rows if row["published_by"]})
    return [_version(tx, key, row, names, reader) for row in rows]


def _version(tx: Tx, key: str, row: Mapping[str, Any], names: Mapping[str, Any], reader: Reader) -> JsonObject:
    number = row["version"]
    changes = tuple(FormChange(**change) for change in row["changes"])
    said: list[JsonObject] = []
    if changes:
        old, new = (form_definition(tx, key, at) for at in (number - 1, number))
        said = _said(changes, Changes(old, new, reader))
    by = names.get(row["published_by"])
    return {
        "version": number,
        "at": row["published_at"],
        "by": by.name if by is not None else None,
        "weight": row["weight"],
        "changes": said,
    }


def removed_fields(tx: Tx, key: str) -> list[JsonObject]:
    """The fields that earlier versions had and the newest has not, last removed first: they keep their data.

    `section`: the key of the one it stood in, `version`: the last that had it, `at`: when it went, ms.
    """
    rows = queries.bodies(tx, key)
    if not rows:
        raise Refusal("form.unknown", Kind.NOT_FOUND, form=key)
    gone: dict[str, JsonObject] = {}
    known = _fields(rows[0])
    for later, row in pairwise(rows):
        for name, (section, field) in _fields(row).items():
            if name not in known and name not in gone:
                gone[name] = {
                    "field": field,
                    "section": section,
                    "version": row["version"],
                    "at": later["published_at"],
                }
    return list(gone.values())


def _fields(row: Row) -> dict[str, tuple[str, JsonObject]]:
    sections = row["body"]["sections"]
    return {field["key"]: (section["key"], field) for section in sections for field in section["fields"]}


def changes_between(old: FormDefinition, new: FormDefinition) -> tuple[str, tuple[JsonObject, ...]]:
    """The weight of a new version, and its changes as its event keeps them."""
    changes = compare_forms(old, new)
    return weight_of(changes), tuple(asdict(change) for change in changes)
