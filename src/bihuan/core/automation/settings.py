"""Reads the settings of an action against the fields of the record."""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from bihuan.core.late import dataclass
from bihuan.core.rules import (
    Env,
    Field,
    FieldKind,
    Formula,
    Schema,
    compile_formula,
    fields_of,
    number_text,
    parse_condition,
    parse_formula,
)
from bihuan.core.values import DocumentReader, Json, JsonObject, Refusal, thaw_json

WRITABLE: frozenset[FieldKind] = frozenset(
    {
        "text",
        "number",
        "boolean",
        "choice",
        "multi",
        "instant",
        "date",
        "person",
        "department",
        "region",
        "record",
        "tree",
    }
)
RECIPIENT_KEYS = ("person", "role", "field", "department")
RECIPIENT_WORDS = ("assignee", "submitter", "watchers", "lead", "dispatchers", "manager", "department_head")
MOST_RECIPIENTS = 100
MOST_NAME = 200
MOST_VALUES = 50
MOST_VALUE_NAME = 100
MOST_VALUE_TEXT = 4_000
MOST_VALUE_ITEMS = 200
MOST_VALUE_DEPTH = 3
NO_FIELD = Field("", "text")


@dataclass(frozen=True, slots=True)
class Value:
    """Something worked out from the record. `tree`: as written; `reads`: the fields it reads; of several values by
    name, `named` says which of them reads which."""

    tree: Json
    reads: frozenset[str]
    value: Callable[[Mapping[str, Any], Env], Any]
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SettingsReader:
    """`document` is the action's own object; `schema` what formulas may read; `record` what may be written."""

    document: DocumentReader
    schema: Schema
    record: Schema

    def writable_field(self, key: str) -> Field:
        """A field of the record itself, of a kind that a rule can set."""
        name = self.document.text(key)
        found = self.record.fields.get(name)
        if found is None:
            if name:
                self.document.fault(key, "automation.field_unknown", field=name)
            return NO_FIELD
        if found.type not in WRITABLE:
            self.document.fault(key, "automation.not_writable", field=name, kind=found.type)
        return found

    def constant(self, key: str, target: Field) -> Json:
        """A value fit for the field; null clears it."""
        value = self.document.raw(key)
        if not self.document.has(key):
            self.document.fault(key, "document.missing")
        if target is not NO_FIELD and self.document.has(key):
            self.check_constant(key, value, target)
        return thaw_json(value)

    def check_constant(self, key: str, value: Json, target: Field) -> None:
        """Note a fault if the value does not fit the field. The rule language knows what may stand beside a field, so
        it is asked as if the two were compared; null fits everywhere."""
        if value is not None:
            compared = {"op": "eq", "left": {"field": target.key}, "right": value}
            self._checked(lambda: parse_condition(compared, self.record), key)

    def formula(self, key: str, target: Field) -> Value:
        """A formula of the field's kind."""
        found = self._formula(key, self.document.raw(key))
        if found is None:
            return Value(None, frozenset(), lambda record, env: None)
        if found.type != target.type and target is not NO_FIELD:
            self.document.fault(key, "automation.wrong_kind", wanted=target.type, found=found.type)
        return _worked_out(found)

    def values(self, key: str) -> Value:
        """`{name: constant or {"formula": …}}`, as handed on with a request."""
        constants: JsonObject = {}
        formulas: dict[str, Value] = {}
        listed = list(self.document.table(key))
        if len(listed) > MOST_VALUES:
            self.document.fault(key, "automation.too_many_values", most=MOST_VALUES)
        for name, written in listed[:MOST_VALUES]:
            if len(name) > MOST_VALUE_NAME:
                self.document.fault(key, "automation.value_name_too_long", most=MOST_VALUE_NAME)
            elif isinstance(written, Mapping) and set(written) == {"formula"}:
                formula = self._formula(f"{key}.{name}.formula", written["formula"])
                if formula is not None:
                    formulas[name] = _worked_out(formula)
            elif _is_modest(written):
                constants[name] = thaw_json(written)
            else:
                most = {"most": MOST_VALUE_TEXT, "items": MOST_VALUE_ITEMS}
                self.document.fault(f"{key}.{name}", "automation.value_too_large", **most)
        tree = {**constants, **{name: {"formula": formula.tree} for name, formula in formulas.items()}}
        reads = frozenset().union(*(formula.reads for formula in formulas.values()))

        def value(record: Mapping[str, Any], env: Env) -> JsonObject:
            return {**constants, **{name: formula.value(record, env) for name, formula in formulas.items()}}

        return Value(tree, reads, value, {name: formula.reads for name, formula in formulas.items()})

    def recipients(self, key: str) -> list[Json]:
        """Words as in RECIPIENT_WORDS, or `{person|role|field|department: …}`; at most MOST_RECIPIENTS."""
        written = self.document.raw(key)
        listed = list(written) if isinstance(written, list | tuple) else [written]
        if written is None or not listed:
            self.document.fault(key, "document.missing")
            return []
        if len(listed) > MOST_RECIPIENTS:
            self.document.fault(key, "document.list_expected", most=MOST_RECIPIENTS)
            return []
        for index, item in enumerate(listed):
            self._check_recipient(f"{key}.{index}", item)
        return [thaw_json(item) for item in listed]

    def _check_recipient(self, at: str, item: Json) -> None:
        if isinstance(item, str) and item in RECIPIENT_WORDS:
            return
        pair = tuple(item.items()) if isinstance(item, Mapping) else ()
        if len(pair) != 1 or pair[0][0] not in RECIPIENT_KEYS or not _is_name(pair[0][1]):
            self.document.fault(at, "automation.bad_recipient", words=list(RECIPIENT_WORDS), keys=list(RECIPIENT_KEYS))
            return
        kind, name = pair[0]
        found = self.schema.resolve(name) if kind == "field" else None
        if kind == "field" and (found is None or found.type not in ("person", "department")):
            self.document.fault(at, "automation.no_person_field", field=name)

    def _formula(self, key: str, tree: Json) -> Formula | None:
        found: Formula | None = self._checked(lambda: parse_formula(tree, self.schema, self.document.at(key)), key)
        return found

    def _checked(self, parse: Callable[[], Any], key: str) -> Any:
        try:
            return parse()
        except Refusal as refusal:
            problems = [problem for problem in refusal.problems if problem.path.startswith(self.document.at(key))]
            if problems:
                self.document.problems.extend(problems)
            for problem in refusal.problems if not problems else ():
                self.document.fault(key, problem.code, **problem.data)
            return None


def _is_name(value: Json) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MOST_NAME


def _is_modest(value: Json, deep: int = MOST_VALUE_DEPTH) -> bool:
    """What a field of a form or a line of a message can hold: no long text, no long list, nothing deeply nested."""
    if isinstance(value, str):
        return len(value) <= MOST_VALUE_TEXT
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return len(parts) <= (MOST_VALUE_ITEMS if deep else 0) and all(_is_modest(part, deep - 1) for part in parts)


def _worked_out(formula: Formula) -> Value:
    compute = compile_formula(formula)
    decimal = formula.type == "number"

    def value(record: Mapping[str, Any], env: Env) -> Json:
        found = compute(record, env)
        return number_text(found) if decimal and found is not None else thaw_json(found)

    return Value(formula.tree, fields_of(formula), value)
