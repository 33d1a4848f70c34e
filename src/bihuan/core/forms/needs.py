"""What the shell must look up before it can evaluate a submission, so that the engine itself reads nothing."""

from collections.abc import Mapping
from functools import lru_cache

from bihuan.core import rules
from bihuan.core.forms.definition import FieldDefinition, FormDefinition
from bihuan.core.forms.evaluation import read_value
from bihuan.core.forms.spec import FieldKindSpec
from bihuan.core.late import dataclass
from bihuan.core.values import Json, JsonObject, thaw_json


@dataclass(frozen=True, slots=True)
class Needs:
    """Look-ups for one record, by field key.

    - `references`: (kind name, id) of each record that a reference field names → `EvaluationContext.related`.
    - `files`: ids of all files named → `EvaluationContext.files`.
    - `unique`: clean values of unique fields that the submission changes; whose value another record already has
      goes into `EvaluationContext.taken`.
    - `paths`: dotted paths into relations that rules of the form look at (`device.model`).
    - `histories`: counts over earlier records; each goes into `EvaluationContext.related` under its own `key`.
    """

    references: Mapping[str, tuple[str, str]]
    files: frozenset[str]
    unique: JsonObject
    paths: frozenset[str]
    histories: tuple[rules.History, ...]


def needs(form: FormDefinition, old: Mapping[str, Json], new: Mapping[str, Json]) -> Needs:
    """The look-ups for laying `new` over `old`. Values that cannot be read need none. Never raises on bad values."""
    stored = thaw_json(old)
    sent = new if isinstance(new, Mapping) else {}
    references: dict[str, tuple[str, str]] = {}
    files: set[str] = set()
    unique: JsonObject = {}
    standing = _standing(form)
    for key, field in standing.fields:
        value, faults = read_value(field, _answer(field, stored, sent))
        if value is None or faults:
            continue
        files.update(field.kind.files_in(value))
        if field.kind.is_reference:
            references[key] = (field.kind.name, value)
        if field.unique and value != stored.get(key):
            unique[key] = value
    return Needs(references, frozenset(files), unique, standing.paths, standing.histories)


@dataclass(frozen=True, slots=True)
class _Standing:
    """What does not depend on the record; most forms have few fields whose values must be looked at."""

    fields: tuple[tuple[str, FieldDefinition], ...]
    paths: frozenset[str]
    histories: tuple[rules.History, ...]


@lru_cache(maxsize=256)
def _standing(form: FormDefinition) -> _Standing:
    fields = tuple((key, field) for key, field in form.fields.items() if _may_need(field))
    paths = frozenset(path for part in form.parts() for path in part.reads if "." in path)
    histories = {history.key: history for part in form.parts() for history in part.histories}
    return _Standing(fields, paths, tuple(histories.values()))


def _may_need(field: FieldDefinition) -> bool:
    names_files = type(field.kind).files_in is not FieldKindSpec.files_in
    return names_files or field.kind.is_reference or field.unique


def _answer(field: FieldDefinition, stored: JsonObject, sent: Mapping[str, Json]) -> Json:
    if field.key in sent:
        return sent[field.key]
    default = field.linkage.default
    if field.key not in stored and default is not None and not isinstance(default.tree, Mapping):
        return default.tree
    return stored.get(field.key)
