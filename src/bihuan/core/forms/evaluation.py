"""The one evaluator (FRM-2): the same answer for browser, phone, API, import and automation."""

from collections.abc import Iterable, Iterator, Mapping

from bihuan.core.forms.context import EvaluationContext, FieldRight
from bihuan.core.forms.definition import FieldDefinition, FormDefinition, FormRule, bilingual
from bihuan.core.forms.settling import Settled, settle
from bihuan.core.forms.spec import Situation
from bihuan.core.late import dataclass
from bihuan.core.values import Json, JsonObject, Problem, Refusal

NOTHING: Mapping[str, Json] = {}
NO_RIGHTS: Mapping[str, FieldRight] = {}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What one caller sees of one record. Fields the caller may not read occur nowhere in it.

    - `visible`, `required`, `readonly`: keys; a required field is always one the caller may fill in.
    - `values`: the settled values; `computed`: those of them that a formula, a fill or a default supplied.
    - `options`: the values that may be chosen now, for each visible field with options.
    - `awaited`: fields naming files that are announced but not here yet; evaluate again when they arrive.
    - `elements`: keys of what holds no value and shows now: where a field of its section shows, too. A section of
      elements alone shows to whoever is not kept from all that nobody gave him a right on.
    - `parts`: for each visible sub-table the caller's right on its columns, hidden ones left out.
    - `errors`: every fault in what the caller may edit, by dotted path, in the order of the form.
    """

    visible: frozenset[str]
    required: frozenset[str]
    readonly: frozenset[str]
    values: JsonObject
    computed: JsonObject
    options: Mapping[str, tuple[str, ...]]
    awaited: frozenset[str]
    errors: tuple[Problem, ...]
    parts: Mapping[str, Mapping[str, FieldRight]]
    elements: frozenset[str] = frozenset()


def evaluate(
    form: FormDefinition,
    values: Mapping[str, Json],
    context: EvaluationContext,
    before: Mapping[str, Json] = NOTHING,
) -> Evaluation:
    """Read a record, stored or still being typed. Never raises: what does not fit is an error and reads as missing.

    Keys the form does not know are passed over; refusing them is for `check_submission`. `before` is the stored
    record, whose retired options and files may stay.
    """
    given, faults = read_values(form, values)
    settled = settle(form, given, context)
    return report(form, settled, context, before, faults)


def read_values(
    form: FormDefinition, values: Mapping[str, Json]
) -> tuple[dict[str, Json], dict[str, tuple[Problem, ...]]]:
    """The values in canonical form and, by key, the faults of those that have none; these count as empty."""
    given: dict[str, Json] = {}
    faults: dict[str, tuple[Problem, ...]] = {}
    for key, field in form.fields.items():
        if key not in values or field.linkage.compute is not None:
            continue
        given[key], found = read_value(field, values[key])
        if found:
            faults[key] = found
    return given, faults


def read_value(field: FieldDefinition, value: Json) -> tuple[Json, tuple[Problem, ...]]:
    """One value in canonical form, or None and its faults."""
    if value is None:
        return None, ()
    try:
        return field.kind.clean(value, field), ()
    except Refusal as refusal:
        return None, refusal.problems


def report(
    form: FormDefinition,
    settled: Settled,
    context: EvaluationContext,
    before: Mapping[str, Json],
    faults: Mapping[str, tuple[Problem, ...]],
) -> Evaluation:
    """What the caller gets to see of a settled record. `faults` are those already found, by field key."""
    judge = _Judge(form, settled, context, before)
    visible, editable, required, errors = _judged(judge, faults)
    return Evaluation(
        visible=frozenset(visible),
        required=required,
        readonly=frozenset(visible) - frozenset(editable),
        values={
            key: judge.readable(key, value) for key, value in settled.values.items() if context.right(key) != "hidden"
        },
        computed={
            key: judge.readable(key, settled.values[key])
            for key in visible
            if key in settled.derived and key in settled.values
        },
        options={key: judge.options(form.fields[key]) for key in visible if form.fields[key].kind.has_options},
        awaited=frozenset(key for key in visible if judge.is_awaited(key)),
        errors=errors,
        parts={key: judge.shown_parts(key) for key in visible if form.fields[key].columns},
        elements=frozenset(_shown_elements(form, settled, context, frozenset(visible))),
    )


def _shown_elements(
    form: FormDefinition, settled: Settled, context: EvaluationContext, visible: frozenset[str]
) -> Iterator[str]:
    for section in form.sections:
        reached = visible.intersection(section.fields) if section.fields else context.default_right != "hidden"
        if reached:
            found = (form.elements[key] for key in section.laid if key in form.elements)
            yield from (one.key for one in found if one.show.holds(settled.record, context.env))


def errors_of(
    form: FormDefinition,
    settled: Settled,
    context: EvaluationContext,
    before: Mapping[str, Json],
    faults: Mapping[str, tuple[Problem, ...]],
) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """Of `report` only what decides: the keys that the caller may edit, and the errors."""
    _, editable, _, errors = _judged(_Judge(form, settled, context, before), faults)
    return frozenset(editable), errors


def _judged(
    judge: "_Judge", faults: Mapping[str, tuple[Problem, ...]]
) -> tuple[list[str], list[str], frozenset[str], tuple[Problem, ...]]:
    """Visible and editable fields in the order of the form, the required ones, and every error."""
    form, settled = judge.form, judge.settled
    visible = [key for key in form.fields if key in settled.visible and judge.context.right(key) != "hidden"]
    editable = [key for key in visible if judge.editable(key)]
    required = frozenset(key for key in editable if judge.required(form.fields[key]))
    errors: list[Problem] = []
    for key in editable:
        found = faults.get(key) or tuple(judge.problems(form.fields[key], key in required))
        if found:
            errors += named(form.fields[key], found)
    for key in visible:
        if form.fields[key].linkage.compute is not None:
            errors += named(form.fields[key], settled.faults.get(key, ()))
    errors += judge.broken_rules(editable)
    return visible, editable, required, tuple(errors)


def named(field: FieldDefinition, problems: Iterable[Problem]) -> list[Problem]:
    """Faults of one value as faults of the record: with the whole path, and the label their text needs."""
    return [
        Problem(f"{field.key}.{found.path}" if found.path else field.key, found.code, field.with_label(found.data))
        for found in problems
    ]


def rights_of(field: FieldDefinition, context: EvaluationContext) -> dict[str, FieldRight]:
    """The caller's right on each column of the field, under "" that on the field itself."""
    return context.part_rights(field.key, [column.key for column in field.columns])


