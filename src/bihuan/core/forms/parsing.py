"""From JSON (or YAML) to a form definition. All faults are named at once; what is parsed can be evaluated."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bihuan.core import rules
from bihuan.core.forms import kinds as _own_kinds  # noqa: F401 - registers the kinds that ship with the platform
from bihuan.core.forms.attributes import flag, texts
from bihuan.core.forms.column_parsing import with_columns
from bihuan.core.forms.core_record import complete
from bihuan.core.forms.definition import (
    ALWAYS,
    NEVER,
    FieldDefinition,
    FormDefinition,
    FormRule,
    Relations,
    SectionDefinition,
)
from bihuan.core.forms.elements import is_element, linked_elements, with_elements
from bihuan.core.forms.explaining import with_explanations
from bihuan.core.forms.field_parsing import Draft, Place, read_field, read_label
from bihuan.core.forms.linkage_parsing import LinkageReader, both, linked
from bihuan.core.forms.ordering import cycles, dependencies, settle_order
from bihuan.core.forms.reading import Reading, check_json, is_key, shown
from bihuan.core.forms.spec import FIELD_KINDS, FieldKindRegistry
from bihuan.core.values import Json, JsonObject, freeze_json, thaw_json

MAX_FIELDS = 300
MAX_RULES = 100
FORM_SETTINGS = ("form", "label", "extends", "core_fields", "sections", "fields", "rules", "tabs")
SECTION_SETTINGS = ("key", "label", "show", "fields")
RULE_SETTINGS = ("key", "refuse_when", "message", "at")
NO_RELATIONS = Relations()


def parse_form(
    data: Json,
    *,
    core: FormDefinition | None = None,
    relations: Relations = NO_RELATIONS,
    kinds: FieldKindRegistry = FIELD_KINDS,
) -> FormDefinition:
    """The form that `data` describes (shape: docs/forms.md).

    `core` is the definition named by `extends`; a document written by `form_to_json` needs none. `relations` are
    the fields that rules may read beyond the form. Raises Refusal("form.invalid") whose problems name every fault.
    """
    check_json(data)
    reading = Reading()
    document = complete(reading.mapping("", thaw_json(data), FORM_SETTINGS), core, reading)
    key = reading.key("form", document.get("form"))
    label = read_label("", document, reading)
    sections, drafts = _read_sections(document, kinds, reading)
    sections, elements = with_elements(sections, document["sections"], drafts, reading)
    tabs = reading.attempt("tabs", flag, document.get("tabs", False))
    reading.raise_if_any()  # rules cannot be judged against fields that could not be read
    reader = LinkageReader(_schema(drafts.values(), relations), reading)
    sections = _link_sections(sections, document["sections"], reader)
    fields = _link_fields(drafts, sections, reader)
    cross_rules = _read_rules(document.get("rules", ()), fields, reader)
    elements = linked_elements(elements, sections, document["sections"], reader)
    order = _ordered(fields, reading)
    return FormDefinition(
        source=freeze_json(document),
        key=str(key),
        label=label or {},
        extends=document.get("extends"),
        sections=sections,
        fields=fields,
        cross_rules=cross_rules,
        schema=reader.schema,
        order=order,
        elements=elements,
        tabs=bool(tabs),
    )


def _read_sections(
    document: JsonObject, kinds: FieldKindRegistry, reading: Reading
) -> tuple[tuple[SectionDefinition, ...], dict[str, Draft]]:
    core_fields = _core_fields(document, reading)
    drafts: dict[str, Draft] = {}
    sections: list[SectionDefinition] = []
    for raw in document["sections"]:
        named = reading.mapping("sections", raw, SECTION_SETTINGS)
        key = reading.key("sections", named.get("key"), [section.key for section in sections])
        if key is None:
            continue
        label = reading.attempt(f"sections.{key}.label", texts(), named["label"]) if "label" in named else None
        known = len(drafts)
        _read_fields(key, named.get("fields", ()), core_fields, kinds, drafts, reading)
        sections.append(SectionDefinition(key, label, tuple(drafts)[known:]))
    if not drafts and not reading.problems:
        reading.fault("sections", "form.no_fields")
    if len(drafts) > MAX_FIELDS:
        reading.fault("sections", "form.list_too_long", max=MAX_FIELDS)
    return tuple(sections), drafts


def _read_fields(
    section: str,
    raw_fields: Json,
    core_fields: frozenset[str],
    kinds: FieldKindRegistry,
    drafts: dict[str, Draft],
    reading: Reading,
) -> None:
    """Add the drafts of one section's fields to `drafts`."""
    path = f"sections.{section}.fields"
    for index, item in enumerate(reading.sequence(path, raw_fields, MAX_FIELDS)):
        if is_element(item):
            continue
        draft = read_field(f"{path}.{index}", item, Place(section=section), kinds, reading)
        if draft is None:
            continue
        if draft.field.kind.has_columns:
            draft = with_columns(draft, kinds, reading)
        key = draft.field.key
        if key in drafts:
            reading.fault(f"{path}.{index}.key", "form.key_repeated", key=key)
        else:
            drafts[key] = replace(draft, field=replace(draft.field, core=key in core_fields))


