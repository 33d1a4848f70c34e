"""Of a form and its record, what a visitor may see: what he fills in, and what a task asks him to look at.

Field rights of a step (semantics §4) say which; whatever they hide leaves neither value nor label behind.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from bihuan.core.forms import is_element
from bihuan.core.values import JsonObject

_SEEN = frozenset({"read", "edit", "required"})
_NAMELESS = {"zh": "–", "en": "–"}


def seen_fields(keys: Iterable[str], offers: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """The fields among `keys` that one of these step rights shows; `*` stands for all others."""
    known = list(keys)
    return frozenset(key for rights in offers for key in known if rights.get(key, rights.get("*", "hidden")) in _SEEN)


def narrowed_form(body: JsonObject, seen: Collection[str]) -> JsonObject:
    """The form as it was written, with the fields `seen` alone.

    A field that one of them depends on must stay, so that its condition can be read; it loses its name and help.
    """
    sections = _sections(body)
    kept = _with_all_they_read(sections, frozenset(seen))
    narrowed = [
        {**section, "fields": [_shown(field, seen) for field in _among(section, kept, seen)]} for section in sections
    ]
    rules = [rule for rule in body.get("rules") or () if _mentioned(rule) <= kept]
    rest = {key: value for key, value in body.items() if key not in ("fields", "sections", "rules")}
    return {**rest, "sections": [section for section in narrowed if section["fields"]], "rules": rules}


def _sections(body: JsonObject) -> list[JsonObject]:
    if "fields" in body:
        return [{"key": "main", "fields": body["fields"]}]
    return [section for section in body.get("sections") or () if isinstance(section, dict)]


def _with_all_they_read(sections: list[JsonObject], seen: frozenset[str]) -> frozenset[str]:
    fields = {
        field["key"]: (section, field) for section in sections for field in section["fields"] if not is_element(field)
    }
    kept, grown = frozenset[str](), seen & fields.keys()
    while grown - kept:
        kept = grown
        around = [piece for key in kept for piece in (fields[key][1], fields[key][0].get("show"))]
        grown = kept | ({name for piece in around for name in _mentioned(piece)} & fields.keys())
    return kept


def _among(section: JsonObject, kept: Collection[str], seen: Collection[str]) -> Iterator[JsonObject]:
    """The fields that stay, and what is explained beside those that are seen, as far as its condition can be read."""
    explained = any(field["key"] in seen for field in section["fields"])
    for field in section["fields"]:
        if is_element(field):
            if explained and _mentioned(field.get("show")) <= frozenset(kept):
                yield field
        elif field["key"] in kept:
            yield field


def _shown(field: JsonObject, seen: Collection[str]) -> JsonObject:
    if field["key"] in seen or is_element(field):
        return field
    return {**{key: value for key, value in field.items() if key != "help"}, "label": _NAMELESS}


def _mentioned(piece: Any) -> set[str]:
    """The fields that conditions and formulas in `piece` read: `{"field": "contract.amount"}` reads contract."""
    if isinstance(piece, dict):
        named = {value.partition(".")[0] for key, value in piece.items() if key == "field" and isinstance(value, str)}
        return named.union(*(_mentioned(value) for value in piece.values()))
    if isinstance(piece, (list, tuple)):
        return set().union(*(_mentioned(item) for item in piece))
    return set()
