"""JSON Schema (2020-12, as in OpenAPI 3.1) of what a caller may submit. An output, never a second validator: it
accepts all that the engine accepts, and linkage says the rest."""

from collections.abc import Mapping

from bihuan.core.forms.context import FieldRight
from bihuan.core.forms.definition import FieldDefinition, FormDefinition, bilingual
from bihuan.core.values import JsonObject

EVERYBODY: Mapping[str, FieldRight] = {}


def to_json_schema(
    form: FormDefinition, rights: Mapping[str, FieldRight] = EVERYBODY, default_right: FieldRight = "edit"
) -> JsonObject:
    """The schema of a record as one caller writes it: hidden fields are not in it, what only reads is `readOnly`."""
    properties: JsonObject = {}
    required: list[str] = []
    for key, field in form.fields.items():
        right = rights.get(key, default_right)
        if right == "hidden":
            continue
        readonly = right == "read" or field.linkage.compute is not None or field.linkage.readonly.tree is True
        demanded = not readonly and _always_demanded(field, right)
        properties[key] = _property(field, readonly, demanded)
        if demanded:
            required.append(key)
    schema: JsonObject = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": bilingual(form.label)["en"],
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    return {**schema, "required": required} if required else schema


def _always_demanded(field: FieldDefinition, right: FieldRight) -> bool:
    if field.linkage.prefilled or field.linkage.show.tree is not True:
        return False
    return right == "required" or field.linkage.require.tree is True


def _property(field: FieldDefinition, readonly: bool, demanded: bool) -> JsonObject:
    found = field.kind.json_schema(field)
    if readonly:
        found = {"readOnly": True}  # its values are ours, or must be sent back unchanged
    elif not demanded:
        found = {"anyOf": [found, {"type": "null"}]}
    found = {"title": bilingual(field.label)["en"], **found}
    if field.help is not None:
        found["description"] = bilingual(field.help)["en"]
    return found
