"""The conditions and formulas of a definition: checked against the form's own fields and its relations, compiled."""

from collections.abc import Mapping
from dataclasses import replace

from bihuan.core import rules
from bihuan.core.forms.definition import ALWAYS, NEVER, FieldDefinition, Linkage, Source, When
from bihuan.core.forms.field_parsing import Draft
from bihuan.core.forms.reading import Reading
from bihuan.core.forms.spec import reject
from bihuan.core.values import Json, Problem, Refusal

# Which other result types a field of a rule type takes besides its own; the kind still validates each value.
ALSO_FROM: Mapping[rules.FieldKind, frozenset[rules.FieldKind]] = {
    "text": frozenset({"choice"}),
    "choice": frozenset({"text"}),
}


def linked(draft: Draft, reader: "LinkageReader") -> FieldDefinition:
    """The field with its rules; faulty ones are noted and left out."""
    path = f"fields.{draft.field.key}"
    under = draft.field.kind.options_under
    options = tuple(
        replace(option, show=reader.condition(f"{path}.{under}.{option.value}.show", raw.get("show"), ALWAYS))
        for option, raw in zip(draft.field.options, draft.raw_options.values(), strict=True)
    )
    _check_combination(path, draft.raw, reader.reading)
    field = replace(draft.field, options=options)
    return replace(field, linkage=reader.linkage(path, field, draft.raw))


def both(outer: When, inner: When) -> When:
    """The condition that holds when both do."""
    if outer is ALWAYS:
        return inner
    if inner is ALWAYS:
        return outer
    return When(
        {"all": [outer.tree, inner.tree]},
        lambda record, env: outer.holds(record, env) and inner.holds(record, env),
        outer.reads | inner.reads,
        outer.histories + inner.histories,
    )


class LinkageReader:
    """Parses conditions and formulas against one schema."""

    def __init__(self, schema: rules.Schema, reading: Reading) -> None:
        self.schema = schema
        self.reading = reading

    def linkage(self, path: str, field: FieldDefinition, raw: Mapping[str, Json]) -> Linkage:
        # Evidence asks for files by itself: who writes `evidence` need not write `require` too.
        required = ALWAYS if field.settings.get("evidence") or field.kind.demanded else NEVER
        return Linkage(
            show=self.condition(f"{path}.show", raw.get("show"), ALWAYS),
            require=self.condition(f"{path}.require", raw.get("require"), required),
            readonly=self.condition(f"{path}.readonly", raw.get("readonly"), NEVER),
            default=self._default(f"{path}.default", field, preset_of(field, raw)),
            compute=self._formula(f"{path}.compute", field, raw.get("compute")),
            fill=self._fill(f"{path}.fill", field, raw.get("fill")),
        )

    def condition(self, path: str, tree: Json, otherwise: When) -> When:
        """`true`, `false` or a condition; `otherwise` when nothing is written."""
        if tree is None:
            return otherwise
        if isinstance(tree, bool):
            return ALWAYS if tree else NEVER
        parsed = self.reading.attempt(path, lambda raw: rules.parse_condition(raw, self.schema), tree)
        if parsed is None:
            return otherwise
        return When(tree, rules.compile_condition(parsed), rules.fields_of(parsed), rules.history_of(parsed))

    def _default(self, path: str, field: FieldDefinition, tree: Json) -> Source | None:
        if tree is None or isinstance(tree, Mapping):
            return self._formula(path, field, tree)
        try:
            clean = field.kind.clean(tree, field)
        except Refusal as refusal:
            named = (Problem(fault.path, fault.code, field.with_label(fault.data)) for fault in refusal.problems)
            self.reading.faults(path, named)
            return None
        return None if clean is None else Source(tree, lambda _record, _env: clean)

    def _fill(self, path: str, field: FieldDefinition, dotted: Json) -> Source | None:
        if dotted is None:
            return None
        if not isinstance(dotted, str) or "." not in dotted:
            self.reading.fault(path, "form.bad_fill")
            return None
        source = self._formula(path, field, {"field": dotted})
        return None if source is None else replace(source, tree=dotted)

    def _formula(self, path: str, field: FieldDefinition, tree: Json) -> Source | None:
        if tree is None:
            return None
        parsed = self.reading.attempt(path, lambda raw: self._typed(raw, field), tree)
        if parsed is None:
            return None
        return Source(tree, rules.compile_formula(parsed), rules.fields_of(parsed), rules.history_of(parsed))

    def _typed(self, tree: Json, field: FieldDefinition) -> rules.Formula:
        return typed_formula(tree, self.schema, field)


def preset_of(field: FieldDefinition, raw: Mapping[str, Json]) -> Json:
    """The default as it is written, else what the kind has untouched where nothing else gives a value."""
    written = raw.get("default")
    return field.kind.untouched if written is None and not {"compute", "fill"} & raw.keys() else written


def typed_formula(tree: Json, schema: rules.Schema, field: FieldDefinition) -> rules.Formula:
    """The formula, if its result can be a value of the field. Raises Refusal."""
    parsed = rules.parse_formula(tree, schema)
    wanted = field.kind.rule_type
    if parsed.type != wanted and parsed.type not in ALSO_FROM.get(wanted, ()):
        reject("form.formula_type", expected=wanted, found=parsed.type)
    return parsed


def _check_combination(path: str, raw: Mapping[str, Json], reading: Reading) -> None:
    """A computed value is never typed, so it needs no default and nobody can be asked for it."""
    if "compute" in raw:
        for other in ("default", "fill", "require", "readonly", "evidence", "unique"):
            if raw.get(other):
                reading.fault(f"{path}.{other}", "form.compute_alone", other=other)
    elif "default" in raw and "fill" in raw:
        reading.fault(f"{path}.default", "form.fill_or_default")
