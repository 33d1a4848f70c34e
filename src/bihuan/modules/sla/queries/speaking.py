"""What conditions of policies and clocks may ask, for whoever puts them together by choosing."""

from collections.abc import Iterator

from bihuan.core.rules import Field, Schema
from bihuan.core.sla import sla_schema
from bihuan.core.values import JsonObject
from bihuan.kernel.tx import Tx
from bihuan.modules.flows import interface as flows

# Compared by what stands in them; a moment is no question to put to a promise.
_ASKED = frozenset({"text", "choice", "multi", "number", "boolean", "department", "region", "date"})


def fields_to_ask(tx: Tx, schema: Schema) -> list[JsonObject]:
    """Fields of the ticket, of the records beside it (`device.kind`) and of `work`: key, kind, label, options."""
    types = [{"value": kind.key, "label": dict(kind.label)} for kind in flows.ticket_types(tx) if kind.active]
    return [_asked(key, field, label, types) for key, field, label in _flat(sla_schema(schema)) if field.type in _ASKED]


def _flat(schema: Schema) -> Iterator[tuple[str, Field, JsonObject]]:
    for field in schema.fields.values():
        yield field.key, field, dict(field.label)
        for part in field.fields if field.type == "record" else ():
            both = {name: f"{field.label.get(name, '')} · {part.label.get(name, '')}" for name in ("zh", "en")}
            yield f"{field.key}.{part.key}", part, both


def _asked(key: str, field: Field, label: JsonObject, types: list[JsonObject]) -> JsonObject:
    options = [{"value": one.value, "label": dict(one.label)} for one in field.options]
    return {"key": key, "kind": field.type, "label": label, "options": types if key == "type" else options, "of": None}
