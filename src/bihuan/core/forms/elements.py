"""Elements of a form that hold no value: a line, a paragraph, a picture.

They stand between the fields and show by condition like these, but they are no fields: nothing can be stored under
their keys, no rule reads them, and no list, export or import knows them.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from bihuan.core.forms.attributes import flag, harmless, one_of, texts
from bihuan.core.forms.definition import ALWAYS, ElementDefinition, SectionDefinition, When
from bihuan.core.forms.linkage_parsing import LinkageReader, both
from bihuan.core.forms.reading import Reading, is_key
from bihuan.core.forms.spec import Attribute, reject
from bihuan.core.values import Json, JsonObject

MAX_PARAGRAPH = 2_000
MAX_PICTURE = 150_000
"""Characters of a picture: it travels with each version of the form, and is there without a line."""
_PICTURE = re.compile(r"data:image/(?:png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}")
COMMON = ("key", "kind", "label", "show")


def _picture(value: Json) -> str:
    if not isinstance(value, str) or not value:
        reject("form.picture_missing")
    if len(value) > MAX_PICTURE:
        reject("form.picture_too_large", max=MAX_PICTURE // 1000, length=len(value) // 1000)
    # SVG can hold script and is no picture here.
    if not _PICTURE.fullmatch(value):
        reject("form.not_picture")
    return value


ELEMENTS: Mapping[str, tuple[Attribute, ...]] = {
    "divider": (Attribute("plain", flag, False, harmless),),
    "help_text": (Attribute("text", texts(MAX_PARAGRAPH)), Attribute("tone", one_of("info", "warn"), "info")),
    "image": (Attribute("picture", _picture),),
}
"""The settings of each kind of element; those without a default are obligatory."""


def is_element(item: Json) -> bool:
    """Whether this entry of a section is an element and no field."""
    return isinstance(item, Mapping) and isinstance(item.get("kind"), str) and item["kind"] in ELEMENTS


def with_elements(
    sections: tuple[SectionDefinition, ...], raw_sections: list[Json], fields: Mapping[str, object], reading: Reading
) -> tuple[tuple[SectionDefinition, ...], dict[str, ElementDefinition]]:
    """The sections with all that stands in them, and the elements by key; their conditions are still to be read."""
    found: dict[str, ElementDefinition] = {}
    whole = []
    for section in sections:
        items = _items(section.key, raw_sections)
        for item in filter(is_element, items):
            element = _read(section.key, item, {**fields, **found}, reading)
            if element is not None:
                found[element.key] = element
        here = {*section.fields, *(key for key, one in found.items() if one.section == section.key)}
        whole.append(replace(section, laid=tuple(item["key"] for item in items if item["key"] in here)))
    return tuple(whole), found


def _items(section: str, raw_sections: list[Json]) -> list[JsonObject]:
    """The entries of a section that are known by a key; what else stands there was found faulty before."""
    for raw in raw_sections:
        if isinstance(raw, Mapping) and raw.get("key") == section and isinstance(raw.get("fields"), list | tuple):
            return [dict(item) for item in raw["fields"] if isinstance(item, Mapping) and is_key(item.get("key"))]
    return []


def _read(section: str, item: JsonObject, taken: Mapping[str, object], reading: Reading) -> ElementDefinition | None:
    key = reading.key(f"sections.{section}.fields.key", item["key"], taken)
    if key is None:
        return None
    path = f"fields.{key}"
    own = ELEMENTS[item["kind"]]
    raw = reading.mapping(path, item, (*COMMON, *(one.name for one in own)))
    settings = {one.name: one.default for one in own}
    for one in own:
        if one.name in raw or one.default is None:
            settings[one.name] = reading.attempt(f"{path}.{one.name}", one.read, raw.get(one.name))
    label = reading.attempt(f"{path}.label", texts(), raw.get("label"))
    return ElementDefinition(key, item["kind"], label or {"zh": key}, section, settings, ALWAYS)


def linked_elements(
    elements: Mapping[str, ElementDefinition],
    sections: tuple[SectionDefinition, ...],
    raw_sections: list[Json],
    reader: LinkageReader,
) -> dict[str, ElementDefinition]:
    """The elements with their conditions, to which that of the section belongs."""
    shows = {section.key: section.show for section in sections}
    raw = {item["key"]: item for section in sections for item in _items(section.key, raw_sections)}

    def show(element: ElementDefinition) -> When:
        own = reader.condition(f"fields.{element.key}.show", raw[element.key].get("show"), ALWAYS)
        return both(shows[element.section], own)

    return {key: replace(element, show=show(element)) for key, element in elements.items()}
