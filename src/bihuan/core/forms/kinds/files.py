"""Files and signatures: values are ids of uploaded (or announced) files; evidence is counted by media kind."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import ClassVar

from bihuan.core.forms.attributes import flag, harmless, not_lower, whole
from bihuan.core.forms.context import MEDIA, FileFacts
from bihuan.core.forms.kinds.references import identifier
from bihuan.core.forms.spec import (
    Attribute,
    DefinedField,
    FieldKindSpec,
    FilterRow,
    Situation,
    Texts,
    reject,
    reject_all,
)
from bihuan.core.values import Json, JsonObject, Problem, Refusal

MAX_FILES = 100
FILES_DEFAULT = 20


def media_counts(value: Json) -> dict[str, int]:
    """How many files of each media kind must be there: {photo: 2, video: 1}."""
    if not isinstance(value, dict) or not value or not set(value) <= set(MEDIA):
        reject("form.bad_setting", expected=" | ".join(MEDIA))
    return {media: whole(1, MAX_FILES)(value[media]) for media in MEDIA if media in value}


def media_list(value: Json) -> list[str]:
    """The media kinds a field accepts."""
    if (
        not isinstance(value, list | tuple)
        or not value
        or not all(isinstance(item, str) and item in MEDIA for item in value)
    ):
        reject("form.bad_setting", expected=" | ".join(MEDIA))
    return [media for media in MEDIA if media in value]


def _fewer(old: Json, new: Json) -> bool:
    return all((old or {}).get(media, 0) >= count for media, count in (new or {}).items())


def _wider(old: Json, new: Json) -> bool:
    return new is None or (old is not None and set(old) <= set(new))


class Files(FieldKindSpec):
    """A list of files in the order given; `evidence` makes photos or videos mandatory."""

    name = "files"
    label: ClassVar[Texts] = {"zh": "附件", "en": "Files"}
    rule_type = "files"
    filterable = False
    attributes = (
        Attribute("max_items", whole(1, MAX_FILES), FILES_DEFAULT, not_lower),
        Attribute("accept", media_list, None, _wider),
        Attribute("evidence", media_counts, None, _fewer),
        # Both bind the device that takes the photo: a value that is sent cannot show how it came about.
        Attribute("camera", flag, False, harmless),
        Attribute("watermark", flag, False, harmless),
    )

    def clean(self, value: Json, field: DefinedField) -> Json:
        if not isinstance(value, list | tuple):
            reject("form.not_list")
        if len(value) > field.setting("max_items"):
            reject("form.too_many", max=field.setting("max_items"))
        named, problems = [], []
        for index, item in enumerate(value):
            try:
                named.append(identifier(item) or reject("form.not_reference"))
            except Refusal as refusal:
                problems += [Problem(str(index), problem.code, problem.data) for problem in refusal.problems]
        if problems:
            reject_all(problems)
        return list(dict.fromkeys(named)) or None

    def check_definition(self, field: DefinedField) -> Iterable[Problem]:
        evidence, accepted = field.setting("evidence") or {}, field.setting("accept")
        if sum(evidence.values()) > field.setting("max_items"):
            yield Problem("evidence", "form.bounds_crossed", {"max": field.setting("max_items")})
        for media in evidence:
            if accepted is not None and media not in accepted:
                yield Problem(f"evidence.{media}", "form.evidence_not_accepted", {"name": dict(MEDIA[media])})

    def judge(self, value: Json, field: DefinedField, situation: Situation) -> Iterable[Problem]:
        before = situation.before if isinstance(situation.before, list | tuple) else ()
        for index, file_id in enumerate(value):
            yield from judge_file(str(index), file_id, field.setting("accept"), situation.files, before)
        if situation.required:
            yield from _missing_evidence(value, field, situation.files)

    def files_in(self, value: Json) -> tuple[str, ...]:
        return tuple(value)

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {
            "type": "array",
            "items": {"type": "string", "minLength": 1, "maxLength": 64},
            "maxItems": field.setting("max_items"),
        }

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return ()


class Signature(FieldKindSpec):
    """A handwritten signature: the id of its picture."""

    name = "signature"
    label: ClassVar[Texts] = {"zh": "签名", "en": "Signature"}
    rule_type = "text"
    personal = True
    filterable = False

    def clean(self, value: Json, field: DefinedField) -> Json:
        return identifier(value)

    def judge(self, value: Json, field: DefinedField, situation: Situation) -> Iterable[Problem]:
        return judge_file("", value, ["photo"], situation.files, (situation.before,))

    def files_in(self, value: Json) -> tuple[str, ...]:
        return (value,)

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": "string", "maxLength": 64}

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return ()


def judge_file(
    path: str, file_id: str, accepted: Json, files: Mapping[str, FileFacts], before: Iterable[Json]
) -> Iterable[Problem]:
    """A file is known and of an accepted kind; one that stood there before needs no second look-up."""
    facts = files.get(file_id)
    if facts is None:
        if file_id not in before:
            yield Problem(path, "form.file_unknown")
    elif accepted is not None and facts.media is not None and facts.media not in accepted:
        yield Problem(path, "form.file_not_accepted", {"media": facts.media, "name": dict(MEDIA[facts.media])})


def _missing_evidence(value: Json, field: DefinedField, files: Mapping[str, FileFacts]) -> Iterable[Problem]:
    """Announced files count as what they were announced; those of unknown kind may still fill any gap."""
    known = [files[file_id].media for file_id in value if file_id in files]
    have = Counter(known)
    jokers = have[None]
    for media, wanted in (field.setting("evidence") or {}).items():
        lacking = max(0, wanted - have[media])
        if lacking > jokers:
            data = {"media": media, "name": dict(MEDIA[media]), "min": wanted, "have": have[media]}
            yield Problem("", "form.evidence_missing", data)
        jokers = max(0, jokers - lacking)
