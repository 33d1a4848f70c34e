"""The whole history of a ticket, each entry with its proof (AUD-2)."""

from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import FieldAccess, FieldSet, visible_fields
from bihuan.core.forms import FormDefinition
from bihuan.core.values import JsonObject, thaw_json
from bihuan.kernel.command import Caller, StoredEvent
from bihuan.kernel.errors import said
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.sequencer import latest_checkpoint
from bihuan.kernel.tables import event as event_table
from bihuan.kernel.tables import leaf as leaf_table
from bihuan.kernel.tx import Tx
from bihuan.modules.flows.interface import flow_definition
from bihuan.modules.forms.interface import form_definition
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets.queries.records import CORE_FIELDS
from bihuan.modules.tickets.queries.rows import readable_row
from bihuan.modules.tickets.queries.views import shown_row

_DATA = ("data", "data_before")
_SAID = ("comment", "reason", "text")
_DESCRIPTION = {"zh": "描述", "en": "Description"}
# What a field is about is told by what designers call it; the shipped forms do so.
_ABOUT = {
    "parts": frozenset({"parts", "spares", "materials"}),
    "rating": frozenset({"rating", "stars", "satisfaction"}),
}
_CORE = ("changes", "before", "texts", "texts_before")


def ticket_trace(tx: Tx, hooks: Hooks, caller: Caller, key: str) -> JsonObject:
    """The ticket, every event of it in order, and what other modules add. Refuses `ticket.not_found`."""
    row, anchors = readable_row(tx, caller, key)
    rights = visible_fields(caller.subject, "ticket", anchors)
    stream = f"ticket:{row['id']}"
    events = EventLog(hooks).read(tx, stream)
    proofs = _proofs(tx, stream)
    narrows = {kind: narrow for section in hooks.trace_sections for kind, narrow in section.narrows.items()}
    shown = [stored for stored in events if _shown(stored, rights)]
    entries = [_entry(stored, rights, proofs[stored.no], _told_elsewhere(hooks, stored.event)) for stored in shown]
    for stored, entry in zip(shown, entries, strict=True):
        narrow = narrows.get(type(stored.event))
        if narrow is not None:
            entry["what"] = narrow(tx, caller, row["id"], entry["what"])
        entry["what"].update(_words(entry["what"], caller.language))
    people = {entry["caller"]["id"] for entry in entries if entry["caller"]["id"]}
    people |= {person for entry in entries for person in entry["what"].get("mentions", ())}
    newest = latest_checkpoint(tx)
    form = form_definition(tx, row["form"], row["form_version"])
    flow = flow_definition(tx, row["flow"], row["flow_version"])
    return {
        "ticket": shown_row(tx, row, rights),
        "events": entries,
        "people": {key: brief.name or "" for key, brief in identity.person_briefs(tx, people).items()},
        "fields": {key: label for key, label in _labels(form).items() if rights[key] > FieldAccess.HIDDEN},
        "about": _about(form, rights),
        "steps": {key: dict(label) for key, step in flow.items.items() if (label := getattr(step, "label", None))},
        "stages": {key: dict(stage.label) for key, stage in flow.stages.items()},
        "sections": {section.name: section.build(tx, caller, row["id"]) for section in hooks.trace_sections},
        "checkpoint": {"size": newest["size"], "at": newest["at"]} if newest else None,
    }


def _about(form: FormDefinition, rights: FieldSet) -> dict[str, list[str]]:
    """The fields that tell of parts and of the rating: by their own first word, or by that of their section."""
    words = {key: {_first_word(key), _first_word(item.section)} for key, item in form.fields.items()}
    return {
        name: [key for key, its in words.items() if its & known and rights[key] >= FieldAccess.READ]
        for name, known in _ABOUT.items()
    }


def _first_word(key: str) -> str:
    return key.partition("_")[0]


def _labels(form: FormDefinition) -> dict[str, dict[str, str]]:
    core = {item.key: dict(item.label) for item in CORE_FIELDS}
    return {**core, "description": dict(_DESCRIPTION), **{key: dict(item.label) for key, item in form.fields.items()}}


def _words(what: JsonObject, language: str) -> JsonObject:
    """What was said with an event: a person's words as they are, the platform's in the reader's language."""
    return {name: said(what[name], language) for name in _SAID if isinstance(what.get(name), str)}


def _shown(stored: StoredEvent, rights: FieldSet) -> bool:
    public = getattr(stored.event, "public", True)  # notes and what colleagues ask each other say so
    return public or rights["internal_notes"] >= FieldAccess.READ


def _told_elsewhere(hooks: Hooks, event: Any) -> frozenset[str]:
    """What an event repeats of people and records, and a section of the trace shows to whom it may."""
    told = any(type(event) in section.tells for section in hooks.trace_sections)
    return hooks.event_types[type(event)].personal if told else frozenset()


def _entry(stored: StoredEvent, rights: FieldSet, proof: JsonObject, elsewhere: frozenset[str]) -> JsonObject:
    entry: JsonObject = {
        "no": stored.no,
        "type": type(stored.event).__name__,
        "at": stored.at,
        "claimed": stored.claimed,
        "caller": {"kind": stored.caller_kind, "id": stored.caller_id},
        "channel": stored.channel,
        "erased": stored.erased,
        "what": _what(stored.event, rights, elsewhere),
        **proof,
    }
    if stored.origin and rights["origin"] >= FieldAccess.READ:
        entry["origin"] = dict(stored.origin)
    return entry


def _what(event: Any, rights: FieldSet, elsewhere: frozenset[str]) -> JsonObject:
    """The event's fields as this reader may see them."""
    found: JsonObject = {}
    for item in fields(event):
        value = thaw_json(getattr(event, item.name))
        if value is None or item.name in elsewhere or rights[item.name] < FieldAccess.READ:
            continue
        if item.name in (*_DATA, *_CORE) and isinstance(value, dict):
            value = {key: part for key, part in value.items() if rights[key] >= FieldAccess.READ}
        if item.name == "inputs" and isinstance(value, dict):
            value = _decided_on(value, rights)
        found[item.name] = value
    return found


def _decided_on(inputs: JsonObject, rights: FieldSet) -> JsonObject:
    """What somebody decided on, without what the reader may not read, nor the fingerprint that would tell of it."""
    values = {key: value for key, value in inputs["values"].items() if rights[key] >= FieldAccess.READ}
    return {"values": values, "evidence": inputs["evidence"], "ways": inputs["ways"]}


def _proofs(tx: Tx, stream: str) -> dict[int, JsonObject]:
    joined = event_table.outerjoin(leaf_table, event_table.c.seq == leaf_table.c.seq)
    statement = sa.select(event_table.c.no, event_table.c.hash, leaf_table.c.idx).select_from(joined)
    rows = tx.rows(statement.where(event_table.c.stream == stream))
    return {row["no"]: {"hash": bytes(row["hash"]).hex(), "leaf": row["idx"]} for row in rows}
