"""Untrusted input against a stored record: all faults in one refusal, or the whole record in canonical form."""

from collections.abc import Mapping
from dataclasses import field

from bihuan.core.forms.context import EvaluationContext
from bihuan.core.forms.definition import FormDefinition
from bihuan.core.forms.evaluation import Evaluation, errors_of, may_write, named, read_value, report, rights_of
from bihuan.core.forms.reading import shown
from bihuan.core.forms.settling import Settled, settle
from bihuan.core.late import dataclass
from bihuan.core.values import Json, JsonObject, Problem, Refusal, thaw_json

MAX_UNKNOWN_KEYS = 100


@dataclass(frozen=True, slots=True)
class Review:
    """The outcome of a submission without raising: what a dry run shows."""

    values: JsonObject
    evaluation: Evaluation
    errors: tuple[Problem, ...]


@dataclass(slots=True)
class _Change:
    """The stored record with the sent values laid over it, before linkage."""

    stored: JsonObject
    given: dict[str, Json] = field(default_factory=dict)
    kept: JsonObject = field(default_factory=dict)
    """Stored values that do not fit this version of the form: they stay, and read as missing."""
    sent: dict[str, Json] = field(default_factory=dict)
    faults: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    unknown: list[Problem] = field(default_factory=list)

    def changes(self, key: str) -> bool:
        """Whether the caller asks for another value than the stored one; what cannot be read does."""
        return key in self.faults or self.sent[key] != self.stored.get(key)


def check_submission(
    form: FormDefinition, old: Mapping[str, Json], new: Mapping[str, Json], context: EvaluationContext
) -> JsonObject:
    """The record after the submission: `old` with `new` laid over it, cleaned, linked and computed.

    `new` is a patch: keys left out stay as they are, `null` empties a field. Values of linkage-hidden fields go,
    computed ones are worked out anew, keys the form does not know stay as stored (a removed field keeps its data).
    Submitting the result again changes nothing. Raises Refusal("form.rejected") whose problems name every fault;
    nothing in it tells a field the caller may not read from one that does not exist (semantics §8).
    """
    change, settled, faults = _worked_in(form, old, new, context)
    editable, errors = errors_of(form, settled, context, change.stored, faults)
    refused = (*change.unknown, *_refused(form, faults, editable), *errors)
    if refused:
        raise Refusal("form.rejected", problems=refused)
    return _record(form, change, settled)


def review_submission(
    form: FormDefinition, old: Mapping[str, Json], new: Mapping[str, Json], context: EvaluationContext
) -> Review:
    """Like `check_submission`, but returns the errors beside the record. Raises only if `new` is no object."""
    change, settled, faults = _worked_in(form, old, new, context)
    evaluation = report(form, settled, context, change.stored, faults)
    refused = _refused(form, faults, evaluation.visible - evaluation.readonly)
    return Review(_record(form, change, settled), evaluation, (*change.unknown, *refused, *evaluation.errors))


_Faults = dict[str, tuple[Problem, ...]]


def _worked_in(
    form: FormDefinition, old: Mapping[str, Json], new: Mapping[str, Json], context: EvaluationContext
) -> tuple[_Change, Settled, _Faults]:
    if not isinstance(new, Mapping):
        raise Refusal("form.rejected", problems=(Problem("", "form.record_expected"),))
    change = _Change(thaw_json(old))
    _lay_out(form, change)
    _lay_over(form, new, context, change)
    _refill(form, change)
    settled = settle(form, change.given, context)
    return change, settled, _faults(form, change, settled, context)


def _refused(form: FormDefinition, faults: _Faults, editable: frozenset[str]) -> list[Problem]:
    """Faults of what the caller may not edit; the others are among the errors of the form."""
    return [
        problem for key, found in faults.items() if key not in editable for problem in named(form.fields[key], found)
    ]


def _lay_out(form: FormDefinition, change: _Change) -> None:
    for key, item in form.fields.items():
        if key in change.stored and item.linkage.compute is None:
            change.given[key], found = read_value(item, change.stored[key])
            if found:
                change.kept[key] = change.stored[key]


def _lay_over(form: FormDefinition, new: Mapping[str, Json], context: EvaluationContext, change: _Change) -> None:
    for key, raw in new.items():
        item = form.fields.get(key) if isinstance(key, str) else None
        if item is None or context.right(key) == "hidden":
            if len(change.unknown) < MAX_UNKNOWN_KEYS:
                change.unknown.append(Problem(shown(key), "form.field_unknown"))
        elif item.linkage.compute is None and (raw is None or raw != change.stored.get(key)):
            standing = change.stored.get(key)
            whole, refused = item.kind.lay_over(raw, standing, item, rights_of(item, context))
            change.sent[key], found = read_value(item, whole)
            if found or refused:
                change.faults[key] = (*refused, *found)
            if may_write(item, context):
                change.given[key] = change.sent[key]
                change.kept.pop(key, None)


def _refill(form: FormDefinition, change: _Change) -> None:
    """A look-up field follows its source: another device brings its own model, unless one was sent along."""
    for key, item in form.fields.items():
        if item.linkage.fill is None or key in change.sent:
            continue
        source = str(item.linkage.fill.tree).partition(".")[0]
        if source in change.sent and change.given.get(source) != change.stored.get(source):
            change.given.pop(key, None)
            change.kept.pop(key, None)


def _faults(
    form: FormDefinition, change: _Change, settled: Settled, context: EvaluationContext
) -> dict[str, tuple[Problem, ...]]:
    """Of what was sent: not readable, or not to be written by this caller now."""
    faults: dict[str, tuple[Problem, ...]] = {}
    for key in change.sent:
        if key not in settled.visible:
            if change.changes(key) and (key in change.faults or change.sent[key] is not None):
                faults[key] = (Problem("", "form.field_hidden"),)
        elif not may_write(form.fields[key], context) or form.fields[key].linkage.readonly.holds(
            settled.record, context.env
        ):
            if change.changes(key):
                faults[key] = (Problem("", "form.field_readonly"),)
        elif key in change.faults:
            faults[key] = change.faults[key]
    return faults


def _record(form: FormDefinition, change: _Change, settled: Settled) -> JsonObject:
    beyond = {key: value for key, value in change.stored.items() if key not in form.fields}
    kept = {key: value for key, value in change.kept.items() if key in settled.visible}
    return {**beyond, **settled.values, **kept}
