"""Matrices: several questions with the same answers to choose from, as surveys and acceptance sheets ask them."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar

from bihuan.core import rules
from bihuan.core.forms.attributes import texts
from bihuan.core.forms.definition import bilingual
from bihuan.core.forms.kinds.blanks import unspaced
from bihuan.core.forms.kinds.rows import ID, by_id, rows_of
from bihuan.core.forms.reading import is_key, shown
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
from bihuan.core.values import Json, JsonObject, Problem

ANSWER = "answer"
MAX_QUESTIONS = 50
_LONGEST = 20_000
_ENDS = {"zh": ("：", "；"), "en": (": ", "; ")}


def _questions(value: Json) -> list[Json]:
    """`[{key, label}]`, each key once."""
    if not isinstance(value, list | tuple) or not 0 < len(value) <= MAX_QUESTIONS:
        reject("form.bad_setting", expected=f"1..{MAX_QUESTIONS} × {{key, label}}")
    found: dict[str, Json] = {}
    for item in value:
        if not isinstance(item, Mapping) or set(item) != {"key", "label"} or not is_key(item["key"]):
            reject("form.bad_setting", expected="{key, label}")
        if item["key"] in found:
            reject("form.key_repeated", key=item["key"])
        found[item["key"]] = {"key": item["key"], "label": texts()(item["label"])}
    return list(found.values())


def _same_questions(old: Json, new: Json) -> bool:
    return {one["key"] for one in old or ()} == {one["key"] for one in new or ()}


class Matrix(FieldKindSpec):
    """Rows of questions, columns of answers, one answer to a row; kept as one row for each that is answered.

    So a rule reads it as it reads a table: any row that is bad, how many are good, what was said of one.
    """

    name = "matrix"
    label: ClassVar[Texts] = {"zh": "矩阵量表", "en": "Matrix"}
    rule_type = "rows"
    has_options = True
    filterable = False
    attributes = (Attribute("questions", _questions, None, _same_questions),)

    def clean(self, value: Json, field: DefinedField) -> Json:
        problems: list[Problem] = []
        given: dict[str, str] = {}
        for index, row in enumerate(_rows(value, field)):
            key, answer = row.get(ID), row.get(ANSWER)
            if not isinstance(key, str) or key not in _labels(field) or not set(row) <= {ID, ANSWER}:
                problems.append(Problem(f"{index}.{ID}", "form.item_unknown"))
            elif key in given:
                problems.append(Problem(f"{index}.{ID}", "form.row_repeated", {"label": _label(field, key)}))
            elif isinstance(answer, str) and answer and field.option(answer) is not None:
                given[key] = answer
            elif answer not in (None, ""):
                problems.append(Problem(f"{index}.{ANSWER}", "form.option_unknown", {"label": _label(field, key)}))
        if problems:
            reject_all(problems)
        return [{ID: key, ANSWER: given[key]} for key in _labels(field) if key in given] or None

    def check_definition(self, field: DefinedField) -> Iterator[Problem]:
        if not field.setting("questions"):
            yield Problem("questions", "form.questions_missing")

    def judge(self, value: Json, field: DefinedField, situation: Situation) -> Iterator[Problem]:
        before, answered = by_id(situation.before), by_id(value)
        for key in _labels(field):
            answer = answered.get(key, {}).get(ANSWER)
            label = _label(field, key)
            if answer is None and situation.required:
                yield Problem(key, "form.item_unanswered", {"label": label})
            elif answer is not None and answer not in situation.options and before.get(key, {}).get(ANSWER) != answer:
                yield Problem(key, "form.option_unavailable", {"label": label, "value": answer})

    def rule_field(self, field: DefinedField, behind: tuple[rules.Field, ...]) -> rules.Field:
        questions = tuple(rules.Option(key, label) for key, label in _labels(field).items())
        answers = tuple(rules.Option(option.value, option.label) for option in field.options)
        columns = (
            rules.Field(ID, "choice", {"zh": "问题", "en": "Question"}, questions),
            rules.Field(ANSWER, "choice", {"zh": "回答", "en": "Answer"}, answers),
        )
        return rules.Field(field.key, self.rule_type, field.label, fields=columns)

    def json_schema(self, field: DefinedField) -> JsonObject:
        return {"type": ["array", "object", "string"]}

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        return ()

    def tell(self, value: Json, field: DefinedField, language: str) -> str | None:
        """`态度：满意；速度：一般`."""
        of, end = _ENDS.get(language, _ENDS["zh"])
        rows = by_id(value)
        said = [
            f"{label.get(language) or label['zh']}{of}{_word(field, rows[key].get(ANSWER), language)}"
            for key, label in _labels(field).items()
            if key in rows
        ]
        return end.join(said) or None


def _labels(field: DefinedField) -> dict[str, Texts]:
    """The questions by key."""
    return {one["key"]: one["label"] for one in field.setting("questions") or ()}


def _label(field: DefinedField, key: str) -> dict[str, str]:
    whole, part = bilingual(field.label), bilingual(_labels(field)[key])
    return {language: f"{whole[language]} {part[language]}" for language in whole}


def _word(field: DefinedField, answer: Json, language: str) -> str:
    option = field.option(answer) if isinstance(answer, str) else None
    return shown(answer) if option is None else option.label.get(language) or option.label["zh"]


def _rows(value: Json, field: DefinedField) -> Sequence[Mapping[str, Json]]:
    """What was sent as rows: as they are, as `{question: answer}`, or in words as they are told."""
    most = len(_labels(field))
    if isinstance(value, Mapping):
        return rows_of([{ID: key, ANSWER: answer} for key, answer in _few(value, most).items()], most)
    if isinstance(value, str):
        return rows_of(list(_told(value, field)), most)
    return rows_of(value, most)


def _few(value: Mapping[str, Json], most: int) -> Mapping[str, Json]:
    return value if len(value) <= most else reject("form.too_many", max=most)


def _told(text: str, field: DefinedField) -> Iterator[JsonObject]:
    if len(text) > _LONGEST:
        reject("form.not_matrix")
    questions = _by_words((key, (key, *label.values())) for key, label in _labels(field).items())
    answers = _by_words((option.value, (option.value, *option.label.values())) for option in field.options)
    for part in _folded(text).split(";"):
        question, _, answer = part.partition(":")
        if part and (question not in questions or answer not in answers):
            reject("form.not_matrix")
        if part:
            yield {ID: questions[question], ANSWER: answers[answer]}


def _by_words(named: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    return {_folded(word): key for key, words in named for word in words}


def _folded(text: str) -> str:
    return unspaced(unicodedata.normalize("NFKC", text)).lower()