def _core_fields(document: JsonObject, reading: Reading) -> frozenset[str]:
    if "core_fields" in document and not is_key(document.get("extends")):
        reading.fault("extends", "form.bad_key", key=shown(document.get("extends")))
    names = reading.sequence("core_fields", document.get("core_fields", ()), MAX_FIELDS)
    if not all(is_key(name) for name in names):
        reading.fault("core_fields", "form.bad_key")
        return frozenset()
    return frozenset(names)


def _schema(drafts: Iterable[Draft], relations: Relations) -> rules.Schema:
    own = {
        draft.field.key: draft.field.kind.rule_field(draft.field, relations.behind.get(draft.field.kind.name, ()))
        for draft in drafts
    }
    return rules.Schema((*own.values(), *(field for field in relations.beside if field.key not in own)))


def _link_sections(
    sections: tuple[SectionDefinition, ...], raw_sections: list[Json], reader: LinkageReader
) -> tuple[SectionDefinition, ...]:
    return tuple(
        replace(section, show=reader.condition(f"sections.{section.key}.show", raw.get("show"), ALWAYS))
        for section, raw in zip(sections, raw_sections, strict=True)
    )


def _link_fields(
    drafts: Mapping[str, Draft], sections: tuple[SectionDefinition, ...], reader: LinkageReader
) -> dict[str, FieldDefinition]:
    """The fields with their rules. The condition of a section is a condition of each of its fields."""
    shows = {section.key: section.show for section in sections}
    fields = {}
    for key, draft in drafts.items():
        field = linked(draft, reader)
        show = both(shows[field.section], field.linkage.show)
        fields[key] = replace(field, linkage=replace(field.linkage, show=show))
    return with_explanations(fields, reader)


def _ordered(fields: Mapping[str, FieldDefinition], reading: Reading) -> tuple[str, ...]:
    graph = dependencies(fields)
    for walk in cycles(graph):
        reading.fault(f"fields.{walk[0]}", "form.cycle", cycle=walk)
    reading.raise_if_any()
    return settle_order(graph)


def _read_rules(raw_rules: Json, fields: Mapping[str, FieldDefinition], reader: LinkageReader) -> tuple[FormRule, ...]:
    found: dict[str, FormRule] = {}
    reading = reader.reading
    for index, item in enumerate(reading.sequence("rules", raw_rules, MAX_RULES)):
        raw = reading.mapping(f"rules.{index}", item, RULE_SETTINGS)
        key = reading.key(f"rules.{index}.key", raw.get("key"), found)
        if key is None:
            continue
        path = f"rules.{key}"
        if not isinstance(raw.get("refuse_when"), Mapping):
            reading.fault(f"{path}.refuse_when", "form.condition_missing")
            continue
        when = reader.condition(f"{path}.refuse_when", raw["refuse_when"], NEVER)
        message = reading.attempt(f"{path}.message", texts(), raw.get("message"))
        found[key] = FormRule(key, when, message or {}, _places(f"{path}.at", raw.get("at", ()), fields, reading))
    return tuple(found.values())


def _places(path: str, value: Json, fields: Mapping[str, FieldDefinition], reading: Reading) -> tuple[str, ...]:
    names = reading.sequence(path, [value] if isinstance(value, str) else value, MAX_FIELDS)
    for name in names:
        if not isinstance(name, str) or name not in fields:
            reading.fault(path, "form.place_unknown", field=shown(name))
            return ()
    return tuple(names)
