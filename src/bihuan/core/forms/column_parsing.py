"""The columns of a sub-table: fields of simple kinds that know nothing but their row."""

from collections.abc import Mapping
from dataclasses import replace

from bihuan.core import rules
from bihuan.core.forms.attributes import flag
from bihuan.core.forms.definition import ALWAYS, NEVER, FieldDefinition, Linkage, Source
from bihuan.core.forms.field_parsing import Draft, Place, read_field
from bihuan.core.forms.kinds.rows import ID
from bihuan.core.forms.linkage_parsing import preset_of, typed_formula
from bihuan.core.forms.reading import Reading
from bihuan.core.forms.spec import FieldKindRegistry, FieldKindSpec, reject
from bihuan.core.values import Json, Problem, Refusal

MAX_COLUMNS = 20
TOTAL = "total"
_SETTINGS = ("key", "kind", "label", "help", "require", "default", "compute", TOTAL)
# A row is worked out anew wherever it is read, at any time and in any zone: its formulas must not ask for either.
_TIMELESS = frozenset(
    {"add", "sub", "mul", "div", "neg", "abs", "round", "floor", "ceil", "concat", "length", "text_of", "if"}
    | {"coalesce", "least", "greatest"}
)


def with_columns(draft: Draft, kinds: FieldKindRegistry, reading: Reading) -> Draft:
    """The draft of a sub-table with its columns; faulty ones are noted and left out."""
    key = draft.field.key
    place = Place(f"fields.{key}.columns", common=_SETTINGS)
    found: dict[str, FieldDefinition] = {}
    for index, item in enumerate(reading.sequence(place.base, draft.raw.get("columns", ()), MAX_COLUMNS)):
        at = f"{place.base}.{index}"
        column = read_field(at, item, place, kinds, reading)
        if column is None or _is_misplaced(f"{at}.key", column.field, found, kinds, reading):
            continue
        left = tuple(each.kind.rule_field(each, ()) for each in found.values())
        path = f"{place.base}.{column.field.key}"
        found[column.field.key] = _linked(path, column, rules.Schema(left), reading)
    if not found and not reading.problems:
        reading.fault(place.base, "form.columns_missing")
    return replace(draft, field=replace(draft.field, columns=tuple(found.values())))


def _is_misplaced(
    at: str, column: FieldDefinition, found: Mapping[str, FieldDefinition], kinds: FieldKindRegistry, reading: Reading
) -> bool:
    if column.key == ID or column.key in found:
        reading.fault(at, "form.key_repeated", key=column.key)
    elif not column.kind.in_table:
        known = [name for name in kinds.names() if _fits(kinds.get(name))]
        reading.fault(at, "form.column_kind", kind=column.kind.name, known=known)
    else:
        return False
    return True


def _fits(kind: FieldKindSpec | None) -> bool:
    return kind is not None and kind.in_table


def _linked(path: str, draft: Draft, left: rules.Schema, reading: Reading) -> FieldDefinition:
    """The column with its demand, its default and its formula, which reads the columns to its left."""
    raw, field = draft.raw, draft.field
    if "compute" in raw:
        for other in ("default", "require"):
            if raw.get(other):
                reading.fault(f"{path}.{other}", "form.compute_alone", other=other)
    required = reading.attempt(f"{path}.require", flag, raw.get("require", False))
    total = reading.attempt(f"{path}.{TOTAL}", flag, raw.get(TOTAL, False))
    if total and field.kind.rule_type != "number":
        reading.fault(f"{path}.{TOTAL}", "form.total_of_numbers")
    linkage = Linkage(
        require=ALWAYS if required else NEVER,
        default=_default(f"{path}.default", field, preset_of(field, raw), reading),
        compute=_formula(f"{path}.compute", field, raw.get("compute"), left, reading),
    )
    return replace(field, linkage=linkage, settings={**field.settings, TOTAL: bool(total)})


def _default(path: str, field: FieldDefinition, value: Json, reading: Reading) -> Source | None:
    try:
        clean = None if value is None else field.kind.clean(value, field)
    except Refusal as refusal:
        reading.faults(path, (Problem(p.path, p.code, field.with_label(p.data)) for p in refusal.problems))
        return None
    return None if clean is None else Source(value, lambda _record, _env: clean)


def _formula(path: str, field: FieldDefinition, tree: Json, left: rules.Schema, reading: Reading) -> Source | None:
    if tree is None:
        return None

    def read(raw: Json) -> rules.Formula:
        parsed = typed_formula(raw, left, field)
        if any(_asks_around(part) for part in rules.walk(parsed.root)):
            reject("form.column_formula")
        return parsed

    parsed = reading.attempt(path, read, tree)
    return None if parsed is None else Source(tree, rules.compile_formula(parsed), rules.fields_of(parsed))


def _asks_around(part: object) -> bool:
    if isinstance(part, rules.Call):
        return part.fn not in _TIMELESS
    return isinstance(part, rules.Relative | rules.History | rules.Aggregate)