def may_write(field: FieldDefinition, context: EvaluationContext) -> bool:
    """Whether rights alone let the caller write the field, or a column of it where he may read the rest."""
    if not field.columns or context.may_edit(field.key) or context.right(field.key) == "hidden":
        return context.may_edit(field.key)
    return any(right in ("edit", "required") for right in rights_of(field, context).values())


@dataclass(frozen=True, slots=True)
class _Judge:
    """Judges a settled record for one caller."""

    form: FormDefinition
    settled: Settled
    context: EvaluationContext
    before: Mapping[str, Json]

    def editable(self, key: str) -> bool:
        linkage = self.form.fields[key].linkage
        if linkage.compute is not None or not may_write(self.form.fields[key], self.context):
            return False
        return not linkage.readonly.holds(self.settled.record, self.context.env)

    def readable(self, key: str, value: Json) -> Json:
        field = self.form.fields[key]
        if not field.columns or value is None:
            return value
        return field.kind.readable(value, field, rights_of(field, self.context))

    def shown_parts(self, key: str) -> dict[str, FieldRight]:
        rights = rights_of(self.form.fields[key], self.context)
        return {part: right for part, right in rights.items() if part and right != "hidden"}

    def required(self, field: FieldDefinition) -> bool:
        if self.context.right(field.key) == "required":
            return True
        return field.linkage.require.holds(self.settled.record, self.context.env)

    def options(self, field: FieldDefinition) -> tuple[str, ...]:
        record, env = self.settled.record, self.context.env
        return tuple(option.value for option in field.options if not option.retired and option.show.holds(record, env))

    def is_awaited(self, key: str) -> bool:
        value = self.settled.values.get(key)
        if value is None:
            return False
        facts = (self.context.files.get(file_id) for file_id in self.form.fields[key].kind.files_in(value))
        return any(found is not None and found.awaited for found in facts)

    def problems(self, field: FieldDefinition, required: bool) -> Iterable[Problem]:
        """Faults of one editable field: missing, not available, already taken, not enough evidence."""
        value = self.settled.values.get(field.key)
        if value is None:
            if required:
                yield Problem("", field.kind.missing)
            return
        options = frozenset(self.options(field)) if field.options else frozenset()
        parts = rights_of(field, self.context) if field.columns else NO_RIGHTS
        situation = Situation(
            required, self.before.get(field.key), options, self.context.files, parts, self.context.env
        )
        yield from field.kind.judge(value, field, situation)
        related = self.context.related
        if field.kind.is_reference and field.key in related and related[field.key] is None:
            yield Problem("", "form.reference_unknown")
        if field.unique and field.key in self.context.taken:
            yield Problem("", "form.not_unique")

    def broken_rules(self, editable: list[str]) -> Iterable[Problem]:
        """Broken rules across fields, each shown at a field the caller can mend it with; without one it is not
        this caller's fault and is left to those who may edit."""
        for rule in self.form.cross_rules:
            place = self._place(rule, editable)
            if place is not None and rule.refuse_when.holds(self.settled.record, self.context.env):
                data = {"rule": rule.key, "message": bilingual(rule.message)}
                yield from named(self.form.fields[place], (Problem("", "form.rule_refused", data),))

    def _place(self, rule: FormRule, editable: list[str]) -> str | None:
        roots = {path.partition(".")[0] for path in rule.refuse_when.reads}
        wanted = [*rule.at, *(key for key in editable if key in roots)]
        return next((key for key in wanted if key in editable), None)
