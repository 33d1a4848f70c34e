"""What conditions of policies may ask, and the versions there were, for whoever puts policies together by choosing."""

from collections.abc import Iterable, Iterator, Mapping

from bihuan.core.rules import Field
from bihuan.core.values import JsonObject
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.dispatch.queries.definitions import POLICIES, Readable
from bihuan.modules.dispatch.tables import definition
from bihuan.modules.flows import interface as flows
from bihuan.modules.identity import interface as identity

# Compared by what stands in them; what names a record of its own (customer, device) nobody can choose from a list.
_ASKED = frozenset({"text", "choice", "multi", "number", "boolean", "department", "region", "date"})
_PERSON = "candidate.person"
_CHOSEN = frozenset({"type", "job.type", "priority", "job.priority"})
_UNITS = {"job.skills": "skill", "candidate.skills": "skill", "candidate.areas": "area"}
_KINDS = {"region": "area", "department": "department"}
_PRIORITIES = ("P0", "P1", "P2", "P3")


def askable_fields(tx: Tx, readable: Readable, people: Iterable[identity.PersonBrief]) -> list[JsonObject]:
    """Fields of the ticket, of the job (`job.…`) and of the candidate (`candidate.…`): key, kind, label, options."""
    choices = {
        **_choices(tx),
        _PERSON: [_named(one.id, one.name) for one in people if one.name and one.state == "active"],
    }
    asked = ((key, field, label) for key, field, label in _flat(readable) if field.type in _ASKED or key == _PERSON)
    return [_asked(key, field, label, choices) for key, field, label in asked]


def policy_versions(tx: Tx) -> list[Row]:
    """Every version of the policies, newest first."""
    return tx.all(definition, order=("-version",), stream_id=POLICIES)


def _flat(readable: Readable) -> Iterator[tuple[str, Field, JsonObject]]:
    for field in readable.whole().fields.values():
        yield field.key, field, dict(field.label)
        for part in field.fields if field.type == "record" else ():
            both = {name: f"{field.label.get(name, '')} · {part.label.get(name, '')}" for name in ("zh", "en")}
            yield f"{field.key}.{part.key}", part, both


def _choices(tx: Tx) -> Mapping[str, list[JsonObject]]:
    """What there is to choose from, where the field itself does not say it."""
    types = [{"value": kind.key, "label": dict(kind.label)} for kind in flows.ticket_types(tx) if kind.active]
    levels = [_named(priority, priority) for priority in _PRIORITIES]
    units = identity.organisation(tx).units.values()
    known = {
        key: [_named(row["id"], row["name"]) for row in units if row["kind"] == kind]
        for key, kind in {**_UNITS, **_KINDS}.items()
    }
    return {"type": types, "job.type": types, "priority": levels, "job.priority": levels, **known}


def _named(value: str, name: str) -> JsonObject:
    return {"value": value, "label": {"zh": name, "en": name}}


def _asked(key: str, field: Field, label: JsonObject, choices: Mapping[str, list[JsonObject]]) -> JsonObject:
    own = [{"value": one.value, "label": dict(one.label)} for one in field.options]
    options = choices.get(key) or own or (choices[field.type] if field.type in _KINDS else [])
    kind = "choice" if key in _CHOSEN else field.type
    return {"key": key, "kind": kind, "label": label, "options": options, "of": None}
