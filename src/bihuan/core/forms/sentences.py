"""What the conditions and formulas of a form say, in words: for whoever designs it and reads no trees (FRM-2)."""

from collections.abc import Iterator, Mapping

from bihuan.core import rules
from bihuan.core.forms.definition import FieldDefinition, FormDefinition
from bihuan.core.rules.describe import Language, Namer
from bihuan.core.values import Json

_CONDITIONS = ("show", "require", "readonly")
_FORMULAS = ("default", "compute")


def sentences(form: FormDefinition, language: Language, *, zone: str, name_of: Namer) -> dict[str, str]:
    """The sentence of each condition and formula by its dotted path (`fields.pressure.show`).

    What is only true, false or a plain value has no sentence. `zone` and `name_of` as for `rules.describe`.
    """
    said = {}
    for path, tree, schema in _trees(form):
        read = rules.parse_formula if path.rsplit(".", 1)[-1] in _FORMULAS else rules.parse_condition
        said[path] = rules.describe(read(tree, schema), schema, language, zone=zone, name_of=name_of)
    return said


def _trees(form: FormDefinition) -> Iterator[tuple[str, Json, rules.Schema]]:
    for section in form.source["sections"]:
        yield from _written(f"sections.{section['key']}", section, ("show",), form.schema)
        for raw in section["fields"]:
            path = f"fields.{raw['key']}"
            yield from _written(path, raw, (*_CONDITIONS, *_FORMULAS), form.schema)
            yield from _options(path, raw, form.schema)
            if raw["key"] in form.fields:
                yield from _columns(path, raw, form.fields[raw["key"]])
    for rule in form.source.get("rules") or ():
        yield from _written(f"rules.{rule['key']}", rule, ("refuse_when",), form.schema)


def _written(
    path: str, raw: Mapping[str, Json], names: tuple[str, ...], schema: rules.Schema
) -> Iterator[tuple[str, Json, rules.Schema]]:
    for name in names:
        if isinstance(raw.get(name), Mapping):
            yield f"{path}.{name}", raw[name], schema


def _options(path: str, raw: Mapping[str, Json], schema: rules.Schema) -> Iterator[tuple[str, Json, rules.Schema]]:
    for option in raw.get("options") or ():
        if isinstance(option, Mapping):
            yield from _written(f"{path}.options.{option['value']}", option, ("show",), schema)


def _columns(path: str, raw: Mapping[str, Json], field: FieldDefinition) -> Iterator[tuple[str, Json, rules.Schema]]:
    """A column's formula knows the columns to its left."""
    left: list[rules.Field] = []
    for written, column in zip(raw.get("columns") or (), field.columns, strict=False):
        yield from _written(f"{path}.columns.{column.key}", written, ("compute",), rules.Schema(tuple(left)))
        left.append(column.kind.rule_field(column, ()))
