"""Several forms, one core record (FRM-7): a form that `extends` another takes over its sections, fields and rules.

- The core's sections come first, then the form's own. A section with the key of a core section continues it.
- A field with the key of a core field refines it where it stands: what it states replaces what the core states,
  `null` takes a setting away. Its kind stays, for the core record means the same in every form.
- A rule with the key of a core rule replaces it.
"""

from collections.abc import Mapping

from bihuan.core.forms.definition import FormDefinition, form_to_json
from bihuan.core.forms.reading import Reading, is_key, shown
from bihuan.core.values import Json, JsonObject

ONLY_SECTION = "main"
MAX_SECTIONS = 50


def sections_of(document: Mapping[str, Json], reading: Reading) -> list[Json]:
    """The sections as written; `fields` alone is short for one section without a heading."""
    if "fields" not in document:
        return reading.sequence("sections", document.get("sections", ()), MAX_SECTIONS)
    if "sections" in document:
        reading.fault("fields", "form.fields_and_sections")
    return [{"key": ONLY_SECTION, "fields": document["fields"]}]


def complete(document: Mapping[str, Json], core: FormDefinition | None, reading: Reading) -> JsonObject:
    """The whole form as one document, the core record merged in and named by `core_fields`."""
    whole: JsonObject = {key: value for key, value in document.items() if key != "fields"}
    own = sections_of(document, reading)
    if document.get("extends") is None or "core_fields" in document:
        return {**whole, "sections": own}
    if core is None or core.key != document["extends"]:
        reading.fault("extends", "form.core_unknown", core=shown(document["extends"]))
        return {**whole, "sections": own}
    base = form_to_json(core)
    return {
        **whole,
        "core_fields": list(core.fields),
        "sections": _merged_sections(base["sections"], own, core, reading),
        "rules": _merged_rules(base.get("rules") or [], document.get("rules") or []),
    }


def _merged_sections(base: list[JsonObject], own: list[Json], core: FormDefinition, reading: Reading) -> list[Json]:
    refined = {item["key"]: item for section in base for item in section["fields"]}
    additions: list[Json] = []
    for section in own:
        if isinstance(section, Mapping) and isinstance(section.get("fields", []), list | tuple):
            added = [item for item in section.get("fields", ()) if not _refine(item, refined, core, reading)]
            section = {**section, "fields": added}  # noqa: PLW2901 - the same section without its refinements
        additions.append(section)
    sections: list[Json] = [
        {**section, "fields": [refined[item["key"]] for item in section["fields"]]} for section in base
    ]
    for section in additions:
        _add_section(sections, section)
    return sections


def _refine(item: Json, refined: dict[str, Json], core: FormDefinition, reading: Reading) -> bool:
    """Whether the item speaks of a core field; if so it has been merged into it."""
    if not isinstance(item, Mapping) or not is_key(item.get("key")) or core.kind_of(item["key"]) is None:
        return False
    key = item["key"]
    kind = core.kind_of(key)
    if item.get("kind", kind) != kind:
        reading.fault(f"fields.{key}.kind", "form.core_kind_fixed", kind=kind)
        return True
    merged = {**refined[key], **item}
    refined[key] = {name: setting for name, setting in merged.items() if setting is not None}
    return True


def _add_section(sections: list[Json], section: Json) -> None:
    if not isinstance(section, Mapping) or not isinstance(section.get("fields"), list):
        sections.append(section)
        return
    for known in sections:
        if isinstance(known, dict) and known.get("key") == section.get("key"):
            stated = {name: setting for name, setting in section.items() if name != "fields"}
            known.update(stated, fields=[*known["fields"], *section["fields"]])
            return
    if section["fields"]:
        sections.append(section)


def _merged_rules(base: list[Json], own: Json) -> Json:
    if not isinstance(own, list | tuple):
        return own
    keys = [rule.get("key") for rule in own if isinstance(rule, Mapping)]
    return [*(rule for rule in base if rule["key"] not in keys), *own]
