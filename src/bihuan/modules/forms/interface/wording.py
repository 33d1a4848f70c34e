"""What changed from one version of a form to the next, in words for whoever designs it."""

from collections.abc import Callable, Mapping
from typing import Any

from bihuan.core.forms import FieldDefinition, FormChange, FormDefinition, sentences
from bihuan.core.late import dataclass
from bihuan.core.rules import FieldKind
from bihuan.core.values import Json
from bihuan.kernel.errors import say, texts

Namer = Callable[[FieldKind, str], str]
_LINKED = ("show", "require", "readonly", "default", "compute", "refuse_when")


@dataclass(frozen=True, slots=True)
class Reader:
    """In which language and zone things are told, and who says what an id is called."""

    language: str
    zone: str
    name_of: Namer

    def word(self, code: str, **data: Any) -> str:
        return say(code, data, self.language)

    def pick(self, label: Mapping[str, str]) -> str:
        return label.get(self.language) or label.get("zh") or ""


def told(form: FormDefinition, reader: Reader) -> dict[str, str]:
    """The sentences of a form's conditions and formulas by path."""
    language: Any = "en" if reader.language == "en" else "zh"
    return sentences(form, language, zone=reader.zone, name_of=reader.name_of)


class Changes:
    """Tells the changes between two forms."""

    def __init__(self, old: FormDefinition, new: FormDefinition, reader: Reader) -> None:
        self._forms = (new, old)
        self._reader = reader
        self._said = (told(old, reader), told(new, reader))

    def tell(self, change: FormChange) -> str:
        """One change as a sentence: where, what, and both states where they are short."""
        old, new = (self._value(change, value, at) for at, value in enumerate((change.old, change.new)))
        code = f"form.change.{change.code}"
        if change.code == "requirement_changed" and change.new is True:
            code = "form.change.required"
        return self._reader.word(
            code, where=self._where(change.path), setting=self._setting(change.path), old=old, new=new
        )

    def _where(self, path: str) -> str:
        """The label of the field, its column or its option, at which something changed."""
        kind, _, rest = path.partition(".")
        key, _, inside = rest.partition(".")
        reader = self._reader
        if kind == "rules":
            return reader.word("form.where.rule", name=self._message(key))
        if kind == "sections" and key:
            return reader.word("form.where.section", name=self._section(key))
        field = self._field(key) if kind == "fields" else None
        if field is None:
            return reader.word("form.where.form")
        return reader.word("form.where.field", name=self._inner(field, inside))

    def _inner(self, field: FieldDefinition, inside: str) -> str:
        name = self._reader.pick(field.label)
        part, _, rest = inside.partition(".")
        if part == "columns":
            column = next((one for one in field.columns if one.key == rest.partition(".")[0]), None)
            return f"{name} · {self._reader.pick(column.label)}" if column else name
        option = field.option(rest) if part in ("options", "items") else None
        return f"{name} · {self._reader.pick(option.label)}" if option else name

    def _field(self, key: str) -> FieldDefinition | None:
        return next((form.fields[key] for form in self._forms if key in form.fields), None)

    def _section(self, key: str) -> str:
        for form in self._forms:
            for section in form.sections:
                if section.key == key and section.label:
                    return self._reader.pick(section.label)
        return key

    def _message(self, key: str) -> str:
        for form in self._forms:
            for rule in form.cross_rules:
                if rule.key == key:
                    return self._reader.pick(rule.message)
        return key

    def _setting(self, path: str) -> str:
        name = path.rsplit(".", 1)[-1]
        code = f"form.setting.{name}"
        return self._reader.word(code) if code in texts("zh") else name

    def _value(self, change: FormChange, value: Json, at: int) -> str:
        reader = self._reader
        if value is None:
            return reader.word("form.value.none")
        if isinstance(value, bool):
            return reader.word(f"form.value.{'yes' if value else 'no'}")
        if isinstance(value, Mapping):
            if set(value) <= {"zh", "en"}:
                return reader.pick(value)
            said = self._said[at].get(self._linked(change.path))
            return said or "、".join(f"{name} {item}" for name, item in value.items())
        if change.code == "section_changed":
            return self._section(str(value))
        return "、".join(str(item) for item in value) if isinstance(value, list | tuple) else str(value)

    def _linked(self, path: str) -> str:
        if path.startswith("rules.") and not path.endswith(_LINKED):
            return f"{path}.refuse_when"
        return path if path.endswith(_LINKED) else f"{path}.show"
